"""Ctrl-C ends a query, whatever DuckDB is at."""

import os
import signal
import subprocess
import sys

import pytest

from flows.interrupt import interruptible

ENDLESS = "SELECT count(*) FROM range(100_000_000_000) numbers WHERE hash(numbers.range) % 7 = 9"
# In a process of its own: the test runner is no place for signals.
ASKING = """
import os, signal, sys, threading, time
import duckdb
from flows.interrupt import interruptible

con, endless = duckdb.connect(), sys.argv[1]
begun = time.process_time()

def stop():
    while time.process_time() - begun < 0.5:  # of the processor: DuckDB computes
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=stop, daemon=True).start()
try:
    with interruptible(con.interrupt):
        {asked}
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("asked", ["con.execute(endless).fetchmany(1)", "str(con.sql(endless))"])
def test_ctrl_c_ends_a_query_that_is_under_way(asked):
    code = ASKING.replace("{asked}", asked)
    done = subprocess.run(
        [sys.executable, "-c", code, ENDLESS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("stopped\n", 0), done.stderr


def test_what_fails_by_itself_stays_what_it_is_and_the_signals_are_as_before():
    before = signal.set_wakeup_fd(-1)
    with pytest.raises(ValueError), interruptible(lambda: None):
        raise ValueError
    assert signal.set_wakeup_fd(before) == -1
