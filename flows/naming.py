"""What runs are called, in Prefect's UI and in alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prefect.runtime import flow_run

from tasks.logins import shown

NAMES = 3  # sources or paths that are listed


def run_name() -> str:
    """What a run is called in Prefect: "ingest tagesschau, 2026-05-16 08:20", in UTC.

    The time is the one that it was due at: Prefect begins some runs a moment early, within the minute before,
    which the last run may have been called after already.
    """
    when = flow_run.scheduled_start_time or datetime.now(UTC)
    return f"{work_of(flow_run.flow_name, flow_run.parameters)}, {when.astimezone(UTC):%Y-%m-%d %H:%M}"


def work_of(flow_name: str, parameters: Mapping[str, Any]) -> str:
    """What the runs of a flow with these parameters have in common: "ingest tagesschau", "maintain"."""
    what = parameters.get("source_ids") or parameters.get("what") or []
    if "source_ids" in parameters and not what:
        what = ["what is due" if parameters.get("due_only") else "all sources"]
    more = ["…"] if len(what) > NAMES else []
    return " ".join([flow_name, *(shown(name) for name in what[:NAMES]), *more])
