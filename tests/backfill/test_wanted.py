"""Which pages of an archive a backfill takes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tasks.backfill.parts import Part
from tasks.backfill.read import read_part
from tasks.backfill.wanted import Wanted
from tests.warcs import foreign, page

EAST = timezone(timedelta(hours=5))
FETCHED = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)  # by tests/warcs.py
GERMAN = (
    "<html lang='de'><head><title>Sturm über der Küste</title></head><body><article>"
    "<h1>Sturm über der Küste</h1>"
    + "<p>Der Wärter des Leuchtturms sagte am Montag, die Lampe habe die ganze Nacht gebrannt, "
    "und kein Schiff sei im Sturm verloren gegangen, von dem er wisse.</p>" * 4 + "</article></body></html>"
).encode()


@pytest.fixture
def part(tmp_path):
    several = [
        ("https://www.coast.example/1", page("One lamp burned on", 1)),
        ("https://news.coast.example/2", page("Two lamps burned on", 2)),
        ("https://pretend-coast.example/3", page("Three lamps burned on", 3)),
        ("https://kueste.example/4", GERMAN),
    ]
    path = foreign(tmp_path / "coast.warc.gz", several)
    return Part(str(path), path.stat().st_size, 0, path.stat().st_size)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), "1234"),
        (Wanted(hosts=("coast.example",)), "12"),
        (Wanted(hosts=("news.coast.example", "kueste.example")), "24"),
        (Wanted(languages=("de",)), "4"),
        (Wanted(languages=("EN",)), "123"),
        (Wanted(languages=("pt-BR",)), ""),
        (Wanted(since=FETCHED, mime_types=("text/html",)), "1234"),
        (Wanted(until=FETCHED), ""),
        (Wanted(mime_types=("text/plain",)), ""),
    ],
)
def test_only_what_is_wanted_is_read_and_the_rest_is_counted(part, wanted, numbers):
    reading = read_part(part, wanted, {})
    assert "".join(article.url[-1] for article in reading.step.done) == numbers
    assert reading.passed_over == 4 - len(numbers)
    assert not reading.step.ended and not reading.problems


def test_an_article_travels_without_its_page_but_with_its_size(part):
    for article in read_part(part, Wanted(), {}).step.done:
        assert article.capture.payload == b"" and article.capture.payload_bytes > 500


def test_conditions_are_noted_alike_however_they_are_given():
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    one = Wanted(hosts=("b.example", "a.example"), since=noon)
    same = Wanted(
        hosts=("a.example", "b.example", "b.example"), since=noon.astimezone(timezone(timedelta(hours=5)))
    )
    assert (
        one.noted
        == same.noted
        == ('{"hosts": ["a.example", "b.example"], "since": "2026-05-01T12:00:00+00:00"}')
    )
    assert Wanted().noted is None
