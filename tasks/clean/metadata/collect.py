"""All that a page says of itself, in one record, the most trusted first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tasks.clean.metadata import ago, beside, filed, jsonld, lines, metas, microdata, state, visible
from tasks.clean.metadata.copies import copy_of
from tasks.clean.metadata.headlines import below_site_name, by_agreement, shown_of_title
from tasks.clean.metadata.jsonld_names import types
from tasks.clean.metadata.lines import is_nobody, looks_like_date
from tasks.clean.metadata.record import Metadata
from tasks.clean.metadata.scan import Marked, Scan, scan
from tasks.clean.metadata.sites import is_of_host, publisher, site_in_title
from tasks.clean.metadata.text import fold
from tasks.clean.metadata.trust import by_trust
from tasks.clean.page import Page
from tasks.clean.walk import MAX_BLOCKS
from tasks.records import BESIDE, Found

Said = dict[str, list[Found]]  # field: what the page says of it

MAX_FOUND = 60  # of one field
MAX_KEYWORDS = 60
A_PARAGRAPH = 120  # characters; a page with a paragraph as long has a body in its markup
FIELDS = {
    "headline": "headlines",
    "description": "descriptions",
    "byline": "bylines",
    "credit": "credits",
    "published": "published",
    "modified": "modified",
    "section": "sections",
    "language": "languages",
}


def collect(page: Page) -> Metadata:
    """Read everything the page says of itself. Never raises; what cannot be read is left out."""
    said: Said = {}
    scanned = scan(page)
    for field, found in everything(scanned):
        said.setdefault(field, []).append(found)
    archived = copy_of(scanned)
    if archived:
        archived.drop_from(said)
    _look_into_state(scanned, said)
    headlines = _headlines(scanned, said)
    titles = [found.text for found in headlines]
    owner = _owner(said, titles, page.url)
    anchor = visible.headline_element(scanned, titles[0] if titles else "")
    _look_further(scanned, said, titles, anchor)
    _file(scanned, said, titles, owner, anchor)
    if archived:
        archived.drop_from(said)
        owner = owner or Found(archived.site, "link canonical")
    return _metadata(said, headlines, owner)


def _metadata(said: Said, headlines: tuple[Found, ...], owner: Found | None) -> Metadata:
    """What was found, the most trusted first; `headlines` and `owner`, the publisher, are settled."""
    first = {field: by_trust(field, found)[:MAX_FOUND] for field, found in said.items()} | {
        "headline": headlines
    }
    one = {field: found[0] for field, found in first.items() if found}
    free = one.get("free")
    return Metadata(
        **{name: first.get(field, ()) for field, name in FIELDS.items()},
        keywords=_keywords(first.get("keyword", ())),
        publisher=owner,
        image_url=one["image"].text if "image" in one else None,
        canonical_url=one["canonical"].text if "canonical" in one else None,
        is_accessible_for_free={"true": True, "false": False}.get(free.text) if free else None,
        article_body=one["body"].text if "body" in one else None,
        types=tuple(dict.fromkeys(found.text for found in said.get("type", ()))),
    )


def _headlines(scanned: Scan, said: Said) -> tuple[Found, ...]:
    """The headlines without the site's name, which is added where the headlines alone tell it."""
    url = scanned.page.url
    sites = [found.text for found in said.get("publisher", ())]
    if not sites and (named := below_site_name(scanned)):
        sites = [named[0]]
        said["publisher"] = [Found(named[0], "title")]
        said.setdefault("headline", []).append(Found(named[1], "h1"))
    if all(found.place == "title" for found in said.get("headline", ())) and (own := shown_of_title(scanned)):
        said.setdefault("headline", []).append(Found(own, "h1"))
    headlines = by_agreement(said.get("headline", ()), sites, url)
    if not sites and (site := site_in_title(scanned.title, [one.text for one in headlines], url)):
        is_section = any(site.casefold() == found.text.casefold() for found in said.get("section", ()))
        said["publisher"] = [] if is_section else [Found(site, "title")]
    return headlines


def _owner(said: Said, headlines: list[str], url: str) -> Found | None:
    """The publisher."""
    sections = [found.text for found in said.get("section", ())]
    return publisher(by_trust("publisher", said.get("publisher", ())), headlines, sections, url)


