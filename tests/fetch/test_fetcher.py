"""Guards of the fetcher, against a server that is as hostile as it likes."""

import asyncio
import gc
import gzip
import ssl
import time
import warnings
import zlib
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import httpx
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.fetch.addresses import resolve
from tasks.fetch.fetcher import Fetcher
from tasks.records import EndsHere, Outcome
from tasks.sources import FetchSettings, Source
from tests.fetch.http2_server import Http2Server
from tests.fetch.server import Server, redirect, reply

TRUST = ssl.create_default_context()
PAGE = b"<html><title>Tide tables</title></html>"


def run(fetcher, *calls):
    """The results of `get(url, source)` calls, one after another; an EndsHere in place of a result."""

    async def all_of_them():
        results = []
        async with fetcher:
            for url, source in calls:
                try:
                    results.append(await fetcher.get(url, source))
                except EndsHere as end:
                    results.append(end)
        return results

    return asyncio.run(all_of_them())


def get(fetcher, url, source):
    return run(fetcher, (url, source))[0]


def assert_ends(result, outcome, *words):
    assert isinstance(result, EndsHere), result
    assert result.outcome is outcome, result.reason
    for word in words:
        assert word in result.reason


def test_a_page_comes_as_it_is(server, source, make_fetcher):
    server.routes["/a"] = reply(
        PAGE, headers=[("Content-Type", "text/html"), ("X-Odd", "one"), ("X-Odd", "two")]
    )
    response = get(make_fetcher(), server.url("/a"), source)
    assert (response.status, response.body, response.url) == (200, PAGE, server.url("/a"))
    assert [value for name, value in response.headers if name == "X-Odd"] == ["one", "two"]
    assert ("User-Agent", "Copydesk/0.1 (news research)") in response.request_headers


@pytest.mark.parametrize(
    "name, pack",
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda page: gzip.compress(page[:9]) + gzip.compress(page[9:])),
        ("deflate", zlib.compress),
        ("deflate", lambda page: zlib.compress(page, wbits=-15)),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("gzip, br", lambda page: brotli.compress(gzip.compress(page))),
    ],
)
def test_content_encodings_are_taken_off(server, source, make_fetcher, name, pack):
    server.routes["/a"] = reply(pack(PAGE), headers=[("Content-Encoding", name)])
    assert get(make_fetcher(), server.url("/a"), source).body == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "ftp://paper.localhost/a",
        "file:///etc/hosts",
        "gopher://x/",
        "http://",
        "http://[::1",
        "http://x:port/",
        "//x/a",
    ],
)
def test_only_web_addresses_are_asked(source, make_fetcher, url):
    assert_ends(get(make_fetcher(), url, source), Outcome.REFUSED)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "deep.name.localhost",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_loopback_is_refused_however_it_is_spelt(server, stranger, make_fetcher, host):
    server.routes["/a"] = reply(PAGE)
    assert_ends(
        get(make_fetcher(), server.url("/a", host), stranger), Outcome.REFUSED, "not a public address"
    )
    assert server.connections == 0


@pytest.mark.parametrize("address", ["169.254.169.254", "[fe80::1]", "168.63.129.16", "0.0.0.0", "224.0.0.1"])
def test_metadata_and_link_local_addresses_are_refused_even_to_private_sources(source, make_fetcher, address):
    assert_ends(get(make_fetcher(), f"http://{address}/latest/meta-data/", source), Outcome.REFUSED)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(max_size=40).map(lambda text: f"http://{text}")))
def test_any_text_as_an_address_ends_and_nothing_else(text):
    async def resolver(host):
        raise OSError("no such name")

    source = Source(source_id="stranger", delay_seconds=0)
    result = get(Fetcher(FetchSettings(retries=0), resolver=resolver, tls=TRUST), text, source)
    assert isinstance(result, EndsHere)


def test_a_redirect_into_the_house_is_refused(server, source, stranger, make_fetcher):
    """The first hop is let through as a public address would be; the second leads to a private one."""

    async def resolver(host):
        return {"paper.example": ["127.0.0.1"], "inside.example": ["10.1.2.3"]}[host]

    server.routes["/a"] = redirect("http://169.254.169.254/latest/meta-data/")
    server.routes["/b"] = redirect("file:///etc/passwd")
    fetcher = make_fetcher(resolver)
    metadata, file = run(
        fetcher, (server.url("/a", "paper.example"), source), (server.url("/b", "paper.example"), source)
    )
    assert_ends(metadata, Outcome.REFUSED, "169.254.169.254")
    assert_ends(file, Outcome.REFUSED, "only http and https")
    inside = get(make_fetcher(resolver), "http://inside.example/", stranger)
    assert_ends(inside, Outcome.REFUSED, "inside.example leads to 10.1.2.3")


