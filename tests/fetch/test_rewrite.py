"""Archive files written anew: what is kept is kept to the byte, what is to go is gone."""

import pytest
from warcio.archiveiterator import ArchiveIterator

from tasks.fetch.archive import Archive
from tasks.fetch.rewrite import rewrite
from tasks.fetch.warc_members import members
from tests.fetch.test_archive import REQUEST, capture, records

TARGET = "2026-05-16/copydesk-2026-05-16-000000000000-00001.warc.gz"


@pytest.fixture
def stored(tmp_path):
    """Five captures in two files."""
    with Archive(tmp_path) as one:
        stored = [one.store(capture(b"page %d" % n, number=n), REQUEST) for n in range(3)]
    with Archive(tmp_path) as other:
        stored += [other.store(capture(b"page %d" % n, number=n)) for n in range(3, 5)]
    return stored


def test_members_are_what_warcio_sees(tmp_path, stored):
    path = tmp_path / stored[0].warc_file
    with path.open("rb") as file:
        found = [
            (one.offset, one.headers["warc-type"], one.headers["warc-record-id"]) for one in members(file)
        ]
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        seen = [
            (records.get_record_offset(), record.rec_type, record.rec_headers.get_header("WARC-Record-ID"))
            for record in records
        ]
    assert found == seen
    with path.open("rb") as file:
        assert [(one.offset, one.length) for one in members(file) if one.is_capture] == [
            (one.warc_offset, one.warc_length) for one in stored[:3]
        ]


def test_a_capture_goes_with_its_request_and_its_metadata(tmp_path, stored):
    places = rewrite(tmp_path, [stored[0].warc_file], TARGET, {stored[1].capture_id})
    assert [place.capture_id for place in places] == [stored[0].capture_id, stored[2].capture_id]
    for place, one in zip(places, (stored[0], stored[2]), strict=True):
        assert place.warc_length == one.warc_length
        assert Archive(tmp_path).read(TARGET, place.warc_offset) == (one.headers, one.payload)
    (tmp_path / stored[0].warc_file).unlink()
    (tmp_path / stored[3].warc_file).unlink()
    kinds = [kind for kind, _, _ in records(tmp_path)]
    assert kinds == ["warcinfo", "response", "request", "metadata", "response", "request", "metadata"]
    assert not any(stored[1].url in str(headers) for _, headers, _ in records(tmp_path))


def test_several_files_become_one_that_standard_tools_read(tmp_path, stored):
    places = rewrite(tmp_path, [stored[0].warc_file, stored[3].warc_file], TARGET)
    assert [place.capture_id for place in places] == [one.capture_id for one in stored]
    for place, one in zip(places, stored, strict=True):
        assert Archive(tmp_path).read(TARGET, place.warc_offset) == (one.headers, one.payload)
    with (tmp_path / TARGET).open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)].count("response") == 3


@pytest.mark.parametrize("cut", [1, 30, 300])
def test_a_record_that_a_killed_writer_left_half_is_dropped(tmp_path, stored, cut):
    path = tmp_path / stored[0].warc_file
    path.write_bytes(path.read_bytes()[:-cut])
    places = rewrite(tmp_path, [stored[0].warc_file, stored[3].warc_file], TARGET)
    assert {one.capture_id for one in stored[3:]} <= {place.capture_id for place in places}
    assert len(places) in (4, 5)
    for place in places:
        assert Archive(tmp_path).read(TARGET, place.warc_offset)


def test_a_file_is_never_written_over(tmp_path, stored):
    with pytest.raises(FileExistsError):
        rewrite(tmp_path, [stored[0].warc_file], stored[3].warc_file)
    assert Archive(tmp_path).read(stored[3].warc_file, stored[3].warc_offset)[1] == stored[3].payload


def test_what_is_broken_goes_and_what_stands_behind_it_stays(tmp_path, stored):
    path = tmp_path / stored[0].warc_file
    content = bytearray(path.read_bytes())
    content[stored[0].warc_offset + 40] ^= 0xFF
    path.write_bytes(content)
    places = rewrite(tmp_path, [stored[0].warc_file], TARGET)
    assert [place.capture_id for place in places] == [one.capture_id for one in stored[1:3]]
    for place, one in zip(places, stored[1:3], strict=True):
        assert Archive(tmp_path).read(TARGET, place.warc_offset) == (one.headers, one.payload)
