"""Reading beside the event loop: what a stop leaves in a thread does no harm."""

import asyncio
from threading import Event

import pytest

from flows.threads import read_in_threads


def test_a_stop_that_comes_while_a_thread_reads_stays_a_stop():
    entered, let_go, left = Event(), Event(), Event()

    def records():
        try:
            entered.set()
            let_go.wait()
            yield 1
        finally:
            left.set()

    async def read():
        with read_in_threads(records()) as found:
            await asyncio.to_thread(next, found)

    async def stopped():
        reading = asyncio.create_task(read())
        await asyncio.to_thread(entered.wait)
        reading.cancel()
        try:
            with pytest.raises(asyncio.CancelledError):
                await reading
        finally:
            let_go.set()

    asyncio.run(stopped())
    assert left.wait(60)
