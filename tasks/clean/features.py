"""What can be measured of each block: the numbers that the model judges by.

Everything is language-free: lengths, shares, punctuation, the place in the tree and on the page, the
company that a block keeps, and what the page says of itself elsewhere.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.clean.blocks import TAG_BITS, TAGS, Frame, PageBlock
from tasks.clean.metadata import Metadata
from tasks.clean.names import hint_names
from tasks.clean.place import Main
from tasks.clean.text import fold, is_dense

Matrix = npt.NDArray[np.float32]

# Of an element: levels below the page's main element, -1 outside it; levels up to the first element that
# also holds the headline, and from there down to it; articles and sections between it and the main element;
# levels up to the first element that also holds the element of most paragraphs, and from there down to it.
_Chain = tuple[int, int, int, int, int, int, int]

HEAD_CHARS = 80  # of a block: the part whose letter case is looked at
PROBE_CHARS = 24  # of a block: what is looked for in the page's own articleBody
FAR = 20  # blocks: a greater distance is as far

_TAG_CODES = {
    tag: code
    for code, tag in enumerate(
        (
            "p",
            "div",
            "li",
            "tr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "section",
            "article",
            "dd",
        ),
        1,
    )
}
_SEVENTHS = np.full(7, 1 / 7)
_DIGIT = re.compile("[0-9]")
_ENDS = frozenset(".!?…。！？؟।")
_QUOTES = "\"'”’»」』）)]“ "
LOCAL = (
    "log chars", "log words", "link share", "ends sentence", "ends colon", "commas", "periods",
    "capital words", "digits", "strong share", "lower start", "symbol", "copyright", "address", "has time",
    "copies", "tag", "depth", "hidden", "dense", "good", "is headline", "is description",
    "overlaps description", "is byline", "in articleBody", "has articleBody", "braces",
    "overlaps headline", "gap", "links", "begins in link", "ends in link", "earlier copies",
)  # fmt: skip
NEIGHBOUR = ("log chars", "link share", "good", "heading", "same parent")
CONTEXT = (
    "position", "text position", "good before", "good after", "since good", "until good", "own good",
    "own blocks", "parent good", "parent blocks", "grandparent good", "in root", "root distance",
    "template blocks", "template chars", "template links", "template good", "to headline",
    "headline depth", "since headline", "page good", "page blocks", "h1 so far", "articles so far",
    "around good", "around links", "around chars", "parent chars", "parent links", "nested articles",
    "nested sections", "to text", "text depth", "parent teasers",
)  # fmt: skip


def names() -> list[str]:
    """The names of the columns, in order."""
    out = list(LOCAL) + list(CONTEXT)
    for offset in (-2, -1, 1, 2):
        out += [f"{name} {offset:+d}" for name in NEIGHBOUR]
    for level in ("own", "parent", "path"):
        out += [f"{level} hint {name}" for name in hint_names()]
    return out + [f"in {tag}" for tag in TAGS]


@dataclass(slots=True)
class _Witness:
    """What the page says of itself, folded for comparison."""

    headlines: frozenset[str]
    descriptions: frozenset[str]
    description_words: frozenset[str]
    headline_words: frozenset[str]
    bylines: str
    body: str

    @classmethod
    def of(cls, metadata: Metadata, body: str) -> _Witness:
        described = [fold(found.text) for found in metadata.descriptions]
        return cls(
            headlines=frozenset(fold(found.text) for found in metadata.headlines),
            descriptions=frozenset(described),
            description_words=frozenset(word for text in described for word in text.split() if len(word) > 3),
            headline_words=frozenset(
                word for found in metadata.headlines for word in fold(found.text).split() if len(word) > 3
            ),
            bylines=" ".join(found.text for found in metadata.bylines).casefold(),
            body=body,
        )


def measure(
    blocks: list[PageBlock],
    gaps: list[int],
    copies: list[tuple[int, int]],
    main: Main,
    metadata: Metadata,
    body: str,
) -> Matrix:
    """The features of each block, one row a block, columns as `names` says. `blocks` must not be empty.

    The blocks are those that their place did not remove; `gaps` counts the removed ones right before each,
    and `copies` how often the page holds each, and how often before it;
    `body` is the whole text as the page gives it elsewhere, or empty.
    """
    witness = _Witness.of(metadata, body)
    local = np.array([_local(*row, witness) for row in zip(blocks, gaps, copies, strict=True)], np.float32)
    frames = [block.frame for block in blocks]
    chars = np.array([len(block.text) for block in blocks], np.float32)
    context = _context(local, chars, frames, main.frame)
    neighbours = _neighbours(local, frames)
    return np.hstack([local, context, neighbours, _bits(blocks, main)])


def _local(block: PageBlock, gap: int, copies: tuple[int, int], witness: _Witness) -> tuple[float, ...]:
    """What one block shows by itself; columns LOCAL."""
    text = block.text
    frame = block.frame
    chars = len(text)
    spaces = text.count(" ")
    head = text[:HEAD_CHARS]
    head_words = head.split()
    bare_end = text.rstrip(_QUOTES)[-1:]
    link_share = block.link_chars / chars
    folded = fold(text) if chars < 600 else ""
    overlap = 0.0
    headline_overlap = 0.0
    if 20 < chars < 600 and (witness.description_words or witness.headline_words):
        own = folded.split() or [""]
        overlap = len(witness.description_words.intersection(own)) / len(own)
        headline_overlap = len(witness.headline_words.intersection(own)) / (len(witness.headline_words) or 1)
    first = text[0]
    return (
        math.log2(chars),
        math.log2(spaces + 1),
        link_share,
        bare_end in _ENDS,
        bare_end in ":：",
        (text.count(",") + text.count("，") + text.count("、")) / (spaces + 5),
        (text.count(". ") + text.count("。") + text.count("? ") + text.count("! ")) / (spaces + 5),
        len([word for word in head_words if word[0].isupper()]) / (len(head_words) or 1),
        len(_DIGIT.findall(head)) / len(head),
        block.strong_chars / chars,
        first.islower(),
        not first.isalnum(),
        "©" in text or "(c)" in head,
        "@" in text or "http" in text or "www." in text,
        block.has_time,
        min(copies[0], 6),
        _TAG_CODES.get(frame.tag, 0),
        min(frame.depth, 30),
        frame.is_hidden,
        is_dense(text),
        block.is_running and not block.is_teaser,
        folded in witness.headlines,
        folded in witness.descriptions,
        overlap,
        bool(witness.bylines) and chars < 100 and text.casefold().removeprefix("by ") in witness.bylines,
        _probes(text, witness.body) if witness.body else -1,
        bool(witness.body),
        "{" in text,
        headline_overlap,
        min(gap, 30),
        min(block.links, 10),
        block.link_ends & 1,
        block.link_ends > 1,
        min(copies[1], 3),
    )


def _probes(text: str, body: str) -> float:
    """The share of three pieces of the block that stand in the page's articleBody."""
    if len(text) <= PROBE_CHARS:
        return float(text in body)
    middle = len(text) // 2
    pieces = [text[:PROBE_CHARS], text[middle : middle + PROBE_CHARS], text[-PROBE_CHARS:]]
    return sum([piece in body for piece in pieces]) / 3


