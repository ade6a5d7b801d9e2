"""Forgetting for good: real runs, a real archive, real processes that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from flows.front_page.write import write_page
from flows.maintain import clear, forget, is_to_clear, tidy
from tasks.fetch.archive import Archive
from tasks.fetch.warc_records import digest
from tasks.records import Entry, Outcome
from tasks.sources import Retention
from tests.fetch.test_archive import capture as page
from tests.fetch.test_archive import records
from tests.flows.asking import ask
from tests.site.expected import expected
from tests.site.server import SampleSite
from tests.warehouse.samples import article
from warehouse.forget import target
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish

ROOT = Path(__file__).parents[2]
REQUEST = (("Host", "paper.example"),)

with_prefect = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def in_files(home, *wanted):
    """The files of the home that hold any of the wanted words, packed or not."""

    def holds(text):
        return any(words in text for words in wanted)

    files = [
        home.loader,
        home.published,
        home.loader.with_name("loader.duckdb.wal"),
        home.path / "report.html",
    ]
    found = {path.name for path in files if path.exists() and holds(path.read_bytes())}
    for path in home.archive.rglob("*.warc.gz"):
        one = path.parent / "one"
        one.mkdir()
        path.rename(one / path.name)
        if any(holds(payload) or holds(str(head).encode()) for _, head, payload in records(one)):
            found.add(path.name)
        (one / path.name).rename(path)
        one.rmdir()
    return found


def readable(home):
    """Every capture of the index, read from its place in the archive."""
    places = ask(home, "SELECT capture_id, digest, warc_file, warc_offset FROM captures ORDER BY 1")
    archive = Archive(home.archive)
    for _, known, name, offset in places:
        assert digest(archive.read(name, offset)[1]) == known
    return len(places)


def archive_page(archive, name, body):
    """Archives a page; gives the article that it is."""
    url = f"https://paper.example/{name}"
    offered = Entry("paper", url, "urls", datetime.now(UTC))
    made = page(body.encode(), url=url, entry=offered, capture_id=uuid4().urn, digest=digest(body.encode()))
    stored = archive.store(made, REQUEST)
    return article(name, body, url=url, canonical_url=url, capture=stored)


def keep(home, archive, name, body):
    """Archives a page and lands the article that it is; gives the capture."""
    made = archive_page(archive, name, body)
    archive.sync()
    with open_loader(home, 9) as loader:
        loader.land(f"run-{name}", [made], [], [])
    return made.capture


def fill(home, count=12):
    """Articles whose pages lie in the archive, in two files."""
    for half in (range(count // 2), range(count // 2, count)):
        with Archive(home.archive) as archive:
            made = []
            for n in half:
                words = " ".join(f"w{n}x{i}" for i in range(300))
                made.append(archive_page(archive, f"story-{n}", f"The text of number {n}. {words}"))
            archive.sync()
            with open_loader(home, 9) as loader:
                loader.land(f"run-{half.start}", made, [], [])
            archive.settle()
    publish(home)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


class TestWithRuns:
    pytestmark = with_prefect

    def test_an_article_is_gone_from_every_file_and_its_feed_does_not_bring_it_back(
        self, run, home, tmp_path
    ):
        from flows.ingest import ingest

        with SampleSite() as site:
            sources = tmp_path / "sources.toml"
            sources.write_text(site.sources_toml())
            call = {"source_ids": ["harbour-post"], "sources_file": sources, "home": home.path}
            run(ingest, **call)
            url, headline = ask(home, "SELECT url, headline FROM articles ORDER BY url LIMIT 1")[0]
            words = headline.encode()
            count = readable(home)
            assert len(in_files(home, words)) >= 2
            found, cleared = forget(home, target(url))
            assert (found.articles, found.captures, cleared.captures, cleared.problems) == (1, 1, 1, [])
            assert in_files(home, words) == set()
            assert readable(home) == count - 1
            with open_loader(home, 9) as loader:
                loader.con.execute("DELETE FROM raw.polls")  # the feed is read anew
            site.forget_requests()
            _, progress = run(ingest, **call)
            assert progress.total()[Outcome.FORGOTTEN] == 1
            assert progress.total()[Outcome.NEW] == 0
            assert urlsplit(url).path not in site.requests("harbour-post")
            assert in_files(home, words) == set()
            assert ask(home, "SELECT count(*) FROM articles") == [(len(expected("harbour-post")) - 1,)]

    def test_a_page_that_turns_out_to_be_forgotten_leaves_the_archive_when_the_run_ends(
        self, run, home, tmp_path
    ):
        from flows.load import load

        saved = tmp_path / "saved.html"
        lines = (
            f"<p>The keeper said that the lamp had burned all night, for the {n}th time.</p>"
            for n in range(9)
        )
        link = '<link rel="canonical" href="https://paper.example/lamp">'
        saved.write_text(f"<title>Lamp</title>{link}<article><h1>Lamp burns</h1>{''.join(lines)}</article>")
        run(load, what=[str(saved)], home=home.path)
        assert readable(home) == 1
        forget(home, target("paper.example"))
        assert in_files(home, b"lamp had burned") == set()
        _, progress = run(load, what=[str(saved)], home=home.path)
        assert progress.total() == {Outcome.FORGOTTEN: 1}
        assert in_files(home, b"lamp had burned") == set()
        assert ask(home, "SELECT count(*) FROM captures") == [(0,)]


def test_the_front_page_does_not_tell_of_it_any_more(home):
    fill(home, count=2)
    page = write_page(home)
    assert "Headline of story-1" in page.read_text("utf-8")
    forget(home, target("https://paper.example/story-1"))
    assert "Headline of story-1" not in page.read_text("utf-8")
    assert "Headline of story-0" in page.read_text("utf-8")


def test_what_a_run_is_still_writing_waits_for_its_end(home):
    fill(home)
    with Archive(home.archive) as archive:
        late = keep(home, archive, "late", "late words")
        found, cleared = forget(home, target(late.url))
        assert found.articles == 1
        assert cleared.waiting == [late.warc_file]
        assert ask(home, f"SELECT count(*) FROM captures WHERE url = '{late.url}'") == [(0,)]
        archive.settle()
    assert clear(home).captures == 1
    assert in_files(home, b"late words") == set()
    assert readable(home) == 12
    assert clear(home).captures == 0


def test_a_file_that_is_not_there_holds_nothing_and_is_cleared_when_it_is_put_back(home, tmp_path):
    fill(home)
    url = "https://paper.example/story-1"
    ((name,),) = ask(home, f"SELECT warc_file FROM captures WHERE url = '{url}'")
    day = (home.archive / name).parent
    day.rename(tmp_path / "moved")  # as the docs say that anybody may
    _, cleared = forget(home, target(url))
    assert (cleared.problems, cleared.absent) == ([], [name])
    with open_loader(home, timeout=9) as loader:
        assert not is_to_clear(loader, home)  # nor does doctor ask for it, or any run tell of it
    (tmp_path / "moved").rename(day)
    with open_loader(home, timeout=9) as loader:
        assert is_to_clear(loader, home)
    assert clear(home).captures == 1
    assert not (home.archive / name).exists()


def test_a_broken_file_stays_and_is_told_of(home):
    fill(home)
    (name, offset), *_ = ask(home, "SELECT warc_file, warc_offset FROM captures WHERE url LIKE '%story-3'")
    path = home.archive / name
    raw = bytearray(path.read_bytes())
    raw[offset : offset + 40] = bytes(40)
    path.write_bytes(raw)
    _, cleared = forget(home, target("https://paper.example/story-1"))
    assert len(cleared.problems) == 1 and "would be lost" in cleared.problems[0]
    assert path.exists()
    assert len(list(home.archive.rglob("*.warc.gz"))) == 2


def test_what_was_forgotten_goes_from_a_file_that_was_cut_short_too(home):
    fill(home)
    places = ask(home, "SELECT url, warc_file, warc_offset FROM captures ORDER BY warc_file, warc_offset")
    url, name, _ = places[0]
    *_, (lost, cut) = ((url, offset) for url, file, offset in places if file == name)
    path = home.archive / name
    os.truncate(path, cut + 40)
    found, cleared = forget(home, target(url))
    assert (found.articles, cleared.problems) == (1, [])
    assert not path.exists()
    # The others of the file stand in another; the one that was lost may be found in a copy that is put back.
    left = [url for url, file, _ in ask(home, "SELECT url, warc_file, 0 FROM captures") if file == name]
    assert left == [lost]


def test_the_nightly_tidying_says_which_days_it_cannot_merge_and_why(home):
    fill(home)
    (name, offset), *_ = ask(home, "SELECT warc_file, warc_offset FROM captures WHERE url LIKE '%story-3'")
    with (home.archive / name).open("r+b") as file:
        file.seek(offset)
        file.write(bytes(40))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    (problem,) = tidy(home, Retention(), tomorrow).problems
    day = name.partition("/")[0]
    assert (
        problem
        == f"the archive's small files of {day} are not merged: {name} is broken; 1 capture would be lost"
    )


def test_days_of_the_archive_that_are_too_old_are_gone_from_the_disk(home):
    fill(home)
    (day,) = [path.name for path in home.archive.glob("*-*-*")]
    old = (home.archive / day).rename(home.archive / "2001-01-01")
    for path in old.iterdir():
        path.rename(old / path.name.replace(day, old.name))
    with open_loader(home, 9) as loader, loader.writing():
        loader.con.execute("UPDATE raw.captures SET warc_file = replace(warc_file, ?, '2001-01-01')", [day])
    done = tidy(home, Retention(archive_days=30), datetime.now(UTC))
    assert (done.days_files, done.files, done.problems) == (2, (2, 0), [])
    assert not [*home.archive.rglob("*.warc.gz")]
    assert ask(home, "SELECT count(*), count(warc_file) FROM captures") == [(12, 0)]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.whole
def test_killed_at_any_moment_it_is_finished_by_the_next(home):
    count = 60
    fill(home, count)
    code = (
        "import sys\n"
        "from flows.maintain import forget\n"
        "from warehouse.forget import target\n"
        "from warehouse.home import Home\n"
        "print('ready', flush=True)\n"
        "for n in range(int(sys.argv[2]), 60):\n"
        "    print(n, flush=True)\n"
        "    forget(Home(sys.argv[1]), target(f'https://paper.example/story-{n}'))\n"
    )
    gone = 0
    for moment in range(8):
        victim = subprocess.Popen(
            [sys.executable, "-c", code, str(home.path), str(gone)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert victim.stdout is not None
        assert victim.stdout.readline() == "ready\n"
        begun = int(victim.stdout.readline())
        try:
            victim.wait(timeout=0.023 * (moment + 1))  # not a wait: kills at different places of the loop
        except subprocess.TimeoutExpired:
            victim.send_signal(signal.SIGKILL)
        rest, _ = victim.communicate()
        begun = int((rest.split() or [begun])[-1])
        forget(home, target(f"https://paper.example/story-{begun}"))  # asked again
        gone = begun + 1
        assert readable(home) == count - gone
        assert in_files(home, *(f"The text of number {n}. ".encode() for n in range(gone))) == set()
        with open_loader(home, 9) as loader:
            assert loader.con.execute("FROM raw.removals").fetchall() == []
    left = {path.name for path in home.path.iterdir()}
    assert left <= {
        "archive",
        "copydesk.duckdb",
        "loader.duckdb",
        "loader.lock",
        "maintenance.lock",
        "loader.duckdb.wal",
    }
