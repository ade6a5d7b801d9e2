"""What begins and ends every run that lands articles: its record, its publishing, its report."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from prefect import Flow, get_client, get_run_logger
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import FlowRun, State
from prefect.context import SyncClientContext
from prefect.events import emit_event
from prefect.exceptions import ObjectNotFound, TerminationSignal
from prefect.runtime import flow_run

from flows.alerts import alert, of_death, of_failure, of_findings
from flows.front_page.write import NAME as FRONT_PAGE
from flows.front_page.write import is_fresh, write_page
from flows.live import shown_live
from flows.maintain import clear, is_to_clear
from flows.naming import work_of
from flows.progress import Progress, now_and_then, watcher
from flows.report import MAX_LISTED, Landed, outcome_lines, report_markdown, storable
from tasks.collector import collect_seldom
from tasks.land.task import publish
from tasks.records import Outcome, Run
from tasks.sources import Alerts
from warehouse.alive import alive, over, remove
from warehouse.checks import Finding
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.locks import LOCK_POLL
from warehouse.query import new_articles, open_published

TAG = "copydesk"  # of all our runs and deployments
ENDED = "copydesk.run.ended"  # event
NO_ALERTS = Alerts()  # but in the log
LETS_OTHERS_IN = 3 * LOCK_POLL  # seconds between two turns: who waits for the lock only looks now and then


@dataclass(frozen=True)
class Desk:
    """What a run works with."""

    home: Home
    run_id: str
    progress: Progress


def tell_end(flow: Flow[..., Any], flow_run: FlowRun, state: State) -> None:
    """A hook of every flow: tells the server's automations not to expect a sign of life any more."""
    emit_event(
        ENDED,
        resource={"prefect.resource.id": f"prefect.flow-run.{flow_run.id}"},
        related=[{"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}],
        payload={"state": state.name or ""},
    )


@asynccontextmanager
async def run_of(
    kind: str, home: Home, progress: Progress | None = None, alerts: Alerts = NO_ALERTS
) -> AsyncIterator[Desk]:
    """A run of that kind ("ingest", "load", "reextract"), recorded in the warehouse from beginning to end.

    The kind is the name of its flow, so that whoever tells of the run calls it the same (`work_of`).
    At the end, whatever happened inside, what has landed is published. A run that was stopped or failed does
    that without Prefect, whose server may be gone; any other reports its outcomes there. What looks wrong is
    told to whom `alerts` names.
    """
    desk = Desk(
        home, uuid4().hex, progress or Progress(watch=watcher.get() or now_and_then(get_run_logger().info))
    )
    collect_seldom()
    logging.getLogger("asyncio").addFilter(_is_no_stop)  # a stop may come in the last lines of a run, too
    work = work_of(kind, flow_run.parameters)
    run = Run(desk.run_id, kind, started_at=datetime.now(UTC), flow_run_id=flow_run.id)
    with alive(home, run.run_id):
        await asyncio.to_thread(_start, home, run)
        try:
            async with shown_live(desk.progress):
                # Without it every task run makes a client of its own, which reads all trusted certificates.
                with SyncClientContext.get_or_create():
                    yield desk
        except BaseException as error:
            # Who stops it waits: the next run checks and compares for this one, too.
            state = "failed" if isinstance(error, Exception) else "stopped"
            await asyncio.to_thread(_end, home, run.run_id, state)
            await asyncio.to_thread(publish.fn, home)
            if state == "failed":
                await alert(home, alerts, of_failure(work, str(error)))
            raise
        found = await asyncio.to_thread(_finish, desk)
        await asyncio.to_thread(publish, home)
        await asyncio.to_thread(_front_page, desk)
        await _report(desk)
        failure = desk.progress.failure
        await alert(home, alerts, of_findings(found) | (of_failure(work, failure) if failure else {}))


def _is_no_stop(record: logging.LogRecord) -> bool:
    """A filter for the log: that Prefect stops a run with an exception is no news, and sixty lines long."""
    return not (record.exc_info and isinstance(record.exc_info[1], TerminationSignal))


async def settle_killed(home: Home, alerts: Alerts) -> None:
    """Records which runs were killed: Prefect, or their lock, says that they are over, and they could not.

    Their sources are free for others then.
    """
    killed: list[str] = []
    texts: dict[str, str] = {}
    ended = await asyncio.to_thread(over, home)
    async with get_client() as client:
        for run in await asyncio.to_thread(_under_way, home):
            # Another server's run is not found, and may be alive.
            with suppress(ObjectNotFound):
                known = await client.read_flow_run(UUID(run.flow_run_id))
                if run.run_id in ended or (known.state and known.state.is_final()):
                    killed.append(run.run_id)
                    texts |= of_death(work_of(run.kind, known.parameters), "it was killed")
    if killed:
        await asyncio.to_thread(_mark_killed, home, killed)
        await alert(home, alerts, texts)


def _under_way(home: Home) -> list[Run]:
    with open_loader(home) as loader:
        return loader.under_way()


def _mark_killed(home: Home, run_ids: list[str]) -> None:
    with open_loader(home) as loader:
        loader.mark_killed(run_ids)


def _start(home: Home, run: Run) -> None:
    """Records that the run has begun, and which others were killed."""
    ended = over(home)
    with open_loader(home) as loader:
        loader.mark_killed(ended)
        loader.start_run(run)
    remove(home, ended)


def _end(home: Home, run_id: str, state: str) -> None:
    with open_loader(home) as loader:
        loader.finish_run(run_id, datetime.now(UTC), state)


def _finish(desk: Desk) -> list[Finding]:
    with open_loader(desk.home) as loader:
        state = "failed" if desk.progress.failure else "completed"
        loader.finish_run(desk.run_id, datetime.now(UTC), state)
        found = loader.check(desk.run_id)
        its = loader.looked_at(desk.run_id)
        # Here, as most runs land so little that the second turn finds nothing: no other opening is needed.
        is_more = loader.index() and loader.index()
        must_clear = is_to_clear(loader, desk.home)
    if is_more:
        time.sleep(LETS_OTHERS_IN)
        index_all(desk.home)
    if must_clear:
        desk.progress.problems += clear(desk.home).problems
    # Of what the checks find in others, `status` and alerts tell: here it would seem to be this run's.
    told = (one for one in found if not its or one.source_id in its)
    desk.progress.notes += [f"check {one.check}: {one.source_id}: {one.finding}" for one in told]
    return found


def index_all(home: Home) -> None:
    """Indexes what has landed, in turns, so that other runs can land in between."""
    while True:
        with open_loader(home) as loader:
            if not loader.index():
                return
        time.sleep(LETS_OTHERS_IN)


def _front_page(desk: Desk) -> None:
    """Refreshes the page in the home. It is a view of what has landed: a run does not fail with it."""
    outcomes = desk.progress.total()
    try:
        if outcomes[Outcome.NEW] or outcomes[Outcome.UPDATED] or not is_fresh(desk.home):
            page = write_page(desk.home)
            desk.progress.notes.append(f"front page: {page.resolve().as_uri()}")
    except Exception as error:
        desk.progress.notes.append(f"front page: not refreshed: {error}")


async def _report(desk: Desk) -> None:
    log = get_run_logger()
    for line in [*outcome_lines(desk.progress), *desk.progress.notes]:
        log.info(storable(line))
    for line in desk.progress.problems:
        log.warning(storable(line))
    landed = await asyncio.to_thread(_landed, desk)
    await acreate_markdown_artifact(
        report_markdown(desk.progress, landed), key="outcomes", description="How this run ended"
    )


def _landed(desk: Desk) -> Landed:
    with open_published(desk.home) as con:
        found = new_articles(con, desk.run_id, MAX_LISTED)
    front_page = desk.home.path / FRONT_PAGE
    return Landed(desk.run_id, found, front_page if front_page.exists() else None)
