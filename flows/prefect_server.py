"""`python -m flows.prefect_server MODULE ARGUMENT…`: runs Prefect's server, and collects garbage beside it.

In Prefect 3.8.8 on SQLite, an exception ("database is locked") leaves a cursor behind, in a cycle of
references. Whoever collects that waits for its connection, which may wait for the database's lock. Where that
was the event loop, nobody could free the lock: the server answered nobody for a minute, until SQLite gave up.
"""

from __future__ import annotations

import gc
import runpy
import sys
import threading
import time

EVERY_SECONDS = 1.0  # young garbage
ALL_EVERY = 60  # so many times, the old too


def collect_aside() -> None:
    """From now on no thread but one of its own collects garbage."""
    gc.disable()
    threading.Thread(target=_collect, daemon=True).start()


def _collect() -> None:
    turn = 0
    while True:
        time.sleep(EVERY_SECONDS)
        turn += 1
        gc.collect(2 if turn % ALL_EVERY == 0 else 1)
        if turn == ALL_EVERY:
            gc.freeze()  # what is there by now, modules most of all, is here to stay


def main() -> None:
    """Runs the module as if it had been named to Python itself."""
    collect_aside()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
