"""From a capture to its article in one go, where many are read away from Prefect's tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tasks.clean.memory import SiteMemory
from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import Article, Capture
from tasks.sources import Source, source_of
from tasks.step import Step, each


def read_articles(
    captures: Sequence[Capture], sources: Mapping[str, Source], memories: Mapping[str, SiteMemory]
) -> Step[Article]:
    """The captures' articles and ends, without the payloads. `sources` by source_id, `memories` by host."""

    def read(capture: Capture) -> Article:
        source = source_of(sources, capture.entry.source_id)
        return normalize(read_page(capture, memories.get(capture.host), source.selectors), source)

    step = each(captures, read, capture_of=lambda capture: capture)
    return Step(
        [replace(article, capture=article.capture.without_payload()) for article in step.done],
        [replace(end, capture=end.capture and end.capture.without_payload()) for end in step.ended],
    )
