"""The reader against the sample site: every field of every story, and the outcome of everything else."""

from __future__ import annotations

import functools
import http.client
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tasks.clean.memory import SiteMemory
from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import Article, Capture, EndsHere, Entry
from tasks.sources import Source
from tests.site.content import SITES
from tests.site.expected import Expected, expected, outcomes
from tests.site.server import SampleSite

READ = datetime(2025, 6, 1, 12, tzinfo=UTC)
STORIES = [(host, path) for host in SITES for path in expected(host)]
CORRECTED = [
    (host, path) for host, path in STORIES if expected(host)[path] != expected(host, corrected=True)[path]
]


class Desk:
    """Fetches pages of a running sample site without the fetcher, and reads them."""

    def __init__(self, site: SampleSite) -> None:
        self.site = site
        tables = tomllib.loads(site.sources_toml())["sources"]
        self.sources = {name: Source(source_id=name, **values) for name, values in tables.items()}
        self.article = functools.cache(self.read)

    def capture(self, host: str, target: str) -> Capture:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=10)
        try:
            connection.request("GET", target, headers={"Host": f"{host}.localhost:{self.site.port}"})
            response = connection.getresponse()
            payload = response.read()
        finally:
            connection.close()
        url = self.site.base(host) + target
        entry = Entry(source_id=host, url=url, found_in="urls", seen_at=READ)
        return Capture(
            capture_id=f"urn:uuid:{target}",
            entry=entry,
            url=url,
            fetched_at=READ,
            status=response.status,
            headers=tuple(response.getheaders()),
            payload=payload,
            digest=f"sha1:{target}",
        )

    def read(self, host: str, target: str, memory: SiteMemory | None = None) -> Article:
        return normalize(read_page(self.capture(host, target), memory), self.sources[host])

    @functools.cached_property
    def memories(self) -> dict[str, SiteMemory]:
        """What each site's stories teach: how many of them each block stands on."""
        found = {}
        for host in SITES:
            articles = [self.article(host, path) for path in expected(host)]
            counts = Counter(block for article in articles for block in article.block_hashes)
            found[host] = SiteMemory(f"{host}.localhost", len(articles), counts)
        return found


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with SampleSite() as site:
        yield Desk(site)


@pytest.fixture(scope="module")
def corrected_desk() -> Iterator[Desk]:
    with SampleSite() as site:
        site.correct()
        yield Desk(site)


each_story = pytest.mark.parametrize(("host", "path"), STORIES, ids=[host + path for host, path in STORIES])


def right(host: str, path: str) -> Expected:
    return expected(host)[path]


@each_story
def test_headline(desk: Desk, host: str, path: str) -> None:
    assert desk.article(host, path).headline == right(host, path).headline


@each_story
def test_description(desk: Desk, host: str, path: str) -> None:
    assert desk.article(host, path).description == right(host, path).description


@each_story
def test_authors(desk: Desk, host: str, path: str) -> None:
    assert desk.article(host, path).authors == right(host, path).authors


@each_story
def test_agencies(desk: Desk, host: str, path: str) -> None:
    assert sorted(desk.article(host, path).agencies) == sorted(right(host, path).agencies)


@each_story
def test_dateline(desk: Desk, host: str, path: str) -> None:
    assert desk.article(host, path).dateline == right(host, path).dateline


@each_story
def test_section(desk: Desk, host: str, path: str) -> None:
    assert desk.article(host, path).section == right(host, path).section


@each_story
def test_language(desk: Desk, host: str, path: str) -> None:
    language = desk.article(host, path).language
    assert language and language.partition("-")[0] == right(host, path).language


@each_story
def test_dates(desk: Desk, host: str, path: str) -> None:
    article, answer = desk.article(host, path), right(host, path)
    assert article.published_on == answer.published_on
    assert article.published_at == answer.published_at
    assert article.modified_at == answer.modified_at
    assert (article.published_precision == "day") == (answer.published_at is None)
    assert article.doubts == ()


@each_story
def test_canonical_url(desk: Desk, host: str, path: str) -> None:
    """The old site declares no canonical URL: there it is the address as fetched."""
    answer = right(host, path).canonical_url
    if host == "stadtblatt":
        answer = desk.site.base(host) + path
    assert desk.article(host, path).canonical_url == answer


@each_story
def test_body_with_the_sites_memory(desk: Desk, host: str, path: str) -> None:
    article = desk.read(host, path, desk.memories[host])
    assert article.body.split("\n\n") == list(right(host, path).body)


@each_story
def test_body_without_memory(desk: Desk, host: str, path: str) -> None:
    """A single page cannot show which of its paragraphs recur on others."""
    answer = right(host, path)
    paragraphs = desk.article(host, path).body.split("\n\n")
    assert [text for text in paragraphs if text not in answer.furniture] == list(answer.body)


def test_memory_alone_tells_the_recurring_paragraphs(desk: Desk) -> None:
    kept = dropped = 0
    for host, path in STORIES:
        for text in right(host, path).furniture:
            kept += text in desk.article(host, path).body
            dropped += text not in desk.read(host, path, desk.memories[host]).body
    assert kept == dropped == sum(len(right(host, path).furniture) for host, path in STORIES) > 5


OTHERS = [
    (host, line.link, line.outcome)
    for host in SITES
    for line in outcomes(host)
    if line.outcome in ("not an article", "consent page", "paywall stub")
]


@pytest.mark.parametrize(("host", "link", "outcome"), OTHERS, ids=[host + link for host, link, _ in OTHERS])
def test_what_is_no_story_ends_with_its_outcome(desk: Desk, host: str, link: str, outcome: str) -> None:
    with pytest.raises(EndsHere) as ended:
        desk.read(host, link)
    assert ended.value.outcome == outcome
    assert ended.value.reason


@pytest.mark.parametrize(("host", "path"), CORRECTED)
def test_a_live_correction_is_read(corrected_desk: Desk, host: str, path: str) -> None:
    article, answer = corrected_desk.article(host, path), expected(host, corrected=True)[path]
    assert article.headline == answer.headline
    assert article.modified_at == answer.modified_at
    paragraphs = article.body.split("\n\n")
    assert [text for text in paragraphs if text not in answer.furniture] == list(answer.body)


def test_a_correction_keeps_the_article_and_changes_its_content(desk: Desk, corrected_desk: Desk) -> None:
    assert CORRECTED
    for host, path in CORRECTED:
        before, after = desk.article(host, path), corrected_desk.article(host, path)
        assert before.article_id == after.article_id
        assert before.content_hash != after.content_hash
