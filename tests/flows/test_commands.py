"""What all commands have in common: help with an example, JSON, silence where nobody looks."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from datetime import UTC, date, datetime
from itertools import count, islice

import pytest
import typer
from rich.text import Text
from typer.testing import CliRunner

from flows.cli import app
from flows.output import Format, busy, written
from tasks.discover.sources_file import read_sources
from tasks.records import Look, Run
from tasks.sources import Source
from tests.warehouse.samples import NOW, article
from tests.warehouse.test_front_page import fill
from warehouse.errors import NoWarehouse
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish

pytestmark = pytest.mark.xdist_group("commands")  # they share two homes


def walk(command, path=()):
    """Every command that does something, with the words that call it."""
    if not hasattr(command, "commands"):
        yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


COMMANDS = dict(walk(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_command_has_help_for_all_of_it_and_an_example_that_it_takes(path):
    command = COMMANDS[path]
    assert len(command.help.split("Example:")[0].split()) > 3
    assert [param.name for param in command.params if not getattr(param, "help", None)] == []
    examples = re.findall(r"Example: (.+)", command.help)
    assert examples
    for example in examples:
        call = re.search(r"\bcopydesk (.+?)(?: \||$)", example)
        words = shlex.split(call[1])
        assert tuple(words[: len(path)]) == path
        command.make_context("copydesk", words[len(path) :])  # an option that it does not know is an error


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_word_of_a_help_is_taken_for_markup_and_left_out(path):
    command = COMMANDS[path]
    texts = [command.help, *(getattr(param, "help", None) or "" for param in command.params)]
    assert [text for text in texts if Text.from_markup(text).plain != text] == []


# What prints a table.
TABLES = (
    "ingest", "load", "backfill", "reextract", "search", "sql", "status", "check", "forget", "doctor",
    "sources list", "sources check",
)  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_what_prints_a_table_writes_json_as_well(name):
    assert "--json" in [option for param in COMMANDS[tuple(name.split())].params for option in param.opts]


@pytest.fixture(scope="module", params=["embedded", pytest.param("shared", marks=pytest.mark.whole)])
def home(tmp_path_factory, request):
    home = Home(tmp_path_factory.mktemp("commands") / "data")
    if request.param == "shared":
        request.getfixturevalue("lakes").new(home)
    with open_loader(home, timeout=10) as loader:
        fill(loader)
        loader.start_run(Run("run-2", "ingest", NOW))
        late = article("far", at=datetime.now(UTC), published_on=date(2099, 1, 1), published_at=None)
        loader.land("run-2", [late], [], [])
    publish(home)
    return home


SOURCES = """
[sources.bay]
feeds = ["http://bay.example/rss"]
[sources.new]
feeds = ["http://new.example/rss"]
schedule = "0 6 * * *"
[sources.by-hand]
urls = ["http://other.example/1"]
schedule = "manual"
"""


def test_status_writes_json(call, tmp_path):
    (tmp_path / "sources.toml").write_text(SOURCES)
    rows = {row["source_id"]: row for row in map(json.loads, call("status", "--json").stdout.splitlines())}
    assert set(rows) == {"bay", "quay", "tide", "harbour-times", "new", "by-hand"}
    assert rows["bay"]["outcomes"] == {"new": 3, "timed out": 1, "updated": 1}
    assert datetime.fromisoformat(rows["bay"]["last_run_at"]) == NOW
    assert (rows["bay"]["next_run"], rows["by-hand"]["next_run"]) == ("due", "by hand")
    assert datetime.fromisoformat(rows["new"]["next_run"]).hour == 6
    assert rows["new"]["last_run_at"] is rows["quay"]["next_run"] is None


def test_status_says_of_a_source_whose_first_run_is_under_way_that_none_has_ended(tmp_path):
    home = Home(tmp_path / "data")
    with open_loader(home, timeout=10) as loader:
        loader.keep_sources([Source(source_id="bay", feeds=("http://bay.example/rss",))])
        loader.start_run(Run("run-1", "ingest", NOW))
        loader.begin_look(Look("bay", "run-1", NOW))
    publish(home)
    (tmp_path / "sources.toml").write_text(SOURCES)
    words = ["status", "--home", str(home.path), "--sources", str(tmp_path / "sources.toml")]
    rows = [line.split("  ") for line in CliRunner().invoke(app, words).stdout.splitlines()]
    said = {row[0].strip(): [cell.strip() for cell in row if cell.strip()][1] for row in rows if len(row) > 2}
    assert (said["bay"], said["new"]) == ("none has ended", "never")


def test_check_and_doctor_write_json(call):
    done = call("check", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert {"check", "source_id", "finding", "articles", "example"} == set(found[0])
    points = [json.loads(line) for line in call("doctor", "--json").stdout.splitlines()]
    assert {point["level"] for point in points} <= {"ok", "warn", "fail"}
    assert len(points) > 5


def test_json_is_a_format_of_what_has_others_too(call):
    for words in (["sql", "SELECT headline FROM articles ORDER BY 1"], ["search", "flood"]):
        done = call(*words, "--json")
        assert len(json.loads(done.stdout)) > 0
        assert done.stdout == call(*words, "--format", "json").stdout


def test_report_says_where_the_page_is(call, home, tmp_path):
    assert call("report").stdout == f"{home.path / 'report.html'}\n"
    assert call("report", "--output", "page.html").stdout == "page.html\n"
    assert "flood of Bay" in (tmp_path / "page.html").read_text("utf-8")


def test_init_writes_a_file_that_explains_itself_and_never_another_over_it(call, tmp_path):
    path = tmp_path / "sources.toml"
    done = call("init")
    assert done.exit_code == 0
    assert "copydesk sources add" in done.stderr
    assert read_sources(path).sources == {}
    path.write_text(path.read_text() + SOURCES)
    again = call("init")
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert set(read_sources(path).sources) == {"bay", "new", "by-hand"}


def test_what_init_leaves_as_comments_is_right_too(call, tmp_path):
    call("init")
    path = tmp_path / "sources.toml"
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join(re.sub(r"^# (?=\[|\w+ = )", "", line) for line in lines if "(news r" not in line)
    )
    settings = read_sources(path)
    assert settings.sources["harbour-post"].publisher == "The Harbour Post"
    assert settings.retention.bodies_days == 365
    assert tomllib.loads(path.read_text())["fetch"]["user_agent"].startswith("Copydesk/")


def test_nobody_sees_colours_who_does_not_look_at_a_terminal(call):
    for words in (["check"], ["status"], ["sources", "--help"]):
        done = call(*words)
        assert "\x1b" not in done.output
    with busy("Working"):
        pass


def test_no_color_leaves_colours_out_on_a_terminal(monkeypatch):
    from io import StringIO

    from rich.console import Console

    from flows import output

    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(output, "errors", Console(file=StringIO(), force_terminal=True))
    with busy("Working"):
        pass
    assert "Working" in output.errors.file.getvalue()
    assert not re.search(r"\x1b\[[\d;]*3\d", output.errors.file.getvalue())


def test_nothing_is_made_where_there_is_nothing_to_load(tmp_path):
    done = CliRunner().invoke(app, ["load", str(tmp_path / "nope"), "--home", str(tmp_path / "h")])
    assert done.exit_code == 2 and "nothing is there" in done.output
    assert not (tmp_path / "h").exists()


def test_a_slip_in_a_backfills_language_is_told_before_anything_is_read(tmp_path):
    words = ["backfill", "*.warc.gz", "--language", "german", "--home", str(tmp_path / "h")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2 and "no language tag" in done.output
    assert not (tmp_path / "h").exists()


@pytest.mark.parametrize("until", ["2026-05-01T00:00", "2026-04-30"])
def test_a_backfill_of_no_time_at_all_is_refused(tmp_path, until):
    words = [
        "backfill",
        "*.warc.gz",
        "--since",
        "2026-05-01",
        "--until",
        until,
        "--home",
        str(tmp_path / "h"),
    ]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "nothing lies between" in done.output
    assert not (tmp_path / "h").exists()


@pytest.mark.parametrize(
    "host", ["https://example.org/", "example.org/news", "*.example.org", "example.org:80", ""]
)
def test_a_backfill_of_a_host_that_no_page_can_have_is_refused(tmp_path, host):
    done = CliRunner().invoke(app, ["backfill", "*.warc.gz", "--host", host, "--home", str(tmp_path / "h")])
    assert done.exit_code == 2
    assert "takes a name such as" in done.output
    assert not (tmp_path / "h").exists()


NEED_A_WAREHOUSE = (
    "status", "check", "search tide", "sql 'SELECT 1'", "shell", "report", "export articles --format csv",
    "forget paper.example --yes", "compact", "migrate --to ducklake:postgres:host=/absent",
    "reextract --dry-run",
)  # fmt: skip


@pytest.mark.parametrize("words", NEED_A_WAREHOUSE)
def test_a_misspelt_home_is_told_and_no_warehouse_is_made_of_it(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = CliRunner().invoke(app, [*shlex.split(words), "--home", "hmoe"]).exception
    assert isinstance(error, NoWarehouse)
    assert "No warehouse in hmoe yet" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_up_tells_of_a_mistake_in_the_sources_file_before_it_starts_anything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["up", "--home", "data"])
    assert "sources.toml: no such file" in str(done.exception)
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        (Format.CSV, ["n\n", "0\n", "1\n"]),
        (Format.JSON, ['[{"n": 0}', ',\n {"n": 1}', ',\n {"n": 2}']),
        (Format.MARKDOWN, ["| n |\n", "| --- |\n", "| 0 |\n"]),
    ],
)
def test_rows_are_written_as_they_come_however_many_there_are(form, begins):
    assert list(islice(written(form, ["n"], zip(count())), 3)) == begins
