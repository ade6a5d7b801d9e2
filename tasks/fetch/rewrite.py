"""Writes WARC files anew: without some captures, or several files as one."""

from __future__ import annotations

import os
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tasks.fetch.warc_members import READ_BYTES, Member, members
from tasks.folders import sync_folder


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture stands now."""

    capture_id: str
    warc_file: str
    warc_offset: int  # bytes
    warc_length: int  # bytes, compressed


def rewrite(folder: Path, names: Sequence[str], target: str, without: Set[str] = frozenset()) -> list[Place]:
    """Copies records into the new file `target`, in their order, but for those of some captures.

    Gives the place of each capture in it. Names are relative to the folder. What is broken, or was left half
    by a killed writer, is dropped. When it returns, the file is on the disk. Raises OSError, also if it was
    there.
    """
    path = folder / target
    path.parent.mkdir(parents=True, exist_ok=True)
    places: list[Place] = []
    with path.open("xb") as new:
        for name in names:
            with (folder / name).open("rb") as old:
                for member in members(old):
                    if member.capture_id in without:
                        continue
                    if member.is_capture:
                        places.append(Place(member.capture_id, target, new.tell(), member.length))
                    _copy(old, member, new)
        new.flush()
        os.fsync(new.fileno())
    sync_folder(path.parent)
    return places


def _copy(old: BinaryIO, member: Member, new: BinaryIO) -> None:
    old.seek(member.offset)
    left = member.length
    while left > 0:
        data = old.read(min(READ_BYTES, left))
        if not data:
            raise EOFError(f"cut short while it was read at {member.offset}")
        new.write(data)
        left -= len(data)
