"""What a run that was killed, or failed, had archived and not landed: the next run lands it, unfetched."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock
from warcio.archiveiterator import ArchiveIterator

from tasks.fetch.archive import Archive
from tasks.fetch.warc_members import members
from tasks.records import Outcome
from tests.fetch.test_archive import REQUEST
from tests.fetch.test_archive import capture as captured
from tests.site.content import stories
from tests.site.expected import expected
from tests.site.server import SampleSite
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.query import open_published, run_sql

pytestmark = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
COPYDESK = Path(sys.executable).parent / "copydesk"
SITE = "harbour-post"


class BlockingSite(SampleSite):
    """The sample site, which takes a warehouse's lock when it is first asked for an article."""

    lock = None

    def answer(self, site, target):
        if self.lock and not self.lock.is_locked and target in expected(site):
            self.lock.acquire()
        return super().answer(site, target)


@pytest.fixture
def site():
    with BlockingSite() as running:
        yield running


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def ingest(run, site, tmp_path, home):
    from flows.ingest import ingest as flow

    (tmp_path / "sources.toml").write_text(site.sources_toml())

    def call():
        return run(flow, source_ids=[SITE], sources_file=tmp_path / "sources.toml", home=home.path)

    return call


def archived(home):
    """The paths of the pages that lie whole in the archive."""
    found = []
    for path in sorted(home.archive.glob("*/*.warc.gz")):
        with path.open("rb") as file:
            try:
                for record in ArchiveIterator(file):
                    if record.rec_type == "metadata":
                        record.content_stream().read()
                        found.append(urlsplit(record.rec_headers.get_header("WARC-Target-URI")).path)
            except Exception:  # it is being written to
                continue
    return found


def marks(home):
    return list((home.archive / ".unlanded").glob("*"))


def captures(home):
    with open_published(home) as con:
        return [url for (url,) in run_sql(con, "SELECT url FROM captures").rows()]


@pytest.mark.whole
def test_a_run_that_is_killed_loses_nothing_that_it_had_archived(ingest, site, home, tmp_path):
    from prefect.settings import PREFECT_API_URL

    site.lock = FileLock(home.lock, thread_local=False)  # so that the run can archive, and not land
    killed = subprocess.Popen(
        [COPYDESK, "ingest", SITE, "--sources", "sources.toml", "--home", "home"],
        cwd=tmp_path,
        env=os.environ | {"PREFECT_API_URL": PREFECT_API_URL.value()},
        stderr=subprocess.DEVNULL,
    )
    while len(archived(home)) < 5:
        assert killed.poll() is None
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    site.lock.release(force=True)
    site.lock = None
    kept = expected(SITE).keys() & archived(home)
    assert len(marks(home)) == 1 and kept

    site.forget_requests()
    state, progress = ingest()
    assert state.is_completed() and not progress.problems
    assert progress.total()[Outcome.NEW] == len(expected(SITE))
    assert not kept & site.requests(SITE).keys()
    assert len(captures(home)) == len(archived(home))
    assert not marks(home)
    files = list(home.archive.glob("*/*.warc.gz"))
    assert subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files]).returncode == 0
    with open_published(home) as con:
        states = [state for (state,) in run_sql(con, "SELECT state FROM runs ORDER BY started_at").rows()]
    assert states == ["killed", "completed"]  # though Prefect still believes that it runs


def test_what_a_failed_run_had_archived_lands_with_the_next(ingest, site, home, monkeypatch):
    land = Loader.land

    def fail(loader, run_id, articles, *rest):
        if articles:
            raise OSError("the disk is gone")
        return land(loader, run_id, articles, *rest)

    with monkeypatch.context() as broken:
        broken.setattr(Loader, "land", fail)
        state, _ = ingest()
    assert state.is_failed() and marks(home)
    assert expected(SITE).keys() <= set(archived(home))
    site.forget_requests()
    _, progress = ingest()
    assert progress.total()[Outcome.NEW] == len(expected(SITE))
    assert not expected(SITE).keys() & site.requests(SITE).keys()
    assert not marks(home)
    _, progress = ingest()
    assert progress.offered == 0


def test_what_a_living_run_has_archived_is_left_to_it(ingest, home):
    from tasks.fetch.unlanded import Mark

    living = Mark(home.archive, "0123456789ab")
    living.set()
    ingest()
    assert [path.name for path in marks(home)] == ["0123456789ab"]
    living.lift()
    assert not marks(home)


def revisiting(site, home, *ages):
    """What to call ingest with, for its pages to be fetched again at these ages."""
    sources, head = home.path.parent / "sources.toml", f"[sources.{SITE}]\n"
    sources.write_text(site.sources_toml().replace(head, f"{head}revisit = {list(ages)}\n"))
    return {"source_ids": [SITE], "sources_file": sources, "home": home.path}


def two_hours_pass(home):
    with open_loader(home, timeout=10) as loader:
        loader.con.execute("UPDATE core.versions SET published_at = now() - INTERVAL 2 HOURS")
        loader.con.execute("UPDATE core.urls SET last_fetched_at = now() - INTERVAL 100 MINUTES")
        loader.con.execute("UPDATE raw.entries SET seen_at = seen_at - INTERVAL 100 MINUTES")


