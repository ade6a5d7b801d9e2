"""What the elements around a block hold, and how far up the tree the headline and most of the text are."""

from __future__ import annotations

import math

import numpy as np

from tasks.clean.blocks import Frame
from tasks.clean.features.alone import column
from tasks.clean.features.matrix import Matrix

# Of an element: levels below the page's main element, -1 outside it; levels up to the first element that
# also holds the headline, and from there down to it; articles and sections between it and the main element;
# levels up to the first element that also holds the element of most paragraphs, and from there down to it.
_Chain = tuple[int, int, int, int, int, int, int]


def surroundings(
    alone: Matrix,
    chars: Matrix,
    frames: list[Frame],
    total_good: float,
    root: Frame | None,
    headline_path: dict[Frame, int],
) -> Matrix:
    """What the elements around each block hold, and the blocks that the same template made."""
    in_frame = _held(alone, chars, frames)
    templates = _templates(alone, chars, frames)
    good = column(alone, "good").tolist()
    text_path = path_of(_text_frame(frames, good, chars.tolist()))
    rows: dict[Frame, tuple[float, ...]] = {}
    chains: dict[Frame | None, _Chain] = {None: (-1, 0, 16, 0, 0, 0, 16)}
    for frame in frames:
        if frame in rows:
            continue
        parent = frame.parent or frame
        grandparent = parent.parent or parent
        own, above, made = in_frame[frame], in_frame[parent], templates[frame]
        distance, up, down, articles, sections, to_text, text_depth = _chain(
            frame, chains, root, headline_path, text_path
        )
        rows[frame] = (
            own[0] / total_good,
            min(own[1], 50),
            above[0] / total_good,
            min(above[1], 50),
            in_frame[grandparent][0] / total_good,
            distance >= 0,
            min(distance, 12),
            min(made[0], 50),
            made[1] / made[0],
            made[2] / made[0],
            made[3] / total_good,
            min(up, 15) if headline_path else 16,
            down,
            math.log2(above[2] + 1),
            above[3] / (above[2] + 1),
            articles,
            sections,
            min(to_text, 15),
            text_depth,
            min(above[4], 20),
        )
    return np.array([rows[frame] for frame in frames], np.float32)


def _held(alone: Matrix, chars: Matrix, frames: list[Frame]) -> dict[Frame, list[float]]:
    """What each element up to three levels above a block holds.

    Running text and blocks; then text, linked text and teasers of the blocks right below it.
    """
    held_by: dict[Frame, list[float]] = {}
    wanted = ("good", "link share", "begins in link")
    columns = (chars.tolist(), *(column(alone, name).tolist() for name in wanted))
    for frame, size, is_good, link, begins_in_link in zip(frames, *columns, strict=True):
        ancestor: Frame | None = frame
        for level in range(4):
            if ancestor is None:
                break
            held = held_by.setdefault(ancestor, [0, 0, 0, 0, 0])
            held[0] += size * is_good
            held[1] += 1
            if level == 1:
                held[2] += size
                held[3] += size * link
                held[4] += begins_in_link
            ancestor = ancestor.parent
    return held_by


def _templates(alone: Matrix, chars: Matrix, frames: list[Frame]) -> dict[Frame, list[float]]:
    """By element, of all blocks that its template made: how many, log chars, link shares, running text."""
    made: dict[str, list[float]] = {}
    of_frame: dict[Frame, list[float]] = {}
    wanted = ("log chars", "link share", "good")
    columns = (chars.tolist(), *(column(alone, name).tolist() for name in wanted))
    for frame, size, log_chars, link, is_good in zip(frames, *columns, strict=True):
        if frame not in of_frame:
            of_frame[frame] = made.setdefault(frame.signature, [0, 0, 0, 0])
        sums = of_frame[frame]
        sums[0] += 1
        sums[1] += log_chars
        sums[2] += link
        sums[3] += size * is_good
    return of_frame


def _text_frame(frames: list[Frame], good: list[float], chars: list[float]) -> Frame:
    """The element that most of the running text stands right below."""
    held: dict[Frame, float] = {}
    for frame, is_good, size in zip(frames, good, chars, strict=True):
        above = frame.parent or frame
        held[above] = held.get(above, 0) + is_good * size
    return max(held, key=held.__getitem__)


def path_of(frame: Frame) -> dict[Frame, int]:
    """A block's element and its ancestors, with the depth of each."""
    path = {}
    inner: Frame | None = frame
    while inner is not None:
        path[inner] = inner.depth
        inner = inner.parent
    return path


def _chain(
    frame: Frame,
    known: dict[Frame | None, _Chain],
    root: Frame | None,
    headline_path: dict[Frame, int],
    text_path: dict[Frame, int],
) -> _Chain:
    """What the elements from `frame` up to the page's root say of it; `known` holds those met before."""
    climbed = []
    inner: Frame | None = frame
    while inner is not None and inner not in known:
        climbed.append(inner)
        inner = inner.parent
    chain = known[inner]
    for one in reversed(climbed):
        distance, up, down, articles, sections, to_text, text_depth = chain
        if one in text_path:
            to_text, text_depth = 0, min(len(text_path) - text_path[one], 15)
        else:
            to_text += 1
        if one in headline_path:
            up, down = 0, min(len(headline_path) - headline_path[one], 15)
        else:
            up += 1
        if one is root:
            distance, articles, sections = 0, 0, 0
        else:
            distance += distance >= 0
            articles += one.tag == "article"
            sections += one.tag == "section"
        known[one] = chain = (distance, up, down, articles, sections, to_text, text_depth)
    return chain
