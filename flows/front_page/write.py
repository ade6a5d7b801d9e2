"""Puts the front page beside the warehouse that it is about."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from flows.front_page.page import page_of
from tasks.folders import written_whole
from warehouse.front_page import front_page
from warehouse.home import Home
from warehouse.query import open_published

NAME = "report.html"
FRESH = 3600.0  # seconds for which a page is good if no article has landed since


def write_page(home: Home, path: Path | None = None) -> Path:
    """Writes the page, in one piece or not at all, and says where: by default in the warehouse's folder.

    Times are in the machine's zone. Raises NoWarehouse and its like, and OSError where it cannot be written.
    """
    path = path or home.path / NAME
    with open_published(home) as con:
        front = front_page(con)
    with written_whole(path) as file:
        file.write(page_of(front, datetime.now().astimezone().tzinfo or UTC))
    return path


def is_fresh(home: Home) -> bool:
    """True if there is a page, young enough to stay if no article has landed since."""
    page = home.path / NAME
    return page.exists() and time.time() - page.stat().st_mtime < FRESH
