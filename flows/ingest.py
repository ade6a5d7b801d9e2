"""The ingest flow: sources in, landed articles out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from flows.alerts import tell_crash, tell_failure
from flows.archiving import archive_of, remember
from flows.budget import Budget
from flows.fetching import fetcher_of
from flows.naming import run_name
from flows.pipeline import batches, land_batch, read_and_land
from flows.report import first_of, in_words
from flows.run import Desk, run_of, settle_killed, tell_end
from tasks.discover.held import MAX_REVISITS, hopeful_first, split_held
from tasks.discover.polling import MEMORY, due
from tasks.discover.sources_file import choose, read_sources
from tasks.discover.task import discover
from tasks.discover.urls import url_key
from tasks.fetch.archive import Archive
from tasks.fetch.fetcher import Fetcher
from tasks.fetch.task import fetch
from tasks.logins import shown
from tasks.records import Attempt, Entry, Look, Outcome, Poll
from tasks.sources import AUTO, Source
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.loader import open_loader

LOOKS_AT_ONCE = 100  # sources that are asked for what they offer
# Pages on their way from a site to the warehouse, over all sources: some 500 MB at worst. Most of their time
# is politeness, and a site that is slow holds up none but itself.
PAGES_AT_ONCE = 3000

SLOWEST = 5  # hosts that a run's report names

# After these another run may bring the page. An unchanged feed would not offer it again, so a source with
# one such entry, of whichever feed, has all its feeds read anew in the next run. What the site gives us for
# good (gone, a consent page, a paywall) can wait until its feed changes.
WORTH_A_RETRY = frozenset(
    {
        Outcome.BLOCK_PAGE,
        Outcome.ROBOTS,
        Outcome.REFUSED,
        Outcome.TIMED_OUT,
        Outcome.UNREACHABLE,
        Outcome.HTTP_ERROR,
        Outcome.QUARANTINED,
    }
)

# What the warehouse did not hold: the more of it, the sooner an "auto" source is looked at again.
NEWS = (Outcome.NEW, Outcome.PAYWALL_STUB)
# For so long no tick takes up a source that another run has begun with, in case that run was killed.
BUSY = timedelta(hours=2)
# For so long a page that did not come is asked for after the others of its source.
LATELY = timedelta(days=1)


@flow(
    name="ingest",
    flow_run_name=run_name,
    on_completion=[tell_end],
    on_failure=[tell_end, tell_failure],
    on_crashed=[tell_crash],
)
async def ingest(source_ids: list[str], sources_file: Path, home: Path, due_only: bool = False) -> State:
    """Discovers, fetches, archives, cleans, normalizes and lands what the sources offer, then publishes.

    Args:
        source_ids: names in the sources file; none means all.
        sources_file: the sources.toml to read.
        home: folder of the warehouse and the archive; made if absent.
        due_only: of the sources, only those whose schedule is "auto" and that are due now.

    The run fails if every source failed, so that a schedule shows it; one dead feed is a counted outcome.
    """
    settings = read_sources(sources_file)
    sources = choose(settings, source_ids)
    await settle_killed(Home(home), settings.alerts)
    if due_only:
        sources = await asyncio.to_thread(_due, Home(home), sources)
        if not sources:
            return Completed(message="no source is due")
    async with (
        run_of("ingest", Home(home), alerts=settings.alerts) as desk,
        fetcher_of(desk, settings.fetch) as fetcher,
        archive_of(desk, settings.sources) as archive,
    ):
        await asyncio.to_thread(_keep_sources, desk.home, sources)
        looks, pages = asyncio.Semaphore(LOOKS_AT_ONCE), Budget(PAGES_AT_ONCE)
        tools = Tools(desk, fetcher, archive, set(), looks, pages, due_only)
        worked = await asyncio.gather(*(_one_source(source, tools) for source in sources))
        desk.progress.slow_hosts = fetcher.slowest(SLOWEST)
        words = in_words(desk.progress.total())
        if not any(worked):
            desk.progress.failure = f"no source could be read: {first_of(desk.progress.problems)}"
    if desk.progress.failure:
        return Failed(message=desk.progress.failure)
    return Completed(message=words)


@dataclass(frozen=True)
class Tools:
    """What the sources of a run share."""

    desk: Desk
    fetcher: Fetcher
    archive: Archive
    seen: set[str]  # keys of the pages that any source has offered
    looks: asyncio.Semaphore
    pages: Budget
    due_only: bool  # what another run has taken up meanwhile is left to it


async def _one_source(source: Source, tools: Tools) -> bool:
    """Works on a source; False if it could not be read at all. Its failure never stops another's."""
    try:
        return await _ingest_source(source, tools)
    except Exception as error:
        get_run_logger().exception("%s failed", source.source_id)
        tools.desk.progress.problems.append(f"{source.source_id}: {error}")
        await asyncio.to_thread(_note_failure, tools.desk, source)
        return False


