"""How much may be at hand at once."""

import asyncio

from flows.budget import Budget


def test_small_wishes_pass_by_a_large_one_and_nothing_is_lost():
    async def run():
        budget = Budget(10)
        done = []

        async def want(name, count, until):
            async with budget.take(count):
                await until.wait()
                done.append(name)

        slow, now = asyncio.Event(), asyncio.Event()
        now.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(want("slow", 8, slow))
            await asyncio.sleep(0)
            large = group.create_task(want("large", 5, now))
            await group.create_task(want("small", 2, now))
            assert done == ["small"] and not large.done()
            slow.set()
        assert done == ["small", "slow", "large"]
        async with asyncio.timeout(5), budget.take(10):
            return

    asyncio.run(run())
