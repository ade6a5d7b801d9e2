"""Tells pages that are no article: consent walls, block pages, error pages served as 200, section fronts."""

from __future__ import annotations

from tasks.clean.body import Judged
from tasks.clean.metadata import Metadata
from tasks.clean.page import Page
from tasks.records import EndsHere, Outcome


def refuse_other_kinds(page: Page, metadata: Metadata, judged: list[Judged]) -> None:
    """Raises EndsHere with the outcome that fits a page which is no article."""
    if not any(one.reason is None for one in judged):
        raise EndsHere(Outcome.NOT_AN_ARTICLE, "The page holds no paragraph of an article.")
