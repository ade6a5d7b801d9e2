"""Stories and listings as the bytes of pages, feeds and sitemaps."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.site.content import ARTICLES, Block, Story, stories
from tests.site.listings import OTHER_PAGES, Listed

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=False,
    undefined=StrictUndefined,
)
_FILLER = 14_000  # characters of inline style and script on a story's page
_RELATED = 4  # stories in a teaser list
META_CHARSETS = {"utf-8": "UTF-8", "iso-8859-1": "iso-8859-1", "windows-1252": ""}  # "": in the header only


@cache
def furniture() -> dict[str, Block]:
    """The recurring paragraphs that stand among the body's, by name."""
    return {name: Block("p", values["text"]) for name, values in _furniture().items()}


@cache
def _furniture() -> dict[str, Any]:
    return tomllib.loads((ARTICLES / "furniture.toml").read_text(encoding="utf-8"))


@cache
def filler(kind: str, length: int) -> str:
    """Inline style or script of that many characters, as news pages carry it."""
    if kind == "css":
        rules = (
            f".hp-c{n}{{margin:{n % 7}px {n % 5}px;color:#{n * 7919 % 0xFFFFFF:06x}}}" for n in range(4000)
        )
        return "".join(rules)[:length].rpartition("}")[0] + "}"
    lines = (
        f'window.q{n}=window.q{n}||function(a){{return a&&a.id==={n}?"s{n}":null}};' for n in range(4000)
    )
    return "".join(lines)[:length].rpartition("};")[0] + "};"


def column(story: Story) -> list[Block]:
    """The story's text column: its body with the recurring paragraphs where the site puts them."""
    found = list(story.body)
    for name in story.furniture:
        found.insert(_furniture()[name]["after"], furniture()[name])
    return found


def canonical(story: Story) -> str:
    """The address that the page declares: without the port, so that every demo meets the same articles."""
    return f"http://{story.site}.localhost{story.path}"


def story_page(story: Story, filler_length: int = _FILLER) -> bytes:
    """The story's page, in its charset."""
    template = _ENVIRONMENT.get_template(f"{story.site}/article.html")
    text = template.render(
        story=story,
        column=column(story),
        canonical=canonical(story),
        image=f"http://{story.site}.localhost/images/{story.slug}.jpg",
        json_ld=_json_ld(story),
        paywalled=story.outcome == "paywall stub",
        **_frame(story.site, story.language, story.charset, filler_length, without=story.path),
    )
    return text.encode(story.charset)


def other_page(site: str, path: str) -> bytes | None:
    """A page that is no story, or None if there is none (and the server answers 404)."""
    for place, _, title, template in OTHER_PAGES[site]:
        if place == path and template:
            frame = _frame(site, "en" if site == "harbour-post" else "de", "utf-8", _FILLER)
            text = _ENVIRONMENT.get_template(f"{site}/{template}.html").render(
                title=title, stories=stories(site), **frame
            )
            return text.encode()
    return None


def front_page(site: str, title: str, feed_path: str | None, feed_type: str) -> bytes:
    """The site's front page: its stories, and in its head the feed, if there is one."""
    template = _ENVIRONMENT.get_template("front.html")
    language = stories(site)[0].language
    return template.render(
        title=title, page_language=language, feed=feed_path, feed_type=feed_type, stories=stories(site)
    ).encode()


def feed(site: str, base: str, lines: Sequence[Listed]) -> bytes:
    """The site's RSS or Atom feed; `base` is the address that the reader reached."""
    rss = site == "harbour-post"
    items = [
        {
            "url": base + line.link,
            "title": line.title,
            "summary": line.story.standfirst if line.story else line.title,
            "published": _feed_date(line.story.published, rss) if line.story else None,
            "updated": _feed_date(line.story.modified, rss) if line.story else None,
            "authors": line.story.authors if line.story else (),
            "section": line.story.section if line.story else None,
            "image": f"{base}/images/{line.story.slug if line.story else 'site'}.jpg",
        }
        for line in lines
    ]
    return _ENVIRONMENT.get_template(f"{site}/feed.xml").render(base=base, items=items).encode()


def sitemap(base: str, lines: Sequence[Listed]) -> bytes:
    """A sitemap of the lines."""
    items = [
        {
            "url": base + line.link,
            "updated": (line.story.modified or line.story.published)[:10] if line.story else None,
        }
        for line in lines
    ]
    return _ENVIRONMENT.get_template("sitemap.xml").render(items=items).encode()


def _frame(site: str, language: str, charset: str, length: int, without: str = "") -> dict[str, object]:
    others = [other for other in stories(site) if other.path != without and other.language == language]
    return {
        "page_language": language,
        "meta_charset": META_CHARSETS[charset],
        "filler_css": filler("css", length // 2),
        "filler_js": filler("js", length // 2),
        "related": (others or list(stories(site)))[:_RELATED],
    }


def _feed_date(text: str, rss: bool) -> str | None:
    """An instant as feeds write it, or None where the story has no instant."""
    if len(text) <= len("2025-01-01T00:00"):
        return None
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        return None
    return format_datetime(when) if rss else text


def _json_ld(story: Story) -> str:
    people = [{"@type": "Person", "name": name} for name in story.authors]
    authors: list[dict[str, str]] = people
    if story.metadata_author:
        authors = [*people, {"@type": "Organization", "name": story.metadata_author}]
    publisher = {"@type": "NewsMediaOrganization", "@id": "http://harbour-post.localhost/#paper"}
    node: dict[str, object] = {
        "@type": "NewsArticle",
        "@id": canonical(story) + "#story",
        "mainEntityOfPage": canonical(story),
        "headline": story.headline,
        "description": story.standfirst,
        "inLanguage": story.language,
        "articleSection": story.section,
        "keywords": list(story.keywords),
        "datePublished": story.published,
        "publisher": publisher,
        "image": {
            "@type": "ImageObject",
            "url": f"http://harbour-post.localhost/images/{story.slug}.jpg",
            "caption": story.caption,
            "creditText": story.photo_credit,
        },
    }
    if authors:
        node["author"] = authors
    if story.modified:
        node["dateModified"] = story.modified
    if story.is_accessible_for_free is not None:
        node["isAccessibleForFree"] = story.is_accessible_for_free
    graph = [
        {**publisher, "name": "The Harbour Post", "url": "http://harbour-post.localhost/"},
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": 1,
                    "name": "Home",
                    "item": "http://harbour-post.localhost/",
                },
                {"@type": "ListItem", "position": 2, "name": story.section},
            ],
        },
        node,
    ]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    if story.layout == "unescaped json-ld":  # a line break inside a string, as careless templates make it
        text = text.replace(json.dumps(story.standfirst), f'"{story.standfirst}\n"')
    return text.replace("</", "<\\/")
