"""Agencies on real pages that people labelled; the pages are not part of the repository."""

import json
import time

import pytest

from benchmarks.corpora import CORPORA, capture_of, items, page_of
from tasks.clean.reader import read_page
from tasks.normalize.credits import find_credits
from tasks.normalize.dateline import dateline
from tasks.records import EndsHere
from tests.shared import needs_corpora

pytestmark = needs_corpora


@pytest.fixture(scope="module")
def labelled():
    """Pairs of the agencies that people found on a page and its draft; None for a page that is no article."""
    lines = (CORPORA / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {page["id"]: set(page["agencies"]) for page in map(json.loads, lines) if "agencies" in page}
    return [(gold[item["id"]], draft_of(item)) for item in items() if item["id"] in gold]


def draft_of(item):
    try:
        return read_page(capture_of(item["url"], page_of(item)))
    except EndsHere:
        return None


def test_credits_are_right_and_nearly_complete(labelled):
    right = wrong = missed = 0
    for gold, page in labelled:
        found = {credit.agency for credit in find_credits(page, page.capture.url)} if page else set()
        right, wrong, missed = (
            right + len(gold & found),
            wrong + len(found - gold),
            missed + len(gold - found),
        )
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.90


def test_credits_and_dateline_take_less_than_a_millisecond_a_page(labelled):
    pages = [page for _, page in labelled if page]
    started = time.process_time()
    for page in pages:
        find_credits(page, page.capture.url)
        dateline(page)
    assert (time.process_time() - started) / len(pages) < 0.001
