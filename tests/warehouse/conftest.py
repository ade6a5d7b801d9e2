"""Fixtures of the warehouse's tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from warehouse.home import Home
from warehouse.loader import Loader, open_loader

# What must hold of both engines is run against both, unchanged.
ON_BOTH = ("test_landing", "test_history", "test_loading_order")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    name = metafunc.module.__name__.rpartition(".")[2]
    if name in ON_BOTH and "home" in metafunc.fixturenames:
        shared = pytest.param("shared", marks=pytest.mark.whole)
        metafunc.parametrize("home", ["embedded", shared], indirect=True)


@pytest.fixture
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Home:
    """A home that does not exist yet; or whose warehouse is a shared one."""
    home = Home(tmp_path / "data")
    if getattr(request, "param", "embedded") == "shared":
        request.getfixturevalue("lakes").new(home)
    return home


@pytest.fixture
def loader(home: Home, empty: Home) -> Iterator[Loader]:
    """An open warehouse."""
    if home.lake is None:
        shutil.copytree(empty.path, home.path, dirs_exist_ok=True)
    with open_loader(home, timeout=10) as opened:
        yield opened


@pytest.fixture
def ask(loader: Loader) -> Callable[..., list[tuple[Any, ...]]]:
    """Asks the loader's own file."""
    return lambda sql, *values: loader.con.execute(sql, list(values)).fetchall()
