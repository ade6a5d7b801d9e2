"""Later runs of the ingest flow: what is held is not asked for again, and what is missing is not hidden."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from tasks.records import Outcome
from tests.fetch.server import Server, reply
from tests.site.expected import expected, outcomes
from tests.site.pages import other_page
from tests.site.server import FEEDS, SampleSite
from tests.warcs import page
from warehouse.home import Home
from warehouse.loader import Loader, open_loader

if TYPE_CHECKING:
    pass

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class RotatingSite(SampleSite):
    """Its feed puts another tracking parameter on its links each time."""

    LINKS = ("/ferry.html", "/quay.html", "/tags.html")
    looks = 0
    dated = ""

    def answer(self, site, target):
        counted = super().answer(site, target)
        path = target.partition("?")[0]
        if path == FEEDS[site]:
            self.looks += 1
            urls = [f"{self.base(site)}{link}?utm_medium=x{self.looks}" for link in self.LINKS]
            items = "".join(f"<item><link>{url}</link>{self.dated}</item>" for url in urls)
            return 200, "application/rss+xml", f"<rss><channel>{items}</channel></rss>".encode()
        if path == "/tags.html":
            return 200, "text/html", other_page("stadtblatt", "/lindenfurt/")
        if path in self.LINKS:
            at = path if path == "/ferry.html" else f"/news{path}"  # where the other says that it stands
            head = f'<head><link rel="canonical" href="{self.base(site)}{at}">'.encode()
            return 200, "text/html", page(f"What {path} says").replace(b"<head>", head)
        return counted


def test_a_page_that_failed_is_offered_again_though_its_feed_has_not_changed(ingest, site, tmp_path):
    site.forbidden = {next(iter(expected("harbour-post")))}
    _, progress = ingest("harbour-post", "wire-mirror")
    assert progress.outcomes["harbour-post"][Outcome.HTTP_ERROR] == 1
    with open_loader(Home(tmp_path / "home"), timeout=10) as loader:
        assert not loader.polls("harbour-post") and loader.polls("wire-mirror")
    site.forbidden = set()
    _, progress = ingest("harbour-post", "wire-mirror")
    assert progress.total()[Outcome.NEW] == 1
    _, progress = ingest("harbour-post", "wire-mirror")
    assert progress.offered == 0


def test_a_crash_before_landing_hides_nothing_of_an_unchanged_feed(ingest, monkeypatch, tmp_path):
    def crash(*batch):
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(Loader, "land", crash)
        state, progress = ingest("harbour-post")
    assert state.is_failed() and progress.problems
    with open_loader(Home(tmp_path / "home"), timeout=10) as loader:
        assert loader.polls("harbour-post") == []
    _, progress = ingest("harbour-post")
    assert progress.total()[Outcome.NEW] == len(expected("harbour-post"))


def test_a_run_over_known_entries_and_unchanged_listings_asks_for_no_page(run, site, tmp_path):
    from flows.ingest import ingest as flow

    sources, home = tmp_path / "archive.toml", tmp_path / "home"
    base = site.base("harbour-post")
    sources.write_text(
        f'[sources.old]\nsitemaps = ["{base}/archive-sitemap.xml?count=120"]\npages = ["{base}/"]\n'
        "allow_private = true\ndelay_seconds = 0\n"
    )
    _, progress = run(flow, source_ids=[], sources_file=sources, home=home)
    assert progress.total()[Outcome.NEW] == 120 + len(expected("harbour-post"))
    site.forget_requests()
    _, progress = run(flow, source_ids=[], sources_file=sources, home=home)
    assert progress.offered == 0
    assert site.requests("harbour-post") == {
        "/archive-sitemap.xml?count=120": 1, "/": 1
    }  # fmt: skip
    with open_loader(Home(home), timeout=10) as loader:
        loader.con.execute("UPDATE raw.polls SET etag = NULL, digest = 'sha1:ANOTHER'")
    site.forget_requests()
    _, progress = run(flow, source_ids=[], sources_file=sources, home=home)
    assert progress.total()[Outcome.HELD] == progress.offered >= 120 + len(expected("harbour-post"))
    assert len(site.requests("harbour-post")) == 2


def test_what_is_held_is_not_fetched_again_though_the_feed_rotates_its_tracking(run, tmp_path):
    from flows.ingest import ingest as flow

    sources = tmp_path / "sources.toml"
    with RotatingSite() as site:
        sources.write_text(site.sources_toml())

        def ingest():
            site.forget_requests()
            _, progress = run(flow, source_ids=["harbour-post"], sources_file=sources, home=tmp_path / "home")
            return progress.total()

        assert ingest() == {Outcome.NEW: 2, Outcome.NOT_AN_ARTICLE: 1}
        for _ in range(2):
            assert ingest() == {Outcome.HELD: 3}
            assert site.requests("harbour-post") == {FEEDS["harbour-post"]: 1}
        site.dated = f"<pubDate>{format_datetime(datetime.now(UTC) + timedelta(minutes=5))}</pubDate>"
        assert ingest() == {Outcome.UNCHANGED: 2, Outcome.NOT_AN_ARTICLE: 1}


def test_pages_that_never_come_keep_none_that_stand_behind_them_from_being_fetched(run, tmp_path):
    from flows.ingest import ingest as flow

    async def hang_up(reader, writer):
        writer.close()

    broken, sound = [f"/broken{n}" for n in range(8)], [f"/sound{n}" for n in range(3)]
    sources = tmp_path / "sources.toml"
    with Server() as server:
        links = "".join(f"<item><link>{path}</link></item>" for path in broken + sound)
        server.routes["/rss"] = reply(f"<rss><channel>{links}</channel></rss>".encode())
        server.routes |= dict.fromkeys(broken, hang_up)
        html = [("Content-Type", "text/html")]
        server.routes |= {path: reply(page(f"What {path} says"), headers=html) for path in sound}
        sources.write_text(
            f'[fetch]\nretries = 0\n[sources.paper]\nfeeds = ["{server.url("/rss")}"]\n'
            "allow_private = true\ndelay_seconds = 0\n"
        )

        def ingest():
            _, progress = run(flow, source_ids=[], sources_file=sources, home=tmp_path / "home")
            return progress.total()

        assert ingest() == {Outcome.UNREACHABLE: 11}  # six in a row
        assert server.paths() == ["/rss", *broken[:6]]
        assert ingest() == {Outcome.UNREACHABLE: 8, Outcome.NEW: 3}
        assert server.paths()[7:13] == ["/rss", *broken[6:], *sound]


def test_a_site_that_wants_to_be_left_alone_for_hours_is_not_asked_by_the_next_run(run, tmp_path):
    from flows.ingest import ingest as flow

    with Server() as site:
        site.routes["/feed"] = reply(status="429 Too Many", headers=[("Retry-After", "7200")])
        sources = tmp_path / "sources.toml"
        sources.write_text(f'[sources.busy]\nfeeds = ["{site.url("/feed")}"]\nallow_private = true\n')
        states = [run(flow, source_ids=[], sources_file=sources, home=tmp_path / "home")[0] for _ in range(2)]
        assert site.paths() == ["/feed"]
    assert [state.is_failed() for state in states] == [True, True]
    assert "the host asks to be left alone until" in states[1].message


def test_of_the_sources_whose_pause_is_learnt_only_those_that_are_due_are_looked_at(run, site, tmp_path):
    from flows.ingest import ingest as flow

    sources, home = tmp_path / "auto.toml", tmp_path / "home"
    text = site.sources_toml()
    for name, schedule in (("stadtblatt", "manual"), ("wire-mirror", "*/20 * * * *")):
        text = text.replace(f"[sources.{name}]\n", f'[sources.{name}]\nschedule = "{schedule}"\n')
    sources.write_text(text)

    def tick():
        return run(flow, source_ids=[], sources_file=sources, home=home, due_only=True)

    state, progress = tick()
    assert progress.outcomes.keys() == {"harbour-post"}
    state, progress = tick()
    assert (state.message, progress.offered) == ("no source is due", 0)
    with open_loader(Home(home), timeout=10) as loader:
        (look,) = loader.looks(9, datetime.now(UTC))["harbour-post"]
        assert (look.offered, look.is_failed) == (len(outcomes("harbour-post")), False)
        assert look.new_entries == len(expected("harbour-post")) + 1  # and a paywall stub
        loader.con.execute("UPDATE raw.looks SET looked_at = looked_at - INTERVAL 1 HOUR")
        loader.con.execute(
            "INSERT INTO raw.looks BY NAME FROM (SELECT * REPLACE ('ahead' AS run_id,"
            " looked_at + INTERVAL 400 DAYS AS looked_at) FROM raw.looks)"
        )  # a run while the clock was ahead
    site.switch_off("harbour-post")
    state, progress = tick()
    assert state.is_failed()
    with open_loader(Home(home), timeout=10) as loader:
        assert [look.is_failed for look in loader.looks(9, datetime.now(UTC))["harbour-post"]] == [
            True,
            False,
        ]


def test_a_source_that_wants_more_entries_gets_them_from_an_unchanged_feed(run, site, tmp_path):
    from flows.ingest import ingest as flow

    sources = tmp_path / "few.toml"
    head = "[sources.wire-mirror]\n"

    def new(setting):
        sources.write_text(site.sources_toml().replace(head, head + setting))
        _, progress = run(flow, source_ids=["wire-mirror"], sources_file=sources, home=tmp_path / "home")
        return progress.total()[Outcome.NEW]

    first, again = new("max_entries = 3\n"), new("max_entries = 3\n")
    assert 0 < first <= 3 and again == 0
    assert first + new("") == len(expected("wire-mirror"))


def test_the_command_says_that_nothing_is_new(prefect_server, site, tmp_path, capsys):
    from flows.commands.ingest import ingest as command

    sources = tmp_path / "sources.toml"
    sources.write_text(site.sources_toml())
    for words in (f"{len(expected('wire-mirror'))} new, 0 updated", "Nothing new"):
        command(["wire-mirror"], sources=sources, home=tmp_path / "home")
        gc.collect()
        assert f"{words}. The warehouse is" in capsys.readouterr().err
