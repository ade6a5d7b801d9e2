"""Ranges of a WARC file's bytes: whatever the cut, every page is read, once, and its place is true."""

import gzip
import io
import zlib

import pytest
from warcio.exceptions import ArchiveLoadFailed

from tasks.fetch.archive import Archive
from tasks.fetch.warc_files import read_warc
from tasks.fetch.warc_heads import MAX_HEAD_BYTES, MAX_HEAD_LINES, MAX_LINE_BYTES, BoundedIterator
from tasks.fetch.warc_ranges import is_splittable, read_range
from tasks.records import Capture
from tests.warcs import foreign, page

PAGES = [(f"https://coast.example/{n}", page(f"Storm number {n} of the winter", n)) for n in range(12)]


@pytest.fixture
def coast(tmp_path):
    return foreign(tmp_path / "coast.warc.gz", PAGES)


def read(path, step, problems=None):
    size = path.stat().st_size
    with path.open("rb") as file:
        return [
            capture
            for start in range(0, size, step)
            for capture in read_range(
                file, str(path), "coast", start, min(start + step, size), [] if problems is None else problems
            )
        ]


def shown(captures):
    return [(one.capture_id, one.url, one.digest, one.fetched_at) for one in captures]


@pytest.mark.parametrize("step", [1, 7, 100, 333, 1000, 10**6])
def test_ranges_of_any_length_give_every_page_once(coast, step):
    whole = list(read_warc(coast, "coast"))
    assert len(whole) == len(PAGES)
    problems = []
    assert shown(read(coast, step, problems)) == shown(whole)
    assert not problems


def test_a_capture_can_be_read_again_from_its_place_in_the_file_of_others(coast, tmp_path):
    archive = Archive(tmp_path / "archive")
    for capture, (_, body) in zip(read(coast, 500), PAGES, strict=True):
        assert archive.read(capture.warc_file, capture.warc_offset)[1] == body == capture.payload
        packed = coast.read_bytes()[capture.warc_offset :][: capture.warc_length]
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert body in unpacker.decompress(packed)
        assert unpacker.eof and not unpacker.unused_data


def test_the_projects_own_archive_keeps_its_entries_wherever_it_is_cut(tmp_path, coast):
    with Archive(tmp_path / "archive") as archive:
        for capture in read_warc(coast, "harbour-post"):
            archive.store(capture, (("Accept", "text/html"),))
    (own,) = (tmp_path / "archive").rglob("*.warc.gz")
    for step in (150, 700, 10**6):
        assert [one.entry.source_id for one in read(own, step)] == ["harbour-post"] * len(PAGES)


@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
def test_behind_a_broken_record_reading_goes_on(coast, at):
    packed = bytearray(coast.read_bytes())
    middle = int(len(packed) * at)
    packed[middle : middle + 40] = bytes(40)
    coast.write_bytes(packed)
    problems = []
    found = {one.url for one in read(coast, 600, problems)}
    assert problems and "coast.warc.gz" in problems[0]
    assert len(found) >= len(PAGES) - 2
    assert {PAGES[0][0], PAGES[-1][0]} <= found


def test_a_broken_first_record_hides_no_other(coast):
    packed = bytearray(coast.read_bytes())
    packed[20:60] = bytes(40)
    coast.write_bytes(packed)
    with coast.open("rb") as file:
        assert is_splittable(file)
    assert [one.url for one in read(coast, 10**6)] == [url for url, _ in PAGES]


def test_revisits_come_if_they_are_asked_for(tmp_path, coast):
    (first, *_) = read(coast, 10**6)
    with Archive(tmp_path / "archive") as archive:
        stored = [archive.store(first, (("Accept", "text/html"),)) for _ in range(2)]
    (own,) = (tmp_path / "archive").rglob("*.warc.gz")
    size = own.stat().st_size
    with own.open("rb") as file:
        (once,) = read_range(file, str(own), "coast", 0, size, [])
        original, revisit = read_range(file, str(own), "coast", 0, size, [], revisits=True)
    assert once == original and original.refers_to is None
    assert (revisit.refers_to, revisit.payload) == (stored[0].capture_id, b"")


def test_only_files_with_a_member_a_record_can_be_read_from_the_middle(coast, tmp_path):
    plain = foreign(tmp_path / "plain.warc", PAGES)
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    none = tmp_path / "none.warc.gz"
    none.write_bytes(gzip.compress(b"Notes of the night watch, by hand.\r\n\r\n" * 9))
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(coast.read_bytes()[:100])
    empty = tmp_path / "empty.warc.gz"
    empty.write_bytes(b"")
    verdicts = {}
    for path in (coast, plain, whole, none, cut, empty):
        with path.open("rb") as file:
            verdicts[path.name] = is_splittable(file)
    assert [name for name, is_so in verdicts.items() if is_so] == ["coast.warc.gz"]


