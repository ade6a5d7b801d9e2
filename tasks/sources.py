"""A source: a publisher's site, or a part of it, as the user describes it in sources.toml.

`tasks/discover/sources_file.py` reads the file; docs/sources.md explains every field to users.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, Strict

from tasks.logins import Origin, login_of, origin_of, shown, without_login

OFFERS = ("feeds", "sitemaps", "pages", "urls")  # fields of a source: where its entries come from
MAX_ENTRIES = 50_000  # of one feed or sitemap; the sitemap protocol's own ceiling
MAX_DELAY_SECONDS = 3600
AUTO = "auto"  # schedule: the pause between two looks is learnt (tasks/discover/polling.py)
MANUAL = "manual"  # schedule: only when the user calls
_DURATION = re.compile(r"([1-9][0-9]{0,3})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
# Strict: else `max_entries = true` would mean 1, and `allow_private = "on"` opens a door.
_CONFIG = ConfigDict(frozen=True, extra="forbid", strict=True)
_FROM_LIST = Strict(False)  # a tuple in Python is a list in TOML
# The shape of a BCP 47 tag (RFC 5646, 2.1), enough to catch "English" and "de_AT".
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _web_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise ValueError(f'"{shown(text)}" is no http or https URL')
    return text


def language_tag(text: str) -> str:
    """The text, if it is a BCP 47 tag. Raises ValueError."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f'"{text}" is no language tag; examples: de, de-AT, zh-Hans')
    return text


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):  # an unknown zone is a KeyError, a path or a folder the others
        raise ValueError(
            f'"{text}" is no time zone; examples: Europe/Vienna, America/New_York, UTC'
        ) from None
    return text


