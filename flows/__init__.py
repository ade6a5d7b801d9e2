"""What runs when: the flows, their schedules and the command line.

Prefect reads its settings from the environment when it is imported, so they are set here, before any
module of this package can import it. What the user has set wins.
"""

import os

PREFECT_DEFAULTS = {
    # A fresh home takes the ephemeral server up to 32 s on a small machine; Prefect's own limit is 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A run that was killed is known by its silence (flows/zombies.py); this is as often as Prefect allows.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    # What these say at level WARNING or above stands in the run's log, too.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "tasks,asyncio,httpcore,httpx,py.warnings",
    # "Finished in state Completed()", a hundred times, hides what a run has to say of itself.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    # Without batches, SQLite stalls for seconds after a burst of task runs.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}

for _name, _value in PREFECT_DEFAULTS.items():
    os.environ.setdefault(_name, _value)
