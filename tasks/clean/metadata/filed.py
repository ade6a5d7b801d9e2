"""The section that a page is filed in, where its data names none: by its trail, its headline, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from selectolax.lexbor import LexborNode
from slugify import slugify

from tasks.clean.metadata.lines import looks_like_date
from tasks.clean.metadata.pictures import is_in_caption
from tasks.clean.metadata.scan import Marked, Scan
from tasks.clean.metadata.text import fold, is_of_a_date, path_of, plain
from tasks.clean.metadata.visible import FAR, level_of, levels_of
from tasks.clean.phrases import furniture_reason
from tasks.clean.promises import IS_AUTHOR, IS_SECTION, IS_TRAIL
from tasks.records import Found

MAX_SECTION_CHARACTERS = 40
MIN_BEGINNING = 25  # characters of a title that a trail cuts off
MAX_TRAILS, MAX_TRAIL = 5, 10  # of a page; links of a trail
MAX_MARKS = 100  # elements marked as a section
MAX_MARK_CHARACTERS = 100  # of one: the section, others, and what leads them in
MAX_LEVEL = 3  # up from the headline, within which a mark stands with it, …
MAX_KICKER_LEVEL, MAX_KICKER_WORDS = 2, 3  # … and one without a link
MAX_FOLDERS = 6  # above a page
MAX_CATEGORIES = 3  # of a post
MAX_CLASS_CHARACTERS = 1_000  # of an element
MAX_LINKS = 20  # to one folder
LIKE_LETTERS = 4  # which a folder and the text of its link begin with

_VISIBLE = ("byline", "text")  # places of bylines that no data declares
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TAGS = frozenset(["a", "span", "div", "p", "li", "ul", "b", "strong", "em", "i", "small", *_HEADINGS])
# Texts of links on the way to a page, and around it, that name no section.
_NO_SECTION = re.compile(
    r"home(?: ?page)?|startseite|start|accueil|inicio|início|portada|strona główna|ana ?sayfa|главная|首页"
    r"|ホーム|titelseite|news|all (?:news|articles|posts)|alle (?:news|artikel|meldungen)|articles?|artikel"
    r"|stor(?:y|ies)|posts?|rss.*|back|zurück|retour|volver|indietro|terug|tilbake|tillbaka|wróć|назад|geri"
    r"|next|previous|weiter|nächste[rs]?|vorherige[rs]?|(?:.* )?details?|.*[:：]",
    re.IGNORECASE,
)
# Classes of what WordPress lists: menus, widgets, other posts.
_LISTED = re.compile(r"\b(?:nav|menu-item|cat-item|widget|toc(?:level|section)|hentry|type-post)")
_POST_CLASS = re.compile(r"(?:^|\s)category-([\w%-]+)")
_FOLDER = re.compile(r"[\w%.-]+")  # what a selector may hold as it is
_UMLAUT = re.compile(r"([aou])e")  # as German, Danish and others spell ä, ø, ü without their keys


def sections(
    scan: Scan, titles: list[str], crumbs: Iterable[str], bylines: Iterable[Found], anchor: Marked | None
) -> Iterator[Found]:
    """The last of the page's trail, what is marked as a section by its headline, or a folder above the page.

    `titles` are the page's headline and the names of its site, `crumbs` the trail of the page's data, the
    last first, and the `anchor` is the headline's element.
    """
    signed = {fold(found.text) for found in bylines}
    declared = {fold(found.text) for found in bylines if not found.place.startswith(_VISIBLE)}
    places = (
        ("json-ld trail", crumbs, declared),
        ("trail", _trail(scan), declared),
        ("category", _marked(scan, anchor), signed),  # as marks of authors are often those of sections, too
        ("folder", _folders(scan), declared),
    )
    for place, texts, authors in places:
        for text in texts:
            if fold(text) not in authors and _names_section(text, titles):
                yield Found(text, place)
                return


def _names_section(text: str, titles: list[str]) -> bool:
    if not 2 <= len(text) <= MAX_SECTION_CHARACTERS or _NO_SECTION.fullmatch(text):
        return False
    if any(_repeats(text, title) for title in titles):
        return False
    return not looks_like_date(text) and not furniture_reason(text)


def _repeats(text: str, title: str) -> bool:
    """True for a title, and for its beginning, if that is long or says that it goes on."""
    is_beginning = len(text) >= MIN_BEGINNING or text.endswith(("…", ".."))
    return fold(title).startswith(fold(text)) if is_beginning else fold(title) == fold(text)


def _trail(scan: Scan) -> Iterator[str]:
    for marked in [one for one in scan.marked if _is_trail(one)][:MAX_TRAILS]:
        for link in marked.node.css("a")[:MAX_TRAIL][::-1]:
            if not is_of_a_date(link.attrs.get("href") or ""):
                yield scan.text(link)


def _is_trail(marked: Marked) -> bool:
    kind = marked.node.attributes.get("itemtype") or ""
    return bool(marked.bits & IS_TRAIL) or "breadcrumblist" in kind.lower()


def _marked(scan: Scan, anchor: Marked | None) -> Iterator[str]:
    """What is marked as a section and stands with the headline, the nearest first; then what its post is."""
    if anchor is None:
        return
    levels = levels_of(anchor)
    marks = list(islice((one for one in scan.marked if one.bits & IS_SECTION), MAX_MARKS))
    near = [(level, one.order, one) for one in marks if (level := _level(scan, one, levels)) is not None]
    body = scan.page.tree.body
    outermost = levels.get(body.mem_id, FAR) if body else FAR
    for level, order, marked in sorted(near, key=lambda one: one[:2]):
        parent = marked.node.parent
        is_with = level < outermost or (parent is not None and parent.mem_id in levels)
        is_kicker = is_with and (order < anchor.order or marked.tag not in _HEADINGS)
        if text := _text(scan, marked, is_kicker and level <= MAX_KICKER_LEVEL):
            yield text
    yield from _of_post(scan, [one.node for one in marks if one.node.mem_id in levels])


def _level(scan: Scan, marked: Marked, levels: dict[int, int]) -> int | None:
    """How many levels up from the headline the mark is held; None for one that says nothing of the page."""
    own = marked.node.attributes
    if marked.tag not in _TAGS or marked.bits & IS_AUTHOR or marked.node.mem_id in levels:
        return None
    level, is_aside, is_of_others = level_of(scan, marked.node, levels)
    # What a post is filed in may stand in its footer.
    is_aside = is_aside and "category" not in (own.get("rel") or "").split()
    if level > MAX_LEVEL or is_aside or is_of_others or is_in_caption(marked.node):
        return None
    return None if _LISTED.search(own.get("class") or "") else level


def _text(scan: Scan, marked: Marked, is_kicker: bool) -> str:
    """The first link's text of a mark, or its own; "" for one that holds more than sections."""
    whole = scan.text(marked.node)
    if len(whole) > MAX_MARK_CHARACTERS:
        return ""
    link = marked.node if marked.tag == "a" else marked.node.css_first("a")
    if link is not None:
        return scan.text(link)
    is_short = len(whole.split()) <= MAX_KICKER_WORDS and whole[:1].isalpha() and ":" not in whole
    return whole if is_kicker and is_short else ""


