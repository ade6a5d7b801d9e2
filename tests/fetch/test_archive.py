"""The archive: what goes in comes out, and standard tools read it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tasks.fetch.archive import Archive, ArchiveError, _original
from tasks.fetch.warc_records import digest
from tasks.records import Capture, Entry

NOW = datetime(2026, 11, 23, 9, 30, 15, 250000, tzinfo=UTC)
REQUEST = (("Host", "paper.example"), ("User-Agent", "Copydesk/0.1"))


def capture(payload=b"<p>Tide tables</p>", headers=(("Content-Type", "text/html"),), number=1, **changes):
    url = f"https://paper.example/tides?n={number}"
    fields = {
        "capture_id": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "entry": Entry("paper", url, "urls", NOW),
        "url": url,
        "fetched_at": NOW,
        "status": 200,
        "headers": headers,
        "payload": payload,
        "digest": digest(payload),
    }
    return Capture(**{**fields, **changes})


def records(folder):
    for path in sorted(folder.rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                yield record.rec_type, record.rec_headers, record.content_stream().read()


def test_a_capture_comes_back_from_its_place(tmp_path):
    headers = (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    with Archive(tmp_path) as archive:
        stored = [archive.store(capture(b"page %d" % n, headers, number=n), REQUEST) for n in range(5)]
        # While it is still being written, too.
        assert archive.read(stored[3].warc_file, stored[3].warc_offset) == (headers, b"page 3")
    for n, one in enumerate(stored):
        assert Archive(tmp_path).read(one.warc_file, one.warc_offset) == (headers, b"page %d" % n)
        assert not Path(one.warc_file).is_absolute()


def test_place_and_length_cut_out_one_whole_record(tmp_path):
    with Archive(tmp_path) as archive:
        archive.store(capture(number=1), REQUEST)
        stored = archive.store(capture(number=2), REQUEST)
    raw = (tmp_path / stored.warc_file).read_bytes()[stored.warc_offset :][: stored.warc_length]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "cut.warc.gz").write_bytes(raw)
    ((kind, headers, payload),) = records(tmp_path / "one")
    assert (kind, payload) == ("response", b"<p>Tide tables</p>")
    assert headers.get_header("WARC-Record-ID") == f"<{stored.capture_id}>"
    assert headers.get_header("WARC-Target-URI") == stored.url
    assert headers.get_header("WARC-Payload-Digest") == stored.digest
    assert headers.get_header("WARC-Date") == "2026-11-23T09:30:15.250000Z"


def test_a_fetched_page_has_its_request_and_a_file_has_none(tmp_path):
    with Archive(tmp_path) as archive:
        archive.store(capture(number=1), REQUEST)
        file = archive.store(capture(number=2))
    found = list(records(tmp_path))
    kinds = ["warcinfo", "response", "request", "metadata", "resource", "metadata"]
    assert [kind for kind, _, _ in found] == kinds
    assert found[2][1].get_header("WARC-Concurrent-To") == found[1][1].get_header("WARC-Record-ID")
    assert Archive(tmp_path).read(file.warc_file, file.warc_offset) == (file.headers, file.payload)


def test_standard_tools_find_nothing_wrong(tmp_path):
    with Archive(tmp_path) as archive:
        archive.store(capture("Gezeiten – 潮汐".encode(), number=1), REQUEST)
        archive.store(capture(b"", number=2, headers=(("X-Name", "Z\xfcrich\r\n odd"), ("", ""))), REQUEST)
        archive.store(capture(bytes(range(256)), number=3, headers=()))
        archive.store(capture(b"x", number=4, headers=(("Content-Encoding", "gzip"),), status=299), REQUEST)
    files = [str(path) for path in tmp_path.rglob("*.warc.gz")]
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *files],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert check.returncode == 0, check.stdout
    assert "digest pass" in check.stdout
    assert "fail" not in check.stdout


def test_headers_of_the_wire_come_back_though_the_payload_is_plain(tmp_path):
    headers = (("Content-Encoding", "br"), ("Content-Length", "7"), ("Content-Type", "text/html"))
    with Archive(tmp_path) as archive:
        stored = archive.store(capture(headers=headers), REQUEST)
    assert Archive(tmp_path).read(stored.warc_file, stored.warc_offset) == (headers, stored.payload)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(b"", [("A", ";\x80*=UTF-8''0")])
@given(
    payload=st.binary(max_size=500),
    headers=st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True),
            st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30),
        ),
        max_size=5,
    ),
)
def test_any_payload_survives_under_any_headers(tmp_path, payload, headers):
    with Archive(tmp_path) as archive:
        stored = archive.store(capture(payload, tuple(headers)), REQUEST)
        assert archive.read(stored.warc_file, stored.warc_offset)[1] == payload


def test_files_are_rotated_and_never_shared(tmp_path):
    with Archive(tmp_path, max_file_bytes=2000) as one, Archive(tmp_path) as other:
        names = {one.store(capture(bytes(900), number=n), REQUEST).warc_file for n in range(6)}
        names_of_other = {other.store(capture(number=n), REQUEST).warc_file for n in range(3)}
    assert len(names) > 1
    assert len(names_of_other) == 1
    assert not names & names_of_other
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.gz")} == names | names_of_other


def test_what_is_not_there_is_a_plain_error(tmp_path):
    with Archive(tmp_path) as archive:
        stored = archive.store(capture(), REQUEST)
    wrong = [
        ("2026/none.warc.gz", 0),
        (stored.warc_file, 3),
        (stored.warc_file, 10**9),
        ("../../etc/hosts", 0),
    ]
    for name, offset in [*wrong, (stored.warc_file, 0)]:
        with pytest.raises(ArchiveError):
            Archive(tmp_path).read(name, offset)


def test_an_archive_that_stores_nothing_leaves_no_file(tmp_path):
    with Archive(tmp_path / "archive") as archive:
        archive.sync()
    assert not list(tmp_path.rglob("*"))


def test_syncing_in_a_thread_and_storing_do_not_disturb_each_other(tmp_path):
    with Archive(tmp_path, max_file_bytes=5000) as archive, ThreadPoolExecutor(4) as threads:
        syncs = []
        stored = []
        for number in range(60):
            stored.append(archive.store(capture(b"page %d" % number, number=number), REQUEST))
            syncs.append(threads.submit(archive.sync))
        for sync in syncs:
            sync.result()
    for number, one in enumerate(stored):
        assert Archive(tmp_path).read(one.warc_file, one.warc_offset)[1] == b"page %d" % number


def test_what_was_stored_is_on_the_disk_after_sync(tmp_path):
    archive = Archive(tmp_path)
    stored = archive.store(capture(), REQUEST)
    archive.sync()
    assert Archive(tmp_path).read(stored.warc_file, stored.warc_offset)[1] == stored.payload
    archive.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_an_error_and_the_next_file_is_sound(tmp_path):
    with Archive(tmp_path) as archive:
        archive.store(capture(number=1), REQUEST)
        archive._file.close()
        archive._file = Path("/dev/full").open("ab", buffering=0)  # noqa: SIM115
        with pytest.raises(OSError, match="No space left"):
            archive.store(capture(number=2), REQUEST)
        stored = archive.store(capture(number=3), REQUEST)
        assert archive.read(stored.warc_file, stored.warc_offset)[1] == stored.payload
    assert len({path.name for path in tmp_path.rglob("*.gz")}) == 2


def test_a_page_that_comes_again_unchanged_is_a_revisit(tmp_path):
    with Archive(tmp_path) as archive:
        first = archive.store(capture(number=1), REQUEST)
        again = archive.store(capture(number=1, capture_id="urn:uuid:2"), REQUEST)
        elsewhere = archive.store(capture(number=3), REQUEST)
        changed = archive.store(capture(b"other", number=1, capture_id="urn:uuid:4"), REQUEST)
        file = archive.store(capture(number=1, capture_id="urn:uuid:5"))
    assert (again.refers_to, again.payload) == (first.capture_id, first.payload)
    assert [one.refers_to for one in (first, elsewhere, changed, file)] == [None] * 4
    assert again.warc_length < first.warc_length + 200
    with Archive(tmp_path) as another:
        another.remember([_original(first)])
        third = another.store(capture(number=1, capture_id="urn:uuid:6"), REQUEST)
        assert third.refers_to == first.capture_id
    assert Archive(tmp_path).read(third.warc_file, third.warc_offset) == (first.headers, b"")
    revisits = [headers for kind, headers, _ in records(tmp_path) if kind == "revisit"]
    assert len(revisits) == 2
    for headers in revisits:
        get = headers.get_header
        assert get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        assert get("WARC-Payload-Digest") == first.digest
        assert get("WARC-Refers-To") == f"<{first.capture_id}>"
        assert get("WARC-Refers-To-Target-URI") == first.url
        assert get("WARC-Refers-To-Date") == "2026-11-23T09:30:15.250000Z"
    files = [str(path) for path in tmp_path.rglob("*.warc.gz")]
    check = [sys.executable, "-m", "warcio.cli", "check", *files]
    assert subprocess.run(check, capture_output=True, timeout=60).returncode == 0
