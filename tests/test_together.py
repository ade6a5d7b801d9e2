"""Work side by side."""

import asyncio

import pytest

from tasks.together import together


async def full():
    raise OSError("No space left on device")


def test_one_failure_of_many_is_told_as_it_is_and_ends_the_others():
    async def work():
        async with together() as group:
            others = [group.create_task(asyncio.sleep(3600)) for _ in range(3)]
            for _ in range(2):
                group.create_task(full())
        return others

    with pytest.raises(OSError, match="No space left"):
        asyncio.run(work())


def test_a_stop_that_is_raised_in_one_of_them_goes_before_what_failed():
    class Stop(BaseException):
        pass

    async def stopped():
        raise Stop

    async def work():
        async with together() as group:
            group.create_task(full())
            group.create_task(stopped())

    with pytest.raises(Stop):
        asyncio.run(work())


def test_a_stop_stays_a_stop():
    async def work():
        async with together() as group:
            group.create_task(asyncio.sleep(3600))

    async def stopped():
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
