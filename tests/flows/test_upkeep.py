"""The nightly run keeps the warehouse well."""

import pytest

from tests.site.server import SampleSite

pytestmark = [
    pytest.mark.xdist_group("prefect: sites"),
    # Prefect's client leaves sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_the_nightly_run_tidies_checks_and_publishes(run, tmp_path):
    from flows.ingest import ingest
    from flows.upkeep import maintain
    from warehouse.home import Home
    from warehouse.loader import open_loader
    from warehouse.query import open_published

    home = Home(tmp_path / "data")
    sources_file = tmp_path / "sources.toml"
    with SampleSite() as site:
        sources_file.write_text(site.sources_toml())
        run(ingest, source_ids=["harbour-post"], sources_file=sources_file, home=home.path)
    with open_loader(home, timeout=10) as loader:
        loader.con.execute("UPDATE core.versions SET published_at = now() + INTERVAL 30 DAYS")
    state, _ = run(maintain, home=home.path, sources_file=sources_file)
    assert state.is_completed() and state.message.endswith("1 archive file before, 1 now")
    with open_published(home) as con:
        found = con.execute("SELECT DISTINCT check_name FROM findings").fetchall()
        kinds = con.execute("SELECT kind, state FROM runs ORDER BY started_at").fetchall()
    assert ("future_dates",) in found
    assert kinds == [("ingest", "completed"), ("maintain", "completed")]
