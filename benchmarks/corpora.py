"""The founders' corpora: real pages with known answers, which are not ours and so not in the repository."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.records import Capture, Entry

SHARED = Path(os.environ.get("COPYDESK_SHARED") or Path(__file__).parents[2] / "shared")
CORPORA = SHARED / "corpora"


def items() -> Iterator[dict[str, Any]]:
    """The lines of the manifest: id, corpus, url, path."""
    with (CORPORA / "manifest.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def page_of(item: dict[str, Any]) -> bytes:
    """The page's bytes as served."""
    return gzip.decompress((CORPORA / item["path"]).read_bytes())


def capture_of(url: str | None, payload: bytes) -> Capture:
    """A capture of a page that is at hand, as the loader makes one."""
    now = datetime.now(UTC)
    entry = Entry("corpora", url or "", "load", now)
    headers = (("Content-Type", "text/html"),)
    return Capture("urn:uuid:0", entry, entry.url, now, 200, headers, payload, "sha1:")
