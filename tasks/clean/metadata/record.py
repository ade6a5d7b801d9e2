"""What a page says of itself: the record that `collect` fills."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.records import Found


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything a page says of itself, verbatim. Of each tuple of Found, the most trusted comes first."""

    headlines: tuple[Found, ...] = ()
    descriptions: tuple[Found, ...] = ()
    bylines: tuple[Found, ...] = ()  # one Found a name where the page splits them, else the whole line
    credits: tuple[Found, ...] = ()  # where an agency may be named: source line, publisher of the text, …
    published: tuple[Found, ...] = ()  # date texts
    modified: tuple[Found, ...] = ()
    sections: tuple[Found, ...] = ()
    languages: tuple[Found, ...] = ()  # as declared
    keywords: tuple[str, ...] = ()
    publisher: Found | None = None
    image_url: str | None = None  # absolute
    canonical_url: str | None = None  # absolute
    is_accessible_for_free: bool | None = None
    article_body: str | None = (
        None  # of JSON-LD or page state, without tags and entities; paragraphs by newlines
    )
    types: tuple[str, ...] = ()  # schema.org types of the page's nodes, and og:type
