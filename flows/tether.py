"""`python -m flows.tether MODULE ARGUMENT…`: runs a module that stops when its parent is gone.

The parent holds the other end of this process's standard input. However the parent ends, even by a kill that
it cannot notice, that end closes, and the module gets the signal that asks it to stop.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _stop_with_the_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Runs the module as if it had been named to Python itself."""
    threading.Thread(target=_stop_with_the_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
