"""WARC files, our own and others', give their captures one after another."""

import contextlib
import gzip
import io
import json
import random
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetch.archive import Archive
from tasks.fetch.warc_files import WarcError, is_warc, read_warc
from tasks.fetch.warc_records import ENTRY
from tasks.records import Capture, Ended, Entry, Outcome
from tests.fetch.test_archive import REQUEST, capture

PAGE = b"<html><title>Tide tables</title></html>"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def warc(path, *answers, is_gzip=True):
    """A file as another archive may write it; an answer is (url, status line, headers, body on the wire)."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=is_gzip)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another archive"}))
        for url, status, headers, body in answers:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            response = writer.create_warc_record(
                url, "response", io.BytesIO(body), len(body), http_headers=http
            )
            request = writer.create_warc_record(
                url, "request", http_headers=StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
            )
            writer.write_request_response_pair(request, response)
    return path


def page(url="https://paper.example/tides", body=PAGE, status="200 OK", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return url, status, list({"Content-Type": "text/html", **named}.items()), body


def test_what_was_archived_comes_back_whole_entry_and_all(tmp_path):
    entry = Entry(
        "paper",
        "https://short.example/1",
        "https://paper.example/rss",
        NOW,
        title="Gezeiten 潮汐",
        published_text="Mon, 23 Nov 2026 08:00:00 +0100",
        authors=("Jane Roe", "John Doe"),
        categories=("Sea",),
        language="de",
    )
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    with Archive(tmp_path) as archive:
        archive.store(capture(PAGE, headers, entry=entry), REQUEST)
        archive.store(capture(b"Tide tables", (("Content-Type", "text/plain"),), number=2))
    (path,) = tmp_path.rglob("*.warc.gz")
    fetched, file = read_warc(path, "loaded")
    assert fetched == capture(PAGE, headers, entry=entry)
    assert file == capture(b"Tide tables", (("Content-Type", "text/plain"),), number=2)


@pytest.mark.parametrize("is_gzip", [True, False])
def test_files_of_other_archives_are_read(tmp_path, is_gzip):
    path = warc(tmp_path / "news.warc", page(), page("https://paper.example/winds"), is_gzip=is_gzip)
    first, second = read_warc(path, "loaded")
    assert (first.url, first.payload, first.status) == ("https://paper.example/tides", PAGE, 200)
    assert (first.entry.source_id, first.entry.found_in, first.entry.url) == ("loaded", "load", first.url)
    assert first.capture_id.startswith("urn:uuid:")
    assert second.url == "https://paper.example/winds"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_a_file_packed_as_a_whole_is_read(tmp_path, pack):
    plain = warc(tmp_path / "plain.warc", page(), is_gzip=False).read_bytes()
    path = tmp_path / f"whole.warc.{'gz' if pack is gzip.compress else 'zst'}"
    path.write_bytes(pack(plain))
    assert [one.payload for one in read_warc(path, "loaded")] == [PAGE]


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_zst_file_may_begin_with_a_dictionary(tmp_path, is_packed):
    chance = random.Random(1)
    samples = [b"tide %d harbour %d" % (n, chance.randrange(10**9)) * 20 for n in range(500)]
    dictionary = zstandard.train_dictionary(2000, samples)
    raw = dictionary.as_bytes()
    stored = zstandard.compress(raw) if is_packed else raw
    frame = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
    plain = warc(tmp_path / "plain.warc", page(), is_gzip=False).read_bytes()
    path = tmp_path / "with.warc.zst"
    path.write_bytes(frame + zstandard.ZstdCompressor(dict_data=dictionary).compress(plain))
    assert [one.payload for one in read_warc(path, "loaded")] == [PAGE]
    path.write_bytes(frame[:-700] + plain)
    with pytest.raises(WarcError):
        list(read_warc(path, "loaded"))


@pytest.mark.parametrize(
    "answer",
    [
        page(body=gzip.compress(PAGE), Content_Encoding="gzip"),
        page(body=brotli.compress(PAGE), Content_Encoding="br"),
        page(body=zstandard.compress(PAGE), Content_Encoding="zstd"),
        page(body=b"5\r\n" + PAGE[:5] + b"\r\n%x\r\n" % len(PAGE[5:]) + PAGE[5:] + b"\r\n0\r\n\r\n",
             Transfer_Encoding="chunked"),
        page(Content_Encoding="gzip"),  # taken off, and the header left
        page(X_Crawler_Content_Encoding="gzip", X_Crawler_Content_Length="7"),  # as Common Crawl does
    ],
    ids=["gzip", "br", "zstd", "chunked", "left over", "common crawl"],
)  # fmt: skip
def test_encodings_are_taken_off(tmp_path, answer):
    (found,) = read_warc(warc(tmp_path / "a.warc.gz", answer), "loaded")
    assert found.payload == PAGE


def test_what_is_no_page_is_passed_over_and_what_failed_ends(tmp_path):
    path = warc(
        tmp_path / "a.warc.gz",
        ("https://paper.example/a.png", "200 OK", [("Content-Type", "image/png")], b"png"),
        ("https://paper.example/a.js", "200 OK", [("Content-Type", "text/javascript")], b"js"),
        ("dns:paper.example", "200 OK", [("Content-Type", "text/html")], b""),
        page("https://paper.example/gone", status="404 Not Found"),
        page("https://paper.example/broken", b"\x1f\x8bbroken", Content_Encoding="gzip"),
        page("https://paper.example/bomb", gzip.compress(bytes(20_000_000)), Content_Encoding="gzip"),
        page("https://paper.example/odd", status="odd"),
        page("https://paper.example/fine"),
    )
    found = {one.entry.url.rpartition("/")[2]: one for one in read_warc(path, "loaded")}
    assert isinstance(found.pop("fine"), Capture)
    assert {name: end.outcome for name, end in found.items()} == {
        "gone": Outcome.GONE,
        "broken": Outcome.UNREADABLE,
        "bomb": Outcome.TOO_LARGE,
        "odd": Outcome.HTTP_ERROR,
    }


def test_a_page_of_our_own_comes_whatever_type_it_is_declared_to_be(tmp_path):
    declared = (("Content-Type", "application/json"),)
    with Archive(tmp_path / "archive") as archive:
        stored = [archive.store(capture(PAGE, declared), REQUEST) for _ in range(2)]
        stored.append(archive.store(capture(PAGE, declared, number=2)))
    (path,) = (tmp_path / "archive").rglob("*.warc.gz")
    found = list(read_warc(path, "loaded", revisits=True))
    assert [(one.capture_id, one.entry, one.digest) for one in found] == [
        (one.capture_id, one.entry, one.digest) for one in stored
    ]
    assert [one.refers_to for one in found] == [None, stored[0].capture_id, None]
    cut = tmp_path / "cut.warc"  # in the last one's metadata, so that nothing says that it is ours
    plain = gzip.decompress(path.read_bytes())
    cut.write_bytes(plain[: plain.rindex(b"WARC/1.1")])
    assert list(read_warc(cut, "loaded", revisits=True)) == found[:2]


def test_what_stands_before_a_break_is_good_and_what_is_cut_is_told(tmp_path):
    long = b"".join(b"<p>%d</p>" % (n * n) for n in range(2000))
    pages = (page(), page("https://paper.example/winds", long))
    packed = warc(tmp_path / "a.warc.gz", *pages)
    packed.write_bytes(packed.read_bytes()[:-3000])
    found = []
    with pytest.raises(WarcError, match="broken, or no WARC file: Compressed file ended"):
        for one in read_warc(packed, "loaded"):
            found.append(one)
    assert [one.payload for one in found if isinstance(one, Capture)] == [PAGE]
    plain = warc(tmp_path / "a.warc", *pages, is_gzip=False)
    plain.write_bytes(plain.read_bytes()[:-3000])
    first, cut = read_warc(plain, "loaded")
    assert first.payload == PAGE
    assert (cut.outcome, cut.reason) == (Outcome.UNREADABLE, "the record is cut short")


@pytest.mark.parametrize("missing", [1, 9, 40])
def test_a_short_file_that_is_cut_loses_no_page_before_the_break(tmp_path, missing):
    path = warc(tmp_path / "a.warc.gz", page(), page("https://paper.example/winds"))
    path.write_bytes(path.read_bytes()[:-missing])
    found = []
    with pytest.raises(WarcError):
        for one in read_warc(path, "loaded"):
            found.append(one)
    assert found[0].payload == PAGE


def test_an_address_that_is_none_is_passed_over(tmp_path):
    path = warc(tmp_path / "a.warc", page("http://[paper.example/"), page())
    assert [one.url for one in read_warc(path, "loaded")] == ["https://paper.example/tides"]


@pytest.mark.parametrize(
    "field",
    [
        {"url": 5},
        {"title": ["a", "list"]},
        {"authors": "Jane"},
        {"seen_at": "yesterday"},
        {"source_id": None},
        {"title": "half a pair: \udcff"},
    ],
    ids=str,
)
def test_an_entry_that_strangers_forged_is_not_believed(tmp_path, monkeypatch, field):
    real = json.dumps
    with monkeypatch.context() as forged, Archive(tmp_path) as archive:
        forged.setattr(json, "dumps", lambda said, **_: real({ENTRY: said[ENTRY] | field}, default=str))
        archive.store(capture(PAGE))
    (path,) = tmp_path.rglob("*.warc.gz")
    (found,) = read_warc(path, "loaded")
    assert (found.entry.source_id, found.entry.found_in, found.entry.url) == ("loaded", "load", found.url)


@pytest.mark.parametrize(
    "content", [b"plain words", b"A line of five words.\r\n" * 9, b"\x1f\x8bnot gzip", bytes(1000)]
)
def test_what_is_no_warc_is_told(tmp_path, content):
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    with pytest.raises(WarcError, match=r"a\.warc: broken, or no WARC file"):
        list(read_warc(path, "loaded"))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.warc", "a.warc.gz", "a.warc.zst"]), st.booleans())
def test_any_bytes_are_captures_or_an_error(tmp_path, content, name, is_headed):
    path = tmp_path / name
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\n" + content if is_headed else content)
    with contextlib.suppress(WarcError):
        assert all(isinstance(one, Capture | Ended) for one in read_warc(path, "loaded"))


def test_warc_files_are_known_by_their_names(tmp_path):
    names = ["a.warc", "A.WARC.GZ", "a.warc.zst", "a.html", "warc.gz"]
    assert [is_warc(tmp_path / name) for name in names] == [True, True, True, False, False]
