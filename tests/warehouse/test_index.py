"""The index of the archive, and what is kept of sites: robots.txt files, and rests that they asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tasks.fetch.hosts import Rest
from tasks.fetch.robots import KeptRobots
from tasks.records import Ended, Outcome
from tests.warehouse.samples import capture, entry
from warehouse import index
from warehouse.loader import open_loader
from warehouse.retention import drop_days

URL = "https://harbour.example/tides"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def loader(home):
    with open_loader(home, timeout=9) as opened:
        yield opened


@pytest.fixture
def landed(loader):
    """A page, the same again as a revisit, and another page whose feed named another address."""
    first = capture(URL)
    again = capture(URL, at=NOW, refers_to=first.capture_id)
    moved = capture(f"{URL}/moved", b"moved", entry=entry(f"{URL}/old"))
    ends = [Ended(one.entry, Outcome.CONSENT_PAGE, None, one) for one in (first, again, moved)]
    loader.land("run", [], ends, [])
    return first, again, moved


def test_what_has_landed_is_known_by_id_and_counted_by_file(loader, landed):
    assert index.indexed(loader, [landed[0].capture_id, "urn:uuid:other"]) == {landed[0].capture_id}
    assert index.indexed_in(loader, [landed[0].warc_file, "none.warc.gz"]) == {landed[0].warc_file: 3}
    loader.con.execute("INSERT INTO raw.removals VALUES ('a.warc.gz', 'urn:uuid:gone')")
    assert index.indexed(loader, ["urn:uuid:gone"]) == {"urn:uuid:gone"}
    assert index.indexed_in(loader, ["a.warc.gz"]) == {"a.warc.gz": 1}


def test_payloads_are_found_by_either_address_or_digest_and_never_in_a_revisit(loader, landed):
    first, again, moved = landed
    assert [one.capture_id for one in index.originals(loader, [URL])] == [first.capture_id]
    assert [one.capture_id for one in index.originals(loader, [f"{URL}/old"])] == [moved.capture_id]
    held = index.holding(loader, [again.digest, "sha1:OTHER"])
    assert held.keys() == {first.digest}
    one = held[first.digest]
    assert (one.capture_id, one.url, one.fetched_at) == (first.capture_id, URL, first.fetched_at)
    assert (one.warc_file, one.warc_offset) == (first.warc_file, first.warc_offset)


def test_robots_are_kept_for_a_day_the_newest_of_a_site(loader):
    url, day = "https://harbour.example/robots.txt", timedelta(days=1)
    old = KeptRobots("https://old.example/robots.txt", NOW - day, 404, "")
    first, newer = (KeptRobots(url, NOW - age, 200, f"# {age}") for age in (day / 2, day / 4))
    loader.keep_robots([old, newer], NOW - 2 * day)
    loader.keep_robots([first], NOW - 2 * day)
    assert loader.robots(NOW - 2 * day) == [newer, old]
    assert loader.robots(NOW - day) == [newer]
    loader.keep_robots([], NOW - day)  # nothing to keep: nothing is touched
    assert loader.robots(NOW - 2 * day) == [newer, old]
    loader.keep_robots([newer], NOW - day)
    assert loader.robots(NOW - 2 * day) == [newer]
    ahead = KeptRobots(url, NOW + 400 * day, 200, "# the clock was ahead")
    loader.keep_robots([ahead], NOW - day)
    loader.keep_robots([newer], NOW - day)
    assert loader.robots(NOW - day) == [newer]


def test_rests_are_kept_until_they_are_over_the_latest_of_a_host(loader):
    hour = timedelta(hours=1)
    first, longer = (Rest("harbour.example", NOW + hours * hour, "429 Too Many Requests") for hours in (1, 3))
    other = Rest("quay.example:8080", NOW + 2 * hour, "503 Service Unavailable")
    loader.keep_rests([first, other], NOW)
    assert loader.rests(NOW) == [first, other]
    loader.keep_rests([longer], NOW)
    assert loader.rests(NOW) == [longer, other]
    assert loader.rests(NOW + 2 * hour) == [longer]
    loader.keep_rests([], NOW + 4 * hour)  # nothing to keep: nothing is touched
    loader.keep_rests([other], NOW + 4 * hour)
    assert loader.rests(NOW) == [other]


def test_a_day_stays_as_long_as_revisits_of_kept_days_need_it_and_archives_of_others_for_ever(loader):
    needed = capture(URL, warc_file="2026-03-01/needed.warc.gz")
    again = capture(URL, at=NOW, warc_file="2026-03-02/new.warc.gz", refers_to=needed.capture_id)
    old = capture(f"{URL}/old", b"old", warc_file="2026-03-01/old.warc.gz")
    others = capture(f"{URL}/others", b"others", warc_file="/srv/others.warc.gz")
    ends = [Ended(one.entry, Outcome.CONSENT_PAGE, None, one) for one in (needed, again, old, others)]
    loader.land("run", [], ends, [])
    assert drop_days(loader, date(2026, 3, 2)) == 1
    assert index.indexed_in(loader, [others.warc_file]) == {others.warc_file: 1}
    gone = loader.con.execute("SELECT warc_file FROM raw.removals").fetchall()
    assert gone == [("2026-03-01/old.warc.gz",)]
    assert drop_days(loader, date(2026, 3, 3)) == 2  # with the revisit its original goes