def test_the_checked_address_is_the_one_connected_to(server, source, make_fetcher):
    """A name whose answer changes (rebinding): one answer is asked for a connection, checked and used."""
    asked = []

    async def resolver(host):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["169.254.169.254"]

    closing = [("Connection", "close")]
    server.routes |= {"/robots.txt": reply(b"", headers=closing), "/a": reply(PAGE, headers=closing)}
    first, second = run(make_fetcher(resolver), *[(server.url("/a", "rebind.example"), source)] * 2)
    assert first.body == PAGE
    assert len(asked) == 3  # robots.txt, the page, and the second time, which never reached the server
    assert_ends(second, Outcome.REFUSED, "169.254.169.254")
    assert server.connections == 2


def test_the_system_s_resolver_finds_this_machine():
    assert set(asyncio.run(resolve("localhost"))) & {"127.0.0.1", "::1"}


def test_an_address_among_several_is_only_used_if_it_is_allowed(server, source, make_fetcher):
    async def resolver(host):
        return ["169.254.169.254", "127.0.0.1"]

    server.routes["/a"] = reply(PAGE)
    assert get(make_fetcher(resolver), server.url("/a", "both.example"), source).body == PAGE


def test_a_private_source_lends_its_connections_to_nobody(server, source, stranger, make_fetcher):
    server.routes["/a"] = reply(PAGE)
    first, second = run(make_fetcher(), (server.url("/a"), source), (server.url("/a"), stranger))
    assert first.body == PAGE
    assert_ends(second, Outcome.REFUSED)


def test_redirects_are_followed_and_counted(server, source, make_fetcher):
    server.routes |= {"/a": redirect("b?x=1#top", "301 Moved"), "/b?x=1": reply(PAGE)}
    server.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(30)}
    server.routes |= {"/here": redirect("/there"), "/there": redirect("/here")}
    fetched, endless, circle = run(
        make_fetcher(), *((server.url(path), source) for path in ("/a", "/0", "/here"))
    )
    assert (fetched.url, fetched.body) == (server.url("/b?x=1"), PAGE)
    assert_ends(endless, Outcome.REFUSED, "more than 10 redirects")
    assert_ends(circle, Outcome.REFUSED, "in a circle")


def test_no_cookie_is_kept(server, source, make_fetcher):
    server.routes["/a"] = reply(PAGE, headers=[("Set-Cookie", "visitor=1; Path=/")])
    run(make_fetcher(), *[(server.url("/a"), source)] * 2)
    assert all("cookie" not in headers for _, headers in server.asked)


async def _endless(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"<p>More.</p>" * 1000)
        await writer.drain()


def test_an_endless_body_is_cut_off(server, source, make_fetcher):
    server.routes["/a"] = _endless
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.TOO_LARGE, "more than 100,000 bytes")


def test_a_body_that_is_announced_too_large_is_not_read(server, source, make_fetcher):
    server.routes["/a"] = reply(b"", length=5_000_000_000)
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.TOO_LARGE, "5,000,000,000 bytes")


@pytest.mark.parametrize(
    "name, pack",
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("gzip, gzip", lambda zeros: gzip.compress(gzip.compress(zeros))),
    ],
)
def test_a_bomb_is_refused_without_being_unpacked(server, source, make_fetcher, name, pack):
    server.routes["/a"] = reply(pack(bytes(3_000_000)), headers=[("Content-Encoding", name)])
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.TOO_LARGE, "when unpacked")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "pack200", "gzip, gzip, gzip"])
def test_broken_or_unknown_encodings_end_the_entry(server, source, make_fetcher, name):
    server.routes["/a"] = reply(b"this is none of them", headers=[("Content-Encoding", name)])
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREADABLE)


@pytest.mark.parametrize(
    "name, pack", [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress)]
)
def test_compressed_content_that_is_cut_short_is_not_taken_for_a_page(
    server, source, make_fetcher, name, pack
):
    server.routes["/a"] = reply(pack(PAGE * 50)[:-10], headers=[("Content-Encoding", name)])
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREADABLE)


def test_a_body_shorter_than_announced_is_no_page(server, source, make_fetcher):
    async def short(reader, writer):
        writer.write(reply(PAGE, length=1000))
        writer.close()

    server.routes["/a"] = short
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREACHABLE, "connection lost")


