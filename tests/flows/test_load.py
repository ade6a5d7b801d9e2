"""The load flow: saved pages take the same way as fetched ones."""

from __future__ import annotations

import gzip
import sys

import pytest
from warcio.archiveiterator import ArchiveIterator

from tasks.records import Outcome
from tests.fetch.server import Server, reply
from tests.flows.asking import ask
from tests.site.expected import expected
from tests.site.server import SampleSite
from tests.warcs import page

pytestmark = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


PAGE = """Contact Us

Ferry to the outer islands sails again

After nine weeks in the dock the ferry carries passengers and post once more, a day before the spring fair.

Anadolu Agency TRANSPORT
Published March 3,2025

The ferry left the northern quay at seven on Monday morning with eighty passengers and the post of nine weeks.

Its captain said that the new engine ran as quietly as the harbour had ever heard, and thanked the yard.

The islands had been supplied by fishing boats since the old engine failed in the last week of December.
"""


def test_a_saved_text_page_becomes_one_row(load, tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE)
    state, progress = load(tmp_path / "ferry.txt")
    assert state.is_completed() and progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path / "home", "SELECT headline, agencies, credit_text, section FROM articles") == [
        ("Ferry to the outer islands sails again", ["Anadolu Agency"], "Anadolu Agency", "Transport")
    ]
    assert ask(
        tmp_path / "home", "SELECT published_on::VARCHAR, published_at, published_precision FROM articles"
    ) == [("2025-03-03", None, "day")]
    assert ("Contact Us",) in ask(tmp_path / "home", "SELECT block_text FROM removed_blocks")


def test_loading_again_lands_nothing_wherever_the_file_lies(load, tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE)
    load(tmp_path / "ferry.txt")
    (tmp_path / "moved.txt").write_text(PAGE)
    _, progress = load(tmp_path / "ferry.txt", tmp_path / "moved.txt")
    assert progress.total() == {Outcome.HELD: 2}
    assert ask(tmp_path / "home", "SELECT count(*) FROM articles") == [(1,)]


def test_a_folder_is_searched_and_what_is_no_page_is_counted_or_told(load, tmp_path):
    folder = tmp_path / "saved"
    (folder / "deeper").mkdir(parents=True)
    (folder / "ferry.txt").write_text(PAGE)
    (folder / "deeper" / "other.txt.gz").write_bytes(
        gzip.compress(PAGE.replace("Ferry to", "Boat to").encode())
    )
    (folder / "empty.html").write_bytes(b"")
    (folder / "binary.html").write_bytes(bytes(range(256)) * 40)
    (folder / "notes.docx").write_bytes(b"PK")
    state, progress = load(folder, tmp_path / "absent.html")
    assert state.is_completed()
    assert progress.total() == {Outcome.NEW: 2, Outcome.UNREADABLE: 2}
    assert any("absent.html" in problem for problem in progress.problems)
    assert any("notes.docx" in note for note in progress.notes)


@pytest.mark.skipif(sys.platform != "linux", reason="a file's name is UTF-8 there")
def test_a_file_whose_name_is_not_utf_8_fails_no_run(load, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("kept\udcff.txt", "passed over\udcff.pdf"):
        (folder / name).write_text(PAGE)
    state, progress = load(folder)
    assert state.is_completed() and progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path / "home", "SELECT parse_filename(url) FROM articles") == [("kept%FF.txt",)]


def test_a_url_is_fetched_and_lands(load, tmp_path):
    with SampleSite() as site:
        path, story = next(iter(expected("harbour-post").items()))
        _, progress = load(site.base("harbour-post") + path, allow_private=True)
    assert progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path / "home", "SELECT headline FROM articles") == [(story.headline,)]


def test_a_url_whose_page_does_not_come_is_a_problem_with_its_reason(load):
    with SampleSite() as site:
        gone, refused = site.base("harbour-post") + "/nowhere", "http://127.0.0.1:1/a?token=geheim"
        _, progress = load(gone, refused, allow_private=True)
    assert progress.total() == {Outcome.GONE: 1, Outcome.UNREACHABLE: 1}
    told = " ".join(progress.problems)
    assert "/nowhere: gone, 404 Not Found" in told
    assert "token=…: unreachable, " in told


def test_a_url_is_fetched_as_sources_toml_says(run, tmp_path):
    from flows.load import load as flow

    settings = tmp_path / "sources.toml"
    settings.write_text('[fetch]\nuser_agent = "Harbourdesk/2 (+mailto:desk@post.example)"\n')
    with SampleSite() as site:
        path = next(iter(expected("harbour-post")))
        url = site.base("harbour-post") + path
        run(flow, what=[url], home=tmp_path / "home", allow_private=True, sources_file=settings)
    (path,) = (tmp_path / "home" / "archive").rglob("*.warc*")
    with path.open("rb") as file:
        asked = [one.http_headers for one in ArchiveIterator(file) if one.rec_type == "request"]
    assert [one.get_header("user-agent") for one in asked] == ["Harbourdesk/2 (+mailto:desk@post.example)"]


def test_robots_txt_is_asked_for_once_a_day_whether_ingest_or_load_fetches(run, tmp_path):
    from flows.ingest import ingest
    from flows.load import load as flow

    home, sources = tmp_path / "home", tmp_path / "sources.toml"
    with Server() as server:
        rules = b"User-agent: Harbourdesk\nDisallow: /2"
        server.routes |= {f"/{n}": reply(page(f"Storm number {n}", n)) for n in range(3)}
        server.routes["/robots.txt"] = reply(rules)
        urls = [server.url(f"/{n}") for n in range(3)]
        listed = f"[sources.coast]\nurls = {urls[1:]}\nallow_private = true\ndelay_seconds = 0\n"
        sources.write_text(f'[fetch]\nuser_agent = "Harbourdesk/2"\n{listed}')
        given = {"home": home, "allow_private": True, "sources_file": sources}
        _, progress = run(flow, what=urls[:1], **given)
        assert progress.total() == {Outcome.NEW: 1}
        _, progress = run(ingest, source_ids=[], sources_file=sources, home=home)
        assert progress.total() == {Outcome.NEW: 1, Outcome.ROBOTS: 1}
        _, progress = run(flow, what=urls[2:], **given)
        assert progress.total() == {Outcome.ROBOTS: 1}
    assert [path for path, _ in server.asked] == ["/robots.txt", "/0", "/1"]
    attempts = ask(tmp_path / "home", "SELECT source_id, url FROM fetch_attempts ORDER BY asked_at")
    assert attempts == [("load", server.url("/robots.txt")), ("load", urls[0]), ("coast", urls[1])]


def test_a_private_address_is_refused_unless_allowed(load):
    with SampleSite() as site:
        path = next(iter(expected("harbour-post")))
        _, progress = load(site.base("harbour-post") + path)
    assert progress.total() == {Outcome.REFUSED: 1}


def test_a_run_makes_the_front_page_anew_and_does_not_fail_with_it(load, tmp_path):
    page = tmp_path / "home" / "report.html"
    page.mkdir(parents=True)  # in the way
    (tmp_path / "ferry.txt").write_text(PAGE)
    state, progress = load(tmp_path / "ferry.txt")
    assert state.is_completed()
    assert any(note.startswith("front page: not refreshed") for note in progress.notes)
    page.rmdir()
    _, progress = load(tmp_path / "ferry.txt")
    assert progress.notes == [f"front page: {page.as_uri()}"]
    assert "Ferry to the outer islands sails again" in page.read_text("utf-8")
