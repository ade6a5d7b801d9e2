"""Which entries are worth a request: not those that the warehouse holds, nor one page twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableSet, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter

from tasks.discover.moments import moment
from tasks.discover.urls import url_key
from tasks.records import Ended, Entry, Outcome

# A feed that dates its items into the future would otherwise have them fetched in every run.
CLOCK_TOLERANCE = timedelta(minutes=15)
MAX_REVISITS = 100  # pages of one source that a run fetches again because they are due, the newest first


def split_held(
    entries: Iterable[Entry],
    held: Mapping[str, datetime],
    seen: MutableSet[str] | None = None,
    revisits: Sequence[Entry] = (),
    forgotten: Set[str] = frozenset(),
) -> tuple[list[Entry], list[Ended]]:
    """Entries to fetch, and those that end here.

    `held` gives for URLs that the warehouse holds when each was last fetched; spellings of one page are one,
    fetched when the last of them was. An entry whose feed or sitemap dates it later than that is fetched
    again, as is one that is due by `revisits`; the others end as HELD. One whose URL is among `forgotten`
    ends as FORGOTTEN. What is due and was not offered comes last. `seen` holds the keys of the pages that
    this run has met (of other sources, for example); an entry met before ends as DUPLICATE_URL, and what is
    new is added. Pure but for that.
    """
    met = set() if seen is None else seen
    due = {url_key(entry.url): entry for entry in revisits}
    last_fetched = {url_key(url): at for url, at in sorted(held.items(), key=itemgetter(1))}
    to_fetch: list[Entry] = []
    ended: list[Ended] = []
    for entry in entries:
        key = url_key(entry.url)
        if key in met:
            ended.append(Ended(entry, Outcome.DUPLICATE_URL))
            continue
        met.add(key)
        if entry.url in forgotten:
            ended.append(Ended(entry, Outcome.FORGOTTEN))
            continue
        at = last_fetched.get(key)
        if at is not None and key not in due and not changed_since(entry, at):
            ended.append(Ended(entry, Outcome.HELD))
        else:
            # Under the address that is known: feeds put another tracking parameter on it each time.
            to_fetch.append(replace(entry, url=due[key].url) if key in due else entry)
    to_fetch += [entry for key, entry in due.items() if key not in met]
    met |= due.keys()
    return to_fetch, ended


def hopeful_first(entries: Iterable[Entry], in_vain: Set[str]) -> list[Entry]:
    """The entries in their order, but last those whose URLs were asked for in vain of late.

    After some failures in a row a host is left alone: a few pages that never come would keep all that stand
    behind them in the feed from being asked for, in every run.
    """
    return sorted(entries, key=lambda entry: entry.url in in_vain)


def changed_since(entry: Entry, fetched_at: datetime) -> bool:
    """True if the feed or sitemap dates the entry later than `fetched_at`.

    A date without a zone says nothing sure, and one in the future is a mistake: neither counts.
    """
    latest = entry.seen_at + CLOCK_TOLERANCE
    dates = (moment(text) for text in (entry.modified_text, entry.published_text))
    return any(fetched_at < date <= latest for date in dates if date is not None)
