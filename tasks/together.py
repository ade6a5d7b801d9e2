"""Work that goes on side by side, until all of it is done or something of it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """A task group whose first failure is raised as it is: one full disk is one error, whoever met it."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as errors:
        # Prefect stops a run by raising in whatever is just at work.
        stops = [error for error in errors.exceptions if not isinstance(error, Exception)]
        raise (stops or errors.exceptions)[0] from None
