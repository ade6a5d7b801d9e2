"""Reads archived captures again, with today's reader."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from warcio.exceptions import ArchiveLoadFailed

from tasks.clean.memory import SiteMemory
from tasks.fetch.archive import Archive, ArchiveError
from tasks.fetch.warc_files import entry_of
from tasks.fetch.warc_heads import BoundedIterator
from tasks.reading import read_articles
from tasks.records import LOADED, Archived, Article, Capture, Ended, Entry, Outcome
from tasks.sources import Source
from tasks.step import Step

RECORDS_OF_A_CAPTURE = 3  # the response, its request, the metadata


def reread(
    places: Sequence[Archived],
    folder: Path,
    sources: Mapping[str, Source],
    memories: Mapping[str, SiteMemory],
) -> Step[Article]:
    """Today's articles of these captures, without their payloads, and what ended.

    A capture that the archive does not hold any more ends as unreachable. `sources` by source_id, `memories`
    by host. A process of its own can run it: it needs nothing but its arguments and the archive's files.
    """
    archive = Archive(folder)
    captures: list[Capture] = []
    ended: list[Ended] = []
    for place in places:
        try:
            captures.append(_capture(archive, place))
        except ArchiveError as error:
            ended.append(Ended(_bare_entry(place), Outcome.UNREACHABLE, str(error)))
    read = read_articles(captures, sources, memories)
    return Step(read.done, [*ended, *read.ended])


def _capture(archive: Archive, place: Archived) -> Capture:
    headers, payload = archive.read(place.warc_file, place.warc_offset)
    if (place.warc_file, place.warc_offset) != (place.payload_file, place.payload_offset):
        _, payload = archive.read(place.payload_file, place.payload_offset)  # its own record is a revisit
    capture = Capture(
        capture_id=place.capture_id,
        entry=_bare_entry(place),
        url=place.url,
        fetched_at=place.fetched_at,
        status=place.status,
        headers=headers,
        payload=payload,
        digest=place.digest,
        warc_file=place.warc_file,
        warc_offset=place.warc_offset,
    )
    return _with_its_entry(capture, archive)


def _with_its_entry(capture: Capture, archive: Archive) -> Capture:
    """The capture with what its feed had said of it: the metadata record that follows in the file.

    Whose it is was settled when it landed: others' archives may claim any source.
    """
    with archive.open(capture.warc_file or "") as file:
        file.seek(capture.warc_offset or 0)
        try:
            for number, record in enumerate(BoundedIterator(file), start=1):
                if record.rec_type == "metadata":
                    entry = entry_of(capture, record) or capture.entry
                    return replace(capture, entry=replace(entry, source_id=capture.entry.source_id))
                if number == RECORDS_OF_A_CAPTURE:
                    break
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error):
            return capture  # the file is broken behind the page
    return capture


def _bare_entry(place: Archived) -> Entry:
    return Entry(place.source_id, place.entry_url, LOADED, place.fetched_at)
