"""What `copydesk up` and `copydesk serve` have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from flows.supervise import Part
from tasks.discover.sources_file import SourcesError, choose, read_sources
from tasks.sources import MANUAL
from warehouse.errors import WarehouseBusy
from warehouse.home import Home


def schedules(sources: Path, home: Path, environment: Mapping[str, str]) -> Part:
    """The process that runs the sources on their schedules. Raises SourcesError if none has one."""
    if all(source.schedule == MANUAL for source in choose(read_sources(sources), [])):
        raise SourcesError(f'{sources}: every source is looked at by hand only; give one schedule = "auto"')
    arguments = (str(sources.resolve()), str(home.resolve()))
    return Part("the process of the schedules", "flows.serving", arguments, environment)


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Nobody else runs schedules for this warehouse meanwhile. Raises WarehouseBusy."""
    home.path.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.schedule_lock, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise WarehouseBusy(f"copydesk up or serve runs for {home.path} already") from error
    try:
        yield
    finally:
        lock.release()
