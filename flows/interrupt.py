"""Ctrl-C while DuckDB computes: Python looks at no signal then, and DuckDB tells of it in its own words."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 0.1
INTERRUPTED = "Query interrupted"  # what DuckDB says where it sees the signal first


@contextmanager
def interruptible(interrupt: Callable[[], object]) -> Iterator[None]:
    """Meanwhile SIGINT calls `interrupt`, which ends what is computed: a KeyboardInterrupt comes of it."""
    if threading.current_thread() is not threading.main_thread():  # which alone is told of signals
        yield
        return
    heard, told = socket.socketpair()
    told.setblocking(False)
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    is_stopped = threading.Event()

    def listen() -> None:
        while True:
            try:
                number = heard.recv(1)
            except TimeoutError:
                interrupt()  # once more: DuckDB forgets it where the next statement just begins
                continue
            if not number:
                return
            if number[0] == signal.SIGINT:
                heard.settimeout(AGAIN_SECONDS)
                is_stopped.set()
                interrupt()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield
    except Exception as error:
        if is_stopped.is_set() or str(error) == INTERRUPTED:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.set_wakeup_fd(before)
        told.close()  # which ends the listening
        listener.join()
        heard.close()
