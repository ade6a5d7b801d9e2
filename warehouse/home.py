"""Where a warehouse lives: one folder, and what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a warehouse. It need not exist yet."""

    path: Path

    def __init__(self, path: Path | str) -> None:
        object.__setattr__(self, "path", Path(path))

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
    def schedule_lock(self) -> Path:
        """The lock of whoever runs the schedules of this warehouse."""
        return self.path / "schedules.lock"

    @property
    def prefect(self) -> Path:
        """The folder of `copydesk up`'s Prefect server."""
        return self.path / "prefect"
