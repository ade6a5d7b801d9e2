"""The records that travel through Copydesk, in the order of the way of an article.

    Entry ─▶ Capture ─▶ Draft ─▶ Article ─▶ rows

Each step takes a batch of one record and gives a batch of the next, plus the entries that it `Ended`. Every
record carries the one that it came from, so that whatever is at hand can be traced to the URL that was
offered. All are frozen; text is Unicode in NFC unless the field says verbatim; instants are timezone-aware
and in UTC unless the field says otherwise; `None` means that nothing is known, never an empty string.

Suffixes mean one thing everywhere: `_at` an instant, `_on` a day, `_text` verbatim, `_id` a key, `is_` a
boolean.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from tasks.copies import own_address
from tasks.printable import printable


class Outcome(StrEnum):
    """How an entry ended. Every entry ends in exactly one of these; docs/outcomes.md explains each."""

    NEW = "new"  # landed as an article that the warehouse did not hold
    UPDATED = "updated"  # landed as a new version of an article
    UNCHANGED = "unchanged"  # read, and nothing that makes a version differs
    HELD = "held"  # not fetched: the warehouse holds the URL and its source reports no change
    NOT_MODIFIED = "not modified"  # the server answered 304
    DUPLICATE_URL = "duplicate URL"  # another entry of the same run leads to the same page
    NOT_AN_ARTICLE = "not an article"  # section front, gallery, error page served as 200, …
    CONSENT_PAGE = "consent page"
    BLOCK_PAGE = "block page"  # "Access denied", "Just a moment", captcha
    PAYWALL_STUB = "paywall stub"  # a teaser only; nothing of the body is on the page
    UNREADABLE = "unreadable"  # empty, binary, or of a type that the reader does not read
    ROBOTS = "refused by robots"
    REFUSED = "refused address"  # a guard refused: scheme, private address, redirects without end, …
    TOO_LARGE = "too large"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"  # no such host, connection refused, broken TLS, connection lost
    HTTP_ERROR = "HTTP error"  # a status of 4xx or 5xx other than gone
    GONE = "gone"  # 404 or 410
    FORGOTTEN = "forgotten"  # the user had it forgotten: it is not taken in again
    QUARANTINED = "quarantined"  # our own code failed on it; the capture is kept for a repair

    @property
    def landed(self) -> bool:
        """True if the warehouse changed."""
        return self in (Outcome.NEW, Outcome.UPDATED)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a flow, as the warehouse records it."""

    run_id: str
    kind: str  # the name of its flow: "ingest", "load", "backfill", "reextract", "maintain"
    started_at: datetime
    flow_run_id: str | None = None  # Prefect's


# What Entry.found_in says where no feed or sitemap offered the page.
URLS = "urls"  # a source's fixed list
REVISIT = "revisit"  # an article's page that is due to be fetched again
LOADED = "load"  # given by hand: a file, a record of an archive, a URL
CONFIGURED = "sources.toml"  # a feed or sitemap itself


@dataclass(frozen=True, slots=True)
class Entry:
    """A URL that a feed, a sitemap, a list or the user offers, with what was said of it there."""

    source_id: str
    url: str  # absolute http(s) URL; for a local file its path as a file: URL
    found_in: str  # URL of the feed or sitemap that offered it, or one of the words above
    seen_at: datetime  # when it was discovered
    title: str | None = None
    summary: str | None = None  # plain text or HTML, verbatim
    content: str | None = None  # the text itself, where a feed gives that beside the summary; HTML, verbatim
    published_text: str | None = None  # verbatim date
    modified_text: str | None = None  # verbatim date: a feed's updated, a sitemap's lastmod
    authors: tuple[str, ...] = ()  # verbatim
    categories: tuple[str, ...] = ()
    language: str | None = None  # as the feed or sitemap declares it
    image_url: str | None = None  # absolute


