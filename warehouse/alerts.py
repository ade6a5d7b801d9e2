"""Which conditions somebody has been told of, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from warehouse.home import Home
from warehouse.loader import Loader

PAUSE = timedelta(days=1)  # until the same condition is told of again

# Not what is dated in the future: the clock was ahead, and nobody would be told of it until then.
_RECENT = "SELECT condition FROM core.alerts WHERE alerted_at > $since AND alerted_at <= $now"
_FORGET = "DELETE FROM core.alerts WHERE condition = ?"
_KEEP = "INSERT INTO core.alerts VALUES (?, ?, ?)"


def claim(loader: Loader, texts: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Those of the conditions that nobody has been told of for a day; from now on they count as told.

    `texts` is what is to be said, by condition. Of two runs that claim at once, one gets them.
    """
    with loader.writing():
        told = {
            name for (name,) in loader.con.execute(_RECENT, {"since": now - PAUSE, "now": now}).fetchall()
        }
        fresh = {condition: text for condition, text in texts.items() if condition not in told}
        for condition, text in fresh.items():
            loader.con.execute(_FORGET, [condition])
            loader.con.execute(_KEEP, [condition, text, now])
    return fresh


def unclaim(loader: Loader, conditions: Sequence[str]) -> None:
    """Nobody could be told of these after all: the next run tries again."""
    with loader.writing():
        for condition in conditions:
            loader.con.execute(_FORGET, [condition])


def claim_by_files(home: Home, texts: Mapping[str, str], now: datetime) -> dict[str, str]:
    """As `claim`, while the warehouse cannot be written: by the times of empty files.

    Even a full disk has room for these. Where there can be none, rather too often than never.
    """
    fresh = {}
    for condition, text in texts.items():
        file = _file(home, condition)
        if not (file.exists() and now - PAUSE < _touched(file) <= now):
            fresh[condition] = text
            with suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
    return fresh


def unclaim_by_files(home: Home, conditions: Sequence[str]) -> None:
    """As `unclaim`, of what was claimed so."""
    for condition in conditions:
        with suppress(OSError):
            _file(home, condition).unlink(missing_ok=True)


def _file(home: Home, condition: str) -> Path:
    return home.told / sha256(condition.encode("utf-8", "replace")).hexdigest()[:32]


def _touched(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
