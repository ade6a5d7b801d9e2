"""The dateline: where a report was filed, and for which agency, as its first line says.

"HANOI, Vietnam (AP) — …", "Hamburg (dpa/lno) – …", "(EFE).- …", "新华社北京4月24日电 …", "ISTANBUL — …"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tasks.normalize.agencies import UNNAMED, agencies_in, known_agency, may_name_agency
from tasks.normalize.credit_words import credit_words
from tasks.normalize.date_words import month_number
from tasks.records import Draft

HEAD = 140  # characters of a block in which a dateline must stand
BLOCKS = 4  # first blocks of a body that are looked at: a standfirst or a teaser may come before
MAX_PLACE = 50  # characters
MAX_PLACE_WORDS = 5
MAX_CAPITALS = 3  # words of a place that only its capitals tell: "RIO DE JANEIRO"

_DASH = r"(?:[-–—―]{1,2}|&mdash;)"
# Each with what it may name: `place` (with a date behind it), `agency`.
_FORMS = (
    # HANOI, Vietnam (AP) —   Madrid, 4 may (EFE).-   (서울=연합뉴스)
    re.compile(r"(?P<place>[^()\[\]]{0,80}?)\s*[(\[（［【](?P<agency>[^()\[\]（）【】]{2,60})[)\]）］】]"),
    # New Delhi [India], May 16 (ANI):   Shimla (Himachal Pradesh) [India], May 16 (ANI):
    re.compile(
        r"(?P<place>[^()\[\]]{2,40}(?:\([^()\[\]]{2,30}\) )?\[[^()\[\]]{2,30}\][^()\[\]]{0,30}?)"
        r"\s*\((?P<agency>[^()\[\]]{2,30})\)"
    ),
    # Москва. 16 мая. ИНТЕРФАКС -
    re.compile(rf"(?P<place>[^-–—()]{{2,60}}?)\.\s+(?P<agency>[^\W\d_][^-–—.:|()]{{1,30}}?)\s*{_DASH}\s"),
    # MOSCOW, May 5. /TASS/.
    re.compile(r"(?P<place>[^/()]{0,60}?)\s*/(?P<agency>[^/()]{2,30})/"),
    # МОСКВА, 5 мая — РИА Новости.   MADRID - EFE -
    re.compile(rf"(?P<place>[^-–—]{{2,60}}?)\s*{_DASH}\s*(?P<agency>[^-–—.:|]{{2,30}}?)\s*(?:\.|[-–—|])\s"),
    # BERLIN dpa |
    re.compile(r"(?P<place>[^|–—]{2,40}?)\s+(?P<agency>[\w/]{2,20})\s*[|–—]\s"),
    # dpa – AFP -   Киев. Интерфакс -
    re.compile(rf"(?P<agency>[\w .,/]{{2,40}}?)\s*(?:{_DASH}|\|)\s"),
)
_CAPITALS = re.compile(rf"(?P<place>[^\W\d_][^()–—:!?\"“”]{{2,48}}?)\s*(?:\.?[–—]|\s{_DASH}\s|\.-)\s*\S")
_CHINESE = re.compile(
    r"[（(【\[]?(?P<agency>新华社|新華社|中新社|中新网|中国新闻网|中央社)"
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊)"
)
_AGENCY_PLACE = re.compile(
    r"(?P<agency>[\w .-]{2,40}), (?P<place>[^\W\d_a-z][^\W\da-z]{2,25})"
)  # AFP, MANILA
_HOST = re.compile(r"\w\.[a-zA-Z]{2,4}$")  # JAKARTA, COURIER.com
_AFTER_BRACKET = re.compile(rf"\s*(?:\.?\s*{_DASH}|[:：.．])")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a first line says: place or agencies may be missing, not both."""

    place: str | None
    agencies: tuple[str, ...]
    text: str  # verbatim
    place_on_page: str  # "body block 1", or the place of the standfirst


def dateline(draft: Draft) -> str | None:
    """The place of the dateline as written ("HANOI, Vietnam", "Hamburg"), or None where in doubt."""
    found = read_dateline(draft)
    place = found.place if found else None
    headline = draft.headline.text if draft.headline else ""
    # "FERRIES – All that is known" below the headline "Ferries" is no place.
    return place if place and place.casefold() != headline.casefold() else None


def read_dateline(draft: Draft) -> Dateline | None:
    """The first dateline among the first blocks of the body, or None; one with an agency comes first.

    A standfirst that is the beginning of the text may have taken it along.
    """
    texts = [(block.text, f"body block {at}") for at, block in enumerate(draft.blocks[:BLOCKS], start=1)]
    found = [line for text, place in texts if (line := _of_text(text, place))]
    if with_agency := next((line for line in found if line.agencies), None):
        return with_agency
    for near in draft.credits:
        if near.place == "before the body" and (turned := _agency_and_place(near.text, near.place)):
            return turned
    for text, place in _standfirsts(draft):
        if (line := _of_text(text, place)) and line.agencies:
            return line
    return found[0] if found else None