@dataclass(frozen=True, slots=True)
class Poll:
    """What is known of a feed or sitemap since it was last asked, so that only what is new is read."""

    source_id: str
    url: str
    polled_at: datetime
    read_at: datetime  # when a body last came: at polled_at, or before if the server answered 304 since
    etag: str | None  # as the server gave it, to be given back to it
    last_modified: str | None  # verbatim, likewise
    digest: str  # of the body, as Capture.digest: some servers answer 200 to every question
    item_count: int  # pages that it offered


@dataclass(frozen=True, slots=True)
class Look:
    """What a run found at a source, from which the pause until the next look is learnt."""

    source_id: str
    run_id: str
    looked_at: datetime  # when it began
    offered: int = 0  # pages that its feeds, sitemaps and pages offered, changed since or not
    new_entries: int = 0  # among them: not held, and read
    is_failed: bool = False  # nothing of the source could be read


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was sent to a server, or tried: what politeness, redirects and retries come to."""

    source_id: str
    entry_url: str  # that was wanted: of an entry, a feed, a robots.txt
    url: str  # that was asked for: the same, or where a redirect led
    number: int  # of the tries of this URL, from 1
    asked_at: datetime
    seconds: float  # until the last byte came, or it was given up; pauses for politeness left out
    status: int | None = None  # None where no answer came
    body_bytes: int | None = None  # encodings removed
    failure: str | None = None  # why no answer came, or it was not read to its end


@dataclass(frozen=True, slots=True)
class Capture:
    """One response, or one file, exactly as it came. It is archived before anything reads it."""

    capture_id: str  # the WARC-Record-ID without its brackets: urn:uuid:…
    entry: Entry
    url: str  # that answered, after redirects; the entry's for a file
    fetched_at: datetime  # when the response came, or the file was read
    status: int  # HTTP status; 200 for a file
    headers: tuple[tuple[str, str], ...]  # as received, in order; for a file only a guessed Content-Type
    payload: bytes  # transfer and content encodings removed
    digest: str  # "sha1:" + base32 of the payload, as WARC writes it
    # Relative to the archive's folder; whole (a path, or an s3:// URL) for an archive of others that was
    # backfilled; None where nothing is archived (extract).
    warc_file: str | None = None
    warc_offset: int | None = None  # bytes
    warc_length: int | None = None  # bytes, compressed
    dropped_bytes: int = 0  # size of a payload that was dropped once it had been read
    # capture_id of the earlier capture of this URL whose payload it repeats: its record is a revisit.
    refers_to: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def host(self) -> str:
        """The site it came from, of an archive's copy the original's; lower case, no port; "" for a file."""
        return urlsplit(own_address(self.url)).hostname or ""

    @property
    def is_file(self) -> bool:
        """True for a file of the user's: `fetched_at` is when it was read, and says nothing of its age."""
        return self.url.startswith("file:")

    @property
    def payload_bytes(self) -> int:
        """The size of the payload, at hand or dropped."""
        return len(self.payload) or self.dropped_bytes

    def without_payload(self) -> Capture:
        """The same, light enough to travel between processes."""
        return replace(self, payload=b"", dropped_bytes=self.payload_bytes)


BESIDE = "beside the date"  # the place of an unmarked line under the headline, in one run with a date


