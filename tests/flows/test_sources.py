"""The `sources` commands on the sample news site: real HTTP, a real file, no Prefect."""

import base64
import json
import os
import pty
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer

from flows.commands.status import status
from flows.sources import add_source, check_sources, export_sources, import_sources, list_sources
from tasks.discover.sources_file import SourcesError, read_sources
from tasks.records import Look, Run
from tests.fetch.server import Server, reply
from tests.site.server import FEEDS, SITEMAPS, SampleSite
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish


@pytest.fixture(scope="module")
def site():
    with SampleSite() as running:
        yield running


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sources.toml"


def sources(path):
    return tomllib.loads(path.read_text())["sources"]


def test_a_source_is_found_shown_and_written(site, path, capsys):
    add_source(f"{site.base('harbour-post')}/", None, True, path, True)
    feed = site.base("harbour-post") + FEEDS["harbour-post"]
    assert sources(path) == {
        "harbour-post": {
            "publisher": "The Harbour Post", "feeds": [feed], "language": "en", "allow_private": True
        }
    }  # fmt: skip
    shown = capsys.readouterr()
    assert feed in "".join(shown.out.split()) and "Pilot school sends" in shown.out
    assert f"copydesk ingest harbour-post --sources {path}" in shown.err
    with pytest.raises(SourcesError, match='there is a source "harbour-post" already; --name'):
        add_source(f"{site.base('harbour-post')}/", None, True, path, True)
    add_source(f"{site.base('harbour-post')}{SITEMAPS['stadtblatt']}", "other", True, path, True)


def test_a_login_is_sent_to_the_site_and_written_but_not_shown(path, capsys):
    feed = b"<rss><channel><item><title>Tides</title><link>/tides</link></item></channel></rss>"
    pair = base64.b64encode(b"desk:p@ss").decode().lower()  # the server tells headers in lower case

    def answer(headers):
        is_ours = headers.get("authorization") == f"basic {pair}"
        return reply(feed) if is_ours else reply(status="401 Unauthorized")

    with Server(routes={"/feed": answer}) as server:
        given = server.url("/feed").replace("://", "://desk:p%40ss@")
        add_source(given, "paper", True, path, True)
        assert sources(path)["paper"]["feeds"] == [given]
        with pytest.raises(typer.Exit):
            add_source(server.url("/feed").replace("://", "://desk:wrong@"), "other", True, path, True)
    told = capsys.readouterr()
    assert "p%40ss" not in told.out + told.err and "wrong" not in told.out + told.err
    check_sources([], path, False)
    assert "p%40ss" not in "".join(capsys.readouterr())


def test_with_nobody_to_ask_nothing_is_written(site, path, monkeypatch):
    with Path(os.devnull).open() as nothing, monkeypatch.context() as context:
        context.setattr(sys, "stdin", nothing)
        with pytest.raises(SourcesError, match="nothing was written; --yes takes what is suggested: 1"):
            add_source(site.base("wire-mirror"), None, False, path, True)
    assert not path.exists()


@pytest.mark.skipif(os.name == "nt", reason="terminals")
def test_on_a_terminal_the_user_chooses(site, path):
    program = "from flows.cli import main; import sys; sys.argv[0] = 'copydesk'; main()"
    command = [sys.executable, "-c", program, "sources", "add", f"{site.base('stadtblatt')}/"]
    command += ["--name", "blatt", "--allow-private", "--sources", str(path)]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        os.close(theirs)
        os.write(ours, b"9\n2, 1\n")
        _, told = run.communicate(timeout=60)
        os.close(ours)
    assert run.returncode == 0, told
    assert b"Numbers from 1 to 2" in told
    base = site.base("stadtblatt")
    assert sources(path)["blatt"]["sitemaps"] == [base + SITEMAPS["stadtblatt"]]
    assert sources(path)["blatt"]["pages"] == [f"{base}/"]