def _context(local: Matrix, chars: Matrix, frames: list[Frame], root: Frame | None) -> Matrix:
    """Where a block stands on the page and in the tree; columns CONTEXT."""
    count = len(frames)
    good = local[:, LOCAL.index("good")]
    good_chars = good * chars
    total_good = float(good_chars.sum()) + 1
    cumulative = np.cumsum(good_chars)
    links = local[:, LOCAL.index("link share")]
    headline = local[:, LOCAL.index("is headline")] > 0
    headline_at = _headline_at(local)
    headline_path = _path(frames[headline_at]) if headline_at is not None else {}
    tree = _tree(local, chars, frames, total_good, root, headline_path)
    return np.column_stack(
        [
            np.arange(count) / count,
            np.cumsum(chars) / (chars.sum() + 1),
            (cumulative - good_chars) / total_good,
            (cumulative[-1] - cumulative) / total_good,
            _since(good > 0),
            _since(good[::-1] > 0)[::-1],
            tree[:, :13],
            _since(headline),
            np.full((count, 2), (math.log2(total_good), math.log2(count))),
            np.cumsum(local[:, LOCAL.index("tag")] == _TAG_CODES["h1"]),
            _articles_so_far(frames),
            smooth(good),
            smooth(links),
            smooth(local[:, 0]),
            tree[:, 13:],
        ]
    ).astype(np.float32)


def _tree(
    local: Matrix,
    chars: Matrix,
    frames: list[Frame],
    total_good: float,
    root: Frame | None,
    headline_path: dict[Frame, int],
) -> Matrix:
    """What the elements around each block hold, and the blocks that the same template made."""
    in_frame = _held(local, chars, frames)
    templates = _templates(local, chars, frames)
    good = local[:, LOCAL.index("good")].tolist()
    text_path = _path(_text_frame(frames, good, chars.tolist()))
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


def _held(local: Matrix, chars: Matrix, frames: list[Frame]) -> dict[Frame, list[float]]:
    """What each element up to three levels above a block holds.

    Running text and blocks; then text, linked text and teasers of the blocks right below it.
    """
    held_by: dict[Frame, list[float]] = {}
    wanted = (LOCAL.index(name) for name in ("good", "link share", "begins in link"))
    columns = (chars.tolist(), *(local[:, column].tolist() for column in wanted))
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


