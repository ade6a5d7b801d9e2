"""Where a warehouse lives: one folder, and what lies in it."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import BadSetting, NoWarehouse
from warehouse.lake import Lake, lake_of

VARIABLE = "COPYDESK_WAREHOUSE"  # of the environment: goes before what the home says


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a warehouse. It need not exist yet."""

    path: Path

    def __init__(self, path: Path | str) -> None:
        object.__setattr__(self, "path", Path(path))

    @property
    def setting(self) -> Path:
        """The file with the line `warehouse = "ducklake:postgres:…"`, where the warehouse is a shared one."""
        return self.path / "warehouse.toml"

    @property
    def lake(self) -> Lake | None:
        """The shared warehouse; None if the warehouse is the home's own. Raises BadSetting."""
        said = os.environ.get(VARIABLE) or _said(self.setting)
        return lake_of(said, self.path.absolute()) if said else None

    @property
    def store(self) -> Path | Lake:
        """What the loader writes to."""
        return self.lake or self.loader

    @property
    def shown(self) -> Path | Lake:
        """What analysts read."""
        return self.lake or self.published

    def require(self) -> None:
        """Raises NoWarehouse if there is none yet: who misspells a home shall not be given an empty one."""
        if self.lake is None and not self.loader.exists() and not self.published.exists():
            raise NoWarehouse(f"No warehouse in {self.path} yet: copydesk ingest makes one.")

    @property
    def published(self) -> Path:
        """The file that analysts open. It is replaced whole, never written to."""
        return self.path / "copydesk.duckdb"

    @property
    def loader(self) -> Path:
        """The file that only the loader opens, for moments, under the lock."""
        return self.path / "loader.duckdb"

    @property
    def publishing(self) -> Path:
        """The next published file, while it is being written."""
        return self.path / ".copydesk.duckdb.new"

    @property
    def compacting(self) -> Path:
        """The loader's next file, while it is being written anew."""
        return self.path / ".loader.duckdb.new"

    @property
    def archive(self) -> Path:
        """The folder of the WARC files."""
        return self.path / "archive"

    @property
    def lock(self) -> Path:
        """The lock file. The system frees it when its holder dies, however it dies."""
        return self.path / "loader.lock"

    @property
    def maintenance(self) -> Path:
        """The lock of whoever writes archive files anew: one at a time."""
        return self.path / "maintenance.lock"

    @property
    def running(self) -> Path:
        """The folder of the files that say which runs are alive."""
        return self.path / ".running"

    @property
    def told(self) -> Path:
        """The folder of what somebody was told of while the warehouse could not be written, a file each."""
        return self.path / ".told"

    @property
    def schedule_lock(self) -> Path:
        """The lock of whoever runs the schedules of this warehouse."""
        return self.path / "schedules.lock"

    @property
    def login(self) -> Path:
        """What Prefect's server asks for; a line."""
        return self.prefect / "login"

    @property
    def prefect(self) -> Path:
        """The folder of `copydesk up`'s Prefect server."""
        return self.path / "prefect"


def _said(setting: Path) -> str | None:
    try:
        said = tomllib.loads(setting.read_text("utf-8"))["warehouse"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError) as error:
        raise BadSetting(f'{setting} has no line warehouse = "ducklake:postgres:…" ({error})') from error
    return str(said)
