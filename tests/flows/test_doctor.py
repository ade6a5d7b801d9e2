"""The doctor finds what is wrong, and --fix repairs it without losing anything."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows.doctor import Level, examine
from tasks.fetch.unlanded import left_behind
from tests.flows.test_maintain import ask, fill, in_files, readable
from warehouse import removals
from warehouse.forget import forget, target
from warehouse.home import Home
from warehouse.loader import open_loader

ROOT = Path(__file__).parents[2]
SOURCES = """
[fetch]
user_agent = "Copydesk/0.1 (+mailto:desk@paper.example)"
[sources.paper]
feeds = ["https://paper.example/feed"]
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("filled") / "home")
    fill(home)
    return home.path


@pytest.fixture
def home(filled, tmp_path):
    return Home(shutil.copytree(filled, tmp_path / "home"))


@pytest.fixture
def look(home, tmp_path):
    """Looks; gives what is not well, by level."""
    sources = tmp_path / "sources.toml"
    sources.write_text(SOURCES)

    def call(fix=False, **environment):
        environment.setdefault("PREFECT_HOME", str(tmp_path / "prefect"))
        points = list(examine(home, sources, True, environment))
        for point in points:
            if fix and point.fix:
                point.fix()
        return {level: [point.what for point in points if point.level is level] for level in Level}

    return call


def well(found):
    return not found[Level.WARN] and not found[Level.FAIL]


HEADERS, BLOCK = 3 * 4096, 256 * 1024  # of a DuckDB file, bytes


def flip(path, start=HEADERS + 5000):
    """Changes bytes of each block, as a failing disk does."""
    raw = bytearray(path.read_bytes())
    for block in range(start, len(raw), BLOCK):
        for place in range(block, block + 64):
            raw[place] ^= 0xFF
    path.write_bytes(raw)


def test_a_sound_home_is_well_and_looking_changes_nothing(home, look):
    before = {path: path.stat().st_mtime_ns for path in home.path.rglob("*.warc.gz")}
    found = look()
    assert well(found), found
    assert len(found[Level.OK]) == 11
    assert {path: path.stat().st_mtime_ns for path in home.path.rglob("*.warc.gz")} == before


@pytest.mark.parametrize("start", [0, HEADERS + 5000])
def test_a_published_file_that_was_corrupted_is_published_anew(home, look, start):
    flip(home.published, start)
    found = look(fix=True)
    assert any("copydesk.duckdb cannot be read" in what for what in found[Level.FAIL]), found
    assert well(look())
    assert ask(home, "SELECT count(*) FROM articles") == [(12,)]


def test_a_home_that_has_lost_both_of_its_files_begins_anew_from_its_archive(home, look):
    home.loader.unlink()
    flip(home.published)
    (told,) = [what for what in look()[Level.FAIL] if "copydesk.duckdb cannot be read" in what]
    look(fix=True)
    assert well(look()), told
    assert len(list(home.path.glob("copydesk-damaged-*.duckdb"))) == 1
    assert ask(home, "SELECT count(*) FROM articles") == [(0,)]


def test_a_loaders_file_that_was_corrupted_is_set_aside(home, look):
    flip(home.loader)
    found = look(fix=True)
    assert any("loader.duckdb cannot be read" in what for what in found[Level.FAIL]), found
    assert well(look())
    assert len(list(home.path.glob("loader-damaged-*.duckdb"))) == 1
    with open_loader(home, 9) as loader:
        assert loader.con.execute("SELECT count(*) FROM articles").fetchall() == [(12,)]


def test_what_a_killed_process_left_is_found_and_removed(home, look):
    code = (
        "from tasks.fetch.archive import Archive\n"
        "from tests.fetch.test_archive import capture\n"
        "from pathlib import Path\n"
        f"archive = Archive(Path({str(home.archive)!r}))\n"
        "archive.store(capture())\n"
        "print('stored', flush=True); input()\n"
    )
    victim = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "stored\n"
    assert well(look())  # it lives
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    home.publishing.write_bytes(b"half")
    found = look(fix=True)
    assert len(found[Level.WARN]) == 2
    assert any("dead" in what for what in found[Level.WARN])
    (left,) = look(fix=True)[Level.WARN]  # until a run has landed it
    assert "has not landed" in left
    for mark in left_behind(home.archive):
        mark.lift()
    assert well(look())
    assert not home.publishing.exists()


