"""The stories of the sample sites: one TOML file each under articles/<site>/, read once.

A file says what a right reading of its page yields (headline, authors, agencies, dates, …) and how the
page words it (byline, shown date, source line, …). Pages and known answers both come from it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parent / "articles"
SITES = ("harbour-post", "stadtblatt", "wire-mirror")

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_PREFIXES = {"## ": "heading", "> ": "quote", "- ": "li"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a body as written: `source` may hold links as [text](address)."""

    kind: str  # "p", "heading", "quote", "li"
    source: str

    @property
    def text(self) -> str:
        """What a reader of the page sees."""
        return _LINK.sub(r"\1", self.source)

    @property
    def parts(self) -> list[tuple[str, str | None]]:
        """(text, address or None) in order, for a template to mark up."""
        found: list[tuple[str, str | None]] = []
        end = 0
        for link in _LINK.finditer(self.source):
            found.append((self.source[end : link.start()], None))
            found.append((link[1], link[2]))
            end = link.end()
        found.append((self.source[end:], None))
        return [part for part in found if part[0]]


@dataclass(frozen=True, slots=True)
class Story:
    """A story on one site. Dates are ISO 8601, as the page has them: with a zone, without, or a day only."""

    site: str
    slug: str  # the file's name
    path: str  # on the site
    language: str  # BCP 47
    section: str  # in display case
    headline: str
    published: str
    body: tuple[Block, ...]
    standfirst: str = ""
    shown: str = ""  # the publishing date as the page words it
    modified: str = ""
    modified_shown: str = ""
    byline: str = ""  # as the page words it
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()  # canonical names; "unnamed" for an agency without a name
    dateline: str = ""  # the place as the body's first paragraph words it
    keywords: tuple[str, ...] = ()
    source_line: str = ""  # "Quelle: dpa"
    note: str = ""  # "With files from …", a paragraph of its own after the body
    signed: tuple[str, ...] = ()  # whom the note names as authors, where nothing else does
    copyright: str = ""  # of the text, after the body
    metadata_author: str = ""  # an organisation that the page's metadata names as author
    caption: str = ""
    photo_credit: str = ""
    charset: str = "utf-8"
    layout: str = ""  # a variant of the site's template
    furniture: tuple[str, ...] = ()  # names of recurring paragraphs that stand among the body's
    is_accessible_for_free: bool | None = None
    outcome: str = "new"
    based_on: str = ""  # "site/slug" of the story that this one re-publishes
    correction: dict[str, Any] = field(default_factory=dict)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's blocks as a reader sees them."""
        return tuple(block.text for block in self.body)

    def corrected(self) -> Story:
        """The story after its live correction; the story itself where there is none."""
        if not self.correction:
            return self
        changes = dict(self.correction)
        body = self.body
        for old, new in changes.pop("replace", []):
            body = tuple(replace(block, source=block.source.replace(old, new)) for block in body)
        body += blocks(changes.pop("added", ""))
        return replace(self, body=body, correction={}, **changes)


def blocks(text: str) -> tuple[Block, ...]:
    """A body as written (blocks separated by blank lines) as blocks."""
    found = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        for line in chunk.split("\n") if chunk.startswith("- ") else [" ".join(chunk.split("\n"))]:
            kind = _PREFIXES.get(line[: line.find(" ") + 1], "p")
            source = line if kind == "p" else line.split(" ", 1)[1]
            if source:
                found.append(Block(kind, source))
    return tuple(found)


def _read(path: Path) -> Story:
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    site = path.parent.name
    body: tuple[Block, ...]
    if origin := values.get("based_on"):
        other = _read(ARTICLES / f"{origin}.toml")
        dropped = set(values.pop("drop", []))
        body = tuple(block for number, block in enumerate(other.body) if number not in dropped)
        for old, new in values.pop("replace", []):
            body = tuple(replace(block, source=block.source.replace(old, new)) for block in body)
        body += blocks(values.pop("body", ""))
    else:
        body = blocks(values.pop("body", ""))
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Story(site=site, slug=path.stem, body=body, **{**values, **lists})


@cache
def stories(site: str) -> tuple[Story, ...]:
    """The site's stories, newest first."""
    found = [_read(path) for path in sorted((ARTICLES / site).glob("*.toml"))]
    return tuple(sorted(found, key=lambda story: (story.published[:16], story.slug), reverse=True))


def story(site: str, slug: str) -> Story:
    """One story by the name of its file. KeyError if there is none."""
    return {each.slug: each for each in stories(site)}[slug]
