"""What a server may answer, and what of it is read: encodings, sizes, times, heads."""

import asyncio
import gzip
import time
import zlib

import brotli
import pytest
import zstandard

from tasks.records import EndsHere, Outcome
from tests.fetch.asking import PAGE, assert_ends, get, run
from tests.fetch.server import reply


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


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("200 OK", ("Content-Type", "image/\x9b31mPWNED")),
        ("200 OK", ("Content-Type", "image/\x1b]0;PWNED\x07")),
        ("200 OK", ("Content-Encoding", "\x9b31mPWNED")),
        ("302 Found", ("Location", "gopher://\x9b31mPWNED/")),
        ("302 Found", ("Location", "http://\x9b31mPWNED.localhost/")),
    ],
)
def test_a_reason_quotes_no_control_character_of_a_server(server, source, make_fetcher, status, header):
    server.routes["/a"] = reply(PAGE, status, headers=[header])
    fetcher = make_fetcher()
    end = get(fetcher, server.url("/a"), source)
    assert isinstance(end, EndsHere) and end.reason.isprintable()
    assert all(one.failure is None or one.failure.isprintable() for one in fetcher.attempts[source.source_id])
