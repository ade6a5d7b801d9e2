"""Reads a part of an archive into articles. A process of its own, or another machine, can run it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tasks.backfill.parts import Part, Reading
from tasks.backfill.wanted import Wanted
from tasks.fetch.claims import Claims
from tasks.fetch.locations import LocationError, opened
from tasks.fetch.warc_ranges import read_range
from tasks.reading import read_articles
from tasks.records import Article, Capture, Ended
from tasks.sources import Source
from tasks.step import Step

SOURCE_ID = "backfill"


def read_part(part: Part, wanted: Wanted, sources: Mapping[str, Source]) -> Reading:
    """The articles of the part's pages that are wanted, and how the others ended; all without their payloads.

    `sources` by source_id: pages that Copydesk archived itself are read with the settings of theirs. Sites'
    memories are not asked: nobody knows beforehand which sites a part holds; `copydesk reextract` asks them.
    """
    if part.pages is not None:
        return _read(part.pages, wanted, sources, [])
    problems: list[str] = []
    try:
        with opened(part.location) as file:
            records = read_range(
                file, part.location, SOURCE_ID, part.start, part.end, problems, revisits=True
            )
            return _read(records, wanted, sources, problems)
    except OSError as error:  # the store, or the disk, failed in the middle
        raise LocationError(f"{part.location}: {error}") from None


def _read(
    records: Iterable[Capture | Ended], wanted: Wanted, sources: Mapping[str, Source], problems: list[str]
) -> Reading:
    articles: list[Article] = []
    ended: list[Ended] = []
    passed_over = repeated = 0
    claims = Claims(sources, SOURCE_ID)
    for record in records:
        if not wanted.admits(record):
            passed_over += 1
        elif isinstance(record, Capture) and record.refers_to is not None:
            repeated += 1  # its text stands in another record, which lands from there
        elif isinstance(record, Ended):
            ended.append(record)
        else:  # one by one, so that a part costs the memory of a page
            step = read_articles([claims.checked(record)], sources, {})
            is_wanted = all(map(wanted.admits_article, step.done))
            passed_over += not is_wanted
            articles += step.done if is_wanted else []
            ended += step.ended
    return Reading(Step(articles, ended), passed_over, repeated, problems)