async def _ingest_source(source: Source, tools: Tools) -> bool:
    name, desk = source.source_id, tools.desk
    async with tools.looks:
        look = Look(name, desk.run_id, datetime.now(UTC))
        begun = await asyncio.to_thread(_begin, desk.home, source, look, tools.due_only)
        if begun is None:
            return True
        polls, revisits = begun
        discovery = await discover.with_options(task_run_name=f"discover {name}")(
            source, tools.fetcher, quote(polls)
        )
    since = look.looked_at - LATELY
    held, forgotten, in_vain = await asyncio.to_thread(_known, desk.home, name, discovery.entries, since)
    # A source that does not answer now is asked for its articles another time.
    revisits = [] if discovery.is_failed else revisits
    entries, ended = split_held(discovery.entries, held, tools.seen, revisits, forgotten)
    entries = hopeful_first(entries, in_vain)
    ended = [*discovery.failures, *discovery.skipped, *ended]
    desk.progress.problems += [f"{name}: {shown(end.entry.url)}: {end.reason}" for end in discovery.failures]
    desk.progress.offer(len(entries) + len(ended))
    if ended:
        await land_batch([], ended, [], desk, name)
    if entries:
        await asyncio.to_thread(remember, entries, tools.archive, desk.home)
    for number, batch in enumerate(batches(entries), start=1):
        label = f"{name} {number}"
        async with tools.pages.take(len(batch)):
            fetched = await fetch.with_options(task_run_name=f"fetch {label}")(
                quote(batch), source, tools.fetcher, tools.archive, desk.progress.arrive
            )
            await read_and_land(fetched.done, fetched.ended, {name: source}, desk, label)
    outcomes = desk.progress.outcomes.get(name, Counter())
    look = replace(
        look,
        offered=discovery.offered,
        new_entries=sum(outcomes[outcome] for outcome in NEWS),
        is_failed=discovery.is_failed,
    )
    # Only now: a run that is killed before would have hidden what it had not landed.
    polls = [] if WORTH_A_RETRY & outcomes.keys() else discovery.polls
    await asyncio.to_thread(_end, desk.home, look, polls, tools.fetcher.attempts.pop(name, []))
    return not discovery.is_failed


def _note_failure(desk: Desk, source: Source) -> None:
    """A source at which a run fails is looked at less often, as one that does not answer."""
    look = Look(source.source_id, desk.run_id, datetime.now(UTC), is_failed=True)
    with suppress(WarehouseError), open_loader(desk.home) as loader:  # which may be why it failed
        loader.end_look(look, look.looked_at)


def _keep_sources(home: Home, sources: Sequence[Source]) -> None:
    with open_loader(home) as loader:
        loader.keep_sources(sources)


def _due(home: Home, sources: Sequence[Source]) -> list[Source]:
    now = datetime.now(UTC)
    with open_loader(home) as loader:
        looks, busy = loader.looks(MEMORY, now), loader.busy(now - BUSY)
    return due((source for source in sources if source.schedule == AUTO), looks, busy, now)


def _begin(
    home: Home, source: Source, look: Look, due_only: bool
) -> tuple[Sequence[Poll], list[Entry]] | None:
    """What is known of the source's feeds, and which of its articles are due to be fetched again.

    None if only what is due is wanted, and another run works at the source.
    """
    with open_loader(home) as loader:
        if due_only and source.source_id in loader.busy(look.looked_at - BUSY):
            return None
        loader.begin_look(look)
        revisits = loader.due(source.source_id, source.revisit_ages, look.looked_at, MAX_REVISITS)
        return loader.polls(source.source_id), revisits


def _end(home: Home, look: Look, polls: Sequence[Poll], attempts: Sequence[Attempt]) -> None:
    with open_loader(home) as loader, loader.writing():
        loader.keep_polls(polls)
        loader.keep_attempts(look.run_id, attempts)
        loader.end_look(look, datetime.now(UTC))


def _known(
    home: Home, source_id: str, entries: Sequence[Entry], since: datetime
) -> tuple[dict[str, datetime], set[str], set[str]]:
    """Of the entries' URLs when each was last fetched and which were forgotten; of the source's which were
    asked for in vain later than `since`."""
    if not entries:  # most sources offer nothing new
        return {}, set(), set()
    urls = [entry.url for entry in entries]
    # Under its key as well: feeds put another tracking parameter on each time.
    spelled = {*urls, *map(url_key, urls)}
    with open_loader(home) as loader:
        return loader.held(sorted(spelled)), loader.forgotten(urls), loader.in_vain(source_id, since)