def _standfirsts(draft: Draft) -> Iterator[tuple[str, str]]:
    """A first paragraph that serves as the standfirst too, with its place."""
    if draft.description:
        yield draft.description.text, draft.description.place
    for removed in draft.removed:
        if removed.reason == "standfirst":
            yield removed.text, "removed: standfirst"


@lru_cache(maxsize=64)  # an article's first blocks are read for its place, and again for its credits
def _of_text(text: str, place_on_page: str) -> Dateline | None:
    head = text[:HEAD].lstrip(" \u200b-–—")
    if may_name_agency(head):
        if line := _agency_and_place(head, place_on_page):
            return line
        if match := _CHINESE.match(head):
            return Dateline(match["place"], agencies_in(match["agency"]), match.group(), place_on_page)
        for form in _FORMS:
            if (match := form.match(head)) and (line := _of_match(match, head, place_on_page)):
                return line
    if head[:2].isupper() and (match := _CAPITALS.match(head)):
        place = _place(match["place"])
        if place and _is_capitals(place):
            return Dateline(place, (), match.group()[:-1].rstrip(), place_on_page)
    return None


def _agency_and_place(line: str, place_on_page: str) -> Dateline | None:
    """A line of its own that turns the dateline around: "AFP, MANILA"."""
    match = _AGENCY_PLACE.fullmatch(line[:HEAD])
    agency = known_agency(match["agency"]) if match else None
    return Dateline(match["place"], (agency,), line, place_on_page) if match and agency else None


def _of_match(match: re.Match[str], head: str, place_on_page: str) -> Dateline | None:
    """The dateline that a form found, if its agency is one and its place could be one."""
    inside = match["agency"]
    agencies = tuple(name for name in agencies_in(inside) if name != UNNAMED)
    before = match.groupdict().get("place") or ""
    if not agencies:
        return None
    if not known_agency(inside):
        if any("\u3040" <= char <= "\ud7a3" for char in inside) and not before:
            return Dateline(None, agencies, match.group(), place_on_page)  # 【4月24日 AFP】, (서울=연합뉴스)
        return None
    place = _place(before)
    if before.strip(" ,.-–—") and place is None and not re.search(r"\d", before):
        return None
    if place and not _reads_like_place(place):
        return None
    if not place and not head[match.end() :].strip(" .-–—"):
        return None  # "(AFP)" is a signature
    is_dated = bool(place) and before.rstrip(" ,.")[-1:].isdecimal()  # "Abuja, Nov. 20, 2026 (NAN) The"
    is_plain = match.re is _FORMS[0] and not is_dated and not _AFTER_BRACKET.match(head, match.end())
    if is_plain and inside in credit_words().ordinary:
        return None  # "Scranton (PA) will"
    if place and is_plain and not place.split(",")[0].isupper() and len(place.split()) > 2:
        return None
    return Dateline(place, agencies, match.group(), place_on_page)


def _place(text: str) -> str | None:
    """The place without the date that may follow it: "LONDON, May 3" -> "LONDON"."""
    text = text.strip()
    if digit := re.search(r"\d", text):
        text = text[: max(text.rfind(",", 0, digit.start()), text.rfind(". ", 0, digit.start()), 0)]
        head, _, last = text.rpartition(",")
        text = head if month_number(last.strip()) else text  # "BEIJING, Nov. 20": not ", Nov"
    place = ", ".join(piece for piece in text.split(", ") if not _HOST.search(piece)).strip(" ,-–—")
    place = place if re.search(r"\b\w{1,5}\.$", place) else place.rstrip(".")
    return place if 2 <= len(place) <= MAX_PLACE and place[0].isalpha() and not place[0].islower() else None


def _reads_like_place(place: str) -> bool:
    """False for the beginning of a sentence."""
    words = re.split(r"[\s/,-]+", place)
    return len(words) <= MAX_PLACE_WORDS and all(
        not word[:1].islower() or word in credit_words().place_particles for word in words
    )


def _is_capitals(place: str) -> bool:
    """True for "ISTANBUL" and "HANOI, Vietnam": without an agency, only capitals tell a place."""
    first = place.split(",")[0]
    return (
        first.isupper()
        and len(first) > 3
        and len(first.split()) <= MAX_CAPITALS
        and _reads_like_place(place)
        and credit_words().no_places.isdisjoint(re.findall(r"\w+", first.casefold()))
    )