@dataclass(frozen=True, slots=True)
class Found:
    """A text that the page gives for a field, with its place: the basis of trust, and of evidence."""

    text: str  # verbatim, white space collapsed
    place: str  # e.g. "json-ld", "meta article:published_time", "h1", "time", "byline", "text"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the body, in reading order."""

    text: str  # white space collapsed
    kind: str = "p"  # "p", "heading", "li", "quote", "table", "pre"
    hash: int = 0  # of the folded text: what site memory counts


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that was dropped from the page, with the reason."""

    text: str
    reason: str  # a short lower-case phrase, e.g. "navigation", "share buttons", "caption", "contact"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a page says, verbatim. Where a field is a tuple of Found, the most trusted comes first."""

    capture: Capture
    headline: Found | None
    description: Found | None  # the standfirst
    blocks: tuple[Block, ...]  # the body
    removed: tuple[Removed, ...] = ()
    # The body with what the site's memory took out of it, blocks separated by a blank line; None if that is
    # nothing. It makes the versions: a memory that grows is no edit by the publisher.
    full_text: str | None = None
    canonical_url: str | None = None  # absolute, as declared; of a saved page else what it was saved from
    bylines: tuple[Found, ...] = ()  # "By Jane Roe and John Doe, AP"; a Found a name if the page splits them
    credits: tuple[Found, ...] = ()  # where an agency may be named: source line, copyright, metadata
    published: tuple[Found, ...] = ()  # date texts
    modified: tuple[Found, ...] = ()
    sections: tuple[Found, ...] = ()
    keywords: tuple[str, ...] = ()
    languages: tuple[Found, ...] = ()  # declared
    publisher: Found | None = None
    image_url: str | None = None  # absolute
    is_accessible_for_free: bool | None = None
    doubts: tuple[str, ...] = ()  # of the reader, for Article.doubts
    block_hashes: frozenset[int] = frozenset()  # of every block seen, kept or not: food for the site's memory


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency that supplied the text, or part of it, and the evidence."""

    agency: str  # canonical English name in agencies.toml, or "unnamed" ("Agenturmaterial", "News agencies")
    text: str  # verbatim evidence
    kind: str  # "byline", "dateline", "source line", "trailer", "note", "copyright", "metadata", "own site"
    place: str  # where on the page: the Found.place, or "body block 3"


@dataclass(frozen=True, slots=True)
class Article:
    """What the warehouse holds: names, instants, agencies, canonical URL, language, hashes."""

    capture: Capture
    article_id: str  # 32 hex digits: of the publisher's host and the canonical URL (normalize/identity.py)
    url: str  # the page that was read, as fetched
    canonical_url: str | None  # normalised; None for a file that names no URL
    publisher: str | None
    headline: str | None
    description: str | None
    body: str  # blocks separated by a blank line
    section: str | None  # display case
    section_text: str | None
    authors: tuple[str, ...]
    byline_text: str | None
    credits: tuple[Credit, ...]
    credit_text: str | None
    dateline: str | None  # the place, as written: "HANOI, Vietnam"
    keywords: tuple[str, ...]
    language: str | None  # BCP 47
    image_url: str | None
    published_on: date | None  # on the page's own calendar
    published_at: datetime | None  # with the page's own offset; None where the zone or the time is unknown
    published_precision: str | None  # "day", "minute", "second"
    published_text: str | None
    modified_at: datetime | None
    modified_text: str | None
    is_accessible_for_free: bool | None
    word_count: int  # of the body
    content_hash: str  # hex: of what makes a version: headline, description, body, dates
    extractor_version: str
    doubts: tuple[str, ...] = ()  # e.g. "published in the future"
    removed: tuple[Removed, ...] = ()
    block_hashes: frozenset[int] = field(default=frozenset(), repr=False)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Canonical names, in the order of their evidence, each once."""
        return tuple(dict.fromkeys(credit.agency for credit in self.credits))


@dataclass(frozen=True, slots=True)
class Archived:
    """A capture as the index of the archive knows it, and the article that was read from it."""

    capture_id: str
    source_id: str
    entry_url: str
    url: str
    fetched_at: datetime
    status: int
    digest: str
    warc_file: str
    warc_offset: int  # bytes
    payload_file: str  # where its payload stands: another place, if its own record is a revisit
    payload_offset: int
    article_id: str | None  # None if no article was read from it
    version: int | None  # the article's newest, which it is


@dataclass(frozen=True, slots=True)
class Reread:
    """What today's reader makes of an archived capture, where it differs from what the warehouse holds."""

    article: Article  # without its payload
    version: int | None  # of the article, with which it was compared; None if none was read from it before


@dataclass(frozen=True, slots=True)
class Ended:
    """An entry that goes no further, and why. The warehouse keeps each."""

    entry: Entry
    outcome: Outcome
    reason: str | None = None  # a sentence for people; None where the outcome says it all
    capture: Capture | None = None
    article_id: str | None = None


class EndsHere(Exception):
    """Raised by a step where an entry ends: a guard refused, the server failed, the page is no article.

    The reason is made printable: it may quote what a stranger's server says.
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        reason = printable(reason)
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