def test_a_body_ends_where_it_was_announced_to(server, source, make_fetcher):
    server.routes |= {"/a": reply(PAGE + b"and more", length=len(PAGE)), "/b": reply(PAGE)}
    urls = [(server.url(path), source) for path in ("/a", "/b")]
    first, second = run(make_fetcher(retries=1), *urls)
    assert first.body == second.body == PAGE  # what came beyond is no answer to the next question


def test_a_slow_drip_ends_with_the_whole_time(server, source, make_fetcher):
    async def drip(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    server.routes["/a"] = drip
    started = time.monotonic()
    result = get(make_fetcher(total_seconds=0.4), server.url("/a"), source)
    assert_ends(result, Outcome.TIMED_OUT, "not finished after 0.4 seconds")
    assert time.monotonic() - started < 3


def test_a_silent_server_times_out(server, source, make_fetcher):
    async def silent(reader, writer):
        await asyncio.sleep(30)

    server.routes["/a"] = silent
    assert_ends(get(make_fetcher(read_seconds=0.2), server.url("/a"), source), Outcome.TIMED_OUT, "no answer")


@pytest.mark.parametrize(
    "raw",
    [
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 30_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n12345",
        b"",
    ],
)
def test_what_is_not_http_is_a_lost_connection(server, source, make_fetcher, raw):
    async def talk(reader, writer):
        writer.write(raw)
        writer.close()

    server.routes["/a"] = talk
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREACHABLE, "connection lost")


def test_images_and_films_are_not_downloaded(server, source, make_fetcher):
    server.routes["/a"] = reply(b"", headers=[("Content-Type", "video/mp4")], length=90_000)
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREADABLE, "video/mp4")


@pytest.mark.parametrize("head", [b"\x89PNG\r\n", b"%PDF-1.7", b"\x00\x00\x00\x18ftypmp42"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_is_no_text_is_known_by_its_bytes(server, source, make_fetcher, head, pack):
    body = pack(head + bytes(5000))
    encoding = [] if pack is bytes else [("Content-Encoding", "gzip")]
    server.routes["/a"] = reply(body, headers=[("Content-Type", "text/html"), *encoding])
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREADABLE, "it is a")


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "404 Not Found"])
@pytest.mark.parametrize(
    "headers",
    [
        [(f"X-{n}", "a") for n in range(250)],
        [("X-Long", "a" * 70_000)],
        [(f"X-{n}", "a" * 700) for n in range(100)],
    ],
    ids=["too many", "one too large", "too large together"],
)
def test_heads_are_bounded(server, source, make_fetcher, headers, status):
    server.routes["/a"] = reply(PAGE, status, headers=[*headers, ("Location", "/b")])
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.TOO_LARGE, "headers")


def test_a_head_without_end_is_cut_off(server, source, make_fetcher):
    async def babble(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-More: and more\r\n" * 500)
            await writer.drain()

    server.routes["/a"] = babble
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.UNREACHABLE)


def test_a_dead_host_is_unreachable(source, make_fetcher):
    with Server() as gone:
        url = gone.url("/a")
    assert_ends(get(make_fetcher(), url, source), Outcome.UNREACHABLE, "no connection")


def test_a_name_server_that_does_not_answer_times_out(source, make_fetcher):
    async def resolver(name):
        await asyncio.sleep(30)

    result = get(make_fetcher(resolver, connect_seconds=0.2), "http://slow.example/", source)
    assert_ends(result, Outcome.TIMED_OUT, "no answer in time")


@pytest.mark.parametrize("host", ["nowhere.example", "a..b", "x" * 70 + ".example"])
def test_a_name_without_address_is_unreachable(source, make_fetcher, host):
    async def resolver(name):
        raise OSError("no such name")

    result = get(make_fetcher(resolver), f"http://{host}/", source)
    assert result.outcome in (Outcome.UNREACHABLE, Outcome.REFUSED)


def test_errors_come_as_they_are_and_their_bodies_are_not_read(server, source, make_fetcher):
    async def endless_error(reader, writer):
        writer.write(b"HTTP/1.1 404 Not Found\r\n\r\n")
        while True:
            writer.write(b"no" * 10_000)
            await writer.drain()

    server.routes["/a"] = endless_error
    response = get(make_fetcher(), server.url("/a"), source)
    assert (response.status, response.body) == (404, b"")


