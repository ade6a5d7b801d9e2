"""Tells somebody what is wrong: in the log, to Prefect's automations, to a webhook, by a command."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from prefect import get_run_logger
from prefect.events import emit_event

from tasks.land.task import LOCK_TIMEOUT
from tasks.sources import Alerts
from warehouse.alerts import claim, unclaim
from warehouse.checks import Finding
from warehouse.home import Home
from warehouse.loader import open_loader

EVENT = "copydesk.alert"
WEBHOOK_SECONDS = 15.0  # for the answer
COMMAND_SECONDS = 60.0


def of_findings(found: list[Finding]) -> dict[str, str]:
    """What the checks have found, in a sentence each, by condition."""
    return {f"{one.check} {one.source_id}": f"{one.source_id}: {one.finding} ({one.check})" for one in found}


async def alert(home: Home, settings: Alerts, texts: Mapping[str, str]) -> None:
    """Tells of the conditions that are news, each at most once a day. It never fails a run.

    `texts` is a sentence a condition. What neither webhook nor command has taken is told again by the next
    run.
    """
    if not texts:
        return
    log = get_run_logger()
    try:
        fresh = await asyncio.to_thread(_claim, home, texts)
        for condition, text in fresh.items():
            log.warning("alert: %s", text)
            emit_event(
                EVENT, resource={"prefect.resource.id": f"copydesk.{condition}"}, payload={"text": text}
            )
        problems = await asyncio.to_thread(_send, settings, "\n".join(fresh.values())) if fresh else []
        for problem in problems:
            log.error(problem)
        if problems:
            await asyncio.to_thread(_unclaim, home, list(fresh))
    except Exception as error:
        log.error("no alert could be sent: %s", type(error).__name__)


def _claim(home: Home, texts: Mapping[str, str]) -> dict[str, str]:
    with open_loader(home, LOCK_TIMEOUT) as loader:
        return claim(loader, texts, datetime.now(UTC))


def _unclaim(home: Home, conditions: list[str]) -> None:
    with open_loader(home, LOCK_TIMEOUT) as loader:
        unclaim(loader, conditions)


def _send(settings: Alerts, text: str) -> list[str]:
    """Sends the text where the settings say; returns what went wrong."""
    problems = []
    if settings.webhook:
        problems += _post(settings.webhook, text)
    if settings.command:
        problems += _run(settings.command, text)
    return problems


def _post(url: str, text: str) -> list[str]:
    """The words never hold the URL: whoever has that of a webhook may write to it."""
    host = urlsplit(url).hostname
    try:
        answer = httpx.post(url, json={"text": f"Copydesk: {text}"}, timeout=WEBHOOK_SECONDS)
    except httpx.HTTPError as error:
        return [f"alert: the webhook at {host} does not answer: {type(error).__name__}"]
    return [] if answer.is_success else [f"alert: the webhook at {host} answers {answer.status_code}"]


def _run(command: tuple[str, ...], text: str) -> list[str]:
    try:
        done = subprocess.run(
            command, input=f"{text}\n", text=True, timeout=COMMAND_SECONDS, capture_output=True, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [f"alert: {command[0]} could not be run: {type(error).__name__}"]
    return [] if done.returncode == 0 else [f"alert: {command[0]} ended with {done.returncode}"]
