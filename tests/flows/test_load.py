"""The load flow: saved pages take the same way as fetched ones."""

import gzip
import os
import shutil
from itertools import permutations

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.pipeline import BATCH
from tasks.fetch.archive import Archive
from tasks.records import Outcome
from tests.fetch.server import Server, reply
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

PAGE = """Contact Us

Ferry to the outer islands sails again

After nine weeks in the dock the ferry carries passengers and post once more, a day before the spring fair.

Anadolu Agency TRANSPORT
Published March 3,2025

The ferry left the northern quay at seven on Monday morning with eighty passengers and the post of nine weeks.

Its captain said that the new engine ran as quietly as the harbour had ever heard, and thanked the yard.

The islands had been supplied by fishing boats since the old engine failed in the last week of December.
"""


@pytest.fixture
def load(run, tmp_path):
    from flows.load import load as flow

    def call(*what, allow_private=False):
        names = [str(name) for name in what]
        return run(flow, what=names, home=tmp_path / "home", allow_private=allow_private)

    return call


def ask(tmp_path, query):
    with open_published(Home(tmp_path / "home")) as con:
        return list(run_sql(con, query).rows())


def test_a_saved_text_page_becomes_one_row(load, tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE)
    state, progress = load(tmp_path / "ferry.txt")
    assert state.is_completed() and progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path, "SELECT headline, agencies, credit_text, section FROM articles") == [
        ("Ferry to the outer islands sails again", ["Anadolu Agency"], "Anadolu Agency", "Transport")
    ]
    assert ask(tmp_path, "SELECT published_on::VARCHAR, published_at, published_precision FROM articles") == [
        ("2025-03-03", None, "day")
    ]
    assert ("Contact Us",) in ask(tmp_path, "SELECT block_text FROM removed_blocks")


def test_loading_again_lands_nothing_wherever_the_file_lies(load, tmp_path):
    (tmp_path / "ferry.txt").write_text(PAGE)
    load(tmp_path / "ferry.txt")
    (tmp_path / "moved.txt").write_text(PAGE)
    _, progress = load(tmp_path / "ferry.txt", tmp_path / "moved.txt")
    assert progress.total() == {Outcome.HELD: 2}
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(1,)]


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


def test_a_url_is_fetched_and_lands(load, tmp_path):
    with SampleSite() as site:
        path, story = next(iter(expected("harbour-post").items()))
        _, progress = load(site.base("harbour-post") + path, allow_private=True)
    assert progress.total() == {Outcome.NEW: 1}
    assert ask(tmp_path, "SELECT headline FROM articles") == [(story.headline,)]


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
    attempts = ask(tmp_path, "SELECT source_id, url FROM fetch_attempts ORDER BY asked_at")
    assert attempts == [("load", server.url("/robots.txt")), ("load", urls[0]), ("coast", urls[1])]


def test_a_private_address_is_refused_unless_allowed(load):
    with SampleSite() as site:
        path = next(iter(expected("harbour-post")))
        _, progress = load(site.base("harbour-post") + path)
    assert progress.total() == {Outcome.REFUSED: 1}


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
    before = {name: ask(tmp_path, query) for name, query in EVERYTHING.items()}
    files = files_in(archived)
    state, progress = load(archived)
    assert state.is_completed() and not progress.problems
    assert progress.total() == {Outcome.HELD: len(before["captures"])}
    assert progress.offered == len(before["captures"])
    assert {name: ask(tmp_path, query) for name, query in EVERYTHING.items()} == before
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
    assert ask(tmp_path, "SELECT url, headline, source_id, first_seen_at::VARCHAR FROM articles") == [
        (lamp[0], "The lamp burned through the storm", "load", "2024-02-03 04:05:06+00")
    ]
    ((file, offset),) = ask(tmp_path, "SELECT warc_file, warc_offset FROM captures")
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
    seen, captures = (ask(tmp_path, query) for query in queries)
    assert seen == [(lamp, "2024-02-03 01:00:00+00", "2024-02-03 03:00:00+00")] and len(captures) == 3
    for turn, path in enumerate(reversed(files)):
        os.utime(path, (turn, turn))
    _, progress = load(*files)
    assert progress.total() == {Outcome.HELD: 3}
    assert [ask(tmp_path, query) for query in queries] == [seen, captures]


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
    ((file, offset),) = ask(tmp_path, "SELECT warc_file, warc_offset FROM captures")
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


