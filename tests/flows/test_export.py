"""`copydesk export`: what is written is what the warehouse holds, in forms that other tools read."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pandas
import polars
import pyarrow.dataset as ds
import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.warehouse.samples import NOW, article
from tests.warehouse.test_syndication import WIRE, land, story
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = Home(tmp_path_factory.mktemp("export") / "data")
    odd = replace(
        article("odd", 'A "quoted", text;\nwith a line break.', image_url="https://harbour.example/ä b.jpg"),
        url="file:///tmp/odd.txt",
        canonical_url=None,
        headline=None,
        description=None,
        authors=(),
        credits=(),
        dateline=None,
        keywords=(),
        language=None,
        section=None,
        published_on=None,
        published_at=None,
    )
    later = article("later", at=NOW + 40 * DAY, published_on=(NOW + 39 * DAY).date())
    with open_loader(made, timeout=10) as loader:
        loader.land("run-1", [article("first"), odd, later], [], [])
    publish(made)
    return made


@pytest.fixture
def export(home):
    def run(*arguments):
        return CliRunner().invoke(app, ["export", *arguments, "--home", str(home.path)])

    return run


def test_parquet_lies_in_a_folder_a_month_and_is_the_view(export, home, tmp_path):
    assert export("articles", "--output", str(tmp_path / "all")).exit_code == 0
    assert {path.parent.name for path in tmp_path.rglob("*.parquet")} == {"month=2026-03", "month=2026-04"}
    read = duckdb.sql(f"SELECT * EXCLUDE (month) FROM '{tmp_path}/all/*/*.parquet' ORDER BY article_id")
    with duckdb.connect(str(home.published), read_only=True) as con:
        assert read.fetchall() == con.sql("FROM articles ORDER BY article_id").fetchall()
    assert ds.dataset(tmp_path / "all", partitioning="hive").count_rows() == 3
    assert export("articles", "--output", str(tmp_path / "all")).exit_code == 2  # nothing is written over
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


def test_parquet_of_no_rows_is_a_file_that_tells_the_columns(export, home, tmp_path):
    arguments = ("--since", "2031-01-01", "--output", str(tmp_path / "none"))
    assert export("articles", *arguments).exit_code == 0
    read = duckdb.sql(f"FROM '{tmp_path}/none/*.parquet'")
    with duckdb.connect(str(home.published), read_only=True) as con:
        assert read.columns == con.sql("FROM articles").columns
    assert read.fetchall() == []


def test_delays_are_seconds_in_parquet_which_pandas_and_polars_read(tmp_path):
    made = Home(tmp_path / "data")
    with open_loader(made, timeout=10) as loader:
        land(loader, story("Bay", WIRE), story("Cape", WIRE, hour=30))
    publish(made)
    arguments = ["export", "syndication", "--output", str(tmp_path / "out"), "--home", str(made.path)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert sorted(pandas.read_parquet(tmp_path / "out")["delay"]) == [0, 30 * 3600]
    assert sorted(polars.read_parquet(tmp_path / "out" / "*.parquet")["delay"]) == [0, 30 * 3600]


def test_csv_keeps_quotes_and_line_breaks_and_has_lists_as_json(export):
    rows = list(csv.DictReader(io.StringIO(export("articles", "--format", "csv").stdout)))
    by_url = {row["url"]: row for row in rows}
    assert by_url["file:///tmp/odd.txt"]["body"] == 'A "quoted", text;\nwith a line break.'
    first = by_url["https://harbour.example/first"]
    assert json.loads(first["authors"]) == ["Ana Ferro", "Tom Kehl"]
    assert first["published_at"] == "2026-03-02T08:30:00.000000Z" and first["modified_at"] == ""


def test_json_lines_are_objects_and_since_takes_what_came_later(export, tmp_path):
    since = (NOW + DAY).isoformat()
    done = export(
        "articles", "--format", "jsonl", "--since", since, "--output", str(tmp_path / "later.jsonl")
    )
    assert done.exit_code == 0
    (line,) = (tmp_path / "later.jsonl").read_text().splitlines()
    assert json.loads(line)["keywords"] == ["ships", "weather"]
    credits = export("article_agencies", "--format", "jsonl", "--since", since).stdout
    assert json.loads(credits)["agency"] == "Associated Press"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nothing", "--format", "csv"], 1),
        (["boilerplate", "--format", "csv", "--since", "2026-01-01"], 1),
        (["articles", "--format", "csv", "--since", "yesterday"], 2),
        (["articles"], 2),
        (["captures", "--format", "ninjs"], 2),
    ],
)
def test_what_cannot_be_exported_is_an_error_and_writes_nothing(export, arguments, code):
    done = export(*arguments)
    assert done.exit_code in (code, 1)  # main() words a WarehouseError
    assert done.exception is not None and not done.stdout


@pytest.mark.parametrize("arguments", [["--format", "csv"], []])
def test_a_file_that_cannot_be_written_is_told_by_the_name_that_was_given(export, tmp_path, arguments):
    nowhere = export("articles", *arguments, "--output", str(tmp_path / "none" / "out"))
    assert nowhere.exit_code == 2
    assert "there is no folder" in nowhere.stderr
    folder = export("articles", *arguments, "--output", str(tmp_path))
    assert folder.exit_code == 2
    assert ".copydesk-export-" not in nowhere.stderr + folder.stderr
    assert list(tmp_path.iterdir()) == []


TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": r"^[a-z]+:[!-~]+$"}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}


def closed(required=(), **properties):
    """An object with these properties and no others, as all objects of ninjs 3 are."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def several(required=(), **properties):
    return {"type": "array", "items": closed(required, **properties)}


