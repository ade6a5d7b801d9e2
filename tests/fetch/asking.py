"""How the tests of the fetcher ask, and what they expect of an end."""

import asyncio
import ssl

from tasks.records import EndsHere

TRUST = ssl.create_default_context()
PAGE = b"<html><title>Tide tables</title></html>"


def run(fetcher, *calls):
    """The results of `get(url, source)` calls, one after another; an EndsHere in place of a result."""

    async def all_of_them():
        results = []
        async with fetcher:
            for url, source in calls:
                try:
                    results.append(await fetcher.get(url, source))
                except EndsHere as end:
                    results.append(end)
        return results

    return asyncio.run(all_of_them())


def get(fetcher, url, source):
    return run(fetcher, (url, source))[0]


def assert_ends(result, outcome, *words):
    assert isinstance(result, EndsHere), result
    assert result.outcome is outcome, result.reason
    for word in words:
        assert word in result.reason
