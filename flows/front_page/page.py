"""Writes the front page as HTML: one file, nothing from outside, no script but the tables' own."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from flows.counted import counted
from flows.front_page import charts, words
from flows.front_page.drawing import Chart
from warehouse.front_page import DAYS, FrontPage

LONGEST = 10  # stories in the chart of those that travelled longest
FOLDER = Path(__file__).parent


def page_of(front: FrontPage, zone: tzinfo = UTC) -> str:
    """The page, its times in that zone. What comes from the warehouse is strangers' text, and is escaped."""
    style, script = _text("page.css"), _text("page.js")
    return (
        _templates()
        .get_template("page.html")
        .render(
            front=front,
            charts=_charts(front) if front.totals["articles"] else {},
            days=DAYS,
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            local=lambda moment: moment.astimezone(zone),
            zone=front.made_at.astimezone(zone).tzname(),
        )
    )


def _charts(front: FrontPage) -> dict[str, Chart]:
    found = {"per_day": charts.per_day(front.per_day, front.from_on, front.until_on)}
    if front.agencies:
        found["agencies"] = charts.agencies(front.agencies)
    if front.landing_hours:
        found["landing"] = charts.landing(front.landing_steps)
    if front.stories:
        found["journeys"] = charts.journeys([row for row in front.stories if row["longest"] <= LONGEST])
    return found


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: of the page itself, only what we wrote; of the network, nothing."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "day": words.day,
        "full_day": words.full_day,
        "agency": words.agency_name,
        "counted": counted,
        "percent": words.percent,
        "duration": words.duration,
        "web": words.web_address,
    }
    made.filters |= filters
    return made
