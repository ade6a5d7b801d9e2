"""Files and folders: what makes a change in them last, and leaves nobody half of one."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TextIO
from uuid import uuid4


def sync_folder(folder: Path) -> None:
    """Makes a new or renamed file in the folder durable; nothing where no folder can be opened (Windows)."""
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


PRIVATE = 0o600  # its owner's alone


@contextmanager
def written_whole(path: Path, is_private: bool = False) -> Iterator[TextIO]:
    """A text file that takes the place of `path` once it is whole and on the disk; else that stays as it is.

    It has the rights that the old one had, or those of any new file; with `is_private` a new one is its
    owner's alone. It has no more while it is written. A link stays one; what is no file, a pipe or /dev/null,
    is written to as it is. Line ends are the caller's. Raises OSError, naming `path`.
    """
    path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    new = path.with_name(f".{path.name}.{uuid4().hex}.new")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        kept = path.stat().st_mode & 0o777 if path.exists() else None
        rights = 0o666 if kept is None and not is_private else PRIVATE
        opener = partial(os.open, mode=rights)
        file = open(new, "x", encoding="utf-8", newline="", opener=opener)  # noqa: SIM115
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if kept is not None:
            new.chmod(kept)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
