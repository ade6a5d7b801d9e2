"""What stands around the headline: the standfirst under it, and the section that the page is filed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.headlines import fold
from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import absolute, plain
from tasks.records import Found

MIN_STANDFIRST_CHARACTERS, MAX_STANDFIRST_CHARACTERS = 30, 700
MAX_SECTION_CHARACTERS = 40
MAX_SIBLINGS = 6  # after the headline, that are looked at for a standfirst
MAX_LEVELS = 3  # up from the headline, beside which a standfirst may stand
MAX_LINKS = 400  # of a page, that are looked at for its section

_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head|line|heading)|sous-?titre|untertitel|vorspann|\blead\b|-lead\b|lead-|teaser-?text|\bdek\b"
    r"|-dek\b|summary|intro|excerpt|abstract|chapeau|chapo|spot\b|strap(?:line)?|description|deck\b|entradilla|bajada|copete"
    r"|sumario|sottotitolo|occhiello|anlauf|ingress|manchet|perex|lid\b|ozet|epigraf|linha-fina|subtitulo|svodka|ledetext"
)
_SECTION = re.compile(
    r"categor|section(?!s)|rubri[ck]|ressort|kicker|channel|topic|sezione|seccion|editoria|kategori|cat-links"
)
_CRUMBS = re.compile(r"breadcrumb|bread-crumb|crumbs?\b|brotkrume|\bpfad\b|ariane|migas|briciole")
_HOME = re.compile(
    r"home|startseite|start|accueil|inicio|início|portada|strona główna|ana ?sayfa|главная|首页|ホーム|titelseite|news",
    re.IGNORECASE,
)


def standfirst(anchor: Marked | None) -> Iterator[Found]:
    """The text under the headline that its place and its class call a standfirst."""
    node: LexborNode | None = anchor.node if anchor else None
    for _ in range(MAX_LEVELS):
        if node is None or node.tag in ("body", "html"):
            return
        sibling = node.next
        for _ in range(MAX_SIBLINGS):
            if sibling is None:
                break
            found = _standfirst(sibling)
            if found:
                yield Found(found, "standfirst")
                return
            sibling = sibling.next
        node = node.parent


def _standfirst(node: LexborNode) -> str | None:
    if node.tag in ("-text", "-comment", "script", "style", "figure", "aside", "nav", "ul", "ol"):
        return None
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
    text = (
        plain(node.text(deep=True, separator=" "))
        if node.tag in ("h2", "h3") or _STANDFIRST.search(names)
        else ""
    )
    return text if MIN_STANDFIRST_CHARACTERS <= len(text) <= MAX_STANDFIRST_CHARACTERS else None


def sections(scan: Scan, headline: str) -> Iterator[Found]:
    """Links near the headline to a section: marked as one, in a breadcrumb trail, or to a folder above the page."""
    parts = urlsplit(scan.page.url)
    kinds: dict[str, list[str]] = {"category": [], "breadcrumb": [], "folder": []}
    for node in scan.page.tree.css("a[href]")[:MAX_LINKS]:
        kind = _kind(node, scan.page.url, parts.path)
        text = plain(node.text(deep=True)) if kind else ""
        if (
            kind
            and 2 <= len(text) <= MAX_SECTION_CHARACTERS
            and not _HOME.fullmatch(text)
            and fold(text) != fold(headline)
        ):
            kinds[kind].append(text)
    for kind, texts in kinds.items():
        if texts:
            yield Found(texts[-1] if kind == "breadcrumb" else texts[0], kind)


def _kind(node: LexborNode, url: str, path: str) -> str | None:
    attributes = node.attributes
    own = f"{attributes.get('class') or ''} {attributes.get('rel') or ''}".lower()
    if "category" in own.split() or _SECTION.search(own):
        return "category"
    above = [node.parent, node.parent.parent if node.parent else None]
    names = " ".join((one.attributes.get("class") or "").lower() for one in above if one is not None)
    if _CRUMBS.search(names):
        return "breadcrumb"
    address = absolute(url, attributes.get("href"))
    folder = urlsplit(address).path.rstrip("/") if address else ""
    return "folder" if len(folder) > 1 and path.startswith(folder + "/") else None
