"""Commands and flows on a shared warehouse: nothing in them is different. More of it: test_commands.py."""

from __future__ import annotations

import csv

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from tasks.records import Outcome
from tests.flows.test_maintain import ask, fill, in_files, readable, with_prefect
from tests.site.content import SITES
from tests.site.expected import expected
from tests.site.server import SampleSite
from tests.warcs import foreign, page
from warehouse.home import Home


@pytest.fixture
def home(lakes, tmp_path):
    return lakes.new(Home(tmp_path / "home"))


@pytest.fixture
def call(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_HOME", str(home.path))

    def run(*words):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_it_is_asked_exported_forgotten_tidied_and_moved_like_any_other(home, call, copydesk):
    fill(home, 4)
    assert call("sql", "SELECT count(*) AS n FROM articles", "--format", "csv").split() == ["n", "4"]
    call("export", "articles", "--output", "months")
    parquet = duckdb.sql("SELECT count(*) FROM read_parquet('months/*/*.parquet')").fetchall()
    assert parquet == [(4,)]
    exported = call("export", "articles", "--format", "csv")
    assert {row["url"] for row in csv.DictReader(exported.splitlines())} == {
        f"https://paper.example/story-{n}" for n in range(4)
    }
    call("forget", "https://paper.example/story-1", "--yes")
    assert in_files(home, b"The text of number 1.") == set()
    assert readable(home) == 3
    call("compact")
    call("doctor")
    asked = [
        "SELECT 'held: ' || count(*) FROM articles",
        "CREATE TABLE t (i INT)",
        "FROM read_text('/etc/fstab')",
    ]
    shell = copydesk("shell", "--home", str(home.path), stdin=";\n".join([*asked, ""]))
    assert "held: 3" in shell.stdout
    assert "read-only" in shell.stderr
    assert "disabled" in shell.stderr
    call("migrate", "--to", "embedded")
    assert home.lake is None
    assert readable(home) == 3


class TestWithRuns:
    pytestmark = with_prefect

    def test_a_run_lands_in_it_and_ends_there(self, home, run, tmp_path):
        from flows.load import load

        saved = tmp_path / "saved.html"
        lines = (
            f"<p>The keeper said that the lamp had burned all night, for the {n}th time.</p>"
            for n in range(9)
        )
        saved.write_text(f"<title>Lamp</title><article><h1>Lamp burns</h1>{''.join(lines)}</article>")
        state, _ = run(load, what=[str(saved)], home=home.path)
        assert state.is_completed()
        assert ask(home, "SELECT headline FROM search_articles('lamp')") == [("Lamp burns",)]
        assert ask(home, "SELECT outcome FROM entries") == [("new",)]
        assert ask(home, "SELECT state FROM runs") == [("completed",)]
        assert (home.path / "report.html").exists()

    def test_sources_and_archives_land_in_it_once_each(self, home, run, tmp_path):
        from flows.backfill import backfill
        from flows.ingest import ingest

        sources = tmp_path / "sources.toml"
        archive = foreign(
            tmp_path / "coast.warc.gz", [("https://coast.example/1", page("Storm of the winter"))]
        )
        with SampleSite() as site:
            sources.write_text(site.sources_toml())
            runs = [
                (ingest, {"source_ids": [], "sources_file": sources}),
                (backfill, {"what": [str(archive)], "workers": 1}),
            ]
            brought = []
            for flow, what in [*runs, *runs]:
                state, progress = run(flow, home=home.path, **what)
                assert state.is_completed()
                brought.append(progress.total()[Outcome.NEW])
        stories = {story.canonical_url for name in SITES for story in expected(name).values()}
        assert brought == [len(stories), 1, 0, 0]
        held = [url for (url,) in ask(home, "SELECT canonical_url FROM articles")]
        assert len(held) == len(set(held)) == len(stories) + 1
        assert {state for (state,) in ask(home, "SELECT state FROM runs")} == {"completed"}

    def test_what_it_holds_is_read_again_from_the_archive(self, home, run):
        from flows.reextract import reextract
        from warehouse.loader import open_loader
        from warehouse.publish import publish

        fill(home, 4)
        with open_loader(home, 9) as loader, loader.writing():
            loader.con.execute("UPDATE core.versions SET headline = 'Menu', content_hash = 'old'")
        publish(home)
        state, progress = run(reextract, home=home.path)
        assert state.is_completed() and not progress.problems
        assert progress.total() == {Outcome.UPDATED: 4}
        again = "SELECT count(*) FROM articles WHERE headline IS DISTINCT FROM 'Menu' AND version = 2"
        assert ask(home, again) == [(4,)]
