"""A run is alive as long as its process is, whatever the warehouse says."""

import subprocess
import sys
from datetime import timedelta

import pytest

from tasks.records import Run
from tests.warehouse.samples import NOW
from warehouse.alive import alive, over, remove
from warehouse.errors import CannotWrite
from warehouse.health import end_stale_runs, stale_runs
from warehouse.home import Home

PROGRAM = """
import sys
from warehouse.alive import alive
from warehouse.home import Home
with alive(Home(sys.argv[1]), "killed"):
    print("alive", flush=True)
    sys.stdin.read()
"""


def test_a_run_is_over_when_it_has_ended_or_its_process_is_killed(tmp_path):
    home = Home(tmp_path / "home")
    assert over(home) == []
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, home.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process, alive(home, "ended"):
        assert process.stdout.readline() == b"alive\n"
        assert over(home) == []
        process.kill()
        process.wait()
        assert over(home) == ["killed"]
    assert sorted(over(home)) == ["ended", "killed"]
    remove(home, ["killed", "never begun"])
    assert over(home) == ["ended"]


def test_what_is_alive_is_no_stale_run_however_long_ago_it_began(loader, home, ask):
    begun = {"backfill": 30, "killed": 1, "elsewhere": 30, "elsewhere of late": 1}  # hours ago
    for name, hours in begun.items():
        loader.start_run(Run(name, "backfill", NOW - timedelta(hours=hours)))
    with alive(home, "killed"):
        pass
    with alive(home, "backfill"):
        assert stale_runs(loader.con, home, NOW) == 2
        end_stale_runs(loader.con, home, NOW)
        assert stale_runs(loader.con, home, NOW) == 0
    assert ask("SELECT run_id FROM core.runs WHERE state = 'killed' ORDER BY 1") == [
        ("elsewhere",),
        ("killed",),
    ]
    assert stale_runs(loader.con, home, NOW) == 1  # it has ended, and does not say how


def test_where_the_files_of_runs_cannot_be_written_it_says_so_of_the_home(tmp_path):
    home = Home(tmp_path / "home")
    (home.running / "no file").mkdir(parents=True)
    with pytest.raises(CannotWrite, match=f"^{home.path} cannot be written"):
        over(home)
