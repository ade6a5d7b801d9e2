"""Fixtures of the warehouse's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from warehouse.home import Home
from warehouse.loader import Loader, open_loader


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that does not exist yet."""
    return Home(tmp_path / "data")


@pytest.fixture
def loader(home: Home) -> Iterator[Loader]:
    """An open warehouse."""
    with open_loader(home, timeout=10) as opened:
        yield opened


@pytest.fixture
def ask(loader: Loader) -> Callable[..., list[tuple[Any, ...]]]:
    """Asks the loader's own file."""
    return lambda sql, *values: loader.con.execute(sql, list(values)).fetchall()