def _schedule(text: str) -> str:
    if text in (AUTO, MANUAL):
        return text
    try:
        if len(text.split()) != 5:
            raise CronSimError("five fields are wanted")
        CronSim(text, datetime(2000, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        told = f'"{text}" is no cron expression ({error}); examples: "*/30 * * * *", "auto"'
        raise ValueError(told) from None
    return text


def duration(text: str) -> timedelta:
    """A span of time as users write it: "30m", "6h", "7d". Raises ValueError."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" is no span of time; examples: 30m, 6h, 7d')
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def _span(text: str) -> str:
    duration(text)
    return text


WebUrl = Annotated[str, AfterValidator(_web_url)]
WebUrls = Annotated[tuple[WebUrl, ...], _FROM_LIST]
Spans = Annotated[tuple[Annotated[str, AfterValidator(_span)], ...], _FROM_LIST]


def _selector(text: str) -> str:
    import soupsieve  # only where a source has selectors: it takes a while to import

    try:
        soupsieve.compile(text)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f'"{text}" is no CSS selector ({str(error).splitlines()[0]})') from None
    return text


Selector = Annotated[str, AfterValidator(_selector)]


class Selectors(BaseModel):
    """Where a site's pages hold their body: CSS selectors of the user's own."""

    model_config = _CONFIG

    body: Selector | None = None  # the elements that hold the body, and nothing else of importance
    remove: Selector | None = None  # what in them is no part of it


class Source(BaseModel):
    """Where entries come from, and what is known of the site."""

    model_config = _CONFIG

    source_id: str  # its name in sources.toml
    feeds: WebUrls = ()  # RSS, Atom or JSON Feed
    sitemaps: WebUrls = ()  # plain, index or news sitemaps; gzipped ones too
    pages: WebUrls = ()  # front and section pages whose links to articles are followed
    urls: WebUrls = ()  # a fixed list of pages
    publisher: str | None = Field(
        default=None, min_length=1
    )  # its name; else the page's own word, else the host
    language: Annotated[str, AfterValidator(language_tag)] | None = None  # BCP 47, where the pages don't say
    timezone: Annotated[str, AfterValidator(_timezone)] | None = None  # IANA name, for dates without a zone
    schedule: Annotated[str, AfterValidator(_schedule)] = AUTO  # or MANUAL, or a cron expression in UTC
    allow_private: bool = False  # fetch from loopback and private addresses too
    max_entries: int = Field(default=200, ge=1, le=MAX_ENTRIES)  # of one feed or sitemap, newest first
    # Entries dated before are not looked at; undated ones are.
    max_age_days: float | None = Field(default=None, gt=0, le=36_500)
    # Ages at which an article's page is fetched again, so that corrections are seen: "1h", "7d".
    revisit: Spans = ()
    selectors: Selectors | None = None  # where the reader's own judgement is not wanted
    delay_seconds: float = Field(default=1.0, ge=0, le=MAX_DELAY_SECONDS)  # between two requests to one host

    # By origin. They stand in sources.toml and nowhere else: nothing that is stored or told has them.
    _logins: dict[Origin, tuple[str, str]] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: object) -> None:
        """Takes user names and passwords out of the URLs."""
        for field in OFFERS:
            urls: tuple[str, ...] = getattr(self, field)
            self._logins.update({origin_of(url): login for url in urls if (login := login_of(url))})
            self.__dict__[field] = tuple(without_login(url) for url in urls)

    def login(self, url: str) -> tuple[str, str] | None:
        """User name and password for a page of this source, where its own URLs give them for that host."""
        return self._logins.get(origin_of(url)) if self._logins else None

    @property
    def has_logins(self) -> bool:
        """True if a URL of its own holds a user name."""
        return bool(self._logins)

    @property
    def cron(self) -> str | None:
        """Its cron expression, if it has one."""
        return self.schedule if self.schedule not in (AUTO, MANUAL) else None

    @property
    def revisit_ages(self) -> tuple[timedelta, ...]:
        """`revisit` as spans of time."""
        return tuple(duration(text) for text in self.revisit)


def source_of(sources: Mapping[str, Source], source_id: str) -> Source:
    """The settings of that name; of a source that nothing is known of, none."""
    return sources.get(source_id) or Source(source_id=source_id)


class Alerts(BaseModel):
    """Who is told when something is wrong: the `[alerts]` table of sources.toml. The log is, in any case."""

    model_config = _CONFIG

    webhook: WebUrl | None = None  # gets {"text": "…"} by POST, as Slack, Mattermost and their like want it
    # A program and its arguments; the text comes on its standard input.
    command: Annotated[tuple[str, ...], _FROM_LIST] = ()


class Retention(BaseModel):
    """How long what takes room is kept: the `[retention]` table of sources.toml. Left out, it is kept."""

    model_config = _CONFIG

    bodies_days: int | None = Field(default=None, ge=1, le=36_500)  # since the page was fetched
    archive_days: int | None = Field(default=None, ge=1, le=36_500)  # since the page was archived


class FetchSettings(BaseModel):
    """How a run fetches: the `[fetch]` table of sources.toml. The ceilings hold for every source."""

    model_config = _CONFIG

    # Who asks, and where the asker can be reached: "Copydesk/0.1 (+mailto:desk@example.org)". The word
    # before the first slash is what robots.txt files may name.
    user_agent: str = Field(
        default="Copydesk/0.1 (news research)", min_length=3, max_length=300, pattern=r"^[!-.0-~][ -~]+$"
    )
    proxy: WebUrl | None = None  # of an HTTP(S) proxy that every request goes through
    max_connections: int = Field(default=300, ge=1, le=1000)  # open at once, over all hosts
    max_bytes: int = Field(
        default=10_000_000, ge=10_000, le=200_000_000
    )  # of one page or feed, compressed or not
    connect_seconds: float = Field(default=10, gt=0, le=120)
    read_seconds: float = Field(default=20, gt=0, le=600)  # between two pieces of an answer
    total_seconds: float = Field(
        default=60, gt=0, le=3600
    )  # for one request, from connecting to the last byte
    retries: int = Field(default=2, ge=0, le=5)  # of what failed for the moment

    @property
    def product(self) -> str:
        """The product token of the user agent: what robots.txt rules are matched with."""
        return self.user_agent.partition("/")[0].split()[0]
