"""The dateline: where a report was filed, and for which agency, as its first line says.

"HANOI, Vietnam (AP) — …", "Hamburg (dpa/lno) – …", "(EFE).- …", "新华社北京4月24日电 …", "ISTANBUL — …"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.normalize.agencies import agencies_in, known_agency
from tasks.records import Draft

HEAD = 140  # characters of a block in which a dateline must stand
BLOCKS = 3  # first blocks of a body that are looked at: a standfirst or a teaser may come before
MAX_PLACE = 50  # characters

_BRACKET = re.compile(r"^(?P<place>[^()\[\]（）]{0,80}?)\s*[(\[（](?P<agency>[^()\[\]（）]{2,60})[)\]）]")
_CAPITALS = re.compile(r"^(?P<place>[^\W\d_a-z][^()—–:!?\"“”]{2,48}?)\s*(?:[—–]|-{1,2}(?=\s))\s*\S")
_CHINESE = re.compile(
    r"^[（(【\[]?(?P<agency>新华社|新華社|中新社|中新网|中国新闻网|中央社)(?:记者\w{2,4})?"
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊|专电)"
)
_DATE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a first line says: any of place and agencies may be missing, not both."""

    place: str | None
    agencies: tuple[str, ...]
    text: str  # verbatim
    block: int  # its number in the body, from 1


def dateline(draft: Draft) -> str | None:
    """The place of the dateline as written ("HANOI, Vietnam", "Hamburg"), or None where in doubt."""
    found = read_dateline(draft)
    return found.place if found else None


def read_dateline(draft: Draft) -> Dateline | None:
    """The first dateline among the first blocks of the body, or None."""
    for number, block in enumerate(draft.blocks[:BLOCKS], start=1):
        if found := _of_text(block.text[:HEAD], number):
            return found
    return None


def _of_text(head: str, number: int) -> Dateline | None:
    if match := _CHINESE.match(head):
        return Dateline(match["place"], agencies_in(match["agency"]), match.group(), number)
    if match := _BRACKET.match(head):
        agencies = agencies_in(match["agency"])
        if agencies and known_agency(match["agency"]) and _is_place_or_nothing(match["place"]):
            return Dateline(_place(match["place"]), agencies, match.group(), number)
    if match := _CAPITALS.match(head):
        place = _place(match["place"])
        if place and place.split(",")[0].isupper() and len(place) > 3:
            return Dateline(place, (), match.group().rstrip(), number)
    return None


def _is_place_or_nothing(text: str) -> bool:
    """False for the beginning of a sentence."""
    text = text.strip()
    place = _place(text)
    return not text or bool(_DATE.search(text)) or (place is not None and len(place.split()) <= 6)


def _place(text: str) -> str | None:
    """The place without the date that may follow it: "LONDON, May 3" -> "LONDON"."""
    pieces = []
    for piece in text.strip().split(","):
        if _DATE.search(piece):
            break
        pieces.append(piece.strip())
    place = ", ".join(piece for piece in pieces if piece).strip(" .-–—")
    return place if 2 <= len(place) <= MAX_PLACE and place[0].isalpha() and not place[0].islower() else None
