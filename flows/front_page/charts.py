"""The front page's charts, one function each: what they show of the rows, in the words of Vega-Lite."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flows.counted import counted
from flows.front_page import words
from flows.front_page.drawing import HALF, NARROW, WIDE, Chart, Spec, chart
from flows.front_page.words import agency_name, duration, percent

Row = Mapping[str, Any]

COLOURS = 7  # series that are told apart; the rest is "others"
OTHERS = "others"
PUBLISHERS = 14  # bars of the agencies' chart
STEP = 25  # pixels from one horizontal bar to the next
BAR = {"type": "bar", "height": 14}


def per_day(rows: Sequence[Row], from_on: date, until_on: date) -> Chart:
    """Articles per day, stacked by source."""
    names = _most(rows, "source_id", "articles")
    counts: Counter[tuple[date, str]] = Counter()
    for row in rows:
        counts[row["day"], _or_others(row["source_id"], names)] += row["articles"]
    values = [
        {
            "day": day.isoformat(),
            "name": name,
            "articles": count,
            "place": names.index(name),
            "tip": f"{words.day(day)}, {name}: {counted(count, 'article')}",
        }
        for (day, name), count in counts.items()
    ]
    days = [(from_on + timedelta(days=n)).isoformat() for n in range((until_on - from_on).days + 1)]
    highest = max(sum(count for (of, _), count in counts.items() if of == day) for day, _ in counts)

    def spec(width: int) -> Spec:
        every = 7 if width == NARROW else 3
        labels = {"values": days[::-1][::every], "labelAngle": 0, "grid": False}
        x = {
            "field": "day",
            "type": "ordinal",
            "scale": {"domain": days, "paddingInner": 0.18, "paddingOuter": 0.1},
            "axis": labels | {"labelExpr": "utcFormat(toDate(datum.value), '%-d %b')"},
        }
        y = {
            "field": "articles",
            "type": "quantitative",
            "axis": {"tickCount": min(4, highest), "format": ",d"},
        }
        return {
            "height": 210,
            "data": {"values": values},
            "mark": {"type": "bar", "cornerRadius": 1},
            "encoding": {"x": x, "y": y, **_coloured(names)},
        }

    return chart(spec, WIDE, names)


def agencies(rows: Sequence[Row]) -> Chart:
    """The share of wire copy by publisher, split by agency, on a track that is the whole of its articles."""
    shown = [row["publisher"] for row in rows[:PUBLISHERS]]
    shares = [
        {"publisher": row["publisher"], "name": agency_name(part["agency"]), "share": part["share"]}
        for row in rows[:PUBLISHERS]
        for part in row["agencies"] or ()
    ]
    names = _most(shares, "name", "share")
    parts: Counter[tuple[str, str]] = Counter()
    for share in shares:
        parts[share["publisher"], _or_others(share["name"], names)] += share["share"]
    values = [
        {
            "publisher": publisher,
            "name": name,
            "share": share,
            "place": names.index(name),
            "tip": f"{publisher}, {name}: {percent(share)} of its articles",
        }
        for (publisher, name), share in parts.items()
    ]

    def spec(width: int) -> Spec:
        labels = {"labelLimit": 0.4 * width, "labelColor": "var(--ink)", "grid": False}
        y = {"field": "publisher", "type": "nominal", "scale": {"domain": shown}, "axis": labels}
        axis = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1], "grid": False}
        x = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}
        track = {
            "data": {"values": [{"publisher": name, "share": 1} for name in shown]},
            "mark": {**BAR, "color": "var(--track)", "aria": False},
            "encoding": {"y": y, "x": x},
        }
        bars = {"data": {"values": values}, "mark": BAR, "encoding": {"y": y, "x": x, **_coloured(names)}}
        return {"height": {"step": STEP}, "layer": [track, bars]}

    return chart(spec, HALF, names)


def landing(rows: Sequence[Row]) -> Chart:
    """How many articles landed how long after their publication."""
    total = sum(row["articles"] for row in rows)
    values = [
        {
            "within": row["within"],
            "share": row["articles"] / total,
            "label": percent(row["articles"] / total) if row["articles"] else "",
            "tip": f"{row['within']}: {counted(row['articles'], 'article')}",
        }
        for row in rows
    ]

    def spec(width: int) -> Spec:
        y = {"field": "within", "type": "nominal", "sort": None, "axis": {"grid": False}}
        room = 1.25 if width == NARROW else 1.12  # at the end of the longest bar, for its figure
        longest = {"domain": [0, room * max(value["share"] for value in values)], "nice": False}
        x = {"field": "share", "type": "quantitative", "axis": None, "scale": longest}
        text = {"type": "text", "align": "left", "dx": 6, "color": "var(--ink)", "fontSize": 11.5}
        bars = {"mark": {**BAR, "color": "var(--s1)"}, "encoding": {"description": {"field": "tip"}}}
        return {
            "height": {"step": STEP},
            "data": {"values": values},
            "encoding": {"y": y, "x": x},
            "layer": [bars, {"mark": {**text, "aria": False}, "encoding": {"text": {"field": "label"}}}],
        }

    return chart(spec, HALF)


def journeys(rows: Sequence[Row]) -> Chart:
    """How long after the first the copies of each story stood at other publishers; a line a story."""
    values = [
        {
            "place": str(place),
            "hours": copy["hours"],
            "tip": f"{copy['publisher']}, after {duration(copy['hours'])}",
        }
        for place, row in enumerate(rows)
        for copy in row["carried"]
    ]
    # Stories are told apart by number. JSON is a part of Vega's expressions: no headline can end the string.
    headlines = json.dumps([row["headline"] or "without a headline" for row in rows])

    def spec(width: int) -> Spec:
        labels = {"labelExpr": f"({headlines})[toNumber(datum.value)]", "labelLimit": 0.42 * width}
        y = {"field": "place", "type": "nominal", "sort": None, "axis": labels | {"grid": True}}
        axis = {"tickCount": 3 if width == NARROW else 6, "labelExpr": "datum.label + ' h'", "grid": False}
        x = {"field": "hours", "type": "quantitative", "scale": {"domainMin": 0}, "axis": axis}
        return {
            "height": {"step": STEP},
            "data": {"values": values},
            "mark": {"type": "circle", "size": 75, "opacity": 0.8, "color": "var(--s1)"},
            "encoding": {"y": y, "x": x, "description": {"field": "tip"}},
        }

    return chart(spec, WIDE)


def _most(rows: Sequence[Row], name: str, amount: str) -> list[str]:
    """The names that have most, most first; "others" last if there are more than colours."""
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row[name]] += row[amount]
    ordered = [key for key, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))]
    return ordered if len(ordered) <= COLOURS else [*ordered[:COLOURS], OTHERS]


def _or_others(name: str, names: Sequence[str]) -> str:
    return name if name in names else OTHERS


def _coloured(names: Sequence[str]) -> Spec:
    """Encodings of a part of a bar: its colour, where in the bar it stands, what it says."""
    colours = [f"var(--s{n})" for n in range(1, len(names) + 1)]
    scale = {"domain": list(names), "range": colours}
    return {
        "color": {"field": "name", "type": "nominal", "scale": scale, "legend": None},
        "order": {"field": "place"},
        "description": {"field": "tip"},
    }
