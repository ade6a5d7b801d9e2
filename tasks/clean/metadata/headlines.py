"""Headlines as pages declare them, without the site's name at their end or beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from tasks.records import Found

MAX_SITE_WORDS = 6  # a longer part of a title is no site's name

_MARK = re.compile(r"\s+[|–—\-·•»«:/~>]+\s+|\s*[|｜»]\s*|(?<=\w):\s+|\s[-–—]\s?|\s*[_]\s*")
_WORD = re.compile(r"\w+")


def without_site(headlines: Iterable[Found], names: Iterable[str], url: str) -> list[Found]:
    """The headlines, each without a part that names the site or stands in no other witness.

    `names` are what the site calls itself. A part is also dropped if what remains is word for word another
    headline that the page shows or declares (its h1, the headline of its JSON-LD).
    """
    found = list(headlines)
    sites = {fold(name) for name in names} | {_of_host(url)}
    sites.discard("")
    known = {fold(one.text) for one in found if one.place != "title"}
    return [Found(_shortened(one.text, sites, known), one.place) for one in found]


def _shortened(title: str, sites: set[str], known: set[str]) -> str:
    for match in reversed(list(_MARK.finditer(title))):
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        if head and tail and (_is_site(tail, sites) or (fold(head) in known and len(_WORD.findall(tail)) <= MAX_SITE_WORDS)):
            return _shortened(head, sites, known)
    for match in _MARK.finditer(title):
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        if head and tail and _is_site(head, sites):
            return tail
    return title


def _is_site(part: str, sites: set[str]) -> bool:
    folded = fold(part)
    if not folded or len(folded.split()) > MAX_SITE_WORDS:
        return False
    joined = folded.replace(" ", "")
    return any(folded == site or joined == site.replace(" ", "") for site in sites)


def _of_host(url: str) -> str:
    """The site's own word of a host: "example" of www.example.co.uk."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    return max(labels[:-1] or [""], key=len)


def fold(text: str) -> str:
    """The words of a text without case."""
    return " ".join(_WORD.findall(text.casefold()))
