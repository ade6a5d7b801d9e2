"""Every entry ends up in exactly one place, and no entry holds up another's host."""

import asyncio
import time
from datetime import UTC, datetime

from warcio.archiveiterator import ArchiveIterator

from tasks.fetch.archive import Archive
from tasks.fetch.fetch import fetch
from tasks.fetch.fetcher import MAX_AT_ONCE
from tasks.fetch.warc_records import digest
from tasks.records import EndsHere, Entry, Outcome
from tests.fetch.server import redirect, reply

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAGE = b"<html><title>Tide tables</title></html>"


def run(urls, source, fetcher, folder):
    async def all_of_them():
        async with fetcher:
            with Archive(folder) as archive:
                entries = [Entry(source.source_id, url, "urls", NOW) for url in urls]
                return await fetch(entries, source, fetcher, archive)

    return asyncio.run(all_of_them())


def test_statuses_become_outcomes(server, source, make_fetcher, tmp_path):
    answers = {
        "/page": (reply(PAGE), None),
        "/304": (reply(status="304 Not Modified", length=False), Outcome.NOT_MODIFIED),
        "/404": (reply(status="404 Not Found"), Outcome.GONE),
        "/410": (reply(status="410 Gone"), Outcome.GONE),
        "/403": (reply(status="403 Forbidden"), Outcome.HTTP_ERROR),
        "/500": (reply(status="500 Oops"), Outcome.HTTP_ERROR),
        "/418": (reply(status="418 Teapot"), Outcome.HTTP_ERROR),
        "/599": (reply(status="599 Odd"), Outcome.HTTP_ERROR),
        "/204": (reply(status="204 No Content", length=False), Outcome.HTTP_ERROR),
        "/300": (reply(status="300 Choose"), Outcome.HTTP_ERROR),
        "/large": (reply(b"", length=200_000), Outcome.TOO_LARGE),
        "/inside": (redirect("http://169.254.169.254/"), Outcome.REFUSED),
        "/robots": (reply(PAGE), Outcome.ROBOTS),
    }
    server.routes |= {path: answer for path, (answer, _) in answers.items()}
    server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /robots$")
    captures, ended = run([server.url(path) for path in answers], source, make_fetcher(), tmp_path)
    assert [capture.entry.url for capture in captures] == [server.url("/page")]
    found = {end.entry.url: end.outcome for end in ended}
    assert found == {server.url(path): outcome for path, (_, outcome) in answers.items() if outcome}
    assert all(end.reason for end in ended)


def test_captures_are_in_the_archive_as_they_came(server, source, make_fetcher, tmp_path):
    server.routes |= {
        "/a": redirect("/b"),
        "/b": reply(PAGE, headers=[("Content-Type", "text/html; charset=utf-8"), ("ETag", '"7"')]),
    }
    (capture,), _ = run([server.url("/a")], source, make_fetcher(), tmp_path)
    assert (capture.entry.url, capture.url) == (server.url("/a"), server.url("/b"))
    assert (capture.status, capture.payload, capture.header("etag")) == (200, PAGE, '"7"')
    assert capture.digest == digest(PAGE)
    assert Archive(tmp_path).read(capture.warc_file, capture.warc_offset) == (capture.headers, PAGE)


def test_every_entry_is_in_exactly_one_place(server, source, make_fetcher, tmp_path):
    server.routes |= {f"/{n}": reply(PAGE) if n % 3 else reply(status="503 Busy") for n in range(30)}
    hosts = ["one.localhost", "two.localhost", "three.localhost"]
    urls = [server.url(f"/{n}", hosts[n % 3]) for n in range(30)] + [
        "http://[bad",
        "mailto:desk@paper.example",
    ]
    captures, ended = run(urls, source, make_fetcher(), tmp_path)
    assert sorted(one.entry.url for one in [*captures, *ended]) == sorted(urls)
    for part in (captures, ended):  # whichever host was quicker
        assert [one.entry.url for one in part] == [url for url in urls if url in {o.entry.url for o in part}]
    assert len(captures) == 20


def test_a_url_with_letters_of_any_alphabet_is_archived_as_it_was_asked_for(
    server, source, make_fetcher, tmp_path
):
    server.routes |= {"/news/caf%C3%A9": reply(PAGE), "/next": reply(PAGE)}
    urls = [server.url("/news/café"), server.url("/next")]
    captures, ended = run(urls, source, make_fetcher(), tmp_path)
    assert ([capture.entry.url for capture in captures], ended) == (urls, [])
    (path,) = (tmp_path).rglob("*.warc*")
    with path.open("rb") as file:
        records = (one for one in ArchiveIterator(file) if one.rec_type == "request")
        requests = [one.http_headers.statusline for one in records]
    assert requests == ["/news/caf%C3%A9 HTTP/1.1", "/next HTTP/1.1"]


