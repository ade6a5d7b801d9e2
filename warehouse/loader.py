"""The warehouse as the flows see it: open for moments, under a lock, to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from tasks.backfill.parts import Part
from tasks.clean.memory import SiteMemory
from tasks.fetch.hosts import Rest
from tasks.fetch.robots import KeptRobots
from tasks.records import Article, Attempt, Capture, Ended, Entry, Look, Poll, Reread, Run
from tasks.sources import Source
from warehouse import described, landing, looks, rows, site_memory, texts
from warehouse.arrow import registered
from warehouse.checks import Finding, run_checks
from warehouse.engine import connect_loader, in_our_words
from warehouse.errors import WarehouseBusy
from warehouse.forgotten import forgotten_among
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.locks import LOCK_TIMEOUT, busy, locked
from warehouse.migrations import migrate
from warehouse.publish import ensure_loader
from warehouse.rereads import land_rereads
from warehouse.transaction import transaction
from warehouse.turns import Turns
from warehouse.urls import held

_HELD_PAYLOADS = """
SELECT DISTINCT digest FROM core.versions SEMI JOIN asked USING (digest) WHERE is_newest
"""

# What has done no more than fail may be read again by a repaired reader.
_HELD_CAPTURES = """
SELECT DISTINCT capture_id, digest FROM raw.captures SEMI JOIN asked USING (capture_id)
ANTI JOIN (
    SELECT capture_id FROM raw.entries SEMI JOIN asked USING (capture_id)
    GROUP BY capture_id HAVING bool_and(outcome = 'quarantined')
) failed USING (capture_id)
"""

_UNDER_WAY = """
SELECT run_id, kind, started_at, flow_run_id FROM core.runs
WHERE state = 'running' AND flow_run_id IS NOT NULL
"""

_MARK_KILLED = (
    "UPDATE core.runs SET state = 'killed' WHERE state = 'running' AND run_id IN (SELECT unnest(?))"
)

_MERGE_ROBOTS = """
MERGE INTO raw.robots r USING fresh f ON r.url = f.url
WHEN MATCHED AND (r.fetched_at <= f.fetched_at OR r.fetched_at > f.fetched_at + INTERVAL 1 DAY)
    THEN UPDATE SET fetched_at = f.fetched_at, status = f.status, robots_text = f.robots_text
