"""Running a synchronous Prefect task beside the event loop."""

from __future__ import annotations

import asyncio
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