# The rules of ninjs 3.0 for the properties that we write, put down from the published standard
# (https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json, CC BY 4.0); it is not the schema itself.
TEXTS = {"role": TEXT, "contentType": TEXT, "value": TEXT}
RENDITIONS = several(["name"], name=TEXT, href=URI)
NINJS = closed(
    ["uri"],
    uri=URI,
    standard=closed(name=TEXT, version=TEXT, schema=URI),
    type={"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event"]},
    version=TEXT,
    versionCreated=INSTANT,
    contentCreated=INSTANT,
    language=TEXT,
    headlines=several(["value"], **TEXTS),
    descriptions=several(["value"], **TEXTS),
    bodies=several(["value"], **TEXTS, charCount={"type": "integer"}, wordCount={"type": "integer"}),
    by=TEXT,
    located=TEXT,
    infoSources=several(name=TEXT, role=TEXT, uri=URI),
    subjects=several(name=TEXT, rel=TEXT, uri=URI),
    associations=several(["name", "uri"], name=TEXT, uri=URI, type=TEXT, renditions=RENDITIONS),
    altIds=several(role=TEXT, value=TEXT),
)


def test_ninjs_objects_keep_the_rules_of_the_standard(export):
    objects = [json.loads(line) for line in export("articles", "--format", "ninjs").stdout.splitlines()]
    assert len(objects) == 3
    for one in objects:
        jsonschema.validate(one, NINJS)
    by_uri = {one["uri"]: one for one in objects}
    first = by_uri["https://harbour.example/first"]
    assert first["infoSources"][0]["name"] == "Associated Press" and first["by"] == "Ana Ferro, Tom Kehl"
    (odd,) = (one for uri, one in by_uri.items() if uri.startswith("urn:copydesk:"))
    assert odd["associations"][0]["uri"] == "https://harbour.example/%C3%A4%20b.jpg"
    assert "headlines" not in odd and "versionCreated" not in odd


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of pandas 3.1, about DuckDB 1.5
def test_the_lines_of_python_in_the_docs_run(export, home, tmp_path, monkeypatch):
    page = (ROOT / "docs" / "warehouse.md").read_text("utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "data").symlink_to(home.path)
    monkeypatch.chdir(tmp_path)
    assert export("articles", "--output", "articles").exit_code == 0
    head, *lines = [line for line in block.splitlines() if line]
    shapes = []
    for line in lines:
        names: dict[str, Any] = {}
        exec(f"{head}\n{line}", names)
        shapes.append((type(names["articles"]).__module__.partition(".")[0], len(names["articles"])))
    assert shapes == [("pandas", 3), ("polars", 3), ("pandas", 3), ("polars", 2)]


def test_the_commands_in_the_docs_run(home, tmp_path, monkeypatch):
    page = (ROOT / "docs" / "warehouse.md").read_text("utf-8")
    commands = re.findall(r"^    copydesk (export [^>#\n]+)", page, re.MULTILINE)
    assert len(commands) == 5
    monkeypatch.chdir(tmp_path)
    for command in commands:
        done = CliRunner().invoke(app, [*command.split(), "--home", str(home.path)])
        assert done.exit_code == 0, command
    assert len((tmp_path / "articles.ninjs").read_text().splitlines()) == 3


def test_since_goes_by_when_a_version_was_seen_and_an_entry_was_found(export):
    since = (NOW + DAY).isoformat()
    versions = export("article_versions", "--format", "jsonl", "--since", since).stdout.splitlines()
    assert [json.loads(line)["article_id"] for line in versions] == [article("later").article_id]
    for moment, count in ((NOW, 3), (NOW + DAY, 0)):
        entries = export("entries", "--format", "jsonl", "--since", moment.isoformat()).stdout
        assert len(entries.splitlines()) == count
