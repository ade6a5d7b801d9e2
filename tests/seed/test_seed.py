"""The seed article reads the same from its text file and from HTML pages of any markup.

The seed is other people's text and stays outside the repository: its folder is ../shared/seed beside the
repository, or below the folder that COPYDESK_SHARED names. Every expected value is derived from the file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import Article, Capture, Entry
from tests.shared import SEED

ROOT = Path(__file__).parents[2]
READ = datetime(2025, 1, 1, tzinfo=UTC)
ADDRESS = "http://morning-courier.example/world/the-article"
# The lines under the headline in other markup, filled with the seed's own words.
INFO_LINES = {
    "blocks without a class": "<div>{agency}</div><div>{section}</div><div>{published}</div>",
    "one paragraph": "<p>{agency} {section}<br>{published}</p>",
    "separators": '<div class="infos">{agency} | {section} | {published}</div>',
    "inline elements": '<b>{agency}</b> <i>{section}</i> <time datetime="{day}">{published}</time>',
    "spans in a row": "<p><span>{agency}</span><span>{section}</span><span>{published}</span></p>",
    "a list": '<ul class="facts"><li>{agency}</li><li>{section}</li><li>{published}</li></ul>',
}
VARIANTS = ("text", "html", "html with JSON-LD", *INFO_LINES)


@dataclass(frozen=True)
class Seed:
    """The parts of the saved page, in its order."""

    path: Path
    strays: str  # the header that is no part of the article
    headline: str
    standfirst: str
    agency: str
    section_text: str
    published_text: str
    body: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day that the page gives."""
        return datetime.strptime(self.published_text, "Published %B %d,%Y").replace(tzinfo=UTC).date()


@pytest.fixture(scope="module")
def seed() -> Seed:
    found = sorted(SEED.glob("*.txt"))
    if not found:
        pytest.skip("the seed article is not here; name its folder's parent in COPYDESK_SHARED")
    blocks = re.split(r"\n\s*\n", found[0].read_text(encoding="utf-8").strip())
    strays, headline, standfirst, lines, *body = blocks
    credit, published_text = lines.split("\n")
    agency, _, section_text = credit.rpartition(" ")
    return Seed(found[0], strays, headline, standfirst, agency, section_text, published_text, tuple(body))


def _page(seed: Seed, with_json_ld: bool, info_line: str | None) -> bytes:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": ADDRESS,
        "headline": seed.headline,
        "description": seed.standfirst,
        "articleSection": seed.section_text,
        "datePublished": seed.day.isoformat(),
        "author": {"@type": "Organization", "name": seed.agency},
        "publisher": {"@type": "Organization", "name": "Morning Courier"},
    }
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("page.html").render(
        address=ADDRESS,
        headline=seed.headline,
        standfirst=seed.standfirst,
        agency=seed.agency,
        section_text=seed.section_text,
        published_text=seed.published_text,
        info_line=info_line and _filled(seed, info_line),
        body=seed.body,
        json_ld=json.dumps(node).replace("</", "<\\/") if with_json_ld else None,
    )
    return page.encode()


def _filled(seed: Seed, info_line: str) -> str:
    return info_line.format(
        agency=escape(seed.agency),
        section=escape(seed.section_text),
        published=escape(seed.published_text),
        day=seed.day.isoformat(),
    )


def _read(seed: Seed, variant: str) -> Article:
    if variant == "text":
        url, kind, payload = seed.path.as_uri(), "text/plain", seed.path.read_bytes()
    else:
        url, kind = ADDRESS, "text/html; charset=utf-8"
        payload = _page(seed, variant == "html with JSON-LD", INFO_LINES.get(variant))
    capture = Capture(
        capture_id="urn:uuid:0",
        entry=Entry(source_id="load", url=url, found_in="load", seen_at=READ),
        url=url,
        fetched_at=READ,
        status=200,
        headers=(("Content-Type", kind),),
        payload=payload,
        digest="sha1:0",
    )
    return normalize(read_page(capture))


@pytest.fixture(params=VARIANTS)
def article(seed: Seed, request: pytest.FixtureRequest) -> Article:
    return _read(seed, request.param)


def test_headline_and_standfirst(seed: Seed, article: Article) -> None:
    assert article.headline == seed.headline
    assert article.description == seed.standfirst


def test_body(seed: Seed, article: Article) -> None:
    assert article.body == "\n\n".join(seed.body)


def test_credit(seed: Seed, article: Article) -> None:
    assert article.agencies == (seed.agency,)
    assert article.credit_text == seed.agency
    assert article.authors == ()


def test_section(seed: Seed, article: Article) -> None:
    assert article.section == seed.section_text.capitalize()
    assert article.section_text == seed.section_text


def test_dates(seed: Seed, article: Article) -> None:
    assert article.published_on == seed.day
    assert article.published_at is None
    assert article.published_precision == "day"
    assert article.modified_at is None
    assert article.doubts == ()


def test_language(article: Article) -> None:
    assert article.language == "en"


def test_the_stray_header_is_removed_with_a_reason(seed: Seed, article: Article) -> None:
    strays = [removed for removed in article.removed if removed.text == seed.strays]
    assert strays and all(removed.reason for removed in strays)
    for text in (article.headline, article.description, article.section, article.body):
        assert text is not None
        assert seed.strays not in text


def test_the_day_as_the_page_words_it_is_kept(seed: Seed, article: Article) -> None:
    assert article.published_text == seed.published_text
