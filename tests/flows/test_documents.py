"""What the README and docs/ tell is true: queries and the notebook run, pictures bring all they need."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tasks.records import Outcome
from tests.warehouse.samples import NOW, article, ended
from tests.warehouse.test_syndication import WIRE, land, story
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published, run_sql

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "analyses.ipynb"
VANISHED = "e.outcome = 'gone'"
# Nothing changes on the sample site, and its dates are none's trouble.
SILENT = ("headline_changes", "stealth_edits", "article_changes", "findings", "article_id = '…'", VANISHED)
ELSEWHERE = "shared-warehouse.md"  # tests/warehouse/test_shared.py asks shared ones
WITHOUT = "FROM entries ANTI JOIN article_urls"
pytestmark = pytest.mark.xdist_group("command line")


def queries():
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        if path.name == ELSEWHERE:
            continue
        for block in re.findall(r"```sql\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
            for statement in duckdb.extract_statements(block):
                yield path.name, statement.query.strip()


def test_every_query_in_the_documents_runs_on_the_demos_warehouse(demo, folder):
    asked = list(queries())
    assert {"README.md", "recipes.md", "tutorial.md"} <= {name for name, _ in asked}
    with open_published(Home(folder / "demo")) as con:
        for name, query in asked:
            rows = list(run_sql(con, query).rows())
            assert rows or any(word in query for word in SILENT), f"{name}: no answer to {query}"


@pytest.mark.parametrize("name", ["README.md", "tutorial.md"])
def test_what_is_asked_about_pages_without_an_article_leaves_out_those_that_are_held(demo, folder, name):
    (query,) = [query for of, query in queries() if of == name and WITHOUT in query]
    with open_published(Home(folder / "demo")) as con:
        answer = run_sql(con, query)
        outcomes = [row[answer.columns.index("outcome")] for row in answer.rows()]
    assert "refused by robots" in outcomes
    assert not {"held", "not modified", "duplicate URL"} & set(outcomes)


@pytest.mark.parametrize("name", ["README.md", "tutorial.md"])
def test_a_page_that_came_at_last_or_went_later_is_none_that_is_not_there(tmp_path, name):
    home = Home(tmp_path / "home")
    late, gone = (f"https://harbour.example/{slug}" for slug in ("late", "gone"))
    with open_loader(home, timeout=10) as loader:
        loader.land("run-1", [article("gone")], [ended(late), ended(f"{late}/never")], [])
        stopped = [ended(gone, Outcome.GONE), ended(f"{late}/never", Outcome.GONE)]
        loader.land("run-2", [article("late")], stopped, [])
    publish(home)
    (query,) = [query for of, query in queries() if of == name and WITHOUT in query]
    with open_published(home) as con:
        rows = list(run_sql(con, query).rows())
    if name == "README.md":
        assert rows == [("gone", None, 1)]
    else:
        assert {row[-1] for row in rows} == {f"{late}/never"}


def test_an_article_whose_page_is_gone_is_found_and_none_that_came_back(tmp_path):
    home, day = Home(tmp_path / "home"), timedelta(days=1)
    left, back = article("left"), article("back")
    missing = [ended(one.url, Outcome.GONE) for one in (left, back)]
    missing = [replace(end, entry=replace(end.entry, seen_at=NOW + day)) for end in missing]
    with open_loader(home, timeout=10) as loader:
        loader.land("run-1", [left, back], [], [])
        loader.land("run-2", [], missing, [])
        loader.land("run-3", [article("back", at=NOW + 2 * day)], [], [])
    publish(home)
    (query,) = [query for _, query in queries() if VANISHED in query]
    with open_published(home) as con:
        rows = list(run_sql(con, query).rows())
    assert rows == [("Harbour Times", "Headline of left", NOW, NOW + day)]


def test_a_publisher_follows_others_and_never_itself(tmp_path):
    """What the first publisher prints again under another address is no copy that others carry."""
    home = Home(tmp_path / "home")
    with open_loader(home, timeout=10) as loader:
        again = [story("Bay", WIRE, slug=slug, hour=hour) for hour, slug in enumerate(("one", "two"))]
        copies = [story("Cape", WIRE, slug=slug, hour=hour) for hour, slug in enumerate(("a", "b"), 2)]
        land(loader, *again, *copies)
    publish(home)
    asked = [query for _, query in queries() if "FROM syndication" in query]
    assert len(asked) == 3
    with open_published(home) as con:
        for query in asked:
            answer = run_sql(con, query)
            rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows()]
            assert [row.get("publisher", "Cape") for row in rows] == ["Cape"] * len(rows)
            assert [row.get("copies", 2) for row in rows] == [2] * len(rows)
            assert [row.get("stories", 1) for row in rows] == [1] * len(rows)


def test_the_notebook_runs_on_the_demos_warehouse(demo, folder, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("COPYDESK_HOME", str(folder / "demo"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert all(shown)
    assert "image/svg+xml" in shown[2][0].data


def test_the_notebook_is_kept_without_what_it_showed():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_pictures_need_nothing_from_outside():
    for path in (ROOT / "docs").glob("*.svg"):
        assert not re.search(r"""(href|src)=["']?(?!#)|@import|url\((?!["']?#)""", path.read_text("utf-8")), (
            path
        )
