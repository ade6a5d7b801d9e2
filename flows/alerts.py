"""Tells somebody what is wrong: in the log, to Prefect's automations, to a webhook, by a command."""

from __future__ import annotations

import asyncio
import logging
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import httpx
from prefect import Flow, get_run_logger
from prefect.client.schemas.objects import FlowRun, State
from prefect.events import emit_event
from prefect.logging.loggers import flow_run_logger

from flows.naming import work_of
from flows.report import reason_of
from tasks.discover.sources_file import read_alerts
from tasks.sources import Alerts
from warehouse.alerts import claim, claim_by_files, unclaim, unclaim_by_files
from warehouse.checks import Finding
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.loader import open_loader

EVENT = "copydesk.alert"
Log = logging.Logger | logging.LoggerAdapter[Any]
WEBHOOK_SECONDS = 15.0  # for the answer
COMMAND_SECONDS = 60.0
# Set by a process that stops the runs it has started: a run that ends then, even before it has begun, has not
# crashed.
stopping = Event()


def of_findings(found: list[Finding]) -> dict[str, str]:
    """What the checks have found, in a sentence each, by condition."""
    return {f"{one.check} {one.source_id}": f"{one.source_id}: {one.finding} ({one.check})" for one in found}


def of_failure(work: str, reason: str) -> dict[str, str]:
    """That a run with that work ("ingest tagesschau") failed: one condition, whoever tells of it."""
    return {f"run {work}": f"{work} failed: {reason}"}


def of_death(work: str, reason: str) -> dict[str, str]:
    """That a run with that work is gone without a word: one condition, whoever tells of it."""
    return {f"crashed {work}": f"{work} has crashed: {reason}"}


async def tell_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State) -> None:
    """A hook of the scheduled flows: tells of runs, too, that failed before `run_of` had begun.

    One that got so far has told of it itself: the condition is the same, and is not told of twice.
    """
    work = work_of(flow.name, flow_run.parameters)
    await _tell(flow, flow_run, of_failure(work, reason_of(state.message)))


async def tell_crash(flow: Flow[..., Any], flow_run: FlowRun, state: State) -> None:
    """A hook of the scheduled flows, called by whoever had started the run's process, as that is gone.

    A run without a deployment is somebody's own, who sees how it ends.
    """
    if flow_run.deployment_id and not stopping.is_set():
        work = work_of(flow.name, flow_run.parameters)
        await _tell(flow, flow_run, of_death(work, state.message or "its process is gone"))


async def _tell(flow: Flow[..., Any], flow_run: FlowRun, texts: Mapping[str, str]) -> None:
    home, sources = (flow_run.parameters[name] for name in ("home", "sources_file"))
    settings = read_alerts(Path(sources))
    await alert(Home(Path(home)), settings, texts, flow_run_logger(flow_run, flow))


async def alert(home: Home, settings: Alerts, texts: Mapping[str, str], log: Log | None = None) -> None:
    """Tells of the conditions that are news, each once a day. It fails no run.

    `texts` is a sentence a condition. What neither webhook nor command has taken is told again by the next
    run. `log` is that of the run that this is called in, if none is given.
    """
    if not texts:
        return
    log = log or get_run_logger()
    try:
        fresh = await asyncio.to_thread(_claim, home, texts)
        for condition, text in fresh.items():
            log.warning("alert: %s", text)
            emit_event(
                EVENT, resource={"prefect.resource.id": f"copydesk.{condition}"}, payload={"text": text}
            )
        sent = await asyncio.to_thread(_send, settings, "\n".join(fresh.values())) if fresh else []
        for problem in filter(None, sent):
            log.error(problem)
        if sent and all(sent):
            await asyncio.to_thread(_unclaim, home, list(fresh))
    except Exception as error:
        log.error("no alert could be sent: %s", type(error).__name__)


def _claim(home: Home, texts: Mapping[str, str]) -> dict[str, str]:
    try:
        with open_loader(home) as loader:
            return claim(loader, texts, datetime.now(UTC))
    except WarehouseError:  # of which the alert may tell, such as a full disk
        return claim_by_files(home, texts, datetime.now(UTC))


def _unclaim(home: Home, conditions: list[str]) -> None:
    unclaim_by_files(home, conditions)
    with open_loader(home) as loader:
        unclaim(loader, conditions)


def _send(settings: Alerts, text: str) -> list[str | None]:
    """Sends the text where the settings say; returns for each of these what went wrong, if anything did."""
    sent = []
    if settings.webhook:
        sent.append(_post(settings.webhook, text))
    if settings.command:
        sent.append(_run(settings.command, text))
    return sent


def _post(url: str, text: str) -> str | None:
    """The words never hold the URL: whoever has that of a webhook may write to it."""
    host = urlsplit(url).hostname
    try:
        answer = httpx.post(url, json={"text": f"Copydesk: {text}"}, timeout=WEBHOOK_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"alert: the webhook at {host} does not answer: {type(error).__name__}"
    return None if answer.is_success else f"alert: the webhook at {host} answers {answer.status_code}"


def _run(command: tuple[str, ...], text: str) -> str | None:
    said = f"{text}\n".encode("utf-8", "replace")
    nowhere = subprocess.DEVNULL  # a pipe would be waited for until all that the command has left behind ends
    try:
        done = subprocess.run(
            command, input=said, timeout=COMMAND_SECONDS, stdout=nowhere, stderr=nowhere, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"alert: {command[0]} could not be run: {type(error).__name__}"
    return None if done.returncode == 0 else f"alert: {command[0]} ended with {done.returncode}"
