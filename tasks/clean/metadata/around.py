"""What stands around the headline: the standfirst under it, and the section that the page is filed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from tasks.clean.metadata.headlines import fold
from tasks.clean.metadata.pictures import is_in_caption
from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import path_of, plain, text_of
from tasks.clean.phrases import furniture_reason
from tasks.clean.promises import IS_SECTION, IS_TRAIL
from tasks.records import Found

MIN_STANDFIRST_CHARACTERS, MAX_STANDFIRST_CHARACTERS = 30, 700
MAX_SECTION_CHARACTERS = 40
MAX_SIBLINGS = 6  # after the headline, that are looked at for a standfirst
MAX_LEVELS = 3  # up from the headline, beside which a standfirst may stand
MAX_TRAILS, MAX_TRAIL = 5, 10  # of a page; links of a trail
MAX_MARKS = 100  # elements marked as a section
MAX_FOLDERS = 6  # above a page
MAX_NEAR = 3  # levels up from the headline and from a mark, within which they stand together
MAX_SECTION_WORDS = 3

_SECTION_TAGS = frozenset(
    ["a", "span", "div", "p", "li", "b", "strong", "em", "i", "small", "h2", "h3", "h4"]
)

_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head|line|heading)|sous-?titre|untertitel|vorspann|\blead\b|-lead\b|lead-|teaser-?text|\bdek\b"
    r"|-dek\b|summary|intro|excerpt|abstract|chapeau|chapo|spot\b|strap(?:line)?|description|deck\b|entradilla|bajada|copete"
    r"|sumario|sottotitolo|occhiello|anlauf|ingress|manchet|perex|lid\b|ozet|epigraf|linha-fina|subtitulo|svodka|ledetext"
)
_HOME = re.compile(
    r"home|startseite|start|accueil|inicio|início|portada|strona główna|ana ?sayfa|главная|首页|ホーム"
    r"|titelseite|news",
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
    names = f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}".lower()
    text = text_of(node) if node.tag in ("h2", "h3") or _STANDFIRST.search(names) else ""
    return text if MIN_STANDFIRST_CHARACTERS <= len(text) <= MAX_STANDFIRST_CHARACTERS else None


def sections(scan: Scan, headline: str, anchor: Marked | None = None) -> Iterator[Found]:
    """A link to a section: marked as one, the last of a trail, or to a folder above the page.

    Where there is none, a mark beside the headline, which is the `anchor`, is enough.
    """
    not_sections = {fold(headline), ""}
    places = (
        ("category", _marked(scan)),
        ("trail", _trail(scan)),
        ("folder", _folders(scan)),
        ("category", _near(scan, anchor)),
    )
    for place, texts in places:
        for text in texts:
            is_home = _HOME.fullmatch(text) or fold(text) in not_sections
            if 2 <= len(text) <= MAX_SECTION_CHARACTERS and not is_home:
                yield Found(text, place)
                return


def _marked(scan: Scan) -> Iterator[str]:
    marks = (
        one for one in scan.marked if one.bits & IS_SECTION and one.tag in ("a", "span", "div", "p", "li")
    )
    for marked in islice(marks, MAX_MARKS):
        link = marked.node if marked.tag == "a" else marked.node.css_first("a")
        if link is not None:
            yield scan.text(link)


def _near(scan: Scan, anchor: Marked | None) -> Iterator[str]:
    """Short texts without a link, marked as a section, that stand with the headline."""
    around = {node.mem_id for node in islice(_above(anchor.node), MAX_NEAR)} if anchor else set()
    marks = (one for one in scan.marked if one.bits & IS_SECTION and one.tag in _SECTION_TAGS)
    for marked in islice(marks, MAX_MARKS if around else 0):
        above = islice(_above(marked.node), MAX_NEAR)
        if any(node.mem_id in around for node in above) and not is_in_caption(marked.node):
            text = scan.text(marked.node)
            if len(text.split()) <= MAX_SECTION_WORDS and text[:1].isalpha() and not furniture_reason(text):
                yield text


def _above(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that hold a node, up to the body, which holds everything."""
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "html", "main"):
        yield parent
        parent = parent.parent


def _trail(scan: Scan) -> Iterator[str]:
    for marked in [one for one in scan.marked if one.bits & IS_TRAIL][:MAX_TRAILS]:
        yield from [scan.text(link) for link in marked.node.css("a")[:MAX_TRAIL]][::-1]


def _folders(scan: Scan) -> Iterator[str]:
    """Texts of links to folders above the page, the deepest folder first."""
    path = path_of(scan.page.url)
    for match in reversed(list(re.finditer("/", path[1:]))[:MAX_FOLDERS]):
        folder = path[: match.start() + 1]
        if re.fullmatch(r"[\w/%.-]+", folder):
            link = scan.page.tree.css_first(f'a[href$="{folder}"],a[href$="{folder}/"]')
            if link is not None:
                yield plain(link.text(deep=True))