def test_a_failure_of_our_own_is_told_and_stops_nothing(
    server, source, make_fetcher, tmp_path, monkeypatch, caplog
):
    server.routes |= {"/a": reply(PAGE), "/b": reply(PAGE)}
    fetcher = make_fetcher()
    real = fetcher.get

    async def faulty(url, source):
        if url.endswith("/a"):
            raise ZeroDivisionError("a fault of ours")
        return await real(url, source)

    monkeypatch.setattr(fetcher, "get", faulty)
    captures, ended = run([server.url("/a"), server.url("/b")], source, fetcher, tmp_path)
    assert [capture.url for capture in captures] == [server.url("/b")]
    assert [(end.outcome, end.reason) for end in ended] == [
        (Outcome.QUARANTINED, "fetching failed: ZeroDivisionError: a fault of ours")
    ]


def test_a_host_that_stalls_holds_up_no_other(server, source, make_fetcher, tmp_path):
    async def stall(reader, writer):
        await asyncio.sleep(30)

    server.routes["stalled.localhost/robots.txt"] = stall
    urls = [server.url(f"/{n}", "stalled.localhost") for n in range(5)]
    for host in range(20):
        server.routes[f"/{host}"] = reply(PAGE)
        urls.append(server.url(f"/{host}", f"quick{host}.localhost"))
    done = {}

    async def watched():
        async with make_fetcher(read_seconds=2.0) as fetcher:
            with Archive(tmp_path) as archive:
                real = fetcher.get

                async def timed(url, source):
                    try:
                        return await real(url, source)
                    finally:
                        done[url] = time.monotonic() - started

                fetcher.get = timed
                started = time.monotonic()
                entries = [Entry(source.source_id, url, "urls", NOW) for url in urls]
                return await fetch(entries, source, fetcher, archive)

    captures, ended = asyncio.run(watched())
    assert len(captures) == 20
    assert {end.outcome for end in ended} == {Outcome.TIMED_OUT}
    assert max(done[url] for url in urls[5:]) < min(done[url] for url in urls[:5])
    assert sum("stalled" in headers["host"] for _, headers in server.asked) == 1  # a dead host is asked once


def test_of_a_thousand_hosts_those_that_stall_hold_up_none_of_the_others(server, source, make_fetcher):
    async def stall(reader, writer):
        await asyncio.sleep(3600)

    server.routes |= {"/stall": stall, "/page": reply(PAGE), "/robots.txt": reply(b"")}
    stalled = [server.url("/stall", f"stalled{n}.localhost") for n in range(150)]
    quick = [server.url("/page", f"quick{n}.localhost") for n in range(850)]

    async def fetched():
        async with make_fetcher(connect_seconds=600, read_seconds=600, total_seconds=600) as fetcher:
            waiting = [asyncio.create_task(fetcher.get(url, source)) for url in stalled]
            while sum(path == "/stall" for path, _ in server.asked) < MAX_AT_ONCE:  # every place is taken
                await asyncio.sleep(0.01)
            answers = await asyncio.wait_for(
                asyncio.gather(*(fetcher.get(url, source) for url in quick)), timeout=300
            )
            assert not any(one.done() for one in waiting)
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return answers

    assert [answer.body for answer in asyncio.run(fetched())] == [PAGE] * 850


def test_politeness_to_one_host_costs_the_others_nothing(server, source, make_fetcher, tmp_path):
    polite = source.model_copy(update={"delay_seconds": 0.15})
    server.routes |= {f"/{n}": reply(PAGE) for n in range(3)}
    urls = [server.url(f"/{n}", f"host{host}.localhost") for host in range(30) for n in range(2)]
    started = time.monotonic()
    captures, _ = run(urls, polite, make_fetcher(), tmp_path)
    assert len(captures) == 60
    # Each host needs two pauses; thirty hosts one after another would take nine seconds.
    assert 0.3 <= time.monotonic() - started < 4


def test_nothing_to_fetch_is_fine(source, make_fetcher, tmp_path):
    assert run([], source, make_fetcher(), tmp_path) == ([], [])


def test_there_may_be_more_hosts_than_connections(server, source, make_fetcher, tmp_path):
    server.routes["/a"] = reply(PAGE)
    server.routes["/b"] = reply(PAGE)
    urls = [server.url(path, f"host{host}.localhost") for host in range(15) for path in ("/a", "/b")]
    captures, ended = run(urls, source, make_fetcher(max_connections=3), tmp_path)
    assert (len(captures), ended) == (30, [])
    assert server.most_open <= 3


def test_spellings_of_one_host_are_one_queue(source, tmp_path):
    under_way = []

    class Counting:
        async def get(self, url, source):
            under_way.append(url)
            await asyncio.sleep(0)
            assert under_way == [url]
            under_way.clear()
            raise EndsHere(Outcome.GONE, "gone")

    urls = ["https://paper.example/a", "https://paper.example:443/b", "https://Paper.example./c"]
    entries = [Entry(source.source_id, url, "urls", NOW) for url in urls]
    with Archive(tmp_path) as archive:
        _, ended = asyncio.run(fetch(entries, source, Counting(), archive))
    assert [one.outcome for one in ended] == [Outcome.GONE] * 3
