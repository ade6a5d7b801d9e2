"""Headlines as pages declare them, without the site's name at their end or beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.clean.metadata.scan import Scan
from tasks.clean.metadata.sites import (
    HYPHENS,
    MARK,
    MAX_SITE_WORDS,
    MAX_TITLE_CHARACTERS,
    is_site,
    of_host,
    words,
)
from tasks.clean.metadata.text import absolute, fold, path_of, text_of
from tasks.clean.metadata.trust import weight
from tasks.records import Found

MAX_HEADINGS = 3  # of the first level, in which the site's name is looked for
MIN_SHOWN_WORDS = 3  # of a part of a title that a line of the page says over again
MAX_SHOWN_BLOCKS = 100  # in which it is looked for
MAX_HEADED_CHARACTERS = 150  # of a block above the text; with a longer one the text begins
MAX_ODD_WORDS = 3  # of an h1 that may be the name of the site
MIN_LETTERS = 4  # of a word of an h1 that is looked for in the title
MAX_MARKS = 8  # of a title that part it
SHORTENED = " shortened"  # marks the place of a headline that the site's name was taken off: a page's title
WITH_KICKER = "h1 with kicker"  # the place of the whole text of an h1 whose headline is only a part of it

# What the names of Chinese, Japanese and Korean sites end with: many pages name theirs in the title alone.
_NAMED_SITE = re.compile(
    r"[^\W_]{1,10}(?:网|網|网站|日报|日報|晚报|晚報|早报|早報|时报|時報|新闻|新聞|电视台|频道|頻道|在线|ニュース|オンライン|뉴스|일보|신문|방송)"
)
_WITNESSES = (
    "h1",
    "json-ld",
    "microdata headline",
    "rdfa headline",
    "meta headline",
)  # what the page itself calls a headline


def by_agreement(headlines: Iterable[Found], names: Iterable[str], url: str) -> tuple[Found, ...]:
    """The headlines without the site's name, the one that most of the trusted places agree on first.

    `names` are what the site calls itself.
    """
    found = list(dict.fromkeys(headlines))
    found = [one for one in found if not _is_cut(one, found)]
    witnesses = {one.text for one in found if one.place in _WITNESSES}
    sites = {fold(name) for name in names} | {of_host(url)}
    sites -= {fold(text) for text in witnesses if words(text) > MAX_SITE_WORDS} | {""}
    known = _known(witnesses, sites)
    found = [_shortened(one, sites, known) for one in found if fold(one.text) not in sites]
    found = _without_kicker(found)
    votes: dict[str, float] = {}
    for place, text in {(_believed(one, found), fold(one.text)) for one in found}:
        votes[text] = votes.get(text, 0.0) + weight("headline", place)
    return tuple(sorted(found, key=lambda one: (-votes[fold(one.text)], -weight("headline", one.place))))


def _believed(one: Found, found: list[Found]) -> str:
    """The place that a headline is as good as: a short h1 without a word of the title may be the site's."""
    titles = [fold(other.text) for other in found if other.place.startswith("title")]
    own = fold(one.text).split()
    if one.place != "h1" or not titles or not 0 < len(own) <= MAX_ODD_WORDS:
        return one.place
    own = [word for word in own if len(word) >= MIN_LETTERS] or own
    is_longer = len(titles[0]) >= 2 * len(one.text)  # else the title may be the site's
    return "h1 other" if is_longer and not any(word in titles[0] for word in own) else one.place


def below_site_name(scan: Scan) -> tuple[str, str] | None:
    """The site's name and the headline, where the page sets its own name as a heading of the first level.

    Old templates do. The name is a link to the front page, and a later heading has the rest of the title.
    """
    for heading in scan.headings[:MAX_HEADINGS]:
        name, link = text_of(heading.node), heading.node.css_first("a[href]")
        if link is None or not 0 < words(name) <= MAX_SITE_WORDS or text_of(link) != name:
            continue
        address = absolute(scan.base, link.attributes.get("href"))
        if address and path_of(address) in ("", "/"):
            parts = _parts(scan.title) - {fold(name)}
            texts = [block.text for block in scan.page.walked.blocks if block.kind == "heading"]
            below = texts[texts.index(name) + 1 :] if name in texts else []
            if headline := next((text for text in below if fold(text) in parts), None):
                return name, headline
    return None