def test_a_process_that_holds_the_lock_is_told_of(home, look, monkeypatch):
    monkeypatch.setattr("flows.doctor.PATIENCE", 0.05)
    code = (
        "from warehouse.home import Home\n"
        "from warehouse.loader import open_loader\n"
        f"with open_loader(Home({str(home.path)!r}), 9):\n    print('held', flush=True); input()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    found = look()
    assert not found[Level.FAIL]
    assert any("loader.lock" in what for what in found[Level.WARN])
    holder.communicate("\n")
    assert well(look())


def test_a_clock_that_was_set_back_is_a_failure(home, look):
    with open_loader(home, 9) as loader, loader.writing():
        loader.con.execute("UPDATE raw.batches SET landed_at = now() + INTERVAL 2 DAYS")
    assert any("the clock says" in what for what in look()[Level.FAIL])


def test_a_run_that_was_killed_is_recorded_so(home, look):
    with open_loader(home, 9) as loader, loader.writing():
        loader.con.execute(
            "INSERT INTO core.runs VALUES ('old', 'ingest', NULL, now() - INTERVAL 3 DAYS, NULL, 'running'),"
            " ('new', 'ingest', NULL, now(), NULL, 'running')"
        )
    assert len(look(fix=True)[Level.WARN]) == 1
    assert well(look())
    with open_loader(home, 9) as loader:
        states = loader.con.execute("SELECT run_id, state FROM core.runs ORDER BY 1").fetchall()
    assert states == [("new", "running"), ("old", "killed")]


def test_pages_that_are_not_where_the_index_says_are_a_failure_and_missing_files_a_warning(home, look):
    first, second = sorted(home.archive.rglob("*.warc.gz"))
    with open_loader(home, 9) as loader, loader.writing():
        loader.con.execute("UPDATE raw.captures SET warc_offset = warc_offset + 1 WHERE url LIKE '%-3'")
    (wrong,) = look()[Level.FAIL]
    assert wrong.startswith("1 of 12 captures")
    first.unlink()
    second.unlink()
    found = look()
    assert not found[Level.FAIL]
    assert found[Level.WARN][0].startswith("2 files missing")


def test_forgetting_that_was_interrupted_is_finished(home, look):
    with open_loader(home, 9) as loader:
        forget(loader, target("https://paper.example/story-1"))
        assert removals.to_rewrite(loader)
    assert in_files(home, b"The text of number 1. ")
    assert any("forgotten" in what for what in look(fix=True)[Level.WARN])
    assert well(look())
    assert not [name for name in in_files(home, b"The text of number 1. ") if name.endswith(".gz")]
    assert readable(home) == 11


@pytest.mark.parametrize(
    ("text", "level", "told"),
    [
        ("[sources.paper]\nfeed = 1", Level.FAIL, "line 2"),
        ('[sources.paper]\nfeeds = ["https://paper.example/"]', Level.WARN, "who asks"),
    ],
)
def test_the_sources_file_is_read(home, look, tmp_path, text, level, told):
    look()
    (tmp_path / "sources.toml").write_text(text)
    points = examine(home, tmp_path / "sources.toml", True, {"PREFECT_HOME": str(tmp_path)})
    assert any(told in point.what for point in points if point.level is level)


@contextmanager
def prefect(status, login=None):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            wanted = login and f"Basic {b64encode(login.encode()).decode()}"
            is_in = not wanted or self.path == "/api/health" or self.headers["Authorization"] == wanted
            is_known = self.path in ("/api/health", "/api/admin/version")
            self.send_response((status if is_in else 401) if is_known else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/api"
        server.shutdown()
        thread.join()


def test_prefects_server_is_asked_where_one_is_set(look, tmp_path):
    with prefect(200) as url:
        assert f"Prefect answers at {url}" in look(PREFECT_API_URL=url)[Level.OK]
        (tmp_path / "prefect").mkdir()
        (tmp_path / "prefect" / "profiles.toml").write_text(
            f'active = "mine"\n[profiles.mine]\nPREFECT_API_URL = "{url}"\n'
        )
        assert f"Prefect answers at {url}" in look()[Level.OK]
    with prefect(200, "desk:geheim") as url:
        assert f"{url} asks for a login" in look(PREFECT_API_URL=url)[Level.FAIL][0]
        login = {"PREFECT_API_URL": url, "PREFECT_API_AUTH_STRING": "desk:geheim"}
        assert f"Prefect answers at {url}" in look(**login)[Level.OK]
    with prefect(500) as url:
        assert "500" in look(PREFECT_API_URL=url)[Level.FAIL][0]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        assert f"does not answer at {url}" in look(PREFECT_API_URL=url)[Level.FAIL][0]
    assert look(PREFECT_API_URL="nonsense")[Level.FAIL]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_folder_that_cannot_be_written_is_a_failure(home, look):
    home.path.chmod(0o500)
    try:
        assert "cannot be written" in look()[Level.FAIL][0]
    finally:
        home.path.chmod(0o700)


def test_a_home_that_is_not_there_is_no_failure(look, home, tmp_path):
    points = list(examine(Home(tmp_path / "none"), tmp_path / "none.toml", False, {"PREFECT_HOME": "none"}))
    assert {point.level for point in points} <= {Level.OK, Level.WARN}
    assert not (tmp_path / "none").exists()
