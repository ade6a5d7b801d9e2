"""What runs in threads beside the event loop: synchronous Prefect tasks, and readers of files."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from prefect import Task
from prefect.utilities.annotations import quote

T = TypeVar("T")


async def in_thread(task: Task[..., T], name: str, *arguments: Any) -> T:
    """Runs the task under that name in a thread of its own, so that fetching goes on meanwhile.

    Arguments go in `quote`, which keeps Prefect from walking through every record in search of futures.
    """
    named = task.with_options(task_run_name=name)
    return await asyncio.to_thread(named, *(quote(argument) for argument in arguments))


@contextmanager
def read_in_threads(records: Generator[T, None, None]) -> Iterator[Generator[T, None, None]]:
    """Closes the generator at the end, unless a thread is still in it: a run that is stopped leaves it there.

    It closes itself then, once the thread has come out. That is no error, and must not hide the stop.
    """
    try:
        yield records
    finally:
        with suppress(ValueError):  # "generator already executing"
            records.close()