def test_temporary_failures_are_tried_again(server, source, make_fetcher):
    async def lost(reader, writer):
        writer.close()

    server.routes["/a"] = [reply(status="503 Busy"), lost, reply(PAGE)]
    assert get(make_fetcher(retries=2), server.url("/a"), source).body == PAGE
    assert server.paths() == ["/a"] * 3


def test_lasting_failures_are_not_tried_again(server, source, make_fetcher):
    server.routes["/a"] = reply(status="403 Forbidden")
    assert get(make_fetcher(retries=2), server.url("/a"), source).status == 403
    assert server.paths() == ["/a"]


def test_retry_after_is_heeded(server, source, make_fetcher):
    server.routes["/a"] = [reply(status="429 Too Many", headers=[("Retry-After", "1")]), reply(PAGE)]
    started = time.monotonic()
    assert get(make_fetcher(retries=1), server.url("/a"), source).body == PAGE
    assert time.monotonic() - started >= 1


def test_a_host_that_wants_to_be_left_alone_for_long_is(server, source, make_fetcher):
    server.routes["/a"] = reply(status="429 Too Many", headers=[("Retry-After", "7200")])
    server.routes["/b"] = reply(PAGE)
    first, second = run(make_fetcher(retries=2), (server.url("/a"), source), (server.url("/b"), source))
    assert first.status == 429
    assert_ends(second, Outcome.HTTP_ERROR, "left alone for 7,200 seconds")
    assert server.paths() == ["/a"]


def test_retry_after_may_be_a_date(server, source, make_fetcher):
    def busy(headers):
        then = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)  # whole seconds
        return reply(status="429 Too Many", headers=[("Retry-After", then)])

    server.routes["/a"] = [busy, reply(PAGE)]
    started = time.monotonic()
    assert get(make_fetcher(retries=1), server.url("/a"), source).body == PAGE
    assert time.monotonic() - started >= 2
    far = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server.routes["/b"] = reply(status="503 Busy", headers=[("Retry-After", far)])
    first, second = run(make_fetcher(retries=2), *[(server.url("/b"), source)] * 2)
    assert first.status == 503
    assert_ends(second, Outcome.HTTP_ERROR, "asks to be left alone")


def test_a_host_that_falls_silent_is_left_alone(server, source, make_fetcher):
    async def hang_up(reader, writer):
        writer.close()

    server.routes |= {f"/{n}": hang_up for n in range(9)}
    *silent, last = run(make_fetcher(retries=2), *((server.url(f"/{n}"), source) for n in range(4)))
    for end in silent:
        assert_ends(end, Outcome.UNREACHABLE, "connection lost")
    assert_ends(last, Outcome.UNREACHABLE, "6 times in a row")
    assert server.paths() == ["/0"] * 3 + ["/1"] * 3
    server.routes["/1"] = reply(PAGE)
    assert (
        sum(
            isinstance(end, EndsHere)
            for end in run(make_fetcher(), *((server.url(f"/{n % 2}"), source) for n in range(20)))
        )
        == 10
    )  # never many in a row


def test_robots_are_obeyed_and_asked_once(server, source, make_fetcher):
    server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /private\nAllow: /private/press\n")
    server.routes |= {"/a": reply(PAGE), "/private/x": reply(PAGE), "/private/press": reply(PAGE)}
    paths = ("/a", "/private/x", "/private/press")
    allowed, refused, press = run(make_fetcher(), *((server.url(path), source) for path in paths))
    assert allowed.body == press.body == PAGE
    assert_ends(refused, Outcome.ROBOTS, "robots.txt does not let Copydesk read this page")
    assert [path for path, _ in server.asked].count("/robots.txt") == 1
    assert "/private/x" not in server.paths()


def test_robots_are_kept_for_a_day_over_runs(server, source, make_fetcher):
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /private"), "/a": reply(PAGE)}
    urls = [(server.url(path), source) for path in ("/a", "/private")]
    first = make_fetcher()
    assert run(first, *urls)[0].body == PAGE
    (kept,) = first.fresh_robots
    server.routes["/robots.txt"] = reply(b"")
    for age, asked in ((timedelta(hours=23), 1), (timedelta(hours=25), 2)):
        later = make_fetcher()
        later.know_robots([replace(kept, fetched_at=kept.fetched_at - age)])
        page, private = run(later, *urls)
        assert page.body == PAGE
        assert sum(path == "/robots.txt" for path, _ in server.asked) == asked
        assert (private.status == 404) if asked == 2 else (private.outcome is Outcome.ROBOTS)


