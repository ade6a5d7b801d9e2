"""A warehouse that an older Copydesk published: who reads is told, nobody sees a traceback."""

from __future__ import annotations

import json

import duckdb
import pytest

from tests.warehouse.test_front_page import fill
from warehouse.errors import WarehouseOlder
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import OLDER

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture
def home(tmp_path):
    """Both of its files lack what the last update brought: a view."""
    home = Home(tmp_path / "home")
    with open_loader(home, timeout=10) as loader:
        fill(loader)
    publish(home)
    for path in (home.loader, home.published):
        with duckdb.connect(path) as con:
            con.execute("DROP VIEW version_fields")
            con.execute("UPDATE meta.migrations SET hash = 'old' WHERE name = 'views'")
    return home


READING = [
    ["check"],
    ["status"],
    ["search", "flood"],
    ["report"],
    ["export", "articles", "--output", "months"],
]
WRITING = [["compact"], ["reextract", "--dry-run", "--where", "no_such_column"]]


@pytest.mark.parametrize("command", READING, ids=lambda words: words[0])
def test_what_asks_for_views_of_today_says_what_to_do(call, command):
    told = call(*command).exception
    assert isinstance(told, WarehouseOlder)
    assert str(told) == OLDER


def test_sql_answers_and_says_that_views_may_be_missing(call):
    done = call("sql", "SELECT count(*) AS articles FROM articles", "--json")
    assert json.loads(done.stdout)[0]["articles"] > 0
    assert OLDER in done.stderr.replace("\n", " ")


@pytest.mark.parametrize("command", WRITING, ids=lambda words: words[0])
def test_what_writes_brings_it_up_to_date(call, command):
    done = call(*command)
    assert not isinstance(done.exception, WarehouseOlder)
    found = call("check", "--json")
    assert not isinstance(found.exception, WarehouseOlder)
    assert OLDER not in call("sql", "FROM version_fields LIMIT 1").stderr
