"""The load flow on WARC files: Copydesk's own and those of others, in any order."""

from __future__ import annotations

import gzip
import os
import shutil
from itertools import permutations

import pytest

from flows.pipeline import BATCH
from tasks.fetch.archive import Archive
from tasks.fetch.warc_files import read_warc
from tasks.records import Outcome
from tests.fetch.server import Server, reply
from tests.flows.asking import ask
from tests.site.content import SITES, stories
from tests.site.expected import expected
from tests.site.server import SampleSite
from tests.warcs import foreign, page, visits
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.query import open_published, run_sql

pytestmark = [
    pytest.mark.xdist_group("prefect: files"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


SEEN = "SELECT day(fetched_at) FROM captures ORDER BY fetched_at"


@pytest.fixture(scope="module")
def ingested(run, tmp_path_factory):
    """The home of an ingest of the sample sites; not to be changed."""
    from flows.ingest import ingest

    folder = tmp_path_factory.mktemp("ingested")
    sources = folder / "sources.toml"
    with SampleSite() as site:
        sources.write_text(site.sources_toml())
        state, _ = run(ingest, source_ids=[], sources_file=sources, home=folder / "home")
    assert state.is_completed()
    return folder / "home"


@pytest.fixture
def archived(ingested, tmp_path):
    """The archive of an ingest of the sample sites into tmp_path/home."""
    return shutil.copytree(ingested, tmp_path / "home") / "archive"


EVERYTHING = {
    "articles": "FROM articles ORDER BY article_id",
    "captures": "FROM captures ORDER BY capture_id",
    "urls": "FROM article_urls ORDER BY ALL",
}


def files_in(folder):
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_loading_the_projects_own_archive_changes_nothing(load, archived, tmp_path):
    before = {name: ask(tmp_path / "home", query) for name, query in EVERYTHING.items()}
    files = files_in(archived)
    state, progress = load(archived)
    assert state.is_completed() and not progress.problems
    assert progress.total() == {Outcome.HELD: len(before["captures"])}
    assert progress.offered == len(before["captures"])
    assert {name: ask(tmp_path / "home", query) for name, query in EVERYTHING.items()} == before
    assert files_in(archived) == files


def test_an_archive_makes_a_warehouse_anew_with_sources_headers_and_captures(run, archived, tmp_path):
    from flows.load import load as flow

    def said(home):
        query = "SELECT canonical_url, source_id, headline, body, authors, agencies FROM articles ORDER BY 1"
        with open_published(Home(home)) as con:
            captures = (
                "SELECT capture_id, entry_url, url, fetched_at, digest, content_type FROM captures ORDER BY 1"
            )
            return list(run_sql(con, query).rows()), list(run_sql(con, captures).rows())

    state, progress = run(flow, what=[str(archived)], home=tmp_path / "anew")
    assert state.is_completed() and not progress.problems
    assert set(progress.outcomes) == set(SITES)
    assert progress.total()[Outcome.NEW] == sum(len(expected(site)) for site in SITES)
    assert said(tmp_path / "anew") == said(tmp_path / "home")
    with open_published(Home(tmp_path / "anew")) as con:
        places = list(run_sql(con, "SELECT warc_file, warc_offset FROM captures").rows())
    archive = Archive(tmp_path / "anew" / "archive")
    for file, offset in places:
        headers, _ = archive.read(file, offset)
        assert {"etag", "server", "date"} <= {name.lower() for name, _ in headers}


def test_an_archive_has_the_versions_of_the_home_that_fetched_it_also_merged_into_one_file(run, tmp_path):
    from flows.load import load as flow

    def versions(home):
        query = "SELECT url, seen_at, headline, body, is_newest FROM article_versions ORDER BY seen_at"
        with open_published(Home(home)) as con:
            return list(run_sql(con, query).rows())

    story = next(story for story in stories("harbour-post") if story.correction)
    home, anew = tmp_path / "home", tmp_path / "anew"
    with SampleSite() as site:
        for number, is_corrected in ((2, False), (1, True), (0, False)):
            site.is_corrected = is_corrected
            url = f"{site.base('harbour-post')}{story.path}?utm_medium=x{number}"
            run(flow, what=[url], home=home, allow_private=True)
    files = sorted((home / "archive").rglob("*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)
    merged = tmp_path / "merged.warc.gz"
    merged.write_bytes(b"".join(path.read_bytes() for path in files))
    run(flow, what=[str(merged)], home=anew)
    assert len(files) == len(versions(home)) == 3
    assert versions(anew) == versions(home)


def test_what_ingest_lands_of_a_page_that_is_declared_to_be_none_load_and_backfill_land_too(run, tmp_path):
    from flows.backfill import backfill
    from flows.ingest import ingest
    from flows.load import load as flow

    def articles(home):
        with open_published(Home(home)) as con:
            return list(run_sql(con, "SELECT url, source_id, headline, body FROM articles ORDER BY 1").rows())

    sources, archive = tmp_path / "sources.toml", tmp_path / "home" / "archive"
    with Server() as server:
        declared = [("Content-Type", "application/json")]
        server.routes |= {f"/{n}": reply(page(f"Storm number {n}", n), headers=declared) for n in range(2)}
        urls = [server.url(f"/{n}") for n in range(2)]
        settings = f"urls = {urls}\nallow_private = true\ndelay_seconds = 0\n"
        sources.write_text(f"[sources.coast]\n{settings}")
        run(ingest, source_ids=[], sources_file=sources, home=tmp_path / "home")
    run(flow, what=[str(archive)], home=tmp_path / "loaded")
    run(backfill, what=[str(archive)], home=tmp_path / "backfilled", workers=1)
    landed = articles(tmp_path / "home")
    assert [headline for _, _, headline, _ in landed] == ["Storm number 0", "Storm number 1"]
    assert articles(tmp_path / "loaded") == articles(tmp_path / "backfilled") == landed


def test_a_foreign_warc_file_lands_and_keeps_its_headers_and_date(load, tmp_path):
    lamp = ("https://coast.example/lamp", page("The lamp burned through the storm"))
    path = foreign(
        tmp_path / "coast.warc.gz", [lamp], headers=[("X-Served-By", "lighthouse"), ("ETag", '"a"')]
    )
    state, progress = load(path)
    assert state.is_completed() and progress.total() == {Outcome.NEW: 1}
    assert ask(
        tmp_path / "home", "SELECT url, headline, source_id, first_seen_at::VARCHAR FROM articles"
    ) == [(lamp[0], "The lamp burned through the storm", "load", "2024-02-03 04:05:06+00")]
    ((file, offset),) = ask(tmp_path / "home", "SELECT warc_file, warc_offset FROM captures")
    headers, payload = Archive(tmp_path / "home" / "archive").read(file, offset)
    assert payload == lamp[1]
    assert {("X-Served-By", "lighthouse"), ("ETag", '"a"')} <= set(headers)
    before = files_in(tmp_path / "home" / "archive")
    _, progress = load(path)
    assert progress.total() == {Outcome.HELD: 1}
    assert files_in(tmp_path / "home" / "archive") == before


def test_warc_files_in_whatever_order_give_the_newest_text_and_the_second_time_nothing(load, tmp_path):
    lamp, url = "The lamp burned through the storm", "https://coast.example/lamp"
    files = []
    for turn, (hour, headline) in enumerate([(1, lamp), (3, lamp), (2, "The lamp went out in the storm")]):
        date = f"2024-02-03T0{hour}:00:00Z"
        files.append(foreign(tmp_path / f"{hour}.warc", [(url, page(headline))], date=date))
        os.utime(files[-1], (turn, turn))  # the order in which they are read
    _, progress = load(*files)
    assert progress.total() == {Outcome.NEW: 1, Outcome.UNCHANGED: 1, Outcome.UPDATED: 1}
    queries = (
        "SELECT headline, first_seen_at::VARCHAR, last_seen_at::VARCHAR FROM articles",
        "FROM captures",
    )
    seen, captures = (ask(tmp_path / "home", query) for query in queries)
    assert seen == [(lamp, "2024-02-03 01:00:00+00", "2024-02-03 03:00:00+00")] and len(captures) == 3
    for turn, path in enumerate(reversed(files)):
        os.utime(path, (turn, turn))
    _, progress = load(*files)
    assert progress.total() == {Outcome.HELD: 3}
    assert [ask(tmp_path / "home", query) for query in queries] == [seen, captures]


def test_a_correction_at_another_address_is_the_newest_text_in_whatever_order_one_run_loads_it(run, tmp_path):
    from flows.load import load as flow

    storm = "https://coast.example/storm"
    seen = [(storm, "The storm comes"), (f"{storm}/amp", "The storm is here"), (f"{storm}/amp", "It is over")]
    files = []
    for hour, (url, headline) in enumerate(seen, start=1):
        files.append(tmp_path / f"{hour}.warc")
        named = page(headline).replace(b"<head>", b'<head><link rel="canonical" href="%s">' % storm.encode())
        foreign(files[-1], [(url, named)], date=f"2024-02-03T0{hour}:00:00Z")
    for number, order in enumerate(permutations(files)):
        for turn, path in enumerate(order):
            os.utime(path, (turn, turn))  # the order in which they are read
        home = tmp_path / f"home-{number}"
        _, progress = run(flow, what=[str(path) for path in files], home=home)
        assert progress.total() == {Outcome.NEW: 1, Outcome.UPDATED: 2}
        with open_published(Home(home)) as con:
            assert list(run_sql(con, "SELECT headline FROM articles").rows()) == [("It is over",)], order


def test_a_resource_stays_a_resource(load, tmp_path):
    load(foreign(tmp_path / "a.warc", [("https://coast.example/a", page("A storm"))], kind="resource"))
    ((file, offset),) = ask(tmp_path / "home", "SELECT warc_file, warc_offset FROM captures")
    with (tmp_path / "home" / "archive" / file).open("rb") as archive:
        archive.seek(offset)
        record = gzip.GzipFile(fileobj=archive).read(400)
    assert b"WARC-Type: resource" in record


def test_a_large_warc_file_lands_batch_by_batch(load, tmp_path):
    several = [
        (f"https://coast.example/{number}", page(f"Storm number {number} of the winter", number))
        for number in range(2 * BATCH + 1)
    ]
    _, progress = load(foreign(tmp_path / "winter.warc", several))
    assert progress.total() == {Outcome.NEW: len(several)} and progress.offered == len(several)
    with open_loader(Home(tmp_path / "home"), timeout=10) as loader:
        batches = loader.con.execute("SELECT entries FROM raw.batches ORDER BY landed_at").fetchall()
    assert batches == [(BATCH,), (BATCH,), (1,)]


@pytest.mark.parametrize("names_original", [True, False])
def test_a_revisit_of_a_page_that_was_archived_packed_says_when_it_was_seen_again(
    names_original, load, tmp_path
):
    visits(tmp_path / "crawl.warc.gz", ["2024-02-03T04:05:06Z", "2024-02-05T04:05:06Z"], names_original)
    _, progress = load(tmp_path / "crawl.warc.gz")
    assert progress.total() == {Outcome.NEW: 1, Outcome.UNCHANGED: 1}
    assert ask(tmp_path / "home", SEEN) == [(3,), (5,)]
    _, progress = load(tmp_path / "crawl.warc.gz")
    assert progress.total() == {Outcome.HELD: 2}


def test_a_revisit_may_name_a_record_of_another_file(load, tmp_path):
    first = visits(tmp_path / "crawl.warc.gz", ["2024-02-03T04:05:06Z"])
    load(tmp_path / "crawl.warc.gz")
    visits(tmp_path / "later.warc.gz", ["2024-02-07T04:05:06Z"], first=first)
    _, progress = load(tmp_path / "later.warc.gz")
    assert progress.total() == {Outcome.UNCHANGED: 1}
    assert ask(tmp_path / "home", SEEN) == [(3,), (7,)]


def test_a_strangers_archive_gets_no_source_to_ask_for_pages_elsewhere_in_the_house(run, tmp_path):
    from flows.backfill import backfill
    from flows.load import load as flow
    from flows.reextract import reextract

    def whose(home):
        with open_published(Home(home)) as con:
            return list(run_sql(con, "SELECT source_id, publisher FROM articles").rows())

    url = "http://inside.localhost:9000/admin"
    coast = foreign(tmp_path / "coast.warc.gz", [(url, page("A storm"))])
    with Archive(tmp_path / "archive") as archive:
        for capture in read_warc(coast, "inside"):
            archive.store(capture, (("Accept", "text/html"),))
    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[sources.inside]\nurls = ["http://inside.localhost/"]\nallow_private = true\npublisher = "Us"\n'
    )
    given = {"what": [str(tmp_path / "archive")], "sources_file": sources}
    run(flow, home=tmp_path / "loaded", **given)
    run(backfill, home=tmp_path / "backfilled", workers=1, **given)
    assert whose(tmp_path / "loaded") == [("load", "inside.localhost")]
    assert whose(tmp_path / "backfilled") == [("backfill", "inside.localhost")]
    run(reextract, home=tmp_path / "backfilled", sources_file=sources)
    assert whose(tmp_path / "backfilled") == [("backfill", "inside.localhost")]
