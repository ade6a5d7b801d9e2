"""Tells pages that are no article: consent walls, block pages, error pages served as 200, paywalls, section
fronts.

A false alarm loses an article, so that a page is refused only where it holds next to no running text, or
where its text is of nothing but cookies. A page that dates its text or declares itself an article gets the
benefit of doubt.
"""

from __future__ import annotations

import re

from tasks.clean.body import Judged
from tasks.clean.lists import lists_stories
from tasks.clean.metadata import Metadata
from tasks.clean.page import Page
from tasks.clean.phrases import phrases
from tasks.clean.text import ends_sentence, fold
from tasks.records import EndsHere, Outcome

SHORT_CHARS = 1_200  # of running text kept: a page that says "access denied" in its title has no more
STUB_CHARS = 250  # … and a paywall stub, besides the standfirst
MIN_REPORT_PARAGRAPHS = 2  # of a short report, besides the standfirst, that no offer follows
PRIVACY_SHARE = 0.6  # of the characters kept, in blocks with at least two words on privacy
MAX_LINES_CHARS = 500  # kept of an undeclared page on which no paragraph ends a sentence: captions, a list
MIN_KEPT_CHARS = 200  # of a page without running text, such as a list, that does not call itself an article
MIN_CAPTIONS = 4  # of a gallery
MAX_OWN_DATES = 4  # of a page, two of them worded twice; more are those of the stories that it lists
MAX_TITLE_EXTRA = 45  # characters that a title may have besides the phrase: the site's name

NO_TEXT = "holds no paragraph of an article"
_REASONS = {
    "missing": "The page says that it was not found, though its status is 200.",
    "broken": "The server shows an error of its own in place of the page.",
    "parked": "The domain is for sale, and holds no page of its own.",
    "login": "The page asks to log in.",
}
_CHECKS = (
    'script[src*="captcha-delivery.com"],iframe[src*="_Incapsula_Resource"],#challenge-form,#px-captcha'
    ",#challenge-container"
)
_CHECK_SCRIPT = "_cf_chl_opt"  # in the script of a check that shows a text, in the language of the visitor
_ARTICLE = re.compile(r"article|posting|report|story")
_LISTS = {"collectionpage", "searchresultspage"}  # JSON-LD; og:type says "article" of them, too
_PROFILES = {"profile", "profilepage"}  # og:type and JSON-LD of an author's own page
_BESIDE_TEXT = {"navigation", "footer"}  # where an offer to subscribe says nothing of the text
_GALLERY = re.compile(r"gallery|^imageobject$|^videoobject$|^video")
_TITLE_PARTS = re.compile(r"\s+[|–—·:»-]\s+|\s*[|·»]\s*")


def refuse_other_kinds(page: Page, metadata: Metadata, judged: list[Judged]) -> None:
    """Raises EndsHere with the outcome that fits a page which is no article."""
    kept = [one for one in judged if one.is_kept]
    running = [one for one in kept if one.block.is_running]
    chars = sum(len(one.block.text) for one in running)
    kind = (_title_kind(page, metadata) or _notice_kind(running)) if chars < SHORT_CHARS else None
    is_declared = _is_declared(metadata)
    is_dated = _is_dated(metadata)
    is_signed = is_declared or bool(metadata.bylines and is_dated)
    if (kind == "block" and not is_signed) or _is_check(page, chars):
        raise EndsHere(Outcome.BLOCK_PAGE, "The site shows a check or a refusal in place of the page.")
    if (kind == "consent" and not is_signed) or _is_on_privacy(running, metadata):
        raise EndsHere(Outcome.CONSENT_PAGE, "The page asks for consent to cookies in place of its text.")
    if kind in _REASONS and not is_signed:
        raise EndsHere(Outcome.NOT_AN_ARTICLE, _REASONS[kind])
    if _is_stub(metadata, judged, running):
        raise EndsHere(Outcome.PAYWALL_STUB, "The page offers a subscription in place of its text.")
    if not is_declared and not _PROFILES.isdisjoint(metadata.types):
        raise EndsHere(Outcome.NOT_AN_ARTICLE, "The page says that it presents a person, and is no article.")
    if not is_declared and lists_stories(judged, running, metadata.headlines[:1], is_dated=is_dated):
        raise EndsHere(Outcome.NOT_AN_ARTICLE, "The page lists articles and is none.")
    kept_chars = sum([len(one.block.text) for one in kept])
    is_flash = is_dated and any(ends_sentence(one.block.text) for one in kept)
    has_no_text = not running and kept_chars < (1 if is_declared or is_flash else MIN_KEPT_CHARS)
    is_little = not (is_declared or is_flash) and kept_chars < MAX_LINES_CHARS
    if has_no_text or (is_little and not any(ends_sentence(one.block.text) for one in running)):
        what = "is a gallery, or a film, without a text" if _is_gallery(metadata, judged) else NO_TEXT
        raise EndsHere(Outcome.NOT_AN_ARTICLE, f"The page {what}.")


