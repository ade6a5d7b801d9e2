"""The program as a user runs it: real processes, a home of their own, Prefect's ephemeral server."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pandas
import pytest

from tests.fetch.server import Server, reply
from tests.site.expected import expected, outcome_counts
from tests.site.server import SampleSite

ROOT = Path(__file__).parents[2]
COPYDESK = Path(sys.executable).parent / "copydesk"
pytestmark = pytest.mark.xdist_group("command line")

STORY = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>{1}</article></body></html>"
PARAGRAPH = (
    "<p>The keeper of the lighthouse said on Monday that the lamp had burned through the storm, {}.</p>"
)


def story(headline):
    return STORY.format(headline, "".join(PARAGRAPH.format(f"night number {n}") for n in range(6)))


def test_the_demo_shows_the_outcomes_and_answers_and_leaves_a_warehouse(demo, copydesk):
    assert f"{outcome_counts()['new']} new" in demo.stdout
    assert "Who relies on which agency?" in demo.stdout
    assert "Associated Press" in demo.stdout
    rows = copydesk("sql", "SELECT canonical_url FROM articles", "--home", "demo", "--format", "csv").stdout
    assert {story.canonical_url for story in expected("harbour-post").values()} <= set(rows.split())


def test_sql_writes_every_format(demo, copydesk):
    query = "SELECT headline, agencies FROM articles WHERE source_id = 'harbour-post' ORDER BY headline"

    def ask(form):
        done = copydesk("sql", query, "--home", "demo", "--format", form)
        assert done.returncode == 0
        return done.stdout

    objects = json.loads(ask("json"))
    headlines = sorted(reading.headline for reading in expected("harbour-post").values())
    assert [row["headline"] for row in objects] == headlines
    assert [row["headline"] for row in csv.DictReader(io.StringIO(ask("csv")))] == headlines
    assert ask("markdown").splitlines()[0] == "| headline | agencies |"
    assert headlines[0] in ask("table")


def test_search_finds_articles_by_their_words(demo, copydesk):
    headline = copydesk(
        "sql", "SELECT min(headline) FROM articles", "--home", "demo", "--format", "csv"
    ).stdout.splitlines()[1]
    done = copydesk("search", *headline.strip('"').split(), "--home", "demo")
    assert done.returncode == 0
    assert headline.split()[0].strip('"') in done.stdout
    found = json.loads(
        copydesk("search", headline, "--home", "demo", "--limit", "1", "--format", "json").stdout
    )
    assert [row["headline"] for row in found] == [next(csv.reader([headline]))[0]]
    nothing = copydesk("search", "xyzzy", "--home", "demo")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "Nothing found.\n")


def test_sql_takes_a_recipe_with_its_comment(demo, copydesk):
    asked = "-- How many?\nSELECT 1 AS one"
    assert copydesk("sql", asked, "--home", "demo", "--format", "csv").stdout == "one\n1\n"
    slip = copydesk("sql", "--jsn", "--home", "demo", stdin="SELECT 1 AS one")
    assert slip.returncode == 2 and "no such option: --jsn" in slip.stderr


def test_sql_reads_a_query_from_a_pipe(demo, copydesk):
    assert (
        copydesk("sql", "-", "--home", "demo", "--format", "csv", stdin="SELECT 1 AS one").stdout
        == "one\n1\n"
    )


@pytest.mark.parametrize(
    "query",
    ["SELEKT 1", "DELETE FROM core.articles", "SELECT * FROM read_text('pyproject.toml')", "", "SELECT 1; x"],
)
def test_bad_or_writing_sql_is_a_message_and_an_exit_code(demo, copydesk, query):
    done = copydesk("sql", query, "--home", "demo")
    assert done.returncode == 1
    assert done.stderr.startswith("copydesk: ")
    assert done.stdout == ""


def test_status_names_every_source_with_its_outcomes(demo, copydesk):
    done = copydesk("status", "--home", "demo", "--sources", "demo/sources.toml")
    assert done.returncode == 0
    assert {"harbour-post", "stadtblatt", "wire-mirror"} <= set(done.stdout.split())


def test_the_shell_is_duckdbs_own_and_cannot_write(demo, copydesk):
    done = copydesk(
        "shell", "--home", "demo", stdin="SELECT count(*) AS n FROM articles;\nCREATE TABLE t (i INT);\n"
    )
    assert str(outcome_counts()["new"]) in done.stdout
    assert "read-only" in done.stderr


def test_sql_and_the_shell_show_instants_and_cut_days_in_utc_whatever_the_machines_zone(demo, copydesk):
    question = "SELECT first_seen_at || ' on ' || first_seen_at::DATE FROM articles ORDER BY url LIMIT 1"
    home = ("--home", "demo")
    done = copydesk("sql", question, "--format", "csv", *home, TZ="Pacific/Auckland")
    answer = done.stdout.splitlines()[1]
    assert "+00 on " in answer
    assert answer in copydesk("shell", *home, stdin=f"{question};\n", TZ="Pacific/Auckland").stdout


def test_commands_on_no_warehouse_say_what_to_do(copydesk):
    for command in (["sql", "SELECT 1"], ["status"], ["shell"]):
        done = copydesk(*command, "--home", "nowhere")
        assert done.returncode == 1
        assert "copydesk ingest" in done.stderr


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("[sources.a\n", "line 1"),
        ("[sources.a]\nfeed = 'x'\n", "line 2"),
        ("[sources.a]\nfeeds = ['http://paper.example/rss']\n", "a"),
    ],
)
def test_a_wrong_sources_file_names_the_line_before_anything_starts(copydesk, folder, text, telling):
    (folder / "wrong.toml").write_text(text)
    done = copydesk("ingest", "unknown-source", "--sources", "wrong.toml")
    assert done.returncode == 2
    assert telling in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_prefect_server_that_does_not_answer_is_told_in_a_line(copydesk, folder):
    (folder / "saved.html").write_text(story("Saved"))
    done = copydesk("load", "saved.html", PREFECT_API_URL="http://127.0.0.1:1/api")
    assert done.returncode == 1
    assert "http://127.0.0.1:1/api" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_sources_file_is_told(copydesk):
    done = copydesk("ingest", "--sources", "absent.toml")
    assert done.returncode == 2
    assert "absent.toml" in done.stderr


def test_extract_writes_an_object_a_page_and_says_what_failed(copydesk, folder):
    (folder / "one.html").write_text(story("The lamp burned through the storm"))
    (folder / "empty.html").write_text("")
    done = copydesk("extract", "one.html", "empty.html", "absent.html")
    one, empty, absent = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert one["headline"] == "The lamp burned through the storm"
    assert one["body"].count("\n\n") == 5
    assert empty["outcome"] == "unreadable"
    assert absent["outcome"] == "unreachable"


def test_extract_may_write_over_what_it_reads(copydesk, folder):
    (folder / "same.html").write_text(story("Written over"))
    done = copydesk("extract", "same.html", "--output", "same.html", FORCE_COLOR="1")
    assert done.returncode == 0
    assert "Reading pages" in done.stderr  # a sign of life, on a terminal
    assert json.loads((folder / "same.html").read_text())["headline"] == "Written over"


@pytest.mark.parametrize("what", ["", "empty-folder", "ftp://paper.example/a"])
def test_what_names_no_page_is_a_failure(copydesk, folder, what):
    (folder / "empty-folder").mkdir(exist_ok=True)
    done = copydesk("extract", what)
    assert done.returncode == 1
    assert json.loads(done.stdout)["outcome"] == "unreachable"


def test_json_holds_no_nan_and_every_column(demo, copydesk):
    done = copydesk("sql", "SELECT 'nan'::DOUBLE AS x, 1 AS a, 2 AS a", "--home", "demo", "--format", "json")
    assert json.loads(done.stdout) == [{"x": None, "a": 1, "a_1": 2}]


def test_intervals_are_written_as_other_tools_read_them_and_decimals_are_numbers(demo, copydesk):
    asked = "SELECT to_hours(55) AS late, to_microseconds(-90500000) AS early, sum(0.5) AS half FROM range(3)"
    ask = ("sql", asked, "--home", "demo", "--format")
    (row,) = json.loads(copydesk(*ask, "json").stdout)
    assert row == {"late": "55:00:00", "early": "-00:01:30.500000", "half": 1.5}
    text = copydesk(*ask, "csv").stdout
    assert text.splitlines()[1] == "55:00:00,-00:01:30.500000,1.5"
    late, early = (pandas.to_timedelta(cell) for cell in text.splitlines()[1].split(",")[:2])
    assert (late, early) == (timedelta(hours=55), timedelta(seconds=-90.5))


def test_a_home_that_cannot_be_is_told_before_anything_starts(copydesk, folder):
    (folder / "a-file").write_text("")
    (folder / "one.html").write_text(story("One"))
    done = copydesk("load", "one.html", "--home", "a-file")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["copydesk: a-file: File exists"]


def test_serving_nothing_is_refused(copydesk, folder):
    (folder / "unscheduled.toml").write_text(
        "[sources.a]\nfeeds = ['http://paper.example/rss']\nschedule = 'manual'\n"
    )
    done = copydesk("serve", "--sources", "unscheduled.toml")
    assert done.returncode == 2
    assert "by hand only" in done.stderr


def test_a_schedule_for_a_file_without_a_source_says_that_there_is_none(copydesk):
    copydesk("init", "--sources", "just-begun.toml")
    done = copydesk("serve", "--sources", "just-begun.toml")
    assert done.returncode == 2
    assert "holds no source" in done.stderr


def test_the_sources_that_help_names_are_in_the_file(copydesk):
    named = re.search(r"Example: copydesk ingest (.+)", copydesk("ingest", "--help").stdout)[1].split()
    known = tomllib.loads((ROOT / "sources.toml").read_text())["sources"]
    assert set(named) <= set(known)


SLOW = """
[sources.slow]
sitemaps = ["{}/archive-sitemap.xml?count=200"]
allow_private = true
delay_seconds = 1
"""


@contextmanager
def fetching(tmp_path, folder):
    """A run that fetches, for minutes to come."""
    with SampleSite() as site:
        (tmp_path / "slow.toml").write_text(SLOW.format(site.base("harbour-post")))
        run = subprocess.Popen(
            [COPYDESK, "ingest", "--sources", "slow.toml", "--home", "home"],
            cwd=tmp_path,
            env=os.environ | {"PREFECT_HOME": str(folder / "prefect")},
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while not list(tmp_path.glob("home/archive/*/*.warc.gz")):
            assert run.poll() is None
            time.sleep(0.05)
        yield run


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(("number", "send"), [(signal.SIGINT, os.killpg), (signal.SIGTERM, os.kill)])
def test_a_stopped_run_ends_soon_and_leaves_no_server(folder, copydesk, tmp_path, number, send):
    with fetching(tmp_path, folder) as run:
        send(run.pid, number)
        _, told = run.communicate(timeout=60)  # an orphan would hold the pipe open
    assert run.returncode == 130, told
    assert "copydesk: stopped" in told and "Traceback" not in told
    assert copydesk("sql", "SELECT state FROM runs", "--home", tmp_path / "home", "--format", "csv").stdout


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_stop_that_comes_when_the_run_is_over_ends_the_program_without_a_word_of_python(folder, copydesk):
    (folder / "last.html").write_text(story("The last page"))
    run = subprocess.Popen(
        [COPYDESK, "load", "last.html", "--home", "over"],
        cwd=folder,
        env=os.environ | {"PREFECT_HOME": str(folder / "prefect")},
        stderr=subprocess.PIPE,
        text=True,
    )
    while "The warehouse is" not in (line := run.stderr.readline()):
        assert line, "it ended before"
    run.send_signal(signal.SIGINT)  # Prefect's own server is about to be stopped
    _, told = run.communicate(timeout=60)
    assert told.splitlines()[-1] == "copydesk: stopped; what had landed is kept"
    assert run.returncode == 130 and "Traceback" not in told
    states = copydesk("sql", "SELECT state FROM runs", "--home", "over", "--format", "csv").stdout
    assert states.split() == ["state", "completed"]


def test_a_killed_run_leaves_no_server(folder, tmp_path):
    with fetching(tmp_path, folder) as run:
        run.kill()
        run.communicate(timeout=60)  # an orphan would hold the pipe open


def test_extract_is_a_filter(copydesk):
    done = copydesk("extract", "-", stdin=story("A page through a pipe"))
    assert json.loads(done.stdout)["headline"] == "A page through a pipe"


def test_extract_fetches_as_the_sources_file_says(copydesk, tmp_path):
    sources = tmp_path / "sources.toml"
    sources.write_text('[fetch]\nuser_agent = "Harbourdesk/2 (+mailto:desk@post.example)"\n')
    with Server() as server:
        server.routes["/1"] = reply(story("A page from the web").encode())
        done = copydesk("extract", server.url("/1"), "--allow-private", "--sources", sources)
    assert json.loads(done.stdout)["headline"] == "A page from the web"
    agents = {headers["user-agent"] for _, headers in server.asked}
    assert agents == {"harbourdesk/2 (+mailto:desk@post.example)"}


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8:strict", "→"), ("latin-1", "\\u2192")])
def test_text_that_the_terminal_does_not_know_is_written_all_the_same(demo, copydesk, encoding, shown):
    strict = {"PYTHONIOENCODING": encoding}  # as in most people's language; C and C.UTF-8 take anything
    done = copydesk("extract", "absent\udcff.html", **strict)
    assert json.loads(done.stdout)["reason"] == r"absent\udcff.html: no such file or folder"
    done = copydesk("sql", "SELECT '→' AS sign", "--home", "demo", "--format", "csv", **strict)
    assert done.stdout == f"sign\n{shown}\n"


def test_sql_that_is_piped_in_and_not_utf_8_is_told(demo, copydesk):
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    done = copydesk("sql", "-", "--home", "demo", stdin="SELECT \udcff", **strict)
    assert (done.returncode, done.stderr) == (1, "copydesk: It is not written in UTF-8.\n")


def test_extract_reads_a_manifest_and_counts_the_cpu(copydesk, folder):
    (folder / "page.html").write_text(story("A page of a manifest"))
    lines = [
        {"id": "a", "url": "https://paper.example/a", "path": "page.html"},
        {"id": "b", "path": "gone.html"},
    ]
    (folder / "manifest.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n")
    done = copydesk("extract", "--manifest", "manifest.jsonl", "--output", "out.jsonl")
    a, b, broken = map(json.loads, (folder / "out.jsonl").read_text().splitlines())
    assert done.returncode == 1
    assert (a["id"], a["url"], a["headline"]) == ("a", "https://paper.example/a", "A page of a manifest")
    assert a["cpu_seconds"] > 0
    assert (b["id"], b["outcome"]) == ("b", "unreachable")
    assert "line 3" in broken["reason"]


def test_extract_explains_what_it_kept_and_dropped(copydesk, folder):
    (folder / "explained.html").write_text(story("Why") + "<footer><p>Contact Us</p></footer>")
    done = copydesk("extract", "explained.html", "--explain")
    assert done.returncode == 0
    assert "Contact Us" in done.stdout
    assert "night number 3" in done.stdout


def test_forget_shows_asks_and_removes(demo, copydesk):
    def count():
        sql = f"SELECT count(*) FROM articles WHERE url = '{url}'"
        return copydesk("sql", sql, "--home", "demo", "--format", "csv").stdout.split()[1]

    listed = copydesk("sql", "SELECT min(url) FROM articles", "--home", "demo", "--format", "csv")
    url = listed.stdout.split()[1]
    done = copydesk("forget", url, "--home", "demo")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert copydesk("forget", "no page", "--home", "demo", "--yes").returncode == 2
    assert count() == "1"
    done = copydesk("forget", url, "--home", "demo", "--yes", FORCE_COLOR="1", NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    assert "Writing the warehouse" in done.stderr  # a sign of life, on a terminal
    assert "articles: 1, versions: 1" in done.stderr
    assert count() == "0"
    done = copydesk("forget", url, "--home", "demo", "--yes")
    assert "articles: 0, versions: 0" in done.stderr


def test_what_shows_tables_writes_json_for_programs(copydesk, folder):
    (folder / "json").mkdir()
    (folder / "json" / "one.html").write_text(story("One for a program"))
    (folder / "json" / "two.html").write_text(story("Two for a program") + "<p>And more.</p>")

    def objects(*words):
        done = copydesk(*words, "--json", "--home", "json/data")
        assert done.returncode == 0, done.stderr
        return list(map(json.loads, done.stdout.splitlines()))

    (loaded,) = objects("load", "json")
    assert (loaded["entries"], loaded["outcomes"]) == (2, {"new": 2})
    (unchanged,) = objects("reextract", "--dry-run")
    assert unchanged == loaded | {"outcomes": {"unchanged": 2}}
    page = (folder / "json" / "one.html").resolve().as_uri()
    (forgotten,) = objects("forget", page, "--yes")
    assert (forgotten["target"], forgotten["articles"]) == (page, 1)
    assert forgotten["headlines"] == [{"publisher": None, "headline": "One for a program"}]


def test_the_doctor_says_what_to_do_and_fails_where_something_is_wrong(demo, copydesk, folder):
    done = copydesk("doctor", "--home", "demo")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok  ") >= 8
    published = folder / "demo" / "copydesk.duckdb"
    published.write_bytes(b"ruined" * 1000)
    done = copydesk("sql", "SELECT 1", "--home", "demo")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    done = copydesk("doctor", "--home", "demo")
    assert done.returncode == 1
    assert "--fix publishes it anew" in done.stdout
    assert copydesk("doctor", "--home", "demo", "--fix").returncode == 0
    assert copydesk("sql", "SELECT 1", "--home", "demo").returncode == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_home_without_permission_is_a_line(copydesk, folder):
    home = folder / "locked"
    home.mkdir(mode=0o500)
    for command in (["load", "many"], ["doctor"]):
        done = copydesk(*command, "--home", "locked")
        assert done.returncode == 1
        assert "permission" in (done.stderr + done.stdout).lower()


def test_compact_tells_what_it_has_come_to(demo, copydesk):
    done = copydesk("compact", "--home", "demo")
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"[0-9,]+ bytes before, [0-9,]+ now", done.stderr)) == 1
    assert copydesk("sql", "SELECT 1 FROM articles LIMIT 1", "--home", "demo").returncode == 0
