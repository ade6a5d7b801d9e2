"""The words of bylines, from people.toml, and the patterns made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tasks.normalize.date_words import month_number

EDGE = " \t\n.,:;/|–—-•·*\"'“”„‘’«»()[]<>_=~^#→"
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
# A slash divides names with a space at it ("Jane Roe / John Doe"), not initials ("abc/def").
SEPARATOR = re.compile(
    r"\s*(?:[;|•·&+＋、，\n]|,(?!\s*(?:Jr|Sr|III?|IV|MD|PhD)\b)|\s[–—-]\s|\s/|/\s)\s*|(?<=\w\w\w\w)/(?=\w\w\w\w)"
)

_PICTURE_WORDS = (
    "fotos?|photos?|photographs?|bilder|bild|grafik|illustration(?:en)?|fotografie|foto's|фото|kuvat?"
)
# A name with "(Foto)" behind it, and the "and" before it.
PICTURED = re.compile(
    rf"(?:[,;&]|\s(?:und|and|et|y|e|og|och|en|i|и))?\s+[^\s,;&()]+(?:\s[^\s,;&()]+){{0,3}}\s\((?:{_PICTURE_WORDS})\b[^()]*\)",
    re.IGNORECASE,
)
# Where, within a line, somebody else's role begins: "Text: Jane Roe Fotos: John Doe".
OTHERS_AT = re.compile(
    rf"(?<=[\w.]\s)(?=(?:{_PICTURE_WORDS}|kamera|video|editor|editör|zdjęcia|фотограф|fotograf)\s?[:：]"
    r"|(?:edited|reviewed|fact[- ]checked|translated|photographed|illustrated) by\b"
    r"|(?:pictures|photos|photographs|photography|images|illustrations|graphics|video) by\b)",
    re.IGNORECASE,
)
INVERTED = re.compile(r"^([^\W\d_][\w'’-]+), ([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)?)$")
# The "and" of Arabic and Hebrew is a letter before the word; Walid, Vered and some other names begin with it.
PREFIXED_AND = re.compile(
    r"\s(?:\u0648(?!ليد|ائل|سام|سيم|حيد|فاء|داد|جد|جيه|لاء|عد|فيق|صف|ديع|هب)"
    r"|\u05d5(?!רד|ולד|ולדימיר|יקטור|לדימיר|נסה|רדה))(?=\w{2})"
)
# A mail's address is looked for once at the beginning of each word: from every letter on it would take ages.
_ADDRESS = re.compile(
    r"(?<![^\s@])[^\s@]++@[^\s@]+\.\w+|\[email[^\]]*\]|https?://\S+|\bwww\.\S+|(?<!\w)@\w+", re.IGNORECASE
)
_AT_NUMBER = re.compile(r"(?<!\w)\d")


@cache
def words(name: str) -> frozenset[str]:
    """A list of people.toml; what is in lower case also as folding leaves it: Greek has two small sigmas."""
    listed = _table()[name]
    return frozenset([*listed, *(word.casefold() for word in listed if word.islower())])


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("people.toml").read_text(encoding="utf-8"))


@cache
def lead() -> re.Pattern[str]:
    """What stands before the names: "By ", "Text: "."""
    leads = "|".join(re.escape(one) for one in sorted(words("leads"), key=len, reverse=True))
    return re.compile(rf"(?:{leads})(?:\s*[:：/]\s*|\s+|$)", re.IGNORECASE)


@cache
def others() -> re.Pattern[str]:
    """What stands before the name of somebody who did not write the text: "Photos:", "Edited by"."""
    return re.compile(
        rf"(?:{_any([*words('picture_leads'), *words('editor_leads')])})\s*[:：]|{_by_others()}",
        re.IGNORECASE,
    )


@cache
def editors() -> re.Pattern[str]:
    """What stands before an editor's name."""
    return re.compile(rf"(?:{_any(words('editor_leads'))})\s*[:：]", re.IGNORECASE)


def _by_others() -> str:
    return rf"(?:{_any(words('pictured_by'))})\b"


def _any(those: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(those, key=len, reverse=True))


@cache
def joiner() -> re.Pattern[str]:
    """What stands between two names: " and "."""
    joiners = "|".join(re.escape(word) for word in sorted(words("joiners"), key=len, reverse=True))
    return re.compile(rf"\s+(?:{joiners})\s+", re.IGNORECASE)


@cache
def opening_joiner() -> re.Pattern[str]:
    """The "and" after the last comma of a list, before a name of two words at least."""
    joiners = "|".join(re.escape(word) for word in sorted(words("joiners"), key=len, reverse=True))
    return re.compile(rf"^(?:{joiners})\s+(?![a-z])(?=\S+\s+\S)")


def without_addresses(text: str) -> str:
    """A byline without e-mail addresses, URLs and handles; one that is nothing else stays."""
    rest = _ADDRESS.sub(" ", text)
    return rest if rest.strip(EDGE) else ""


def before_date(text: str) -> str:
    """What stands before the first number, without the names of days and months at its end."""
    match = _AT_NUMBER.search(text)
    tokens = (text[: match.start()] if match else text).split()
    while tokens and _is_of_date(tokens[-1].strip(EDGE), is_dated=match is not None):
        tokens = tokens[:-1]
    return " ".join(tokens)


def _is_of_date(word: str, is_dated: bool) -> bool:
    folded = word.casefold()
    return not word or folded in words("of_dates") or (is_dated and month_number(word) is not None)


@cache
def institution() -> re.Pattern[str]:
    """The name of an institution up to its "for": "Federal Ministry for …", "Ministerio de …"."""
    kinds = _any(words("institutions"))
    return re.compile(
        rf"(?:[\w.-]+\s){{0,2}}[\w-]*(?:{kinds})\s(?:für|for|of|des|der|de|del|da|do|di|della|van|för)\b",
        re.IGNORECASE,
    )