def _is_declared(metadata: Metadata) -> bool:
    """True for a page that calls itself an article, and not a list of them as well."""
    return any(map(_ARTICLE.search, metadata.types)) and _LISTS.isdisjoint(metadata.types)


def _is_dated(metadata: Metadata) -> bool:
    """True for a page that says when it was published; of many dates, each is another story's."""
    own = {found.text for found in metadata.published if "aside" not in found.place}
    return 0 < len(own) <= MAX_OWN_DATES


def _title_kind(page: Page, metadata: Metadata) -> str | None:
    """What the title or a headline says of the page: "block", "missing", "consent", or None."""
    title = page.tree.css_first("title")
    texts = [found.text for found in metadata.headlines[:3]]
    if title is not None:
        texts.append(title.text(deep=True).strip()[:300])
    for text in texts:
        for part in {text, *_TITLE_PARTS.split(text)}:
            folded = fold(part).strip("!?:# ")
            for kind, listed in phrases().titles.items():
                if folded in listed and len(text) - len(part) <= MAX_TITLE_EXTRA:
                    return kind
    return None


def _notice_kind(running: list[Judged]) -> str | None:
    """What the first paragraph says that the page is, as `_title_kind`: it may bear the site's title."""
    if not running:
        return None
    said = running[0].block.text.casefold()
    return next((kind for kind, pattern in phrases().notices.items() if pattern.search(said)), None)


def _is_on_privacy(running: list[Judged], metadata: Metadata) -> bool:
    """True if the kept text of a page without a date is about little but cookies and consent."""
    if not running or _is_declared(metadata) or _is_dated(metadata):
        return False
    pattern = phrases().privacy
    total = on_privacy = 0
    for one in running:
        total += len(one.block.text)
        if len(set(pattern.findall(one.block.text.casefold()))) > 1:
            on_privacy += len(one.block.text)
    return on_privacy > PRIVACY_SHARE * total and len(running) <= 6 and total < SHORT_CHARS


def _is_stub(metadata: Metadata, judged: list[Judged], running: list[Judged]) -> bool:
    """True if next to nothing but the standfirst is there, and the page says that the text costs."""
    described = {fold(found.text) for found in metadata.descriptions}
    rest = [one.block.text for one in running if fold(one.block.text) not in described]
    is_whole = len(metadata.article_body or "") > 4 * STUB_CHARS
    if is_whole or metadata.is_accessible_for_free or sum(map(len, rest)) >= STUB_CHARS:
        return False
    if metadata.is_accessible_for_free is False and len(rest) < MIN_REPORT_PARAGRAPHS:
        return True
    pattern = phrases().paywall
    begins = judged.index(running[0]) if running else 0
    offers = (one for one in judged[begins:] if one.reason not in _BESIDE_TEXT)
    return any(pattern.search(one.block.text.casefold()) for one in offers)


def _is_check(page: Page, chars: int) -> bool:
    """True for the shell of a service that keeps programs out, whatever its words.

    `chars` is how much running text was kept of the page.
    """
    if not chars and page.tree.css_first(_CHECKS) is not None:
        return True
    scripts = page.tree.css("script") if chars < SHORT_CHARS else ()
    return any(_CHECK_SCRIPT in script.text(deep=True) for script in scripts)


def _is_gallery(metadata: Metadata, judged: list[Judged]) -> bool:
    """True for a page without a text that shows pictures one after the other, or says that it is a film."""
    captions = sum(one.reason is not None and one.reason.startswith("caption") for one in judged)
    return captions >= MIN_CAPTIONS or any(_GALLERY.search(name) for name in metadata.types)
