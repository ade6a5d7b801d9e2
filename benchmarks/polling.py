"""What learning when to look is worth: a simulated year of sources with different habits.

    python benchmarks/polling.py [--days 365]

For each source: looks, the delay from an article's publication to the look that finds it (median and 95th
percentile), and articles that fell out of the feed before any look. Beside it, a look every 30 minutes. The
rules are those of tasks/discover/polling.py on the ticks of `copydesk serve`; nothing is fetched. Articles
come at random (Poisson), the same each time.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import random
import statistics
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Run as a script, the files beside this one would be taken for the packages.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

from tasks.discover.polling import MEMORY, TICK, next_look
from tasks.records import Look

START = datetime(2026, 1, 1, tzinfo=UTC)
FIXED = timedelta(minutes=30)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

Rate = Callable[[datetime], float]  # articles an hour


@dataclass(frozen=True)
class Habit:
    """A source: how often it publishes, what its feed holds, and when it does not answer."""

    name: str
    rate: Rate
    holds: int = 30  # articles in the feed
    down: Sequence[tuple[int, int]] = ()  # days, from and to

    def is_down(self, at: datetime) -> bool:
        """True if the source does not answer then."""
        return any(START + first * DAY <= at < START + last * DAY for first, last in self.down)


def steady(rate: float) -> Rate:
    """The same at any hour."""
    return lambda at: rate


def by_day(day: float, night: float) -> Rate:
    """More from 6 to 22 o'clock, half as much on Saturdays and Sundays."""
    return lambda at: (day if 6 <= at.hour < 22 else night) * (0.5 if at.weekday() >= 5 else 1)


def weekly(count: float) -> Rate:
    """All within two hours of Thursday morning."""
    return lambda at: count / 2 if at.weekday() == 3 and at.hour in (7, 8) else 0


def seasonal(rate: float) -> Rate:
    """Nothing from April to June."""
    return lambda at: 0 if at.month in (4, 5, 6) else rate


HABITS = (
    Habit("news agency, 40 an hour", steady(40), holds=100),
    Habit("daily paper, 8 an hour by day", by_day(8, 0.5)),
    Habit("regional paper, 2 an hour by day", by_day(2, 0.1)),
    Habit("the same, feed of 10", by_day(2, 0.1), holds=10),
    Habit("weekly, 30 on Thursdays", weekly(30), holds=50),
    Habit("institute, 3 a week", steady(3 / 168)),
    Habit("league, asleep for 3 months", seasonal(1)),
    Habit("abandoned after a month", lambda at: 1 if at < START + 30 * DAY else 0),
    Habit("down for 2 days, then for 40", by_day(2, 0.1), down=((50, 52), (150, 190))),
    Habit("gone after a month", by_day(2, 0.1), down=((30, 10_000),)),
)


@dataclass
class Year:
    """What a year of looks has come to."""

    looks: int = 0
    delays: list[float] = field(default_factory=list)  # hours, of articles that came while the source was up
    missed: int = 0
    revived: timedelta | None = None  # from the end of the longest outage to the first look after it


def articles(habit: Habit, days: int) -> list[datetime]:
    """When the source publishes."""
    pick, found = random.Random(habit.name), []
    for hour in range(days * 24):
        at = START + hour * HOUR
        rate = habit.rate(at)
        minute = pick.expovariate(rate) * 60 if rate else 60.0
        while minute < 60:
            found.append(at + minute * MINUTE)
            minute += pick.expovariate(rate) * 60
    return found


def live(habit: Habit, published: Sequence[datetime], days: int, learns: bool) -> Year:
    """A year of looks at the source."""
    year, looks, read = Year(), [], 0
    end = max(habit.down, key=lambda span: span[1] - span[0], default=(0, 0))[1]
    at = START
    while at < START + days * DAY:
        year.looks += 1
        new, failed = 0, habit.is_down(at)
        if not failed:
            upto = bisect_right(published, at)
            oldest = max(read, upto - habit.holds)
            year.missed += oldest - read
            fresh = published[oldest:upto]
            year.delays += [(at - when) / HOUR for when in fresh if not habit.is_down(when)]
            new, read = len(fresh), upto
            if end and year.revived is None and at >= START + end * DAY:
                year.revived = at - (START + end * DAY)
        looks = [Look("source", "run", at, min(read, habit.holds), new, failed), *looks[: MEMORY - 1]]
        due = next_look(looks) if learns else at + FIXED
        assert due is not None
        # The first tick at which the source counts as due.
        ticks = -(-(due - TICK / 2 - START) // TICK)
        at = max(START + ticks * TICK, at + TICK)
    return year


def line(year: Year) -> str:
    """The numbers of a year."""
    delays = year.delays or [0.0]
    late = statistics.quantiles(delays, n=20)[-1] if len(delays) > 1 else delays[0]
    revived = f"{year.revived / HOUR:7.1f} h" if year.revived is not None else " " * 9
    return f"{year.looks:>7,} {statistics.median(delays):>7.2f} h {late:>7.2f} h {year.missed:>7,} {revived}"


def main() -> None:
    """Prints a row a source, and the sums."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=365)
    days = parser.parse_args().days
    head = f"{'looks':>7} {'median':>9} {'95%':>9} {'missed':>7} {'revival':>9}"
    print(f"{'':34}{'learnt':^45}   {'every 30 minutes':^45}")
    print(f"{'':34}{head}   {head}")
    sums = [0, 0]
    for habit in HABITS:
        published = articles(habit, days)
        years = [live(habit, published, days, learns) for learns in (True, False)]
        sums = [one + year.looks for one, year in zip(sums, years, strict=True)]
        print(f"{habit.name:34}{line(years[0])}   {line(years[1])}")
    print(f"{'all':34}{sums[0]:>7,}{'':38}   {sums[1]:>7,}")


if __name__ == "__main__":
    main()