@pytest.mark.parametrize(("status", "kept"), [("404 Not Found", True), ("503 Busy", False)])
def test_robots_that_are_not_there_are_kept_and_failures_are_not(server, source, make_fetcher, status, kept):
    server.routes |= {"/robots.txt": reply(status=status), "/a": reply(PAGE)}
    fetcher = make_fetcher()
    get(fetcher, server.url("/a"), source)
    assert bool(fetcher.fresh_robots) is kept
    if kept:
        later = make_fetcher()
        later.know_robots(fetcher.fresh_robots)
        assert get(later, server.url("/a"), source).body == PAGE
        assert sum(path == "/robots.txt" for path, _ in server.asked) == 1


def test_robots_are_read_up_to_half_a_megabyte(server, source, make_fetcher):
    rules = b"User-agent: *\nDisallow: /a\n" + b"# filling\n" * 60_000 + b"Disallow: /b\n"
    server.routes |= {"/robots.txt": reply(rules), "/a": reply(PAGE), "/b": reply(PAGE)}
    fetcher = make_fetcher(max_bytes=1_000_000)
    refused, beyond = run(fetcher, (server.url("/a"), source), (server.url("/b"), source))
    assert_ends(refused, Outcome.ROBOTS)
    assert beyond.body == PAGE
    assert not fetcher.fresh_robots  # too large to be kept


def test_robots_may_name_this_robot(server, source, make_fetcher):
    server.routes["/robots.txt"] = reply(b"User-agent: deskbot\nDisallow: /\n\nUser-agent: *\nDisallow:\n")
    server.routes["/a"] = reply(PAGE)
    named = make_fetcher(user_agent="Deskbot/2.0 (+mailto:desk@example.org)")
    assert_ends(get(named, server.url("/a"), source), Outcome.ROBOTS)
    assert get(make_fetcher(), server.url("/a"), source).body == PAGE


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "403 Forbidden"])
def test_robots_that_are_not_there_allow_all(server, source, make_fetcher, status):
    server.routes |= {"/robots.txt": reply(status=status), "/a": reply(PAGE)}
    assert get(make_fetcher(), server.url("/a"), source).body == PAGE


def test_robots_that_fail_refuse_all(server, source, make_fetcher):
    server.routes |= {"/robots.txt": reply(status="500 Oops"), "/a": reply(PAGE)}
    result = get(make_fetcher(), server.url("/a"), source)
    assert_ends(result, Outcome.ROBOTS, "robots.txt answers 500 Internal Server Error")
    assert server.paths() == []


def test_robots_count_on_every_hop(server, source, make_fetcher):
    server.routes["other.localhost/robots.txt"] = reply(b"User-agent: *\nDisallow: /")
    server.routes |= {"/a": redirect(server.url("/b", "other.localhost")), "/b": reply(PAGE)}
    assert_ends(get(make_fetcher(), server.url("/a"), source), Outcome.ROBOTS)
    assert server.paths() == ["/a"]


def test_a_host_is_asked_one_by_one_with_pauses(server, source, make_fetcher):
    server.routes |= {f"/{n}": reply(PAGE) for n in range(3)}
    polite = source.model_copy(update={"delay_seconds": 0.1})

    async def all_at_once():
        async with make_fetcher() as fetcher:
            await asyncio.gather(*(fetcher.get(server.url(f"/{n}"), polite) for n in range(3)))

    started = time.monotonic()
    asyncio.run(all_at_once())
    assert time.monotonic() - started >= 0.3  # after robots.txt and between the pages
    assert server.most_open == 1


def test_a_crawl_delay_is_kept(server, source, make_fetcher):
    server.routes |= {
        "/robots.txt": reply(b"User-agent: *\nCrawl-delay: 0.2"),
        "/a": reply(PAGE),
        "/b": reply(PAGE),
    }
    started = time.monotonic()
    run(make_fetcher(), (server.url("/a"), source), (server.url("/b"), source))
    assert time.monotonic() - started >= 0.2


def test_passwords_in_urls_stay_out_of_reasons(server, stranger, make_fetcher):
    url = server.url("/a").replace("://", "://desk:secret@")
    for refused in (
        get(make_fetcher(), url, stranger),
        get(make_fetcher(), "ftp://desk:secret@x/", stranger),
    ):
        assert_ends(refused, Outcome.REFUSED)
        assert "secret" not in refused.reason


