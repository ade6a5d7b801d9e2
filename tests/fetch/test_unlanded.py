"""Captures that were archived and have not landed."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tasks.fetch.archive import Archive
from tasks.fetch.unlanded import is_marked, left_behind, read_unlanded
from tasks.fetch.warc_members import members
from tests.fetch.test_archive import REQUEST, capture


def left(folder):
    return [file for mark in left_behind(folder) for file in mark.files]


def test_files_are_marked_until_all_has_landed(tmp_path):
    with Archive(tmp_path, max_file_bytes=300) as archive:
        assert not (tmp_path / ".unlanded").exists()  # nothing was stored
        files = [archive.store(capture(number=n), REQUEST).warc_file for n in range(3)]
        assert len(set(files)) == 3
        assert all(is_marked(tmp_path, name) for name in files)
        assert left(tmp_path) == []  # this run lives
    assert left(tmp_path) == files
    with Archive(tmp_path) as archive:
        name = archive.store(capture(number=4), REQUEST).warc_file
        archive.settle()
    assert not is_marked(tmp_path, name) and left(tmp_path) == files


def test_a_dead_run_s_mark_is_claimed_by_one(tmp_path):
    with Archive(tmp_path) as archive:
        archive.store(capture(), REQUEST)
    (mark,) = left_behind(tmp_path)  # let go of again
    marks = left_behind(tmp_path)
    claimed = next(marks)
    assert left(tmp_path) == [] and not mark.claim()
    claimed.lift()
    assert list(marks) == left(tmp_path) == []


def test_captures_come_back_as_they_were_stored(tmp_path):
    with Archive(tmp_path) as archive:
        stored = [archive.store(capture(b"page %d" % n, number=n), REQUEST) for n in range(3)]
        stored.append(archive.store(capture(b"a file", number=4)))
        again = archive.store(capture(b"page 1", number=1, capture_id="urn:uuid:5"), REQUEST)
    *found, revisit = read_unlanded(tmp_path, again.warc_file, [])
    assert found == stored
    assert revisit == replace(again, payload=b"") and revisit.refers_to == stored[1].capture_id


@pytest.mark.parametrize("missing", [1, 30, 200, 400, 600, 800, 1000])
def test_a_capture_that_was_not_written_to_its_end_is_cut_off(tmp_path, missing):
    with Archive(tmp_path) as archive:
        stored = [archive.store(capture(b"page %d" % n, number=n), REQUEST) for n in range(3)]
    path = tmp_path / stored[0].warc_file
    path.write_bytes(path.read_bytes()[:-missing])
    whole = list(read_unlanded(tmp_path, stored[0].warc_file, []))
    assert whole == stored[: len(whole)] and len(whole) in (1, 2)
    assert path.stat().st_size == stored[len(whole)].warc_offset
    assert list(read_unlanded(tmp_path, stored[0].warc_file, [])) == whole
    check = [sys.executable, "-m", "warcio.cli", "check", path]
    assert subprocess.run(check, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "broken", [0, 1, 2, 3]
)  # the first page's response, request and metadata, the next's
def test_what_is_broken_in_the_middle_costs_no_other_capture(tmp_path, broken):
    with Archive(tmp_path) as archive:
        stored = [archive.store(capture(b"page %d" % n, number=n), REQUEST) for n in range(4)]
    path = tmp_path / stored[0].warc_file
    content = bytearray(path.read_bytes())
    with path.open("rb") as file:
        begins = [member for member in members(file) if member.capture_id][broken]
    content[begins.offset + 30 : begins.end - 9] = b"\x00" * (begins.length - 39)
    path.write_bytes(content)
    problems = []
    lost = broken // 3
    expected = [one for n, one in enumerate(stored) if n != lost]
    for _ in range(2):
        whole = list(read_unlanded(tmp_path, stored[0].warc_file, problems))
        assert whole == (stored if broken == 1 else expected)  # what was asked is not what was answered
        assert str(begins.offset) in problems.pop() and not problems
    assert path.stat().st_size == len(content)
