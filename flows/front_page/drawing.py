"""Draws charts: Vega-Lite, made into SVG when the page is made, so that the page needs no script for it.

Colours are CSS variables of the page, which are others in the dark. Each chart is drawn twice, for a wide
screen and for a phone: one that shrinks would have letters that nobody can read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import lxml.etree
import vl_convert
from markupsafe import Markup

Spec = dict[str, Any]

# Widths in pixels: of a chart over the whole page, over half of it, and on a phone.
WIDE = 1060
HALF = 510
NARROW = 350

_SVG = "{http://www.w3.org/2000/svg}"
_FONT = "Inter, system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Nimbus Sans, Arial, sans-serif"
_LOOK: Spec = {
    "background": None,
    "padding": {"left": 0, "top": 0, "right": 12, "bottom": 0},
    "autosize": {"type": "fit-x", "contains": "padding"},
    "config": {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": "var(--muted)",
            "labelFontSize": 12,
            "labelPadding": 7,
            "gridColor": "var(--rule)",
            "domain": False,
            "ticks": False,
            "title": None,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in both sizes, and its legend: names in the order of the colours --s1, --s2 …"""

    wide: Markup
    narrow: Markup
    legend: tuple[str, ...] = ()


def chart(spec: Callable[[int], Spec], width: int, legend: Sequence[str] = ()) -> Chart:
    """Draws what `spec` describes for a width, on a wide screen of that width and on a phone's."""
    return Chart(_svg(spec(width), width), _svg(spec(NARROW), NARROW), tuple(legend))


def _svg(spec: Spec, width: int) -> Markup:
    """The drawing. What a mark says, Vega writes into aria-label; browsers show a <title> only."""
    drawn = vl_convert.vegalite_to_svg({**_LOOK, "width": width, **spec})
    root = lxml.etree.fromstring(drawn.encode())
    # All drawings give their clips the same ids. No mark of ours leaves its chart.
    for clipped in root.xpath("//*[@clip-path]"):
        del clipped.attrib["clip-path"]
    for mark in root.iter(f"{_SVG}path", f"{_SVG}g"):
        said = mark.attrib.pop("aria-label", None)
        mark.attrib.pop("aria-roledescription", None)
        if said and mark.tag == f"{_SVG}path":
            lxml.etree.SubElement(mark, f"{_SVG}title").text = said
    return Markup(lxml.etree.tostring(root, encoding="unicode"))
