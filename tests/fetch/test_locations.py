"""Archives are found and read on this machine and in an S3-compatible store, a real one on loopback."""

from urllib.parse import quote

import pytest

from tasks.fetch.locations import LocationError, find, is_whole, opened
from tasks.fetch.warc_files import SUFFIXES, read_warc
from tests.s3 import s3_store
from tests.warcs import foreign, page

LAMP = ("https://coast.example/lamp", page("The lamp burned through the storm"))


def test_paths_folders_and_globs_find_each_archive_once(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("a.warc.gz", "b.warc", "deep/c.warc.zst", "notes.txt"):
        (tmp_path / name).write_bytes(b"12345")
    names = ["a.warc.gz", "*.warc*", "deep", "**/*.zst"]
    found = find([str(tmp_path / name) for name in names], SUFFIXES)
    assert [one.location for one in found] == [
        str(tmp_path.resolve() / name) for name in ("a.warc.gz", "b.warc", "deep/c.warc.zst")
    ]
    assert {one.size for one in found} == {5}
    assert all(is_whole(one.location) for one in found)


@pytest.mark.parametrize("pattern", ["absent.warc.gz", "*.warc.gz", "."])
def test_a_pattern_that_names_no_archive_is_told(tmp_path, pattern):
    with pytest.raises(LocationError, match="no such archive"):
        find([str(tmp_path / pattern)], SUFFIXES)


@pytest.fixture(scope="module")
def store():
    """A store with a bucket; gives what stands behind the ? of its URLs."""
    with s3_store("news") as (system, address):
        yield system, f"?endpoint_override={quote(address)}&scheme=http&region=us-east-1"


def put(system, key, path):
    with system.open_output_stream(key, compression=None) as file:
        file.write(path.read_bytes())


def test_objects_of_a_store_are_found_and_read_from_any_offset(store, tmp_path):
    system, query = store
    path = foreign(tmp_path / "lamp.warc.gz", [LAMP])
    for key in ("news/2026/a.warc.gz", "news/2026/05/b.warc.gz", "news/2026/list.txt"):
        put(system, key, path)
    urls = [f"s3://news/2026/{name}{query}" for name in ("05/b.warc.gz", "a.warc.gz")]
    for pattern in ("s3://news/2026", "s3://news/2026/*.warc.gz", "s3://news/*"):
        assert [one.location for one in find([pattern + query], SUFFIXES)] == urls
    for pattern in ("s3://news/*/05/b*.warc.gz", "s3://news/20*/*/*.warc.gz"):  # stars before the last folder
        assert [one.location for one in find([pattern + query], SUFFIXES)] == urls[:1]
    assert [one.size for one in find([urls[1]], SUFFIXES)] == [path.stat().st_size]
    with opened(urls[0]) as file:
        file.seek(20)
        assert file.read() == path.read_bytes()[20:]
    assert [one.url for one in read_warc(urls[0], "coast")] == [LAMP[0]]


def test_what_a_store_does_not_have_or_must_not_be_told_is_an_error_in_a_line(store):
    _, query = store
    for pattern, reason in {
        "s3://absent/x": "absent",
        "s3://news/none.warc.gz": "no such archive",
        "s3://me:secret@news/2026": "environment",
    }.items():
        with pytest.raises(LocationError, match=reason) as told:
            find([pattern + query], SUFFIXES)
        assert "\n" not in str(told.value) and "secret" not in str(told.value)
