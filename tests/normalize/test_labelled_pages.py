"""Agencies on real pages that people labelled; the pages are not part of the repository."""

import gzip
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.credits import find_credits
from tasks.normalize.dateline import dateline
from tasks.records import Capture, EndsHere, Entry

CORPORA = Path(os.environ.get("COPYDESK_SHARED") or Path(__file__).parents[3] / "shared") / "corpora"
SEEN = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not (CORPORA / "gold.jsonl").exists(),
    reason="the labelled pages are not here; name the folder that holds corpora/ in COPYDESK_SHARED",
)


def lines(name):
    with (CORPORA / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


@pytest.fixture(scope="module")
def labelled():
    """Pairs of the agencies that people found on a page and its draft; None for a page that is no article."""
    gold = {page["id"]: set(page["agencies"]) for page in lines("gold.jsonl") if "agencies" in page}
    return [(gold[page["id"]], draft_of(page)) for page in lines("manifest.jsonl") if page["id"] in gold]


def draft_of(page):
    payload = gzip.decompress((CORPORA / page["path"]).read_bytes())
    entry = Entry("test", page["url"], "load", SEEN)
    try:
        return read_page(Capture("urn:uuid:0", entry, entry.url, SEEN, 200, (), payload, "sha1:0"))
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
