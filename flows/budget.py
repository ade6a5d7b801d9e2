"""How much may be at hand at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """So many things; who wants some waits till they are free. A small wish does not wait for large ones."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def take(self, count: int) -> AsyncIterator[None]:
        """Has `count` of them, which must not be more than there are."""
        async with self._freed:
            await self._freed.wait_for(lambda: self._free >= count)
            self._free -= count
        try:
            yield
        finally:
            async with self._freed:
                self._free += count
                self._freed.notify_all()
