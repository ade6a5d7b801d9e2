"""A run is alive as long as its process is, whatever the warehouse says."""

import subprocess
import sys

import pytest

from warehouse.alive import alive, over, remove
from warehouse.errors import CannotWrite
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


def test_where_the_files_of_runs_cannot_be_written_it_says_so_of_the_home(tmp_path):
    home = Home(tmp_path / "home")
    (home.running / "no file").mkdir(parents=True)
    with pytest.raises(CannotWrite, match=f"^{home.path} cannot be written"):
        over(home)
