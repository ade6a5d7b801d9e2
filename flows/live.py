"""How far a run has come, in Prefect's UI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact

from flows.progress import Progress
from flows.report import in_words

# Between two looks. An artifact costs client and server 30 to 50 ms, and most runs are over before the first.
LOOK_SECONDS = 5.0
KEY = "progress"


@asynccontextmanager
async def shown_live(progress: Progress, look_seconds: float = LOOK_SECONDS) -> AsyncIterator[None]:
    """Meanwhile, the run has a progress artifact: the share of its entries that have ended, and how."""
    bar = _Bar(progress)
    watching = asyncio.create_task(bar.watch(look_seconds))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    await bar.show()  # the end; who is stopped does not wait for it


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._artifact: UUID | None = None
        self._shown = ""

    async def watch(self, look_seconds: float) -> None:
        """Shows what has changed, now and then, until cancelled. It is no reason for a run to fail."""
        while True:
            await asyncio.sleep(look_seconds)
            if self._artifact is None:
                with suppress(Exception):
                    self._artifact = await acreate_progress_artifact(0, KEY, "starting")
            await self.show()

    async def show(self) -> None:
        """Brings the artifact up to date, if there is one."""
        done = self._progress.total()
        words = in_words(done)
        if self._artifact is None or words == self._shown:
            return
        share = 100 * done.total() / max(self._progress.offered, done.total(), 1)
        try:
            await aupdate_progress_artifact(self._artifact, progress=share, description=words)
            self._shown = words
        except Exception as error:
            get_run_logger().warning("progress could not be shown: %s", error)