def shown_of_title(scan: Scan) -> str | None:
    """The part of the title that a line of the page says over again, on a page without any heading.

    Old pages set their headlines in large letters, and give the site and the day in the title as well.
    """
    parts = [part for part in _written_parts(scan.title) if words(part) >= MIN_SHOWN_WORDS]
    whole = fold(scan.title[:MAX_TITLE_CHARACTERS]) if words(scan.title) >= MIN_SHOWN_WORDS else ""
    last = None  # the site's name stands further up
    for block in scan.page.walked.blocks[:MAX_SHOWN_BLOCKS] if parts or whole else ():
        text = f"{fold(block.text[:MAX_TITLE_CHARACTERS])} "
        if whole and block.kind == "heading" and text.startswith(f"{whole} "):
            return block.text  # which may say more than the title
        shown = [part for part in parts if text.startswith(f"{fold(part)} ")]
        last = max(shown, key=len) if shown else last
        if len(block.text) > MAX_HEADED_CHARACTERS and block.is_running:
            break
    return last


def _written_parts(title: str) -> list[str]:
    """What stands before, after and between the marks of a title."""
    marks = [mark for mark in MARK.finditer(title[:MAX_TITLE_CHARACTERS]) if mark[0] not in HYPHENS][
        :MAX_MARKS
    ]
    begins = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(title)]
    return [title[a:b].strip() for a in begins for b in ends if a < b and (a, b) != (0, len(title))]


def _parts(title: str) -> set[str]:
    """What stands before and after each mark of a title, folded."""
    marks = list(MARK.finditer(title[:MAX_TITLE_CHARACTERS]))
    sides = [(title[: mark.start()], title[mark.end() :]) for mark in marks]
    return {fold(side) for both in sides for side in both} - {""}


def _without_kicker(found: list[Found]) -> list[Found]:
    """The headlines as the h1 has them without its kicker, wherever the page gives both in one."""
    whole = {fold(one.text) for one in found if one.place == WITH_KICKER}
    bare = next((one.text for one in found if one.place == "h1"), None) if whole else None
    if bare is None:
        return found
    is_whole = [fold(one.text) in whole and one.place != WITH_KICKER for one in found]
    return [Found(bare, one.place) if cut else one for one, cut in zip(found, is_whole, strict=True)]


def _is_cut(one: Found, others: list[Found]) -> bool:
    """True for an attribute that ends where the headline has a quote: the page did not escape it."""
    return one.place.startswith("meta") and any(
        other.text.startswith(one.text) and other.text[len(one.text) :].lstrip().startswith(('"', "'"))
        for other in others
    )


def _known(texts: set[str], sites: set[str]) -> set[str]:
    """What the page itself calls a headline, folded; not one that is another with the site's name at it."""
    known = {fold(text) for text in texts} - sites
    named = set()
    for text in texts:
        if len(text) > MAX_TITLE_CHARACTERS:
            continue
        plain = _without_site(text, sites, set())
        if plain != text and fold(_without_site(plain, sites, known - {fold(text)})) in known:
            named.add(fold(text))
    return known - named


def _shortened(headline: Found, sites: set[str], known: set[str]) -> Found:
    if fold(headline.text) in known or len(headline.text) > MAX_TITLE_CHARACTERS:
        return headline
    text = _without_site(headline.text, sites, known)
    return Found(text, headline.place + SHORTENED) if text != headline.text else headline


def _without_site(title: str, sites: set[str], known: set[str]) -> str:
    """The title without a part that names the site, or that another headline of the page does without."""
    marks = list(MARK.finditer(title))
    end = len(title)  # of the part after a mark
    for match in reversed(marks):
        head, part, tail = title[: match.start()], title[match.end() : end], title[match.end() :]
        end = match.start()
        is_named = is_site(tail, sites, match[0]) or (
            ":" not in match[0]
            and (is_site(part, sites, match[0]) or bool(_NAMED_SITE.fullmatch(part.strip())))
        )
        is_extra = ":" not in match[0] and _is_extra(tail, head, known)
        if words(head) and fold(head) not in sites and (is_named or is_extra):
            return _without_site(head.strip(), sites, known)  # "… | The Post", "… | The Post | Politics"
    for match in marks:
        head, tail = title[: match.start()], title[match.end() :]
        if match[0] in HYPHENS:  # "Harbour-Post reader dies" is not said by the Harbour
            continue
        if words(tail) and (is_site(head, sites, match[0]) or _is_extra(head, tail, known)):
            return _without_site(tail.strip(), sites, known)
    return title


def _is_extra(part: str, rest: str, known: set[str]) -> bool:
    """True for a short part without which the page has the same headline elsewhere."""
    return words(part) <= MAX_SITE_WORDS and fold(rest) in known