def test_a_broken_warc_file_is_told_and_stops_nothing_else(load, tmp_path):
    whole = [("https://coast.example/1", page("One", 1)), ("https://coast.example/2", page("Two", 2))]
    folder = tmp_path / "saved"
    folder.mkdir()
    cut = foreign(folder / "a-cut.warc.gz", whole)
    cut.write_bytes(cut.read_bytes()[:-40])
    (folder / "b-none.warc").write_bytes(b"Notes of the night watch, by hand: no archive at all.\r\n" * 9)
    foreign(folder / "c-sound.warc", [("https://coast.example/3", page("Three", 3))])
    (folder / "ferry.txt").write_text(PAGE)
    state, progress = load(folder)
    assert state.is_completed()
    urls = {url for (url,) in ask(tmp_path, "SELECT url FROM articles")}
    assert {"https://coast.example/1", "https://coast.example/3"} <= urls
    assert progress.total()[Outcome.NEW] >= 3 and not progress.total()[Outcome.QUARANTINED]
    assert ask(tmp_path, "SELECT url, reason FROM entries WHERE outcome = 'unreadable'") == [
        ("https://coast.example/2", "the record is cut short")
    ]
    assert any("a-cut" in problem for problem in progress.problems)
    assert any("b-none" in problem for problem in progress.problems)
    assert not any("c-sound" in problem for problem in progress.problems)


def test_bytes_that_break_cost_only_the_records_that_they_hit(load, tmp_path):
    pages = [(f"https://coast.example/{n}", page(f"Storm number {n}", n)) for n in range(9)]
    path = foreign(tmp_path / "coast.warc.gz", pages)
    packed = bytearray(path.read_bytes())
    middle = len(packed) // 2
    packed[middle : middle + 40] = bytes(40)
    path.write_bytes(packed)
    state, progress = load(path)
    assert state.is_completed()
    urls = {url for (url,) in ask(tmp_path, "SELECT url FROM articles")}
    assert len(urls) >= len(pages) - 2 and {pages[0][0], pages[-1][0]} <= urls
    assert any("coast.warc.gz, at or behind byte" in problem for problem in progress.problems)


def test_what_strangers_write_into_a_warc_file_costs_no_other_page_its_place(load, tmp_path):
    good = ("https://coast.example/good", page("A calm day"))
    foreign(tmp_path / "a.warc", [("http://[coast.example/", page("Odd", 1)), good])
    foreign(tmp_path / "b.warc", [("https://coast.example/b", page("Bee", 2))], status="404 Not Found")
    odd = foreign(tmp_path / "c.warc", [("https://coast.example/c", page("Sea", 3))], headers=[("X-Oe", "x")])
    odd.write_bytes(odd.read_bytes().replace(b"X-Oe", "X-\u00f6".encode() + b"")[:])
    state, progress = load(tmp_path / "a.warc", tmp_path / "b.warc", odd)
    assert state.is_completed()
    assert progress.total()[Outcome.NEW] >= 1 and progress.total()[Outcome.GONE] == 1
    assert progress.total().total() == progress.offered
    assert (good[0],) in ask(tmp_path, "SELECT url FROM articles")


def test_a_quarantined_page_of_the_archive_is_read_again(load, tmp_path, monkeypatch):
    import tasks.normalize.task as normalizing

    path = foreign(tmp_path / "a.warc", [("https://coast.example/a", page("A storm"))])

    def fail(*anything):
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as broken:
        broken.setattr(normalizing, "normalize_draft", fail)
        _, progress = load(path)
    assert progress.total() == {Outcome.QUARANTINED: 1}
    _, progress = load(tmp_path / "home" / "archive")
    assert progress.total() == {Outcome.NEW: 1}
    _, progress = load(tmp_path / "home" / "archive")
    assert progress.total().keys() == {Outcome.HELD}


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


@pytest.mark.parametrize("names_original", [True, False])
def test_a_revisit_of_a_page_that_was_archived_packed_says_when_it_was_seen_again(
    names_original, load, tmp_path
):
    visits(tmp_path / "crawl.warc.gz", ["2024-02-03T04:05:06Z", "2024-02-05T04:05:06Z"], names_original)
    _, progress = load(tmp_path / "crawl.warc.gz")
    assert progress.total() == {Outcome.NEW: 1, Outcome.UNCHANGED: 1}
    assert ask(tmp_path, SEEN) == [(3,), (5,)]
    _, progress = load(tmp_path / "crawl.warc.gz")
    assert progress.total() == {Outcome.HELD: 2}


def test_a_revisit_may_name_a_record_of_another_file(load, tmp_path):
    first = visits(tmp_path / "crawl.warc.gz", ["2024-02-03T04:05:06Z"])
    load(tmp_path / "crawl.warc.gz")
    visits(tmp_path / "later.warc.gz", ["2024-02-07T04:05:06Z"], first=first)
    _, progress = load(tmp_path / "later.warc.gz")
    assert progress.total() == {Outcome.UNCHANGED: 1}
    assert ask(tmp_path, SEEN) == [(3,), (7,)]
