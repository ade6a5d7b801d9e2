"""What a site is called: in what its pages declare, and in their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.clean.metadata.text import fold, host_of
from tasks.records import Found

MAX_TITLE_CHARACTERS = 500  # a longer title is left as it is
MAX_SITE_WORDS = 6  # a longer part of a title is no site's name
LEAST_SITE_CHARACTERS = 5  # of a site's name, found inside a longer part of a title

MARK = re.compile(
    r"\s+[|–—\-·•»«/~>*:⋆★☆▷▸›‹]+\s+|:\s+|\s*[|｜»：_]\s*|\s*--+\s*|(?<=[\w！？。」』”])[-–—](?=\w)"
)
COLONS = frozenset(":：")
HYPHENS = frozenset("-–—")  # without space around them
_ARTICLES = frozenset("the der die das le la les el los il lo o a de het den det".split())
_WORD = re.compile(r"\w+")
_EMPTY = re.compile(r"start|home(?: ?page)?|startseite|u\.?s\.?|u\.?k\.?|\W*|.*[{}].*", re.IGNORECASE)


def publisher(
    found: Iterable[Found], headlines: Iterable[str], sections: Iterable[str], url: str
) -> Found | None:
    """The first of what a page declares to be its publisher, without what templates put around the name.

    Nothing is said by a headline, and by the name of a section, unless it is like the host's.
    """
    titles = {fold(text) for text in headlines}
    others = titles | {fold(text) for text in sections}
    for one in found:
        name = _name(one.text, titles, url)
        if not _EMPTY.fullmatch(name) and (fold(name) not in others or is_of_host(name, url)):
            return Found(name, one.place)
    return None


def _name(text: str, titles: set[str], url: str) -> str:
    """The part that is like the host's name: "Harbour Post - All news"; or the one beside the headline."""
    marks = [mark.span() for mark in MARK.finditer(text[:MAX_TITLE_CHARACTERS]) if mark[0] not in HYPHENS]
    bounds = [0, *(at for mark in marks for at in mark), len(text)]
    parts = [text[start:end].strip() for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    if not marks:
        return text
    if like := [part for part in parts if is_site(part, {of_host(url)})]:
        return like[0]
    return parts[-1] if any(title and fold(text).startswith(f"{title} ") for title in titles) else text


def site_in_title(title: str, headlines: Iterable[str], url: str) -> str | None:
    """What the page's title calls the site, before or after the headline; None where that is not certain.

    In Latin letters it must be like the host's name, as a section may stand in its place.
    """
    known = {fold(headline) for headline in headlines} - {""}
    parts = [part.strip() for part in MARK.split(title[:MAX_TITLE_CHARACTERS]) if part.strip()]
    for at, headline in ((-1, parts[:1]), (0, parts[-1:])):
        if len(parts) > 1 and known & set(map(fold, headline)) and words(parts[at]) <= MAX_SITE_WORDS:
            name = parts[at]
            is_latin = any(char.isascii() and char.isalpha() for char in name)
            if not is_latin or is_of_host(name, url):
                return name
    return None


def is_of_host(name: str, url: str) -> bool:
    """True for a name that is like the host's, or whose initials are."""
    return is_site(name, {of_host(url)}) or _initials(name) == of_host(url)


def _initials(name: str) -> str:
    return "".join(word[0] for word in fold(name).split())


def words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def is_site(part: str, sites: set[str], mark: str = "") -> bool:
    """True for a part of a title that names the site; or has its name in it, if no hyphen or colon parts it.

    "The Guardian view on ferries: a quay too far" is no word of the site's.

    `mark` is what stands between the part and the rest.
    """
    folded = fold(part)
    if not folded or len(folded.split()) > MAX_SITE_WORDS:
        return False
    joined = folded.replace(" ", "")
    is_loose = mark not in HYPHENS and mark.strip() not in COLONS
    return any(
        folded == site
        or joined == site.replace(" ", "")
        or (len(site) >= LEAST_SITE_CHARACTERS and joined.removeprefix(_article(folded)) == site)
        or (is_loose and len(site) >= _least(site) and f" {site} " in f" {folded} ")
        for site in sites
    )


def _least(site: str) -> int:
    """How many characters a site's name must have to be found within others."""
    return LEAST_SITE_CHARACTERS if site.isascii() else LEAST_SITE_CHARACTERS - 2


def _article(folded: str) -> str:
    """The article before a name: "the" of "the harbour post"; "" without one."""
    first = folded.partition(" ")[0]
    return first if first in _ARTICLES else ""


def of_host(url: str) -> str:
    """The site's own word of a host: "example" of www.example.co.uk, "paper" of forum.paper.de."""
    labels = host_of(url).removeprefix("www.").split(".")
    return fold(max(reversed(labels[:-1] or [""]), key=len))
