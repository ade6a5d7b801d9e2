"""Pages made by hand, for tests of what a page says of itself."""

from __future__ import annotations

import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from tasks.clean.metadata import Metadata, collect
from tasks.clean.page import Page

URL = "https://post.example/world/a-quay.html"


def read(head: str = "", body: str = "", url: str = URL) -> Metadata:
    """What a page of this head and body says of itself."""
    html = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
    return collect(Page(url, LexborHTMLParser(html)))


def json_ld(*nodes: Any) -> str:
    """Scripts of JSON-LD, one a node."""
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def texts(found: Any) -> list[str]:
    """The texts of findings."""
    return [one.text for one in found]
