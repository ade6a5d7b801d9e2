"""Serves the three sample sites on loopback, as virtual hosts of one server."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.site.archive import archive_lines, archive_page
from tests.site.content import SITES, stories
from tests.site.listings import listed
from tests.site.pages import feed, front_page, other_page, sitemap, story_page

FEEDS = {"harbour-post": "/feeds/news.xml", "wire-mirror": "/atom.xml"}
SITEMAPS = {"stadtblatt": "/sitemap.xml"}
_PUBLISHERS = {
    "harbour-post": "The Harbour Post",
    "stadtblatt": "Lindenfurter Stadtblatt",
    "wire-mirror": "Wire Mirror",
}
TIMEZONES = {"harbour-post": "Europe/Dublin", "stadtblatt": "Europe/Berlin"}
_IDLE = 10.0  # seconds until a silent connection is closed
_HTML = "text/html; charset=utf-8"


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True
    site: SampleSite


class SampleSite:
    """The running server: `with SampleSite() as site: site.base("harbour-post")`.

    Ports are picked by the system unless one is given. Only loopback is listened on.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.site = self
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._lock = threading.Lock()
        self._requests: dict[str, Counter[str]] = {name: Counter() for name in SITES}
        self._off: set[str] = set()
        self.is_corrected = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def base(self, site: str) -> str:
        """The site's address without a final slash, e.g. "http://harbour-post.localhost:40123"."""
        return f"http://{site}.localhost:{self.port}"

    def requests(self, site: str) -> Counter[str]:
        """How often each path and query of the site was asked for, by GET or HEAD."""
        with self._lock:
            return self._requests[site].copy()

    def forget_requests(self) -> None:
        """Counts anew."""
        with self._lock:
            for counter in self._requests.values():
                counter.clear()

    def correct(self) -> None:
        """From now on the live-corrected stories come in their second version."""
        self.is_corrected = True

    def switch_off(self, site: str) -> None:
        """From now on the site answers 503 to everything."""
        self._off.add(site)

    def switch_on(self, site: str) -> None:
        """The site answers again."""
        self._off.discard(site)

    def sources_toml(self) -> str:
        """A sources.toml with the three sites."""
        lines = ["# The sample news site of Copydesk: three sites on loopback."]
        for site in SITES:
            lines += ["", f"[sources.{site}]", f'publisher = "{_PUBLISHERS[site]}"']
            if site in FEEDS:
                lines.append(f'feeds = ["{self.base(site)}{FEEDS[site]}"]')
            if site in SITEMAPS:
                lines.append(f'sitemaps = ["{self.base(site)}{SITEMAPS[site]}"]')
            if site in TIMEZONES:
                lines.append(f'timezone = "{TIMEZONES[site]}"')
            lines += ["allow_private = true", "delay_seconds = 0"]
        return "\n".join(lines) + "\n"

    def answer(self, site: str, target: str) -> tuple[int, str, bytes]:
        """(status, content type, body) for a path and query; counts the request."""
        with self._lock:
            self._requests[site][target] += 1
        if site in self._off:
            return HTTPStatus.SERVICE_UNAVAILABLE, _HTML, b"<!doctype html><title>Off</title><h1>Off</h1>"
        url = urlsplit(target)
        found = self._listing(site, url.path, url.query) or self._page(site, url.path)
        if found:
            return HTTPStatus.OK, *found
        return HTTPStatus.NOT_FOUND, _HTML, b"<!doctype html><title>Not found</title><h1>Not found</h1>"

    def _listing(self, site: str, path: str, query: str) -> tuple[str, bytes] | None:
        if path == "/":
            return _HTML, front_page(site, _PUBLISHERS[site], FEEDS.get(site), _feed_type(site))
        if path == "/robots.txt":
            return "text/plain; charset=utf-8", _robots(self.base(site), site)
        if path == FEEDS.get(site):
            return f"{_feed_type(site)}; charset=utf-8", feed(site, self.base(site), listed(site))
        if path == SITEMAPS.get(site):
            return "application/xml", sitemap(self.base(site), listed(site))
        if path == "/archive-sitemap.xml":
            count = parse_qs(query).get("count", ["100"])[0]
            if count.isdecimal():
                return "application/xml", sitemap(self.base(site), archive_lines(int(count)))
        return None

    def _page(self, site: str, path: str) -> tuple[str, bytes] | None:
        for story in stories(site):
            if story.path == path:
                story = story.corrected() if self.is_corrected else story
                return _content_type(site, story.charset), story_page(story)
        page = other_page(site, path)
        if page is not None:
            return _content_type(site, "utf-8"), page
        number = path.removeprefix("/archive/")
        if number != path and number.isdecimal() and len(number) < len("1000000"):
            return _HTML, archive_page(site, int(number))
        return None


def _feed_type(site: str) -> str:
    return "application/rss+xml" if site == "harbour-post" else "application/atom+xml"


def _content_type(site: str, charset: str) -> str:
    """The old-style site leaves the charset to the page, except where its pages do not say."""
    if site == "stadtblatt" and charset != "windows-1252":
        return "text/html"
    return f"text/html; charset={charset}"


def _robots(base: str, site: str) -> bytes:
    lines = ["User-agent: *", "Disallow: /intern/", "Disallow: /account/", "Allow: /"]
    lines += ["", f"Sitemap: {base}{SITEMAPS.get(site, '/archive-sitemap.xml?count=100')}"]
    return "\n".join(lines).encode() + b"\n"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        site = (self.headers.get("Host") or "").partition(".")[0].lower()
        if site not in SITES:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "No such site here")
            return
        status, content_type, body = self.server.site.answer(site, self.path)
        tag = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
        unchanged = status == HTTPStatus.OK and self.headers.get("If-None-Match") == tag
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else status)
        self.send_header("Content-Type", content_type)
        if status == HTTPStatus.OK:
            self.send_header("ETag", tag)
        if unchanged:
            body = b""
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the counters tell what was asked for."""
