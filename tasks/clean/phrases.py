"""The phrases of phrases.toml, compiled: which lines around an article say what."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TITLE_KINDS = ("block", "broken", "parked", "login", "missing", "consent")
MAX_FURNITURE_CHARS = 60  # a longer line is text, whatever it starts with
MAX_CAPTION_CHARS = 250  # a longer block is text, whatever it ends with
MAX_CREDIT_CHARS = 80
MIN_LINKED = 0.75  # of what stands behind "Read more:", for the line to be no text

_FILE = Path(__file__).with_name("phrases.toml")
# Scripts that put no space between words; after their phrases, and Hebrew prefixes, no word need end.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]$|פורסם ב$|עודכן ב$")
_GAP, _FEW_WORDS = r"\ …\ ", r"\ (?:\S{1,30}\ ){1,4}"  # "Follow the Post on"
_CLOSING = (")", "]", "）", ").")
_EDGES = " \t:：|·•-–—>»›→.…!*#"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What phrases.toml holds, ready to match."""

    published: re.Pattern[str]
    modified: re.Pattern[str]
    byline: re.Pattern[str]
    source: re.Pattern[str]
    headline: re.Pattern[str]
    labels: frozenset[str]  # lines of a plain text above its headline
    record: dict[str, str]  # label in the records of archives -> what it tells
    furniture: dict[str, str]  # folded phrase -> reason
    privacy: re.Pattern[str]  # words on cookies and consent, anywhere in folded text
    credit_note: re.Pattern[str]
    shown: re.Pattern[str]  # how a line begins that tells what a picture shows
    appeal: re.Pattern[str]  # how a line begins that asks readers for something
    picture_credit: re.Pattern[str]  # at the end of a caption
    picture_by: re.Pattern[str]  # … without brackets or a dash
    titles: dict[str, frozenset[str]]  # by TITLE_KINDS: titles of such pages
    notices: dict[str, re.Pattern[str]]  # by kind: what such pages say in folded text
    paywall: re.Pattern[str]


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The compiled phrases; the file is read at the first call."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    furniture = {_key(phrase): reason for reason, listed in data["furniture"].items() for phrase in listed}
    return Phrases(
        published=_starts_with(data["published"]),
        modified=_starts_with(data["modified"]),
        byline=_starts_with(data["byline"]),
        source=_starts_with(data["source"]),
        headline=_starts_with(data["headline"]),
        labels=frozenset(data["labels"]),
        record={label: kind for kind, listed in data["record"].items() for label in listed},
        furniture=furniture,
        privacy=_anywhere(data["privacy_words"]),
        credit_note=_starts_with(data["credit_note"]),
        shown=_starts_with(data["shown"]),
        appeal=_starts_with(data["appeals"]),
        picture_credit=_picture_credit(data["picture"]),
        picture_by=_picture_by(data["picture"]),
        titles={kind: frozenset(data["titles"][kind]) for kind in TITLE_KINDS},
        notices={kind: _anywhere(listed) for kind, listed in data["notices"].items()},
        paywall=_anywhere(data["titles"]["paywall_words"]),
    )


def furniture_reason(line: str) -> str | None:
    """Why a line that consists of nothing but a phrase of a site's furniture goes; None if it is not one."""
    if len(line) > MAX_FURNITURE_CHARS:
        return None
    return phrases().furniture.get(_key(line.strip(_EDGES)))


def _key(phrase: str) -> str:
    """A phrase as it is looked up: Greek has two small sigmas, and folding leaves the dot of Turkish İ."""
    return phrase.casefold().replace("i̇", "i")


def line_reason(line: str, link_chars: int) -> str | None:
    """Why a line goes that is no text but says so only in part; None for one that may be text.

    "Sign up for our newsletter: Harbours Weekly"; "Read more: …", with a colon or without, if what stands
    behind it is a link, as `link_chars` tells; "The new ferry (Image: Getty)".
    """
    if link_chars:
        if furniture_reason(line[: len(line) - link_chars]) == "related stories":
            return "related stories"
        lead, _, rest = line.replace("：", ":").partition(":")
        reason = furniture_reason(lead) if rest else None
        is_newsletter = reason == "newsletter" and len(line) <= MAX_FURNITURE_CHARS
        if is_newsletter or (reason == "related stories" and link_chars >= MIN_LINKED * len(rest)):
            return reason
    return "caption" if _is_caption(line) else None


def _is_caption(line: str) -> bool:
    """True for a line at whose end stands whose picture it is about."""
    if len(line) > MAX_CAPTION_CHARS:
        return False
    end = line[-MAX_CREDIT_CHARS:]
    # Few lines are candidates: it saves the search.
    is_candidate = end.endswith(_CLOSING) or "—" in end or "–" in end or "|" in end
    return is_candidate and phrases().picture_credit.search(end) is not None


def is_on_picture(line: str) -> bool:
    """True for a line that begins by what a picture shows ("Im Bild: …"), or ends in "Photo: Jane Roe".

    Not so for "Photo: a boat at dawn", as that is nobody's name.
    """
    if len(line) > MAX_CAPTION_CHARS:
        return False
    if phrases().shown.match(line):
        return True
    end = line[-MAX_CREDIT_CHARS:]
    match = phrases().picture_by.search(end) if ":" in end or "：" in end else None
    return match is not None and (not match["who"][0].islower() or " " not in match["who"])


def _picture_by(listed: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[.!?。…=＝][\"'”“»’)]?\s*|,\s+)(?:{words})\.?\s*[:：]\s*(?P<who>[^\s.!?。:：][^.!?。:：]{{1,60}})$",
        re.IGNORECASE,
    )


def _picture_credit(listed: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))
    credit = rf"(?:{words})\.?(?:\s*[:：/]|\s+(?:by|von|de|di|of)\b)[^()\[\].!?]{{2,}}"
    return re.compile(rf"(?:[(\[（]\s*{credit}[)\]）]\.?|(?:^|\s)[—–|]\s*{credit})$", re.IGNORECASE)


def _starts_with(listed: list[str]) -> re.Pattern[str]:
    """Matches one of the phrases at the start of a line, with the colon that may follow it."""
    parts = [
        re.escape(phrase).replace(_GAP, _FEW_WORDS) + ("" if _UNSPACED.search(phrase) else r"(?!\w)")
        for phrase in sorted(set(listed), key=len, reverse=True)
    ]
    return re.compile(rf"(?:{'|'.join(parts)})\s*[:：՝]?\s*", re.IGNORECASE)


def _anywhere(listed: list[str]) -> re.Pattern[str]:
    """Matches one of the words wherever it stands in folded text; one after "^" at the text's beginning."""
    by_length = sorted(listed, key=len, reverse=True)
    return re.compile("|".join(re.escape(word).replace(r"\^", r"\A") for word in by_length))
