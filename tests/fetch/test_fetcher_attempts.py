"""Every request is noted: robots.txt, redirects, retries, refusals, and how long each took."""

import asyncio
from collections import defaultdict

import pytest

from tasks.fetch.hosts import host_of
from tests.fetch.asking import PAGE, run
from tests.fetch.server import Server, redirect, reply


def told(fetcher, source, server):
    """(path wanted, path asked for, number of the try, status, bytes, whether it failed) of each."""
    base = server.url("")
    return [
        (
            *(url.removeprefix(base) for url in (one.entry_url, one.url)),
            one.number,
            one.status,
            one.body_bytes,
            one.failure is not None,
        )
        for one in fetcher.attempts[source.source_id]
    ]


def test_redirects_and_retries_are_noted_with_the_page_that_was_wanted(server, source, make_fetcher):
    server.routes |= {
        "/a": redirect("/b"),
        "/b": [reply(status="503 Busy"), reply(PAGE)],
        "/gone": reply(status="404 Not Found"),
    }
    fetcher = make_fetcher(retries=1)
    run(fetcher, (server.url("/a"), source), (server.url("/gone"), source))
    robots, *pages = told(fetcher, source, server)
    assert robots[:4] == ("/robots.txt", "/robots.txt", 1, 404)
    assert pages == [
        ("/a", "/a", 1, 302, 0, False),
        ("/a", "/b", 1, 503, 0, False),
        ("/a", "/b", 2, 200, len(PAGE), False),
        ("/gone", "/gone", 1, 404, 0, False),
    ]
    assert len(server.asked) == 5


def test_what_gets_no_answer_is_noted_with_the_reason(source, make_fetcher):
    with Server() as gone:
        url = gone.url("/a")
    fetcher = make_fetcher(retries=1)
    (end,) = run(fetcher, (url, source))
    tried = fetcher.attempts[source.source_id]
    assert [one.number for one in tried] == [1, 2]
    assert all(one.status is None and one.failure == end.reason and one.seconds >= 0 for one in tried)


def test_what_a_guard_refuses_is_noted_and_no_password_is(server, stranger, make_fetcher):
    fetcher = make_fetcher()
    run(fetcher, (server.url("/a").replace("://", "://desk:secret@"), stranger))
    (tried,) = fetcher.attempts["stranger"]
    assert "not a public address" in tried.failure
    assert "secret" not in f"{tried}"
    assert server.asked == []


def test_a_login_that_a_redirect_of_robots_txt_makes_up_is_neither_sent_nor_noted(
    server, source, make_fetcher
):
    server.routes["/robots.txt"] = redirect(server.url("/rules").replace("://", "://desk:secret@"))
    server.routes["/a"] = reply(PAGE)
    fetcher = make_fetcher()
    run(fetcher, (server.url("/a"), source))
    assert [path for path, _ in server.asked] == ["/robots.txt", "/rules", "/a"]
    assert not any("authorization" in headers for _, headers in server.asked)
    assert "secret" not in f"{fetcher.attempts}"


def test_a_stalling_server_shows_in_the_seconds(server, source, make_fetcher):
    async def slow(reader, writer):
        await reader.read(1)

    server.routes["/slow"] = slow
    fetcher = make_fetcher(read_seconds=0.3)
    run(fetcher, (server.url("/slow"), source))
    assert fetcher.attempts[source.source_id][-1].seconds >= 0.3


def test_a_host_is_charged_for_its_answers_and_not_for_our_queue(server, source, make_fetcher):
    """One connection for two hosts: while one is asked, the other waits, and the clock is not its own."""
    hosts = ("paper.localhost", "bay.localhost")
    server.routes["/a"] = reply(PAGE)
    fetcher = make_fetcher(max_connections=1)

    async def all_at_once():
        async with fetcher:
            await asyncio.gather(*(fetcher.get(server.url("/a", host), source) for host in hosts))

    asyncio.run(all_at_once())
    noted = defaultdict(list)
    for one in fetcher.attempts[source.source_id]:
        noted[host_of(one.url)].append(one.seconds)
    assert len(noted) == 2
    charged = {one.host: (one.requests, one.seconds) for one in fetcher.slowest(5)}
    assert charged == {
        host: (len(seconds), pytest.approx(sum(seconds), rel=1e-9)) for host, seconds in noted.items()
    }