def test_a_site_that_offers_nothing_or_does_not_answer_is_told(site, path, capsys):
    for url in ("http://nobody.localhost:1/", site.base("harbour-post").replace("harbour-post", "nobody")):
        with pytest.raises(typer.Exit):
            add_source(url, None, True, path, True)
        assert capsys.readouterr().err.startswith(f"copydesk: {url}: ")
    with pytest.raises(typer.Exit):
        add_source(site.base("harbour-post"), None, True, path, False)
    assert "not a public address" in capsys.readouterr().err
    with pytest.raises(SourcesError, match="no http or https address"):
        add_source("ftp://paper.example/", None, True, path, False)
    assert not path.exists()


def test_sources_are_listed_without_and_with_a_warehouse(site, path, tmp_path, capsys):
    path.write_text(site.sources_toml())
    list_sources(path, tmp_path / "none", False)
    assert {"harbour-post", "stadtblatt", "wire-mirror"} <= set(capsys.readouterr().out.split())
    list_sources(path, tmp_path / "none", True)
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["name"] == "harbour-post" and first["last_run_at"] is None
    assert first["feeds"] == [site.base("harbour-post") + FEEDS["harbour-post"]]
    now = datetime.now(UTC).replace(microsecond=0)
    home = warehouse(path, tmp_path / "home", now)
    list_sources(path, home, True)
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert datetime.fromisoformat(first["last_run_at"]) == now


def warehouse(path, folder, now):
    """One in which a run has looked at the first source, and found nothing."""
    with open_loader(Home(folder), timeout=10) as loader:
        loader.keep_sources([read_sources(path).sources["harbour-post"]])
        loader.start_run(Run("run", "ingest", now))
        loader.begin_look(look := Look("harbour-post", "run", now))
        loader.end_look(look, now)
        loader.finish_run("run", now, "completed")
    publish(Home(folder))
    return folder


def test_status_shows_when_each_source_is_looked_at_next(site, path, tmp_path, capsys):
    text = site.sources_toml()
    path.write_text(text.replace("[sources.stadtblatt]\n", '[sources.stadtblatt]\nschedule = "manual"\n'))
    now = datetime.now(UTC)
    status(path, warehouse(path, tmp_path / "home", now))
    post, blatt, mirror = capsys.readouterr().out.splitlines()[2:]
    assert post.split()[0] == "harbour-post" and f"{now + timedelta(hours=1):%M}" in post.split()[-1]
    assert blatt.split() == ["stadtblatt", "never", "by", "hand"]
    assert mirror.split() == ["wire-mirror", "never", "due"]


def test_the_health_of_every_address_is_told_and_nothing_lands(site, path, tmp_path, capsys):
    path.write_text(site.sources_toml())
    assert check_sources([], path, False)
    capsys.readouterr()
    base = site.base("harbour-post")
    path.write_text(
        f'[sources.sick]\nfeeds = ["{base}/gone.xml", "{base}/"]\npages = ["{base}/"]\n'
        "allow_private = true\ndelay_seconds = 0\n[sources.list]\nurls = ['http://paper.example/']\n"
    )
    assert not check_sources([], path, True)
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["kind"], row["status"], row["problem"]) for row in rows] == [
        ("feed", "gone", "404 Not Found"),
        ("feed", "unreadable", "a web page, not a feed"),
        ("page", "ok", None),
    ]
    assert rows[2]["entries"] > 5
    assert "list is a fixed list" in err
    assert list(tmp_path.iterdir()) == [path]


def test_feeds_are_exchanged_with_feed_readers(site, path, tmp_path, capsys):
    path.write_text(site.sources_toml())
    opml = tmp_path / "mine.opml"
    export_sources(opml, path)
    assert "stadtblatt" in capsys.readouterr().err
    import_sources(str(opml), path, False)
    assert "0 of 2 feeds added" in capsys.readouterr().err
    other = tmp_path / "other.toml"
    import_sources(str(opml), other, False)
    assert sources(other).keys() == {"the-harbour-post", "wire-mirror"}
    assert sources(other)["wire-mirror"]["feeds"] == [site.base("wire-mirror") + FEEDS["wire-mirror"]]
    before = other.read_bytes()
    with pytest.raises(typer.Exit):
        import_sources(f"{site.base('wire-mirror')}/", other, True)
    assert "not OPML" in capsys.readouterr().err
    assert other.read_bytes() == before