@pytest.mark.parametrize("kept", [1, 20, 100, 200, 300, -1])
def test_a_file_that_ends_within_a_record_gives_what_came_before_and_says_so(coast, kept):
    last = read(coast, 10**6)[-1]
    end = last.warc_offset + kept % last.warc_length
    coast.write_bytes(coast.read_bytes()[:end])
    problems = []
    found = [one for one in read(coast, 10**6, problems) if one.entry.url != last.url]
    assert len(found) == len(PAGES) - 1
    (problem,) = problems
    assert problem.endswith("the file is cut short")


def test_what_is_told_of_broken_bytes_is_text(coast):
    packed = bytearray(coast.read_bytes())
    at = len(packed) // 2
    packed[at : at + 8] = (255 - byte for byte in packed[at : at + 8])
    coast.write_bytes(packed)
    problems = []
    assert len(read(coast, 10**6, problems)) == len(PAGES) - 1
    assert problems and all(problem.isascii() and problem.isprintable() for problem in problems)


HEAD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://coast.example/bomb\r\n"
SENT = HEAD + b"Content-Length: 99999999\r\n\r\nHTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "block",
    [
        HEAD + b"a: b\r\n" * (MAX_HEAD_LINES + 1) + b"Content-Length: 0\r\n\r\n\r\n\r\n",
        HEAD + b"a: %s\r\n" % (b"b" * MAX_LINE_BYTES) + b"Content-Length: 0\r\n\r\n\r\n\r\n",
        HEAD + b"a: %s\r\n" % (b"b" * 200_000) * 6 + b"Content-Length: 0\r\n\r\n\r\n\r\n",
        SENT + b"a: b\r\n" * (MAX_HEAD_LINES + 1) + b"\r\n",
        SENT + b"a: %s\r\n" % (b"b" * MAX_LINE_BYTES) + b"\r\n",
    ],
)
def test_a_head_that_does_not_end_costs_its_own_record(coast, block):
    coast.write_bytes(coast.read_bytes() + gzip.compress(block) + coast.read_bytes())
    problems = []
    assert [one.url for one in read(coast, 10**6, problems)] == [url for url, _ in PAGES] * 2
    assert any("a line of" in problem or "a record's head of" in problem for problem in problems)


def test_what_follows_a_head_that_does_not_end_is_bounded(tmp_path):
    class Endless(io.BytesIO):
        def read(self, size=-1):
            return super().read(size) or self.more(size)

        def more(self, size):
            self.given = getattr(self, "given", 0) + size
            assert self.given < 2 * MAX_HEAD_BYTES
            return b"a: b\r\n" * (size // 6)

    with pytest.raises(ArchiveLoadFailed, match="a record's head"):
        next(iter(BoundedIterator(Endless(HEAD))))


def test_a_long_line_is_one_wherever_the_pieces_end_in_which_it_is_read(tmp_path):
    long = "b" * (MAX_LINE_BYTES - 100)
    path = foreign(tmp_path / "long.warc", PAGES[:1], headers=[("X-Policy", long), ("X-Last", "here")])
    (found,) = read_warc(path, "coast")
    assert dict(found.headers) == {
        "Content-Type": "text/html; charset=utf-8",
        "X-Policy": long,
        "X-Last": "here",
    }


@pytest.mark.parametrize("length", [b"9" * 30, b"9" * 12, b"9" * 5000, b"-1", b"many"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_length_that_cannot_be_costs_its_own_record(coast, length, is_first):
    bad = gzip.compress(HEAD + b"Content-Length: " + length + b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\nno\r\n\r\n")
    packed = coast.read_bytes()
    coast.write_bytes(bad + packed if is_first else packed + bad + packed)
    with coast.open("rb") as file:
        assert is_splittable(file)
    found = [one.url for one in read(coast, 10**6) if isinstance(one, Capture)]
    assert found == [url for url, _ in PAGES] * (1 if is_first else 2)


def test_a_first_head_that_does_not_end_hides_no_record_behind_it(coast):
    coast.write_bytes(gzip.compress(HEAD + b"a: b\r\n" * 50_000) + coast.read_bytes())
    problems = []
    assert [one.url for one in read(coast, 10**6, problems)] == [url for url, _ in PAGES]
    assert "a record's head" in problems[0]
