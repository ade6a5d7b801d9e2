"""Shared warehouses for tests: a database each in one PostgreSQL, as copies of one that is made once."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.postgres import new_database, tell
from warehouse.home import Home
from warehouse.lake import PREFIX
from warehouse.loader import open_loader


class Lakes:
    """Makes them. Making the schema takes seconds, copying it a tenth of one."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server = server
        self.first = folder / "first"
        self.model = new_database(server)
        with open_loader(settle(Home(folder / "home"), self.model, self.first), timeout=10):
            pass

    def new(self, home: Home) -> Home:
        """An empty shared warehouse becomes that of the home; its data lie in the home's folder lake/."""
        database = new_database(self.server, self.model)
        if self.first.exists():
            shutil.copytree(self.first, home.path / "lake")
        moved = f"UPDATE ducklake_metadata SET value = '{home.path / 'lake'}/' WHERE key = 'data_path'"
        tell(database, moved)
        return settle(home, database, home.path / "lake")


def settle(home: Home, database: str, data: Path | str) -> Home:
    """Makes a shared warehouse that of a home."""
    home.path.mkdir(parents=True, exist_ok=True)
    home.setting.write_text(f'warehouse = "{PREFIX}{database} data_path={data}"\n')
    return home
