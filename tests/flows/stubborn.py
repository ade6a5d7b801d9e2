"""`python -m tests.flows.stubborn FOLDER NAME SECONDS`: takes so long to stop on SIGTERM, and has a child.

It writes its own process id and the child's to FOLDER/NAME once it is ready.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path


def main(folder, name, seconds):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    written = Path(folder, f"{name}.part")
    written.write_text(f"{os.getpid()} {child.pid}")
    written.rename(Path(folder, name))
    while not stop.wait(0.05):
        pass
    Path(folder, f"{name}-asked").touch()
    threading.Event().wait(float(seconds))
    child.kill()
    child.wait()
    with Path(folder, "order").open("a") as file:
        file.write(f"{name}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
