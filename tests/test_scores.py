"""The reader keeps what it has reached on real pages with known answers: its goals are floors."""

import json

import pytest

from benchmarks.extract import read_all, scorer
from tests.shared import CORPORA, needs_corpora

FLOORS = {
    "zyte.body.f1": 0.970,
    "fundus.body.f1": 0.962,
    "trafilatura.seg.f1": 0.932,
    "fundus.headline": 0.93,
    "fundus.authors": 0.88,
    "trafilatura.authors": 0.66,
    "fundus.day": 0.992,
    "fundus.instant": 0.93,
    "trafilatura.day": 0.90,
    "htmldate.day": 0.93,
    "agency.p": 0.90,
    "agency.r": 0.80,
}


@pytest.fixture(scope="module")
def scores():
    score = scorer()
    golds = score.read(CORPORA / "gold.jsonl")
    # As a user's program would get them: through JSON.
    lines = {page: json.loads(json.dumps(line)) for page, line in read_all("copydesk").items()}
    return score.score(golds, lines)


@needs_corpora
@pytest.mark.whole
def test_every_metric_stays_above_its_floor(scores):
    below = {name: round(scores[name], 4) for name, floor in FLOORS.items() if scores[name] < floor}
    assert not below
