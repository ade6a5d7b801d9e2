"""What may be wrong around a warehouse, looked at point by point; plain httpx, without Prefect."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from flows import prefect_login
from flows.counted import counted
from flows.maintain import clear, is_to_clear
from tasks.clean.version import EXTRACTOR_VERSION
from tasks.discover.sources_file import SourcesError, read_sources
from tasks.fetch.archive import Archive, ArchiveError
from tasks.fetch.unlanded import left_behind
from tasks.fetch.warc_records import digest
from warehouse import health
from warehouse.errors import WarehouseBusy, WarehouseDamaged, WarehouseError
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.locks import locked
from warehouse.publish import clean_up, publish

PATIENCE = 5.0  # seconds to wait for a lock, and for Prefect's answer
SAMPLE = 50  # captures whose places in the archive are tried
SPARE_BYTES = 1_000_000_000  # that should be left on the disk beside what publishing needs
CLOCK_TOLERANCE = timedelta(minutes=5)


class Level(StrEnum):
    """How a point is."""

    OK = "ok"
    WARN = "warn"  # works, but look at it
    FAIL = "fail"


@dataclass(frozen=True)
class Point:
    """Something that was looked at."""

    level: Level
    what: str
    to_do: str | None = None
    fix: Callable[[], object] | None = None  # what repairs it and loses nothing


def examine(home: Home, sources: Path, is_own_file: bool, environment: Mapping[str, str]) -> Iterator[Point]:
    """Looks at everything; nothing is changed.

    `is_own_file` is True if the user named the sources file: then it must be there.
    """
    yield _versions()
    yield _sources(sources, is_own_file)
    yield from _prefect(environment)
    if not home.path.exists():
        yield Point(
            Level.WARN, f"{home.path}: no warehouse yet", "copydesk ingest, or copydesk demo, makes one"
        )
        return
    folder = _folder(home)
    yield folder
    if folder.level is Level.FAIL:
        return
    if home.lake:
        store = _shared(home)
        yield store
        yield from _unlanded(home)
    else:
        yield _space(home)
        yield from _locks(home)
        store = _loader(home)
        yield store
        yield _published(home)
    if store.level is Level.OK:
        with open_loader(home, PATIENCE) as opened:
            now = datetime.now(UTC)
            newest, stale = health.newest_landing(opened.con), health.stale_runs(opened.con, home, now)
            places = health.sample(opened.con, SAMPLE, int(now.timestamp()))
            pending = is_to_clear(opened, home)
        yield _clock(now, newest)
        yield _runs(home, stale)
        yield from _archive(home, places, pending)


def _versions() -> Point:
    from packaging.requirements import Requirement

    wrong = []
    for text in importlib.metadata.requires("copydesk") or ():
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            there = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            there = "none"
        if there == "none" or not wanted.specifier.contains(there, prereleases=True):
            wrong.append(f"{wanted.name} {there} in place of {wanted.specifier}")
    names = ("copydesk", "duckdb", "prefect")
    words = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    words += f", reader {EXTRACTOR_VERSION}, Python {platform.python_version()}"
    if wrong:
        return Point(Level.FAIL, f"versions: {'; '.join(wrong)}", "make setup installs what was tested")
    return Point(Level.OK, words)


def _sources(path: Path, is_own_file: bool) -> Point:
    if not is_own_file and not path.exists():
        return Point(
            Level.WARN, f"{path}: not here", "copydesk sources add URL writes one; --sources names one"
        )
    try:
        settings = read_sources(path)
    except SourcesError as error:
        return Point(Level.FAIL, str(error), "mend that line; docs/sources.md explains every field")
    number = counted(len(settings.sources), "source")
    agent = settings.fetch.user_agent
    if "@" not in agent and "://" not in agent:
        to_do = 'put an address of yours into user_agent: "Copydesk/0.1 (+mailto:desk@example.org)"'
        return Point(Level.WARN, f"{path}: {number}; nobody can tell who asks", to_do)
    return Point(Level.OK, f"{path}: {number}")


def _prefect(environment: Mapping[str, str]) -> Iterator[Point]:
    import httpx

    url = environment.get("PREFECT_API_URL") or _profile_url(environment)
    if not url:
        yield Point(Level.OK, "Prefect: no PREFECT_API_URL; each run starts a server of its own")
        return
    to_do = "prefect server start --background; or unset PREFECT_API_URL for a server a run"
    try:
        # Not its health, which it tells without a login, too.
        user, _, password = environment.get(prefect_login.LOGIN, "").partition(":")
        answer = httpx.get(f"{url.rstrip('/')}/admin/version", timeout=PATIENCE, auth=(user, password))
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            yield Point(Level.FAIL, f"Prefect's server at {url} asks for a login", prefect_login.TO_DO)
            return
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield Point(Level.FAIL, f"Prefect does not answer at {url}: {error or type(error).__name__}", to_do)
        return
    yield Point(Level.OK, f"Prefect answers at {url}")


def _profile_url(environment: Mapping[str, str]) -> str | None:
    """What `prefect config set PREFECT_API_URL=…` has kept."""
    folder = Path(environment.get("PREFECT_HOME") or Path.home() / ".prefect")
    path = Path(environment.get("PREFECT_PROFILES_PATH") or folder / "profiles.toml")
    try:
        kept = tomllib.loads(path.read_text("utf-8"))
        active = environment.get("PREFECT_PROFILE") or kept.get("active")
        url = kept["profiles"][active]["PREFECT_API_URL"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(url)


def _folder(home: Home) -> Point:
    try:
        for folder in (home.path, home.archive):
            if folder.exists():
                with tempfile.TemporaryFile(dir=folder) as file:
                    file.write(b"copydesk")
                    file.flush()
                    os.fsync(file.fileno())
    except OSError as error:
        to_do = "give your user the right to write there, or name another folder with --home"
        return Point(Level.FAIL, f"{folder} cannot be written: {error.strerror}", to_do)
    return Point(Level.OK, f"{home.path} can be written")


def _space(home: Home) -> Point:
    free = shutil.disk_usage(home.path).free
    needed = home.loader.stat().st_size if home.loader.exists() else 0
    words = f"{free / 1e9:.1f} GB are free; publishing needs {needed / 1e9:.1f} GB"
    if free < needed:
        return Point(Level.FAIL, words, "free some; copydesk compact makes the warehouse smaller")
    if free < needed + SPARE_BYTES:
        return Point(Level.WARN, words, "free some soon: the archive grows with every run")
    return Point(Level.OK, words)


def _locks(home: Home) -> Iterator[Point]:
    try:
        with locked(home, timeout=PATIENCE):
            left = [path.name for path in (home.publishing, home.compacting) if path.exists()]
    except WarehouseBusy:
        to_do = "wait for it; if it hangs, end it: the lock is freed with its holder"
        yield Point(Level.WARN, f"a process has held {home.lock} for over {PATIENCE:g} s", to_do)
        return
    yield from _unlanded(home)
    if not left:
        yield Point(Level.OK, "no process holds the lock, and none has left anything")
        return

    def tidy() -> None:
        with locked(home, PATIENCE):
            clean_up(home)

    names = ", ".join(left)
    yield Point(
        Level.WARN, f"left by a process that is dead: {names}", "it does no harm; --fix removes it", tidy
    )


def _unlanded(home: Home) -> Iterator[Point]:
    if any(left_behind(home.archive)):
        to_do = "the next ingest or load lands it, without fetching"
        yield Point(Level.WARN, "a run that was killed has archived what has not landed", to_do)


def _shared(home: Home) -> Point:
    try:
        with open_loader(home, PATIENCE):
            return Point(Level.OK, f"{home.lake} answers")
    except WarehouseBusy as error:
        return Point(Level.WARN, str(error))
    except WarehouseError as error:
        return Point(Level.FAIL, str(error), "see that its database and its store run, and who may use them")


def _loader(home: Home) -> Point:
    if not home.loader.exists():
        to_do = "copydesk ingest makes it, of the published file if there is one"
        return Point(Level.WARN, f"{home.loader}: not here", to_do)
    try:
        health.check_loader(home, PATIENCE)
    except WarehouseBusy as error:
        return Point(Level.WARN, str(error))
    except WarehouseDamaged as error:
        to_do = (
            "--fix sets it aside and puts the published file in its place; then `copydesk load"
            f" {home.archive}` brings what had not been published"
        )
        return Point(
            Level.FAIL,
            str(error),
            to_do,
            lambda: health.put_published_in_place(home, datetime.now(UTC), PATIENCE),
        )
    except WarehouseError as error:
        return Point(Level.FAIL, str(error))
    return Point(Level.OK, f"{home.loader} is sound")


def _published(home: Home) -> Point:
    def fix() -> None:
        publish(home, PATIENCE, anew=True)

    to_do = "--fix publishes it anew"
    if not home.published.exists():
        return Point(Level.WARN, f"{home.published}: not here", to_do, fix)
    try:
        health.check_published(home)
    except WarehouseBusy as error:
        return Point(Level.WARN, str(error))
    except WarehouseDamaged as error:
        if home.loader.exists():
            return Point(Level.FAIL, str(error), to_do, fix)
        to_do = f"--fix sets it aside; then `copydesk load {home.archive}` brings what the archive holds"
        return Point(
            Level.FAIL, str(error), to_do, lambda: health.begin_anew(home, datetime.now(UTC), PATIENCE)
        )
    except WarehouseError as error:
        return Point(Level.FAIL, str(error), to_do, fix)
    return Point(Level.OK, f"{home.published} is sound")


def _clock(now: datetime, newest: datetime | None) -> Point:
    if newest is not None and newest > now + CLOCK_TOLERANCE:
        words = f"the clock says {now:%Y-%m-%d %H:%M} UTC, but a batch landed at {newest:%Y-%m-%d %H:%M}"
        to_do = "set the clock; if it was ahead then, what was fetched then counts as newer until that time"
        return Point(Level.FAIL, words, to_do)
    return Point(Level.OK, f"the clock says {now:%Y-%m-%d %H:%M} UTC")


def _runs(home: Home, stale: int) -> Point:
    def fix() -> None:
        with open_loader(home, PATIENCE) as loader, loader.writing():
            health.end_stale_runs(loader.con, home, datetime.now(UTC))

    if stale:
        words = f"{counted(stale, 'run')} recorded as running that cannot be"
        return Point(Level.WARN, words, "they were killed; --fix records that", fix)
    return Point(Level.OK, "no run is recorded as running that cannot be")


def _archive(home: Home, places: list[health.Sampled], pending: bool) -> Iterator[Point]:
    if pending:
        to_do = "--fix removes it"
        yield Point(Level.WARN, "something forgotten is still in the archive", to_do, lambda: clear(home))
    archive = Archive(home.archive)
    missing, wrong = set(), []
    for one in places:
        try:
            _, payload = archive.read(one.warc_file, one.warc_offset)
        except ArchiveError as error:
            if (home.archive / one.warc_file).exists():
                wrong.append(str(error))
            else:
                missing.add(one.warc_file)
            continue
        if digest(payload) != one.digest:
            wrong.append(f"{one.warc_file} at {one.warc_offset}: not the page that was archived")
    if missing:
        words = f"{counted(len(missing), 'file')} missing from the archive, {min(missing)} for one"
        yield Point(Level.WARN, words, "their pages cannot be read again; put them back if you can")
    if wrong:
        words = f"{len(wrong)} of {len(places)} captures not where the index says: {wrong[0]}"
        yield Point(
            Level.FAIL, words, "put the file back from a copy; the articles themselves are not touched"
        )
    if not missing and not wrong:
        yield Point(Level.OK, f"the archive holds each of {counted(len(places), 'capture')} that were tried")