def test_pages_that_come_again_unchanged_are_revisits_and_lose_nothing(run, site, home, tmp_path):
    from flows.ingest import ingest
    from flows.load import load
    from flows.reextract import reextract

    call = revisiting(site, home, "1h", "6h")
    _, progress = run(ingest, **call)
    count = progress.total()[Outcome.NEW]
    corrected = sum(bool(story.correction) for story in stories(SITE))
    for is_corrected in (True, False):  # the last version's bytes are the first's
        site.is_corrected = is_corrected
        two_hours_pass(home)
        _, progress = run(ingest, **call)
        assert progress.total() == {Outcome.UPDATED: corrected, Outcome.UNCHANGED: count - corrected}
    with open_published(home) as con:
        revisits = "SELECT count(*) FROM captures WHERE refers_to IS NOT NULL"
        assert list(run_sql(con, revisits).rows()) == [(2 * count - corrected,)]
        newest = f"{revisits} AND capture_id IN (SELECT capture_id FROM articles)"
        assert list(run_sql(con, newest).rows()) == [(corrected,)]
        articles = list(run_sql(con, "SELECT headline, body FROM articles ORDER BY ALL").rows())

    _, progress = run(reextract, home=home.path, sources_file=call["sources_file"])
    assert not progress.problems
    # The dates that were turned back above are read anew.
    assert progress.total()[Outcome.UNCHANGED] + progress.total()[Outcome.UPDATED] == count

    anew = Home(tmp_path / "anew")
    _, progress = run(load, what=[str(home.archive)], home=anew.path, sources_file=call["sources_file"])
    assert not progress.problems and progress.total().total() == progress.offered
    assert not progress.total()[Outcome.UNREADABLE]
    with open_published(anew) as con:
        assert list(run_sql(con, "SELECT headline, body FROM articles ORDER BY ALL").rows()) == articles


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_page_whose_archived_body_was_lost_is_stored_whole_when_it_comes_again(
    run, site, home, tmp_path, is_gone
):
    from flows.ingest import ingest

    call = revisiting(site, home, "1h")
    _, progress = run(ingest, **call)
    count = progress.total()[Outcome.NEW]
    (old,) = home.archive.glob("*/*.warc.gz")
    if is_gone:
        shutil.rmtree(old.parent)  # as the docs say that anybody may
    else:
        os.truncate(old, 0)
    two_hours_pass(home)
    _, progress = run(ingest, **call)
    assert progress.total() == {Outcome.UNCHANGED: count}
    archive = Archive(home.archive)
    with open_published(home) as con:
        places = (
            f"SELECT warc_file, warc_offset FROM captures WHERE warc_file <> '{old.parent.name}/{old.name}'"
        )
        bodies = [archive.read(*place)[1] for place in run_sql(con, places).rows()]
    assert len(bodies) == count and all(bodies)


def test_a_revisit_before_its_original_lands_and_one_without_is_told(run, home, tmp_path):
    from flows.load import load

    url = "https://paper.example/tides"
    lines = (
        f"<p>Line {n} of what the harbour master said about the tides of the week.</p>" for n in range(9)
    )
    page = f"<h1>Tides are late</h1>{''.join(lines)}".encode()
    old, new = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    with Archive(tmp_path / "made") as archive:
        kinds = (("Content-Type", "text/html"), ("X-Number", "1"))
        first = captured(page, kinds, url=url, fetched_at=old, capture_id="urn:uuid:1")
        for one in (first, replace(first, fetched_at=new, capture_id="urn:uuid:2")):
            archive.store(one, REQUEST)
        lost = captured(b"lost", kinds, url=f"{url}/lost", fetched_at=old, capture_id="urn:uuid:3")
        archive.store(lost, REQUEST)
        archive.store(replace(lost, fetched_at=new, capture_id="urn:uuid:4"), REQUEST)
        archive.settle()
    (path,) = (tmp_path / "made").glob("*/*.warc.gz")
    with path.open("rb") as file:
        found = [one for one in members(file) if one.capture_id]
    raw = path.read_bytes()
    parts = {one.capture_id: b"" for one in found}
    for one in found:
        parts[one.capture_id] += raw[one.offset : one.end]
    turned = tmp_path / "turned"
    turned.mkdir()
    (turned / "1.warc.gz").write_bytes(parts["urn:uuid:2"] + parts["urn:uuid:4"])
    (turned / "2.warc.gz").write_bytes(parts["urn:uuid:1"])
    _, progress = run(load, what=[str(turned)], home=home.path)
    assert progress.total() == {Outcome.NEW: 1, Outcome.UNCHANGED: 1, Outcome.UNREADABLE: 1}
    with open_published(home) as con:
        (reason,) = run_sql(con, "SELECT reason FROM entries WHERE outcome = 'unreadable'").rows()
    assert "neither here nor in the archive" in reason[0]
