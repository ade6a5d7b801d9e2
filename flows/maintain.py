"""Keeping house, without Prefect: forgetting for good, and what lies in the archive that must go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flows.counted import counted
from flows.front_page.write import NAME as FRONT_PAGE
from flows.front_page.write import write_page
from tasks.fetch.archive import MAX_FILE_BYTES, file_name, new_token
from tasks.fetch.rewrite import rewrite
from tasks.fetch.unlanded import is_marked
from tasks.sources import Retention
from warehouse import removals, retention
from warehouse.compact import compact, size
from warehouse.errors import WarehouseBusy
from warehouse.forget import Found, Target
from warehouse.forget import forget as forget_rows
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.locks import keeping_house
from warehouse.publish import publish

SMALL_BYTES = MAX_FILE_BYTES // 10  # files below are merged, a day's with one another
PATIENCE = 600.0  # seconds to wait for another who keeps house


@dataclass
class Cleared:
    """What has become of the archive's files."""

    captures: int = 0  # that are gone
    waiting: list[str] = field(
        default_factory=list
    )  # files that a run still writes to; it clears them itself
    # Files that are not there, moved away or lost: they are cleared when somebody puts them back.
    absent: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def forget(home: Home, what: Target) -> tuple[Found, Cleared]:
    """Removes a page, or all of a domain, from the tables, the archive, the loader's and the published file.

    Killed in between, it is finished by the next run, `compact` or `forget`.
    """
    with keeping_house(home, PATIENCE):
        with open_loader(home) as loader:
            found = forget_rows(loader, what)
        cleared = rewrite_files(home)
        compact(home, history=timedelta(0))
        publish(home)
        _front_page_without(home)
        delete_files(home)
    return found, cleared


def _front_page_without(home: Home) -> None:
    """Makes the front page anew, if there is one: it names articles, too."""
    page = home.path / FRONT_PAGE
    if page.exists():
        page.unlink()
        write_page(home)


@dataclass
class Compacted:
    """What `tidy` has come to."""

    loader_bytes: tuple[int, int] = (0, 0)  # of the loader's file, or the shared one's, before and after
    files: tuple[int, int] = (0, 0)  # in the archive
    bodies: int = 0  # let go of
    days_files: int = 0  # files of days that were let go of
    problems: list[str] = field(default_factory=list)


def tidy(home: Home, kept: Retention, now: datetime) -> Compacted:
    """Lets go of what is too old, merges the archive's small files, writes the loader's file anew."""
    done = Compacted()
    with keeping_house(home, PATIENCE):
        with open_loader(home) as loader:
            retention.drop_attempts(loader, now)
            if kept.bodies_days:
                done.bodies = retention.drop_bodies(loader, now - timedelta(days=kept.bodies_days))
            if kept.archive_days:
                done.days_files = retention.drop_days(
                    loader, (now - timedelta(days=kept.archive_days)).date()
                )
        before, files = size(home), _archive_files(home)
        done.problems = rewrite_files(home).problems
        done.problems += merge_days(home, now.date())
        compact(home)
        publish(home)
        delete_files(home)
        done.loader_bytes, done.files = (before, size(home)), (files, _archive_files(home))
    return done


def _archive_files(home: Home) -> int:
    return sum(1 for _ in home.archive.glob("*/*.warc.gz"))


def is_to_clear(loader: Loader, home: Home) -> bool:
    """True if something in the archive is still to go. In a file that is not there, nothing is."""
    there = ((home.archive / name).exists() for name in removals.to_rewrite(loader))
    return any(there) or bool(removals.to_delete(loader))


def clear(home: Home) -> Cleared:
    """Takes out of the archive what is still to go, if nobody else is at it; publishes the new places."""
    with open_loader(home) as loader:
        if not is_to_clear(loader, home):
            return Cleared()
    try:
        with keeping_house(home, timeout=0):
            cleared = rewrite_files(home)
            publish(home)
            delete_files(home)
            return cleared
    except WarehouseBusy:
        return Cleared()


def rewrite_files(home: Home) -> Cleared:
    """Writes the archive's files anew without the captures that are to go; the old ones are still there."""
    cleared = Cleared()
    with open_loader(home) as loader:
        work = removals.to_rewrite(loader)
    for name, captures in work.items():
        if is_marked(home.archive, name):
            cleared.waiting.append(name)
            continue
        if not (home.archive / name).exists():
            cleared.absent.append(name)
            continue
        try:
            replace_files(home, [name], captures)
            cleared.captures += len(captures)
        except (OSError, ValueError) as error:
            cleared.problems.append(f"{name}: {_why(error)}")
    return cleared


def replace_files(home: Home, names: Sequence[str], without: Set[str] = frozenset()) -> None:
    """Writes files of one day as a new one, and turns the index to it; the old ones are to be deleted then.

    Raises OSError, and ValueError if a file is broken; all stays as it is then. But what a file that was cut
    short has lost already keeps nothing from going that was forgotten.
    """
    day = names[0].partition("/")[0]
    target = file_name(day, new_token(), 1)
    with open_loader(home) as loader:
        removals.begin(loader, target)
    places = rewrite(home.archive, names, target, without)
    with open_loader(home) as loader:
        ends = removals.indexed(loader, names)
        lost = {name: ends[name] for name in ends.keys() - without - {place.capture_id for place in places}}
        if without:
            lost = {name: (file, end) for name, (file, end) in lost.items() if end <= _size(home, file)}
        if lost:
            file, _ = min(lost.values())
            raise ValueError(f"{file} is broken; {counted(len(lost), 'capture')} would be lost")
        removals.turn(loader, names, target, places)


def _size(home: Home, name: str) -> int:
    return (home.archive / name).stat().st_size


def merge_days(home: Home, today: date) -> list[str]:
    """Writes the small files of each day before `today` as one; returns why some stay as they are.

    Not those that are to go: what they hold would be written anew, and stay.
    """
    problems = []
    with open_loader(home) as loader:
        going = removals.concerned(loader)
    for folder in sorted(path for path in home.archive.glob("*-*-*") if path.name < today.isoformat()):
        for names in _small(home, folder, going):
            try:
                replace_files(home, names)
            except (OSError, ValueError) as error:
                problems.append(f"the archive's small files of {folder.name} are not merged: {_why(error)}")
    return problems


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


def _small(home: Home, folder: Path, going: Set[str]) -> Iterator[list[str]]:
    """Files of a day that are better one: small, together no larger than a file may be."""
    names: list[str] = []
    size = 0
    for path in sorted(folder.glob("*.warc.gz")):
        name, its = f"{folder.name}/{path.name}", path.stat().st_size
        if its >= SMALL_BYTES or name in going or is_marked(home.archive, name):
            continue
        if size + its > MAX_FILE_BYTES:
            yield names
            names, size = [], 0
        names.append(name)
        size += its
    if len(names) > 1:
        yield names


def delete_files(home: Home) -> None:
    """Deletes the files that nothing refers to any more, in the published index either."""
    with open_loader(home) as loader:
        names = removals.to_delete(loader)
    root = home.archive.resolve()
    for name in names:
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise ValueError(f"{name} is outside the archive")  # nobody's file but ours is ever deleted
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
    if names:
        with open_loader(home) as loader:
            removals.done(loader, names)
