"""The sample site is well-formed, and is what expected.py says that it is."""

from __future__ import annotations

import http.client
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import fastfeedparser
import pytest
from lxml import etree
from protego import Protego

from tests.site.archive import archive_story
from tests.site.content import SITES, Story, stories, story
from tests.site.expected import copies, expected, outcome_counts, outcomes
from tests.site.server import FEEDS, SITEMAPS, SampleSite

_SENTENCE = re.compile(r"(?<=[.?!“”»\"]) +(?=[\"“„«A-ZÄÖÜÁÉÍÓÚÇĞİÖŞÜ¿¡\d])")
ALL = [(name, each) for name in SITES for each in stories(name)]
NAMES = [f"{name}/{each.slug}" for name, each in ALL]


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def get(
    site: SampleSite, host: str, target: str, headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        name = f"{host}.localhost:{site.port}"
        connection.request("GET", target, headers={"Host": name, **(headers or {})})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_the_sites_are_as_large_and_as_mixed_as_they_should_be() -> None:
    written = [each for _, each in ALL if each.outcome == "new"]
    assert len(written) >= 30
    assert {each.language for each in written} == {"en", "de", "es", "tr"}
    assert len({agency for each in written for agency in each.agencies} - {"unnamed"}) >= 10
    assert sum(not each.agencies for each in written) >= 4
    assert sum(not each.body for each in written) == 0


@pytest.mark.parametrize("host", SITES)
def test_every_listed_url_answers_as_expected(site: SampleSite, host: str) -> None:
    for line in outcomes(host):
        response, body = get(site, host, line.link)
        assert response.status == (404 if line.outcome == "gone" else 200), line
        if line.story and line.story.body:
            charset = line.story.charset
            assert line.story.body[0].text[:20] in body.decode(charset), line


def test_every_outcome_that_the_site_can_show_is_there() -> None:
    counts = outcome_counts()
    assert counts.keys() == {
        "new",
        "duplicate URL",
        "not an article",
        "consent page",
        "paywall stub",
        "refused by robots",
        "gone",
    }
    assert counts["new"] == sum(len(expected(host)) for host in SITES)


def test_the_feeds_hold_every_story_and_one_of_them_twice(site: SampleSite) -> None:
    for host, path in FEEDS.items():
        response, body = get(site, host, path)
        assert response.headers["Content-Type"].startswith(("application/rss+xml", "application/atom+xml"))
        links = [entry["link"] for entry in fastfeedparser.parse(body).entries]
        assert links == [site.base(host) + line.link for line in outcomes(host)]
        paths = [link.partition("?")[0] for link in links]
        assert len(paths) == len(set(paths)) + 1
        assert any("utm_" in link for link in links)


def test_the_sitemap_lists_stories_and_what_is_none(site: SampleSite) -> None:
    for host, path in SITEMAPS.items():
        root = etree.fromstring(get(site, host, path)[1])
        found = root.findall("{*}url/{*}loc")
        assert [place.text for place in found] == [site.base(host) + line.link for line in outcomes(host)]


@pytest.mark.parametrize("host", SITES)
def test_robots_txt_refuses_what_is_expected_and_names_a_sitemap(site: SampleSite, host: str) -> None:
    robots = Protego.parse(get(site, host, "/robots.txt")[1].decode())
    assert list(robots.sitemaps)
    for line in outcomes(host):
        assert robots.can_fetch(site.base(host) + line.link, "copydesk") is (
            line.outcome != "refused by robots"
        ), line


def test_old_pages_really_are_in_the_charset_that_they_name(site: SampleSite) -> None:
    seen = defaultdict(list)
    for each in stories("stadtblatt"):
        response, body = get(site, "stadtblatt", each.path)
        header = response.headers.get_content_charset()
        named = re.search(rb"charset=([\w-]+)", body)
        assert header or named
        seen[each.charset].append(each)
        if each.charset != "utf-8":
            with pytest.raises(UnicodeDecodeError):
                body.decode("utf-8")
    assert set(seen) == {"utf-8", "iso-8859-1", "windows-1252"}


def test_a_page_names_its_address_without_the_port(site: SampleSite) -> None:
    for host in ("harbour-post", "wire-mirror"):
        for path, right in expected(host).items():
            body = get(site, host, path)[1].decode()
            assert f'<link rel="canonical" href="{right.canonical_url}">' in body
            assert str(site.port) not in body.replace(path, "")


@pytest.mark.parametrize("each", [each for _, each in ALL], ids=NAMES)
def test_a_story_is_consistent(each: Story) -> None:
    assert each.outcome != "new" or len(each.body) >= 4
    assert each.path == each.path.strip() and each.path.startswith("/")
    if each.dateline:
        assert each.body[0].text.startswith(each.dateline)
    for name in each.authors:
        assert name in each.byline
    assert bool(each.modified) == bool(each.modified_shown)
    assert not each.modified or each.modified > each.published
    assert str(int(each.published[8:10])) in each.shown


def test_no_sentence_stands_in_two_unrelated_stories() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for host, each in ALL:
        for text in (each.headline, each.standfirst, *each.paragraphs):
            for sentence in _SENTENCE.split(text):
                if len(sentence.split()) > 3:
                    places[sentence].add(each.based_on or f"{host}/{each.slug}")
    assert {sentence: found for sentence, found in places.items() if len(found) > 1} == {}


def test_a_copy_keeps_most_of_its_original_and_has_another_headline() -> None:
    assert len(copies()) >= 5
    for _, each in ALL:
        if each.based_on:
            other = story(*each.based_on.split("/"))
            shared = set(each.paragraphs) & set(other.paragraphs)
            assert len(shared) >= 0.7 * len(other.paragraphs)
            assert shared != set(other.paragraphs)
            assert each.headline != other.headline
            assert set(each.agencies) == set(other.agencies)


def test_a_correction_changes_headline_body_and_date(site: SampleSite) -> None:
    with SampleSite() as own:
        (path,) = [each.path for each in stories("harbour-post") if each.correction]
        before = get(own, "harbour-post", path)[1]
        own.correct()
        after = get(own, "harbour-post", path)[1]
    first, second = expected("harbour-post")[path], expected("harbour-post", corrected=True)[path]
    assert before != after
    assert first.headline != second.headline
    assert first.body != second.body
    assert first.modified_at is None
    assert second.modified_at is not None
    assert first.headline in before.decode()
    assert second.headline in after.decode()


def test_a_site_can_be_switched_off_and_on() -> None:
    with SampleSite() as own:
        own.switch_off("stadtblatt")
        assert get(own, "stadtblatt", "/sitemap.xml")[0].status == 503
        assert get(own, "wire-mirror", "/atom.xml")[0].status == 200
        own.switch_on("stadtblatt")
        assert get(own, "stadtblatt", "/sitemap.xml")[0].status == 200


def test_requests_are_counted_by_site_and_target() -> None:
    with SampleSite() as own:
        get(own, "wire-mirror", "/atom.xml")
        get(own, "wire-mirror", "/atom.xml")
        get(own, "wire-mirror", "/nowhere?x=1")
        assert own.requests("wire-mirror") == {"/atom.xml": 2, "/nowhere?x=1": 1}
        assert not own.requests("stadtblatt")
        own.forget_requests()
        assert not own.requests("wire-mirror")


def test_an_unchanged_page_is_answered_with_304(site: SampleSite) -> None:
    first, body = get(site, "wire-mirror", "/atom.xml")
    second, nothing = get(site, "wire-mirror", "/atom.xml", {"If-None-Match": first.headers["ETag"]})
    assert (second.status, nothing) == (304, b"")
    assert body


def test_an_unknown_host_is_refused(site: SampleSite) -> None:
    assert get(site, "elsewhere", "/")[0].status == 421


def test_sources_toml_names_the_three_sites(site: SampleSite) -> None:
    sources = tomllib.loads(site.sources_toml())["sources"]
    assert tuple(sources) == SITES
    for host, values in sources.items():
        assert values["allow_private"] is True
        assert all(url.startswith(site.base(host)) for url in values.get("feeds", values.get("sitemaps")))


def test_numbered_pages_are_many_large_different_and_always_the_same(site: SampleSite) -> None:
    root = etree.fromstring(get(site, "stadtblatt", "/archive-sitemap.xml?count=40")[1])
    assert len(root.findall("{*}url")) == 40
    for host in SITES:
        pages = [get(site, host, f"/archive/{number}")[1] for number in range(40)]
        assert all(60_000 <= len(page) <= 130_000 for page in pages)
        assert len(set(pages)) == 40
        assert get(site, host, "/archive/7")[1] == pages[7]


def test_numbered_pages_made_from_one_story_share_little_text() -> None:
    count = len([each for each in stories("stadtblatt") if each.outcome == "new"])
    texts = [" ".join(archive_story("stadtblatt", 3 + count * n).paragraphs).split() for n in range(4)]
    shingles = [{tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in texts]
    for one, other in combinations(shingles, 2):
        assert len(one & other) / len(one | other) < 0.3