def _of_post(scan: Scan, around: list[LexborNode]) -> Iterator[str]:
    """What WordPress writes into the class of a post: "category-sport", in the words of a link to it."""
    classes = " ".join((node.attrs.get("class") or "")[:MAX_CLASS_CHARACTERS] for node in around)
    for name in _POST_CLASS.findall(classes)[:MAX_CATEGORIES]:
        folder = unquote(name)
        yield from _links(scan, folder)
        yield folder.replace("-", " ")


def _folders(scan: Scan) -> Iterator[str]:
    """What links to the folders above the page call them, the deepest folder first."""
    folders = path_of(scan.page.url).strip("/").split("/")[:-1]
    for folder in folders[:MAX_FOLDERS][::-1]:
        yield from _links(scan, folder)


def _links(scan: Scan, folder: str) -> Iterator[str]:
    """The texts of links to a folder that begin as its name does: "Sport & Spiel" of /sport/."""
    if folder.isdigit() or not _FOLDER.fullmatch(folder):
        return
    for link in scan.page.tree.css(f'a[href$="/{folder}"],a[href$="/{folder}/"]')[:MAX_LINKS]:
        text = plain(link.text(deep=True))
        if _key(text) == _key(folder) != "":
            yield text


def _key(text: str) -> str:
    """The beginning of a name as addresses write it, in Latin letters: "oster" of "Österreich", too."""
    letters = slugify(text[:MAX_SECTION_CHARACTERS], separator="")
    return _UMLAUT.sub(r"\1", letters)[:LIKE_LETTERS]
