"""Manners: who fails is asked again with care, robots.txt is obeyed, hosts get their pauses."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tasks.fetch.hosts import MAX_REST
from tasks.records import EndsHere, Outcome
from tests.fetch.asking import PAGE, assert_ends, get, run
from tests.fetch.server import redirect, reply


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
    assert_ends(second, Outcome.HTTP_ERROR, "429 Too Many Requests", "left alone until")
    assert server.paths() == ["/a"]


def test_a_host_that_wants_to_be_left_alone_is_left_alone_by_later_runs_too(server, source, make_fetcher):
    server.routes["/a"] = [reply(status="503 Busy", headers=[("Retry-After", "864000")]), reply(PAGE)]
    fetcher = make_fetcher(retries=0)
    get(fetcher, server.url("/a"), source)
    (rest,) = fetcher.fresh_rests
    assert timedelta(0) < datetime.now(UTC) + MAX_REST - rest.until < timedelta(minutes=1)
    later = make_fetcher()
    later.know_rests([rest])
    assert_ends(get(later, server.url("/a"), source), Outcome.HTTP_ERROR, rest.reason)
    assert server.paths() == ["/a"]
    over = replace(rest, until=datetime.now(UTC))
    ahead = replace(rest, until=rest.until + timedelta(days=400))
    for past in (over, ahead):
        fetcher = make_fetcher()
        fetcher.know_rests([past])
        assert get(fetcher, server.url("/a"), source).body == PAGE


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


def test_a_host_that_never_finishes_is_left_alone(server, source, make_fetcher):
    async def drip(reader, writer):
        writer.write(reply(b"<p>", length=1000))
        while True:
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.write(b" ")

    server.routes |= {f"/{n}": drip for n in range(9)}
    *slow, last, other = run(
        make_fetcher(total_seconds=0.2, retries=2), *((server.url(f"/{n}"), source) for n in range(8))
    )
    for end in slow:
        assert_ends(end, Outcome.TIMED_OUT, "not finished after 0.2 seconds")
    for end in (last, other):
        assert_ends(end, Outcome.TIMED_OUT, "not finished after 0.2 seconds, 6 times in a row")
    assert server.paths() == [f"/{n}" for n in range(6)]


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
    # Of the one from the future the clock was ahead.
    for age, asked in ((timedelta(hours=23), 1), (timedelta(hours=25), 2), (timedelta(days=-400), 3)):
        later = make_fetcher()
        later.know_robots([replace(kept, fetched_at=kept.fetched_at - age)])
        page, private = run(later, *urls)
        assert page.body == PAGE
        assert sum(path == "/robots.txt" for path, _ in server.asked) == asked
        assert (private.status == 404) if asked > 1 else (private.outcome is Outcome.ROBOTS)


@pytest.mark.parametrize(
    ("status", "kept"), [("404 Not Found", True), ("503 Busy", False), ("429 Too Many", False)]
)
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
    fetcher = make_fetcher(max_bytes=100_000)  # of a page
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


@pytest.mark.parametrize("status", ["500 Internal Server Error", "429 Too Many Requests"])
def test_robots_that_fail_refuse_all(server, source, make_fetcher, status):
    server.routes |= {"/robots.txt": reply(status=status), "/a": reply(PAGE)}
    result = get(make_fetcher(), server.url("/a"), source)
    assert_ends(result, Outcome.ROBOTS, f"robots.txt answers {status}")
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
