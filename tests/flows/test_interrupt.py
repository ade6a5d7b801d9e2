"""Ctrl-C ends a query, whatever DuckDB is at."""

import os
import signal
import threading
import time

import duckdb
import pytest

from flows.interrupt import interruptible

ENDLESS = "SELECT count(*) FROM range(100_000_000_000) numbers WHERE hash(numbers.range) % 7 = 9"


def fetched(con):
    return con.execute(ENDLESS).fetchmany(1)


def drawn(con):
    return str(con.sql(ENDLESS))


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("ask", [fetched, drawn])
def test_ctrl_c_ends_a_query_that_is_under_way(ask):
    con = duckdb.connect()
    begun = time.process_time()

    def stop():
        while time.process_time() - begun < 0.5:  # of the processor: DuckDB computes
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=stop, daemon=True).start()
    with pytest.raises(KeyboardInterrupt), interruptible(con.interrupt):
        ask(con)


def test_what_fails_by_itself_stays_what_it_is_and_the_signals_are_as_before():
    before = signal.set_wakeup_fd(-1)
    with pytest.raises(ValueError), interruptible(lambda: None):
        raise ValueError
    assert signal.set_wakeup_fd(before) == -1