def _templates(local: Matrix, chars: Matrix, frames: list[Frame]) -> dict[Frame, list[float]]:
    """By element, of all blocks that its template made: how many, log chars, link shares, running text."""
    made: dict[str, list[float]] = {}
    of_frame: dict[Frame, list[float]] = {}
    wanted = (LOCAL.index(name) for name in ("log chars", "link share", "good"))
    columns = (chars.tolist(), *(local[:, column].tolist() for column in wanted))
    for frame, size, log_chars, link, is_good in zip(frames, *columns, strict=True):
        if frame not in of_frame:
            of_frame[frame] = made.setdefault(frame.signature, [0, 0, 0, 0])
        sums = of_frame[frame]
        sums[0] += 1
        sums[1] += log_chars
        sums[2] += link
        sums[3] += size * is_good
    return of_frame


def smooth(values: Matrix) -> npt.NDArray[np.float64]:
    """The mean of each value and the three before and after it."""
    edges = np.concatenate([values[:1].repeat(3), values, values[-1:].repeat(3)])
    return np.convolve(edges, _SEVENTHS, "valid")


def _headline_at(local: Matrix) -> int | None:
    """The block that is the headline: the h1 that says so, else a block that says so, else the first h1."""
    says = local[:, LOCAL.index("is headline")] > 0
    is_h1 = local[:, LOCAL.index("tag")] == _TAG_CODES["h1"]
    for marks in (says & is_h1, says, is_h1):
        found = np.flatnonzero(marks)
        if found.size:
            return int(found[0])
    return None


def _text_frame(frames: list[Frame], good: list[float], chars: list[float]) -> Frame:
    """The element that most of the running text stands right below."""
    held: dict[Frame, float] = {}
    for frame, is_good, size in zip(frames, good, chars, strict=True):
        above = frame.parent or frame
        held[above] = held.get(above, 0) + is_good * size
    return max(held, key=held.__getitem__)


def _path(frame: Frame) -> dict[Frame, int]:
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


def _articles_so_far(frames: list[Frame]) -> list[int]:
    """How many article elements that hold text began up to each block."""
    bit = TAG_BITS["article"]
    seen: set[Frame] = set()
    out = []
    for frame in frames:
        if frame.path_tags & bit:
            inner: Frame | None = frame
            while inner is not None and inner.tag != "article":
                inner = inner.parent
            if inner is not None:
                seen.add(inner)
        out.append(min(len(seen), 10))
    return out


def _since(marks: npt.NDArray[np.bool_]) -> Matrix:
    """How many blocks ago the last marked one was, at most FAR; before the first one FAR + 1."""
    index = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, index, -1))
    return np.where(last < 0, FAR + 1, np.minimum(index - last, FAR)).astype(np.float32)


def _neighbours(local: Matrix, frames: list[Frame]) -> Matrix:
    """What the two blocks before and the two after look like; columns NEIGHBOUR for each."""
    count = len(frames)
    tags = local[:, LOCAL.index("tag")]
    base = np.zeros((count + 4, 4), np.float32)
    base[2:-2, 0] = local[:, 0]
    base[2:-2, 1] = local[:, 2]
    base[2:-2, 2] = local[:, LOCAL.index("good")]
    base[2:-2, 3] = (tags >= _TAG_CODES["h1"]) & (tags <= _TAG_CODES["h6"])
    parents = np.full(count + 4, -1)
    parents[2:-2] = [id(frame.parent or frame) for frame in frames]
    here = parents[2:-2]
    columns = []
    for offset in (-2, -1, 1, 2):
        window = slice(2 + offset, 2 + offset + count)
        columns += [base[window], (parents[window] == here)[:, None].astype(np.float32)]
    return np.hstack(columns)


def _bits(blocks: list[PageBlock], main: Main) -> Matrix:
    """A column for each hint of a block's element, its parent and its path, and each tag of its path."""
    rows: list[int] = []
    for block in blocks:
        frame = block.frame
        rows += (
            frame.hints | block.inner_hints,
            frame.parent.hints if frame.parent else 0,
            frame.path_hints & ~main.hints,
            frame.path_tags & ~main.tags,
        )
    bits = np.unpackbits(np.array(rows, "<u4").view(np.uint8), bitorder="little").reshape(-1, 4, 32)
    hints = bits[:, :3, : len(hint_names())].reshape(len(blocks), -1)
    return np.hstack([hints, bits[:, 3, : len(TAGS)]]).astype(np.float32)
