"""Whom to believe where the places of a page disagree."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tasks.records import Found


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("trust.toml").read_text(encoding="utf-8"))


@cache
def _ranks() -> dict[str, dict[str, int]]:
    lists = {field: places for field, places in _table().items() if isinstance(places, list)}
    return {field: {place: rank for rank, place in enumerate(places)} for field, places in lists.items()}


def weight(field: str, place: str) -> float:
    """How much the word of a place counts for a field that the places vote on."""
    return float(_table()[field].get(place, 0.1))


def by_trust(field: str, found: Iterable[Found]) -> tuple[Found, ...]:
    """The findings of a field, each once, the most trusted place first; unlisted places come last."""
    ranks = _ranks().get(field, {})
    return tuple(sorted(dict.fromkeys(found), key=lambda one: ranks.get(one.place, len(ranks))))
