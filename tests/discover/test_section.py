"""Links to articles on front and section pages."""

import contextlib
import time
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover import section
from tasks.discover.section import article_links, points
from tasks.records import EndsHere
from tests.site.content import stories
from tests.site.server import SampleSite

URL = "https://www.paper.example/news/"
HEADLINE = "Ferries stand still again, say harbour masters"


def paths(body):
    return [urlsplit(item.url).path for item in article_links(f"<html><body>{body}</body></html>", URL)]


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/23/ferries-stand-still",
        "/politik/faehren-stehen-wieder-still-4711023.html",
        "/news/articles/c0ffee00c0ffee00c0ffee00",
        "/world/europe/ferries-stand-still-again-say-harbour-masters",
        "/a/6871234",
        "/news/2026-11-23-ferries",
    ],
)
def test_a_headline_that_leads_to_an_article_is_found(path):
    assert paths(f'<div><h3><a href="{path}">{HEADLINE}</a></h3></div>') == [path]


@pytest.mark.parametrize(
    "link",
    [
        f'<nav><a href="/2026/11/23/ferries-stand-still">{HEADLINE}</a></nav>',
        f'<footer><a href="/about-us/how-we-work-and-why">{HEADLINE}</a></footer>',
        '<a href="/politics">Politics</a>',
        '<a href="/">The Harbour Post, newspaper of the harbour since 1871</a>',
        f'<a href="/tags/ferries-of-the-north-sea">{HEADLINE}</a>',
        f'<a href="/authors/jane-roe-of-the-harbour">{HEADLINE}</a>',
        '<a href="/2026/11/23/ferry.jpg">A ferry lies still in the harbour at dawn</a>',
        f'<a href="https://other.example/2026/11/23/ferries-stand-still">{HEADLINE}</a>',
        f'<a href="mailto:desk@paper.example">{HEADLINE}</a>',
        f'<a href="#comments">{HEADLINE}</a>',
        f'<a href="/news/">{HEADLINE}</a>',
    ],
)
def test_what_leads_elsewhere_is_not(link):
    assert paths(f"<div>{link}</div>") == []


def test_links_to_one_article_are_one_with_the_longest_words():
    body = f"""<base href="/sport/"><div><a href="a-4711023.html"><img src="a.jpg"></a>
      <a href="/sport/a-4711023.html#more">{HEADLINE}</a>
      <a href="/sport/a-4711023.html?utm_source=x">More</a></div>"""
    (found,) = article_links(body, URL)
    assert (found.url, found.title) == ("https://www.paper.example/sport/a-4711023.html", HEADLINE)


def test_words_that_would_steer_a_terminal_do_not():
    (found,) = article_links(f"<h2><a href='/a-4711023.html'>\x1b[2J{HEADLINE}\x9b</a></h2>", URL)
    assert found.title == f"[2J{HEADLINE}"


def test_short_words_count_for_more_in_scripts_without_spaces():
    assert paths('<li><a href="/article/4711023">港口罢工致渡轮全部停航两天</a></li>') == ["/article/4711023"]


def test_subdomains_are_of_the_site_and_other_sites_are_not():
    body = f'<h2><a href="https://sport.paper.example/a-4711023.html">{HEADLINE}</a></h2>'
    body += f'<h2><a href="https://newspaper.example/b-4711023.html">{HEADLINE}</a></h2>'
    assert [item.url for item in article_links(body, URL)] == ["https://sport.paper.example/a-4711023.html"]


def test_the_sample_site_s_section_page_gives_its_stories_and_nothing_else():
    site = "stadtblatt"
    with SampleSite() as sample:
        status, _, body = sample.answer(site, "/lindenfurt/")
    assert status == 200
    page = body.decode()
    found = {
        urlsplit(item.url).path for item in article_links(page, "http://stadtblatt.localhost/lindenfurt/")
    }
    linked = {story.path for story in stories(site) if f'href="{story.path}"' in page}
    assert found == linked
    assert len(found) > 5


def test_addresses_of_articles_and_of_lists_differ():
    assert points("https://paper.example/2026/11/23/ferries-stand-still") >= 2
    assert points("https://paper.example/politics/") < 0


NESTED = ("<a href=/x>" + "<object>" * 40) * 3000 + "y" * 500_000


@pytest.mark.parametrize(
    "body", ["<a href='/a-4711023.html'>" * 20_000, "<div>" * 20_000 + "<a href=/x>y</a>", NESTED]
)
def test_hostile_pages_cost_little_time(body):
    started = time.process_time()
    with contextlib.suppress(EndsHere):
        article_links(body, URL)
    assert time.process_time() - started < 5


def test_links_in_one_another_are_read_up_to_a_limit_though_they_say_nothing(monkeypatch):
    monkeypatch.setattr(section, "MAX_MARKUP_CHARS", 100_000)
    link = f'<h2><a href="/a-4711023.html">{HEADLINE}</a></h2>'
    nested = '<object><a href="/x">' * 50
    assert paths(nested + link) == ["/a-4711023.html"]
    assert paths(nested + "<br>" * 1000 + link) == []


@given(st.text(alphabet=st.sampled_from("<>a href=\"'/:.?#&;x0-h1n\x00é港"), max_size=200))
def test_any_markup_gives_links_of_the_site(body):
    for item in article_links(body, URL):
        assert urlsplit(item.url).hostname.endswith("paper.example")