def test_a_login_goes_to_its_own_host_and_into_no_record(server, make_fetcher):
    feed = server.url("/feed").replace("://", "://desk:secret@")
    source = Source(source_id="paper", feeds=(feed,), allow_private=True, delay_seconds=0)
    server.routes |= {
        "paper.localhost/feed": reply(PAGE),
        "paper.localhost/away": redirect(server.url("/x", "user:word@other.localhost")),
        "other.localhost/x": reply(PAGE),
    }
    feed, away = run(make_fetcher(), (source.feeds[0], source), (server.url("/away"), source))
    sent = {
        (asked["host"].partition(":")[0], path): asked.get("authorization") for path, asked in server.asked
    }
    assert sent["paper.localhost", "/feed"] == "basic " + b64encode(b"desk:secret").decode().lower()
    assert sent["other.localhost", "/x"] is None
    for answer in (feed, away):
        assert "@" not in answer.url
        assert not {"authorization"} & {name.lower() for name, _ in answer.request_headers}


def test_tls_is_verified(source, make_fetcher, certificates):
    with Server(tls=certificates.server) as secure:
        secure.routes["/a"] = reply(PAGE)
        url = secure.url("/a")
        assert_ends(get(make_fetcher(), url, source), Outcome.UNREACHABLE, "broken TLS")
        assert get(make_fetcher(tls=certificates.trusting), url, source).body == PAGE
        other = secure.url("/a", "other.localhost")
        assert_ends(
            get(make_fetcher(tls=certificates.trusting), other, source), Outcome.UNREACHABLE, "broken TLS"
        )


def test_certificates_of_one_s_own_are_trusted_or_the_run_does_not_start(
    source, make_fetcher, certificates, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))
    with Server(tls=certificates.server) as secure:
        secure.routes["/a"] = reply(PAGE)
        assert get(make_fetcher(), secure.url("/a"), source).body == PAGE
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file) + ".none")
    with pytest.raises(OSError, match="SSL_CERT_FILE or SSL_CERT_DIR cannot be used"):
        get(make_fetcher(), secure.url("/a"), source)


def test_the_proxy_is_used_and_the_guard_still_holds(server, source, stranger, make_fetcher):
    server.routes["http://paper.localhost:1/a"] = reply(PAGE)
    proxied = make_fetcher(proxy=f"http://desk:secret@127.0.0.1:{server.port}")
    through, refused = run(
        proxied, ("http://paper.localhost:1/a", source), ("http://paper.localhost:1/a", stranger)
    )
    assert through.body == PAGE
    assert server.asked[-1][1]["proxy-authorization"] == "basic " + b64encode(b"desk:secret").decode().lower()
    assert_ends(refused, Outcome.REFUSED)


def test_a_proxy_that_refuses_is_told_of_without_its_password(server, source, make_fetcher, certificates):
    refusing = make_fetcher(proxy=f"http://desk:secret@127.0.0.1:{server.port}")
    server.routes["paper.localhost:1"] = reply(status="407 Proxy Authentication Required")
    refused = get(refusing, "https://paper.localhost:1/a", source)
    assert_ends(refused, Outcome.UNREACHABLE, "407")
    assert "secret" not in refused.reason and "desk" not in refused.reason


def test_the_client_is_httpx_with_nothing_from_the_environment(source, make_fetcher, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.routes["/a"] = reply(PAGE)
    assert get(make_fetcher(), server.url("/a"), source).body == PAGE
    assert FetchSettings().product == "Copydesk"
    assert httpx.__version__


def test_http_2_is_spoken_and_the_guards_hold_there_too(source, make_fetcher, certificates):
    routes = {"/a": (200, PAGE), "/endless": "endless", "/goaway": "goaway"}
    with Http2Server(certificates.http2_server, routes) as server:
        page, endless, lost = run(
            make_fetcher(tls=certificates.trusting, max_bytes=50_000),
            *((server.url(path), source) for path in ("/a", "/endless", "/goaway")),
        )
    assert (page.status, page.body) == (200, PAGE)
    assert_ends(endless, Outcome.TOO_LARGE)
    assert_ends(lost, Outcome.UNREACHABLE, "connection lost")


def test_a_fetcher_leaves_no_socket_open(server, source, make_fetcher):
    server.routes["/a"] = reply(PAGE)
    server.routes["/there"] = redirect("/a")
    gc.collect()  # what other tests have left
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        run(make_fetcher(), *((server.url(path), source) for path in ("/a", "/there", "/a", "/none")))
        gc.collect()
    assert not [warning for warning in told if "unclosed" in str(warning.message)]
