"""A Draft, what the page says, becomes an Article, what the warehouse holds."""

from __future__ import annotations

from datetime import date, datetime

from tasks.clean.neighbours import AFTER
from tasks.clean.version import EXTRACTOR_VERSION
from tasks.copies import own_address
from tasks.normalize import identity, language, names, people, sections, urls
from tasks.normalize.credits import find_credits
from tasks.normalize.dateline import dateline
from tasks.normalize.publishing import COUNTED_BACK, Dates, settle
from tasks.normalize.word_count import word_count
from tasks.records import Article, Credit, Draft, Found
from tasks.sources import Source

FIRST_BLOCKS = 2  # of a body, which may be a line on who wrote it, …
MAX_OPENER_CHARACTERS = 80  # … if they are short
LAST_BLOCKS = 3  # of a body, among which its newsroom may be named

_SAYS_SECTION = ("json-ld", "meta article:section", "json-ld trail", "trail")


def normalize(draft: Draft, source: Source | None = None) -> Article:
    """The article of a draft. Pure, and never raises: what cannot be read is None.

    `source` gives what pages leave out: the publisher's name, the language, and the time zone of dates.
    """
    capture = draft.capture
    headline = _text(draft.headline)
    body = "\n\n".join(block.text for block in draft.blocks)
    canonical_url = urls.canonical(draft.canonical_url) or urls.canonical(capture.url)
    address = (canonical_url if capture.is_file else own_address(capture.url)) or capture.url
    publisher = (source and source.publisher) or _text(draft.publisher) or urls.host(address)
    tongue = _language(draft, source, f"{headline or ''} {body}")
    dates = settle(draft, tongue, source.timezone if source else None)
    credits = find_credits(draft, address)
    credit_text = _credit_text(credits)
    section = sections.section_of(draft, tongue)
    description = _text(draft.description)
    return Article(
        capture=capture,
        article_id=identity.article_id(
            capture.url, canonical_url, publisher or credit_text, headline, dates.published_on, capture.digest
        ),
        url=capture.url,
        canonical_url=canonical_url,
        publisher=publisher,
        headline=headline,
        description=description,
        body=body,
        section=sections.display(_text(section), tongue),
        section_text=_text(section),
        authors=_authors(draft, tongue),
        byline_text=draft.bylines[0].text if draft.bylines else None,
        credits=credits,
        credit_text=credit_text,
        dateline=dateline(draft),
        keywords=draft.keywords,
        language=tongue,
        image_url=draft.image_url,
        published_on=dates.published_on,
        published_at=dates.published_at,
        published_precision=dates.published_precision,
        published_text=dates.published_text,
        modified_at=dates.modified_at,
        modified_text=dates.modified_text,
        is_accessible_for_free=draft.is_accessible_for_free,
        word_count=word_count(body),
        content_hash=identity.content_hash(headline, description, draft.full_text or body, *_moments(dates)),
        extractor_version=EXTRACTOR_VERSION,
        doubts=(*draft.doubts, *dates.doubts),
        removed=draft.removed,
        block_hashes=draft.block_hashes,
    )


def _text(found: Found | None) -> str | None:
    return found.text if found and found.text else None


def _authors(draft: Draft, language: str | None) -> tuple[str, ...]:
    publisher = _text(draft.publisher)
    named = people.authors(draft.bylines, publisher, language)
    # What is marked as an author may be where the page is filed: "World" under the headline.
    filed = {names.fold(found.text) for found in draft.sections if found.place in _SAYS_SECTION}
    named = tuple(name for name in named if " " in name or names.fold(name) not in filed)
    if any(not names.is_collective(name, publisher) for name in named):
        return named
    lines = _last_lines(draft)
    signed = (
        people.bare_names(draft.blocks, publisher)
        or people.reporters(draft.blocks, publisher)
        or people.signature((*_first_lines(draft), *lines), publisher)
    )
    return signed or named or people.newsroom_among(lines)


def _first_lines(draft: Draft) -> list[str]:
    """The first blocks of the body that are short."""
    return [block.text for block in draft.blocks[:FIRST_BLOCKS] if len(block.text) <= MAX_OPENER_CHARACTERS]


def _last_lines(draft: Draft) -> list[str]:
    """The last blocks of the body, and the lines right after it."""
    after = [found.text for found in draft.credits if found.place == AFTER]
    return [block.text for block in draft.blocks[-LAST_BLOCKS:]] + after


def _language(draft: Draft, source: Source | None, text: str) -> str | None:
    declared = [found.text for found in draft.languages]
    if draft.capture.entry.language:
        declared.append(draft.capture.entry.language)
    return language.of_text(declared, text, source.language if source else None)


def _credit_text(credits: tuple[Credit, ...]) -> str | None:
    """The evidence of the strongest credit, verbatim; a line says more than a dateline or a host."""
    lines = [credit.text for credit in credits if credit.kind not in ("dateline", "own site")]
    return next(iter([*lines, *(credit.text for credit in credits)]), None)


def _moments(dates: Dates) -> tuple[datetime | date | None, datetime | None]:
    """What of the dates makes a version; not what is counted back from whenever the page was read."""
    is_fixed = COUNTED_BACK not in dates.doubts
    return (dates.published_at or dates.published_on) if is_fixed else None, dates.modified_at
