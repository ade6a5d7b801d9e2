"""Files that the user names: found, passed over with a reason, and read."""

import gzip
import io
import os

import pytest

from tasks.fetch.files import MAX_FILE_BYTES, FilesError, find_files, is_url, read_file, read_stream
from tasks.records import EndsHere, Outcome


def write(folder, name, content=b"<p>Tide tables</p>"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_folders_are_searched_in_order(tmp_path):
    names = ["b.html", "a.htm", "deep/er/c.XHTML", "d.txt", "e.html.gz", "f.MHT", "g.mhtml"]
    for name in [*names, ".hidden.html", ".git/f.html", "photo.jpg", "notes.md"]:
        write(tmp_path, name)
    found = find_files([tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in found.files] == [
        "a.htm", "b.html", "d.txt", "e.html.gz", "f.MHT", "g.mhtml", "deep/er/c.XHTML"
    ]  # fmt: skip
    assert [path.name for path, _ in found.skipped] == ["notes.md", "photo.jpg"]
    assert "not one of .html, .htm" in found.skipped[0][1]


def test_warc_files_in_folders_count_where_they_are_wanted(tmp_path):
    for name in ("a.warc", "b.warc.gz", "c.WARC.zst", "d.html", "e.pdf"):
        write(tmp_path, name)
    assert [path.name for path in find_files([tmp_path]).files] == ["d.html"]
    found = find_files([tmp_path], warcs=True)
    assert [path.name for path in found.files] == ["a.warc", "b.warc.gz", "c.WARC.zst", "d.html"]
    assert [(path.name, ".warc.zst" in reason) for path, reason in found.skipped] == [("e.pdf", True)]


def test_a_named_file_is_taken_whatever_its_name_and_once(tmp_path):
    odd = write(tmp_path, "page.php")
    page = write(tmp_path, "a.html")
    assert find_files([odd, tmp_path, page, odd]).files == [odd, page]


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FilesError, match="no such file or folder"):
        find_files([tmp_path / "nothing"])


def test_a_circle_of_links_ends(tmp_path):
    page = write(tmp_path, "deep/a.html")
    (tmp_path / "deep" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "deep" / "dead.html").symlink_to(tmp_path / "nowhere")
    found = find_files([tmp_path])
    assert found.files == [page]
    assert [(path.name, reason) for path, reason in found.skipped] == [("dead.html", "not a file")]


def test_a_file_is_read_as_a_capture(tmp_path):
    path = write(tmp_path, "a b.html")
    capture = read_file(path, "saved")
    assert (capture.payload, capture.status, capture.header("content-type")) == (
        b"<p>Tide tables</p>", 200, "text/html"
    )  # fmt: skip
    assert capture.url == capture.entry.url == path.as_uri()
    assert capture.url.endswith("/a%20b.html")
    assert (capture.entry.source_id, capture.entry.found_in) == ("saved", "load")


def test_the_page_s_own_address_takes_the_file_s_place(tmp_path):
    capture = read_file(write(tmp_path, "a.html"), "saved", "https://paper.example/tides")
    assert capture.url == capture.entry.url == "https://paper.example/tides"


def test_gzip_is_read_as_is(tmp_path):
    capture = read_file(write(tmp_path, "a.txt.gz", gzip.compress(b"Tide tables")), "saved")
    assert (capture.payload, capture.header("Content-Type")) == (b"Tide tables", "text/plain")


@pytest.mark.parametrize(
    "name, content, outcome",
    [
        ("large.html", bytes(MAX_FILE_BYTES + 1), Outcome.TOO_LARGE),
        ("bomb.html.gz", gzip.compress(bytes(MAX_FILE_BYTES + 1), mtime=0), Outcome.TOO_LARGE),
        ("broken.html.gz", b"not gzip", Outcome.UNREADABLE),
        ("cut.html.gz", gzip.compress(b"tides" * 100, mtime=0)[:-9], Outcome.UNREADABLE),
    ],
)
def test_what_cannot_be_read_ends(tmp_path, name, content, outcome):
    with pytest.raises(EndsHere) as end:
        read_file(write(tmp_path, name, content), "saved")
    assert end.value.outcome is outcome


def test_a_file_that_is_gone_ends(tmp_path):
    with pytest.raises(EndsHere, match="no such file") as end:
        read_file(tmp_path / "gone.html", "saved")
    assert end.value.outcome is Outcome.UNREACHABLE


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_ends(tmp_path):
    path = write(tmp_path, "a.html")
    path.chmod(0)
    with pytest.raises(EndsHere, match="cannot be read"):
        read_file(path, "saved")


def test_a_pipe_is_read_within_bounds():
    assert read_stream(io.BytesIO(b"<p>Tides</p>"), "pipe").payload == b"<p>Tides</p>"
    with pytest.raises(EndsHere, match="more than"):
        read_stream(io.BytesIO(bytes(MAX_FILE_BYTES + 1)), "pipe")


def test_web_addresses_are_told_from_paths():
    assert is_url("https://paper.example/") and is_url("HTTP://paper.example")
    assert not is_url("saved/https.html") and not is_url("httpbin")