def _keywords(found: Iterable[Found]) -> tuple[str, ...]:
    """The keywords of several places, each once whatever its case."""
    words = [word.strip(" \t\"'«»#") for one in found for word in one.text.split(",")]
    each = {fold(word): word for word in reversed(words)}  # as the first place writes it
    return tuple(dict.fromkeys(each[fold(word)] for word in words if fold(word)))[:MAX_KEYWORDS]


def _look_into_state(scanned: Scan, said: Said) -> None:
    """Adds what the state of a JavaScript site says where the page's markup holds no body."""
    if "body" in said or _has_paragraph(scanned.page):
        return
    missing = {field for field in (*FIELDS, "body") if field not in said} | {"headline"}
    if all(map(_is_aside, said.get("byline", ()))):
        missing.add("byline")
    if not any(looks_like_date(found.text) and not _is_aside(found) for found in said.get("published", ())):
        missing.add("published")
    for field, found in state.fields(scanned, [found.text for found in said.get("headline", ())]):
        if field in missing:
            said.setdefault(field, []).append(found)


def _look_further(scanned: Scan, said: Said, headlines: list[str], anchor: Marked | None) -> None:
    """Adds what stands unmarked near the headline, where the page says nothing else of its date or author."""
    is_unsigned = all(_is_aside(found) or is_nobody(found.text) for found in said.get("byline", ()))
    wanted = {"byline"} if is_unsigned else set()
    if all(_is_aside(found) for found in said.get("published", ()) if looks_like_date(found.text)):
        wanted.add("published")
    if "published" in wanted:
        said.setdefault("published", []).extend(state.dates(scanned))
    if wanted:
        for field, found in lines.fields(scanned.page.tree, headlines, wanted | {"credit"}):
            said.setdefault(field, []).append(found)
    if "published" in wanted and not any(looks_like_date(found.text) for found in said["published"]):
        for field, found in ago.fields(scanned, headlines, anchor):
            said.setdefault(field, []).append(found)
    for field, found in beside.fields(scanned, anchor):
        said.setdefault(field, []).append(found)


def _file(
    scanned: Scan, said: Said, headlines: list[str], owner: Found | None, anchor: Marked | None
) -> None:
    """Adds the section, where the page's data names none, or the site itself in its place."""
    names = [found.text for found in said.get("publisher", ())]
    sites = [name for name in names if is_of_host(name, scanned.page.url)] + ([owner.text] if owner else [])
    named = set(map(fold, sites))
    declared = [one for one in said.get("section", ()) if one.place != BESIDE and fold(one.text) not in named]
    if not declared:
        headline = headlines[0] if headlines else ""
        crumbs = [found.text for found in said.get("crumb", ())]
        declared = list(filed.sections(scanned, [headline, *sites], crumbs, said.get("byline", ()), anchor))
    said["section"] = declared + [one for one in said.get("section", ()) if one.place == BESIDE]


def _has_paragraph(page: Page) -> bool:
    """Whether the markup holds a paragraph of some length; most often one block shows it already."""
    blocks = page.walked.blocks
    if any(len(block.text) > A_PARAGRAPH and block.frame.tag == "p" for block in blocks):
        return True
    if len(blocks) == MAX_BLOCKS:  # a page that long has its text in its markup
        return True
    return any(len(node.text(deep=True)) > A_PARAGRAPH for node in page.tree.css("p"))


def _is_aside(found: Found) -> bool:
    return " aside" in found.place


def everything(found: Scan) -> Iterator[tuple[str, Found]]:
    """Each thing that the page says: the field, the text, and the place where it says so."""
    headline = next(iter(found.metas.get("og:title", ())), "") or found.title
    yield from _json_ld(found, headline)
    yield from metas.fields(found)
    yield from microdata.fields(found)
    yield from visible.fields(found, headline)


def _json_ld(found: Scan, headline: str) -> Iterator[tuple[str, Found]]:
    nodes = jsonld.objects(found.scripts)
    for kind in dict.fromkeys(kind for node in nodes for kind in types(node)):
        yield "type", Found(kind, "json-ld")
    article = jsonld.article(nodes, found.page, headline)
    if article:
        yield from jsonld.fields(article, nodes, found.page, "json-ld")
    for text in jsonld.trail(nodes, found.page):
        yield "crumb", Found(text, "json-ld")
    site = jsonld.web_site(nodes)
    if site and (name := jsonld.name_of(site)):
        yield "publisher", Found(name, "json-ld site")
    page = jsonld.web_page(nodes)
    if page:
        yield from jsonld.fields(page, nodes, found.page, "json-ld page")
