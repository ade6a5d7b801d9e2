"""What a site's robots.txt allows (RFC 9309), read by protego."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from tasks.fetch.response import Response, status_words
from tasks.fetch.robots_groups import ANY, meant_for
from tasks.records import EndsHere, Outcome

MAX_ROBOTS_BYTES = 512_000  # RFC 9309 2.5 wants at least 500 KiB read; what stands beyond is not
MAX_ANSWER_BYTES = 10_000_000  # that bring it, whatever a page may have: it must not close the site
MAX_KEPT_BYTES = 64_000
MAX_AGE = timedelta(days=1)  # RFC 9309 2.4
MAX_CRAWL_DELAY_SECONDS = 30.0
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """What a robots.txt said, for the runs of a day."""

    url: str
    fetched_at: datetime
    status: int
    text: str  # verbatim; "" where the answer was none (4xx)


class Robots:
    """The rules of one origin for one robot."""

    def __init__(self, rules: Protego | None, refusal: str | None = None) -> None:
        self._rules = rules
        self._refusal = refusal

    @property
    def sitemaps(self) -> list[str]:
        """The addresses that Sitemap lines give, as they stand there."""
        return list(self._rules.sitemaps) if self._rules is not None else []

    def check(self, url: str, product: str) -> None:
        """Raises EndsHere(ROBOTS) if the site does not want this page fetched by this robot."""
        if self._refusal is not None:
            raise EndsHere(Outcome.ROBOTS, self._refusal)
        if self._rules is not None and not self._rules.can_fetch(url, ANY):
            raise EndsHere(Outcome.ROBOTS, f"robots.txt does not let {product} read this page")

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the site asks for, bounded; 0 if it asks for none."""
        asked = self._rules.crawl_delay(ANY) if self._rules is not None else None
        return min(max(asked or 0.0, 0.0), MAX_CRAWL_DELAY_SECONDS)


def robots_url(url: str) -> str:
    """Where the rules for a URL stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def is_fresh(kept: KeptRobots, now: datetime) -> bool:
    """False for one that is too old, and for one that a clock has dated that was ahead."""
    return abs(now - kept.fetched_at) < MAX_AGE


def kept_of(url: str, response: Response) -> KeptRobots | None:
    """What to keep of an answer for later runs; None for a server in trouble, which may be over by then, and
    for a file so large that it is better asked for again."""
    if _is_in_trouble(response.status) or len(response.body) > MAX_KEPT_BYTES:
        return None
    return KeptRobots(url, response.fetched_at, response.status, _text(response.status, response.body))


def read_robots(response: Response, product: str) -> Robots:
    """What an answer lets this robot do: 4xx allows everything, 5xx refuses everything (RFC 9309 2.3.1).

    But 429 says nothing of the file, only that too much is asked: who takes that for leave asks for more.
    """
    if _is_in_trouble(response.status):
        return Robots(None, f"robots.txt answers {status_words(response.status)}")
    return rules_of(_text(response.status, response.body), product)


def rules_of(text: str, product: str) -> Robots:
    """The rules that a text gives to this robot; none if it is empty."""
    return Robots(Protego.parse(meant_for(text, product)) if text else None)


def _is_in_trouble(status: int) -> bool:
    return status >= 500 or status == _TOO_MANY_REQUESTS


def _text(status: int, body: bytes) -> str:
    return body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", errors="replace") if 200 <= status < 300 else ""