WHEN NOT MATCHED THEN INSERT BY NAME
"""

# Who wanted all has read what others want, too.
_BACKFILLED = """
SELECT begins, ends FROM raw.backfilled WHERE location = ? AND size = ? AND (wanted IS NULL OR wanted = ?)
"""


class Loader:
    """An open warehouse. Every method is one transaction; those that keep, begin or end can share one."""

    def __init__(self, con: duckdb.DuckDBPyConnection, store: Path | Lake) -> None:
        self.con = con
        self.store = store
        self._is_writing = False

    def start_run(self, run: Run) -> None:
        """Records that a run has begun; once, however often it is told."""
        with self.writing():
            self.con.execute(
                "INSERT INTO core.runs SELECT $run_id, $kind, $flow_run_id, $started_at, NULL, 'running'"
                " WHERE NOT EXISTS (FROM core.runs WHERE run_id = $run_id)",
                {
                    "run_id": run.run_id,
                    "kind": run.kind,
                    "flow_run_id": run.flow_run_id,
                    "started_at": run.started_at,
                },
            )

    def finish_run(self, run_id: str, finished_at: datetime, state: str) -> None:
        """Records how a run has ended: "completed", "failed", …"""
        with self.writing():
            self.con.execute(
                "UPDATE core.runs SET finished_at = ?, state = ? WHERE run_id = ?",
                [finished_at, state, run_id],
            )

    def under_way(self) -> list[Run]:
        """The runs that Prefect knows and that have not said how they ended."""
        with in_our_words(self.store):
            return [Run(*row) for row in self.con.execute(_UNDER_WAY).fetchall()]

    def mark_killed(self, run_ids: Sequence[str]) -> None:
        """Records that these runs ended, nobody knows when, without saying so."""
        with self.writing():
            self.con.execute(_MARK_KILLED, [run_ids])

    def keep_sources(self, sources: Sequence[Source]) -> None:
        """Records how sources.toml describes the sources that a run uses."""
        with self.writing():
            described.keep(self.con, sources, datetime.now(UTC))

    def polls(self, source_id: str) -> list[Poll]:
        """What is known of the source's feeds and sitemaps since they were last asked, by URL.

        Nothing, if the source has wanted more or less of them since (`keep_sources`).
        """
        with in_our_words(self.store):
            return described.polls(self.con, source_id)

    def keep_polls(self, polls: Sequence[Poll]) -> None:
        """Keeps them for the next look; the newest of a source and URL wins.

        To be called once all that they offered has landed: an unchanged feed offers it no more.
        """
        if polls:
            with self.writing():
                described.keep_polls(self.con, polls)

    def robots(self, since: datetime) -> list[KeptRobots]:
        """The robots.txt files that were fetched later than `since`."""
        with in_our_words(self.store):
            found = self.con.execute("FROM raw.robots WHERE fetched_at > ? ORDER BY url", [since]).fetchall()
            return [KeptRobots(*row) for row in found]

    def keep_robots(self, fresh: Sequence[KeptRobots], since: datetime) -> None:
        """Keeps them for later runs, and forgets what was fetched before `since`; if there are any."""
        if not fresh:
            return
        with self.writing(), registered(self.con, "fresh", rows.robots(fresh)):
            self.con.execute("DELETE FROM raw.robots WHERE fetched_at <= ?", [since])
            self.con.execute(_MERGE_ROBOTS)

    def rests(self, now: datetime) -> list[Rest]:
        """The hosts that want to be left alone until later than `now`."""
        with in_our_words(self.store):
            found = self.con.execute("FROM raw.rests WHERE until > ? ORDER BY host", [now]).fetchall()
            return [Rest(*row) for row in found]

    def keep_rests(self, fresh: Sequence[Rest], now: datetime) -> None:
        """Keeps them for later runs, and forgets what is over; if there are any."""
        if not fresh:
            return
        with self.writing(), registered(self.con, "fresh", rows.rests(fresh)):
            self.con.execute(
                "DELETE FROM raw.rests WHERE until <= ? OR host IN (SELECT host FROM fresh)", [now]
            )
            self.con.execute("INSERT INTO raw.rests BY NAME FROM fresh")

    def keep_attempts(self, run_id: str, attempts: Sequence[Attempt]) -> None:
        """Keeps the requests that a run has made, but for those that ask for what was forgotten."""
        with in_our_words(self.store):
            gone = forgotten_among(
                self.con, urls=[url for one in attempts for url in (one.entry_url, one.url)]
            )
        kept = [one for one in attempts if not gone.bars_url(one.entry_url) and not gone.bars_url(one.url)]
        if kept:
            with self.writing(), registered(self.con, "made", rows.attempts(kept, run_id)):
                self.con.execute("INSERT INTO raw.fetch_attempts BY NAME FROM made")

    def begin_look(self, look: Look) -> None:
        """Records that a run now works at a source."""
        with self.writing():
            looks.begin(self.con, look)

    def end_look(self, look: Look, ended_at: datetime) -> None:
        """Records what the look has come to, once all of that has landed."""
        with self.writing():
            looks.end(self.con, look, ended_at)

    def looks(self, most: int, now: datetime) -> dict[str, list[Look]]:
        """The looks at each source that have ended, the newest first, at most so many each."""
        with in_our_words(self.store):
            return looks.by_source(self.con, most, now)

    def busy(self, since: datetime) -> set[str]:
        """The sources that runs are working at which have begun with them later than `since`."""
        with in_our_words(self.store):
            return looks.busy(self.con, since)

    def looked_at(self, run_id: str) -> set[str]:
        """The sources that a run has looked at; none if it is of another kind."""
        with in_our_words(self.store):
            return looks.of_run(self.con, run_id)

    def in_vain(self, source_id: str, since: datetime) -> set[str]:
        """The URLs of a source that were asked for later than `since`, and at least once without success."""
        with in_our_words(self.store):
            return looks.in_vain(self.con, source_id, since)

    def due(self, source_id: str, ages: Sequence[timedelta], now: datetime, most: int) -> list[Entry]:
        """Articles of a source that have reached one of these ages since their page was last asked for.

        Ages count from publication, or from when the article was first seen if that was before or is all
        that is known. The newest come first, `most` at most. One try an age, whatever came of it.
        """
        with in_our_words(self.store):
            return looks.due(self.con, source_id, ages, now, most)

    def held(self, urls: Sequence[str]) -> dict[str, datetime]:
        """Those of the URLs that the warehouse holds, and when each was last fetched.

        Held is what led to an article, and what need not be fetched again to know that it leads to none.
        """
        with in_our_words(self.store):
            return held(self.con, urls)

    def forgotten(self, urls: Sequence[str]) -> set[str]:
        """Those of the URLs that were forgotten, or whose site was: they are not to be asked for."""
        with in_our_words(self.store):
            gone = forgotten_among(self.con, urls=urls)
        return {url for url in urls if gone.bars_url(url)}

    def memory(self, hosts: Iterable[str]) -> dict[str, SiteMemory]:
        """What articles of these sites have taught about repeated blocks; by host, unknown ones absent."""
        with in_our_words(self.store):
            return site_memory.recall(self.con, hosts)

    def held_payloads(self, digests: Sequence[str]) -> set[str]:
        """Those of the payload digests that are the newest reading of an article."""
        with (
            in_our_words(self.store),
            registered(self.con, "asked", rows.strings("digest", digests)),
        ):
            return {digest for (digest,) in self.con.execute(_HELD_PAYLOADS).fetchall()}

    def held_captures(self, capture_ids: Sequence[str]) -> set[tuple[str, str]]:
        """Those of the captures that an earlier run has dealt with, whatever came of them; with digests."""
        with (
            in_our_words(self.store),
            registered(self.con, "asked", rows.strings("capture_id", capture_ids)),
        ):
            return set(self.con.execute(_HELD_CAPTURES).fetchall())

    def land(
        self,
        run_id: str,
        articles: Sequence[Article],
        ended: Sequence[Ended],
        captures: Sequence[Capture],
        part: Part | None = None,
    ) -> list[Ended]:
        """Lands a batch; returns how each of its entries ended: the articles', then `ended`, in their order.

        All of it lands, or nothing. `part` is the part of an archive that the batch is.
        """
        with in_our_words(self.store):
            return landing.land(self.con, run_id, articles, ended, captures, part=part)

    def backfilled(self, location: str, size: int, wanted: str | None) -> list[tuple[int, int]]:
        """The parts of an archive that have landed, of which no more was wanted: where they begin and end."""
        with in_our_words(self.store):
            return self.con.execute(_BACKFILLED, [location, size, wanted]).fetchall()

    def index(self) -> bool:
        """Indexes some of the texts that are not indexed yet, for search and for near-copies.

        False if there were none. Call it until then; the warehouse can be left in between.
        """
        with in_our_words(self.store):
            work = texts.find_work(self.con)
        if work is None:
            return False
        with self.writing():
            texts.do(self.con, work)
        return True

    def described(self) -> dict[str, Source]:
        """What is known of sources from the sources.toml that last described them, by source_id."""
        with in_our_words(self.store):
            return described.sources(self.con)

    def land_rereads(self, run_id: str, rereads: Sequence[Reread]) -> list[Ended]:
        """Lands what today's reader makes of archived pages; returns how each ended, in their order."""
        with in_our_words(self.store):
            return land_rereads(self.con, run_id, rereads)

    def check(self, run_id: str, now: datetime | None = None) -> list[Finding]:
        """Runs the quality checks and stores what they find under that run."""
        when = now or datetime.now(UTC)
        with self.writing():
            found = run_checks(self.con, when)
            with registered(self.con, "found", rows.findings(found, run_id, when)):
                self.con.execute("DELETE FROM core.findings WHERE run_id = ?", [run_id])
                self.con.execute("INSERT INTO core.findings BY NAME FROM found")
        return found

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that its other methods take part in: to commit costs more than most of them do."""
        if self._is_writing:
            yield
            return
        self._is_writing = True
        try:
            with in_our_words(self.store), transaction(self.con):
                yield
        finally:
            self._is_writing = False


_turns: dict[Path, Turns[Loader]] = {}  # by home


@contextmanager
def open_loader(home: Home, timeout: float = LOCK_TIMEOUT) -> Iterator[Loader]:
    """Opens the warehouse for writing, brings its schema up to date, and closes it at the end.

    Hold it for moments: nobody else can write meanwhile. `timeout` is the wait for the lock, in seconds.
    Threads of this process that want it at the same time share one opening, one after the other.
    """
    turns = _turns.setdefault(home.path.absolute(), Turns())
    with ExitStack() as stack:
        try:
            loader = stack.enter_context(turns.turn(lambda: _opened(home, timeout), timeout))
        except TimeoutError as error:
            raise busy(home, timeout) from error
        yield loader


@contextmanager
def _opened(home: Home, timeout: float) -> Iterator[Loader]:
    store = home.store
    with locked(home, timeout):
        if home.store != store:
            raise WarehouseBusy(f"The warehouse of {home.path} was just moved. Run this again.")
        if not isinstance(store, Lake):
            ensure_loader(home)
        con = connect_loader(store)
        try:
            with in_our_words(store):
                migrate(con)
            yield Loader(con, store)
        finally:
            con.close()
