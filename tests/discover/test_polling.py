"""When a source is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.polling import LONGEST, MEMORY, SELDOM, SHORTEST, due, next_look, pause
from tasks.records import Look
from tasks.sources import Source

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def look(at, new=0, offered=20, failed=False):
    return Look("paper", "run", at, offered, new, failed)


def live(new_in, pauses, offered=20, looks=()):
    """So many looks, each after the pause that the ones before teach, at a paper that publishes
    `new_in(from, to)` pages; the newest first."""
    looks = list(looks) or [look(NOW, new=offered, offered=offered)]
    for _ in range(pauses):
        at = next_look(looks)
        looks.insert(0, look(at, new=min(offered, new_in(looks[0].looked_at, at)), offered=offered))
    return looks


def an_hour(rate):
    return lambda start, end: round((end - start) / HOUR * rate)


@pytest.mark.parametrize(
    ("rate", "offered", "least", "most"),
    [
        (60, 20, SHORTEST, SHORTEST),
        (4, 20, 20 * MINUTE, 45 * MINUTE),
        (4, 100, 100 * MINUTE, 225 * MINUTE),
        (1, 20, 80 * MINUTE, 3 * HOUR),
        (0, 20, LONGEST, LONGEST),
        (0, 0, LONGEST, LONGEST),
    ],
)
def test_a_pause_is_learnt_that_leaves_a_tenth_of_the_feed_new(rate, offered, least, most):
    looks = live(an_hour(rate), 40, offered)
    assert least <= pause(looks) <= most


def test_a_paper_that_wakes_up_is_followed_within_a_few_looks():
    quiet = live(an_hour(0), 20)
    assert pause(quiet) == LONGEST
    assert pause(live(an_hour(10), 8, looks=quiet)) < 30 * MINUTE


def test_a_quiet_night_is_no_quiet_week():
    looks = live(an_hour(4), 30)
    day = pause(looks)
    night = live(an_hour(0), 3, looks=looks)
    assert day < pause(night) <= 8 * day


def test_nothing_falls_out_of_a_feed_overnight():
    """However long the night was, the first look of the morning comes before the feed has turned over."""
    looks = live(an_hour(8), 30, offered=30)
    for _ in range(12):
        looks.insert(0, look(next_look(looks), offered=30))
        assert pause(looks) * 8 <= 30 * HOUR


def test_one_article_is_no_busy_hour():
    """Two looks by hand, one article between them: a weekly's feed is not looked at as a daily's."""
    looks = [look(NOW + 10 * MINUTE, new=1), look(NOW, new=20)]
    for _ in range(6):
        looks.insert(0, look(next_look(looks)))
    assert pause(looks) > 8 * HOUR


def test_looks_by_hand_in_a_row_teach_nothing_wrong():
    looks = [look(NOW + 2 * MINUTE), look(NOW + MINUTE), look(NOW, new=20)]
    assert pause(looks) == SHORTEST
    assert pause(live(an_hour(0.1), 12, looks=looks)) > 4 * HOUR


def test_failures_slow_down_but_never_end_and_coming_back_resets_them():
    looks = live(an_hour(60), 10)
    pauses = []
    for _ in range(MEMORY):
        looks.insert(0, look(next_look(looks), failed=True))
        pauses.append(pause(looks[:MEMORY]))
    assert pauses[0] == SHORTEST + HOUR and pauses[5] == SHORTEST + 6 * HOUR
    assert pauses == sorted(pauses)
    assert pauses[23] == LONGEST and pauses[24] == 2 * DAY and pauses[-1] == SELDOM
    looks.insert(0, look(next_look(looks), new=20))
    assert pause(looks) == HOUR
    looks.insert(0, look(next_look(looks), new=20))
    assert pause(looks) == SHORTEST


def test_who_was_never_looked_at_is_due_and_who_is_worked_at_is_not():
    sources = [Source(source_id=name) for name in ("new", "waits", "nearly", "busy")]
    looks = {
        "waits": [look(NOW - 50 * MINUTE)],
        "nearly": [look(NOW - 56 * MINUTE)],
        "busy": [look(NOW - 2 * HOUR)],
    }
    assert [source.source_id for source in due(sources, looks, {"busy"}, NOW)] == ["new", "nearly"]


looks_of_any_kind = st.lists(
    st.builds(
        lambda minutes, new, offered, failed: (minutes, new, offered, failed),
        st.integers(0, 100_000), st.integers(0, 60_000), st.integers(0, 60_000), st.booleans(),
    ),
    min_size=1, max_size=MEMORY,
)  # fmt: skip


@given(looks_of_any_kind)
def test_any_history_gives_a_pause_within_bounds(history):
    at, looks = NOW, []
    for minutes, new, offered, failed in history:
        looks.append(look(at, new, offered, failed))
        at -= minutes * MINUTE
    assert SHORTEST <= pause(looks) <= (SELDOM if looks[0].is_failed else LONGEST)
