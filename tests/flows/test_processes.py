"""Processes that read pages live no longer than the one that they read for."""

import subprocess
import sys

PATIENCE = 60.0  # seconds

STARTS_ONE = """
import os, sys
from flows.processes import processes

if __name__ == "__main__":
    with processes(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        sys.stdin.read()
"""


def test_a_process_ends_when_the_one_that_started_it_is_killed(tmp_path):
    program = tmp_path / "starts_one.py"
    program.write_text(STARTS_ONE)
    parent = subprocess.Popen(
        [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert int(parent.stdout.readline())
    parent.kill()
    parent.wait(PATIENCE)
    # Whoever lives holds the other end of its output.
    assert parent.communicate(timeout=PATIENCE)[0] == ""
