"""Which conditions somebody has been told of, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

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
