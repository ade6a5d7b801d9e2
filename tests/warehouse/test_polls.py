"""What is known of feeds and sitemaps since they were last asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tasks.records import Poll
from tasks.sources import Source
from tests.warehouse.samples import NOW
from warehouse.loader import open_loader

FEED = Poll(
    source_id="harbour-times",
    url="https://harbour.example/feed.xml",
    polled_at=NOW,
    read_at=NOW - timedelta(hours=3),
    etag='W/"a1"',
    last_modified="Mon, 02 Mar 2026 06:30:00 GMT",
    digest="sha1:AAAA",
    item_count=20,
)
SITEMAP = replace(FEED, url="https://harbour.example/sitemap.xml", etag=None, last_modified=None)
ELSEWHERE = replace(FEED, source_id="bay")


def test_polls_come_back_as_they_were_by_source(home):
    with open_loader(home, timeout=10) as loader:
        assert loader.polls("harbour-times") == []
        loader.keep_polls([SITEMAP, FEED, ELSEWHERE])
        loader.keep_polls([])
    with open_loader(home, timeout=10) as loader:
        assert loader.polls("harbour-times") == [FEED, SITEMAP]
        assert loader.polls("bay") == [ELSEWHERE]


def test_the_newest_poll_of_a_source_and_url_wins_in_any_order(loader):
    later = replace(FEED, polled_at=NOW + timedelta(hours=1), read_at=NOW, etag=None, digest="sha1:BBBB")
    latest = replace(later, polled_at=NOW + timedelta(hours=2), item_count=21)
    loader.keep_polls([FEED, ELSEWHERE])
    loader.keep_polls([latest, later])
    assert loader.polls("harbour-times") == [latest]
    loader.keep_polls([later])  # of a run that overlapped
    assert loader.polls("harbour-times") == [latest]
    assert loader.polls("bay") == [ELSEWHERE]


def test_a_poll_that_a_clock_dated_that_was_ahead_gives_way(loader):
    loader.keep_polls([replace(FEED, polled_at=NOW + timedelta(days=3), etag=None)])
    loader.keep_polls([FEED])
    assert loader.polls("harbour-times") == [FEED]


def test_a_source_that_wants_more_of_its_feeds_forgets_them_and_no_other_does(loader):
    source = Source(source_id="harbour-times", max_entries=20, max_age_days=7)
    bay = Source(source_id="bay")
    loader.keep_sources([source, bay])
    loader.keep_polls([FEED, SITEMAP, ELSEWHERE])
    loader.keep_sources([source.model_copy(update={"publisher": "The Harbour Times"}), bay])
    assert loader.polls("harbour-times") == [FEED, SITEMAP]
    for changed in ({"max_entries": 50}, {"max_entries": 50, "max_age_days": None}):
        loader.keep_sources([source.model_copy(update=changed), bay])
        assert loader.polls("harbour-times") == []
        assert loader.polls("bay") == [ELSEWHERE]
        loader.keep_polls([FEED])
