"""One Prefect server for all flow tests, which one worker runs (it takes seconds to start)."""

import asyncio
import gc

import pytest

import flows  # noqa: F401  (sets Prefect's defaults before Prefect is imported)


@pytest.fixture(scope="session")
def prefect_server():
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def run(prefect_server):
    """Runs a flow; returns its final state and the counts."""
    from flows.progress import Progress, watcher

    def run_flow(flow, **parameters):
        seen = [Progress()]
        token = watcher.set(lambda progress: seen.append(progress))
        try:
            state = asyncio.run(_state(flow, parameters))
        finally:
            watcher.reset(token)
            gc.collect()  # what Prefect leaves open is told of in this test, not in another's
        return state, seen[-1]

    return run_flow


async def _state(flow, parameters):
    return await flow(**parameters, return_state=True)
