"""Prefect's server does not wait for itself."""

import subprocess
import sys

# As in the server: a lock that somebody holds, a thread whose connection waits for it, a cursor of that
# connection that an exception has left behind, and an event loop that makes garbage as it works.
WORK = """
import sqlite3, sys, threading, time
from flows.prefect_server import collect_aside
collect_aside()
holder = sqlite3.connect(sys.argv[1], isolation_level=None)
holder.execute("BEGIN IMMEDIATE")
busy = sqlite3.connect(sys.argv[1], timeout=20, check_same_thread=False, isolation_level=None)
left = [busy.execute("SELECT 1 UNION SELECT 2")]
left.append(left)
del left
threading.Thread(target=lambda: busy.execute("BEGIN IMMEDIATE")).start()
time.sleep(0.5)
begun = time.monotonic()
while time.monotonic() < begun + 3:
    junk = []
    junk.append(junk)
took = time.monotonic() - begun
holder.execute("ROLLBACK")
print(took)
"""


def test_no_garbage_makes_the_server_wait_for_a_lock_that_it_holds_itself(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WORK, tmp_path / "prefect.db"], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 10  # not the 20 seconds that the other connection waits
