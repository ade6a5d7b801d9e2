"""Runs that have ended without a word: they must not be shown as running, nor keep a place from others."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from prefect import get_client
from prefect.automations import (
    AutomationCore,
    ChangeFlowRunState,
    EventTrigger,
    Posture,
    ResourceSpecification,
)
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Crashed
from prefect.types import DateTime

from flows.run import ENDED, TAG

# A run gives a sign of life every 30 seconds (flows/__init__.py); this long without one, and it is gone.
SILENCE = timedelta(seconds=75)
AUTOMATION = "Copydesk: silent runs have crashed"

HEARTBEAT = "prefect.flow-run.heartbeat"
# Prefect's event of a state waits for that of the state before; of a scheduled run the first is never sent
# (3.8.8), so that the others reach automations a quarter of an hour late. Hence an event of our own.
ENDS = {ENDED, *(f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed"))}
PLACES = ("home", "sources_file")  # the parameters of every flow of ours that name places
UNDER_WAY = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


async def mark_silent_runs(client: PrefectClient, silence: timedelta = SILENCE) -> None:
    """Sees to it that the server marks our runs as crashed that fall silent, whoever has started them."""
    wanted = AutomationCore(
        name=AUTOMATION,
        description="A run that was killed cannot say so. It is marked, and the next one takes its place.",
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={HEARTBEAT},
            expect={HEARTBEAT} | ENDS,
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            match_related=ResourceSpecification(
                {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}
            ),
            for_each={"prefect.resource.id"},
            threshold=1,
            within=silence,
        ),
        actions=[
            ChangeFlowRunState(
                name=None,
                state=StateType.CRASHED,
                message=f"no sign of life for {silence.total_seconds():g} s",
                force=False,  # a run that has ended stays as it is
            )
        ],
    )
    known = await client.read_automations_by_name(AUTOMATION)
    if not known:
        await client.create_automation(wanted)
    for one in known:
        await client.update_automation(one.id, wanted)


async def sweep(client: PrefectClient, deployments: Mapping[UUID, Mapping[str, Any]]) -> int:
    """Marks as crashed what an earlier process left of these deployments' runs; returns how many.

    To be called before anything serves them: all their runs that are under way are nobody's. Of the runs that
    nobody was there to begin, each deployment keeps the latest; the others would look for the same news.
    It runs where the deployment's parameters, given by its id, say: its home may have moved since it was
    planned, and the old one would be made anew.
    """
    left = await _runs(client, deployments, UNDER_WAY)
    for run in left:
        await client.set_flow_run_state(
            run.id, Crashed(message="the process that ran it is gone"), force=True
        )
    late = FlowRunFilterNextScheduledStartTime(before_=DateTime.now(UTC))
    missed = await _runs(client, deployments, [StateType.SCHEDULED], late)
    kept: set[UUID] = set()
    for run in missed:
        if run.deployment_id is None or run.deployment_id in kept:
            await client.delete_flow_run(run.id)
            continue
        kept.add(run.deployment_id)
        given = deployments[run.deployment_id]
        moved = {name: given[name] for name in PLACES if given[name] != run.parameters.get(name)}
        if moved:
            await client.update_flow_run(run.id, parameters={**run.parameters, **moved})
    return len(left)


async def prune(client: PrefectClient, deployments: Collection[UUID], home: str) -> None:
    """Deletes deployments of this home that are not among these: their sources have left the file."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    for one in await client.read_deployments(deployment_filter=ours):
        if one.id not in deployments and one.parameters.get("home") == home:
            await client.delete_deployment(one.id)


async def _runs(
    client: PrefectClient,
    deployments: Collection[UUID],
    states: list[StateType],
    due: FlowRunFilterNextScheduledStartTime | None = None,
) -> list[FlowRun]:
    """All runs of the deployments in these states, the latest first."""
    chosen = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)))
    if due:
        chosen = chosen.model_copy(update={"next_scheduled_start_time": due})
    found: list[FlowRun] = []
    while page := await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(deployments))),
        flow_run_filter=chosen,
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        offset=len(found),
    ):
        found += page
    return found


async def main() -> None:
    """`python -m flows.zombies`: gives the server at PREFECT_API_URL the automation, for a team's workers."""
    async with get_client() as client:
        await mark_silent_runs(client)


if __name__ == "__main__":
    asyncio.run(main())
