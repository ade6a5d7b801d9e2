"""The front page as text: strangers' words stay words, links lead to the web, nothing comes from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from flows.front_page.page import page_of
from flows.front_page.words import duration, percent, web_address
from flows.front_page.write import write_page
from tests.warehouse.samples import NOW, article
from tests.warehouse.test_front_page import fill, story
from warehouse.front_page import front_page
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published

HOUR = timedelta(hours=1)
EVIL = """</script><script>alert(1)</script><img src=x onerror="alert(2)">'"]}`${alert(3)}{{7*7}}"""


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "data")


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """Answers in which strangers say what they like."""
    home = Home(tmp_path_factory.mktemp("front") / "data")
    evil = {"body": "Evil. " * 90, "agencies": [EVIL]}
    with open_loader(home, timeout=10) as loader:
        fill(loader)
        articles = [
            replace(story("Bay", "evil", NOW - HOUR, **evil), publisher=EVIL, headline=EVIL),
            replace(story("Quay", "evil", NOW - HOUR / 2, **evil), headline=EVIL),
            replace(story("Bay", "bad", NOW, body="Bad."), url="javascript:alert(1)", headline="Unlinked"),
        ]
        loader.land("run-2", articles, [], [])
        while loader.index():
            pass
    publish(home)
    with open_published(home) as con:
        return front_page(con, NOW)


@pytest.fixture(scope="module")
def html(front):
    return page_of(front)


def test_strangers_words_are_text_wherever_they_stand(html):
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.find_all("script")) == 1
    assert soup.find_all("img") == []
    assert [tag for tag in soup.find_all() if any(name.startswith("on") for name in tag.attrs)] == []
    assert any(EVIL in link.text for link in soup.find_all("a"))
    assert any(EVIL in told.text for told in soup.select("svg title"))


def test_links_lead_to_the_web_only_and_tell_it_nothing(html):
    soup = BeautifulSoup(html, "html.parser")
    assert all(link["href"].startswith("https://") for link in soup.find_all("a"))
    assert {tuple(link["rel"]) for link in soup.find_all("a")} == {("noopener", "noreferrer", "nofollow")}
    assert "Unlinked" in soup.text


def test_the_policy_allows_what_the_page_brings_and_nothing_else(html):
    soup = BeautifulSoup(html, "html.parser")
    policy = soup.find("meta", {"http-equiv": True})["content"]
    assert policy.startswith("default-src 'none';")
    for kind in ("style", "script"):
        (text,) = re.findall(f"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
        assert "@import" not in text
        assert "url(" not in text
    asking = {"style", "src", "srcset", "action", "xlink:href", "clip-path"}
    assert [tag for tag in soup.find_all() if asking & set(tag.attrs)] == []


def test_times_are_told_in_the_zone_that_is_named(front):
    html = page_of(front, ZoneInfo("Asia/Tokyo"))
    assert "made at 18:30 JST" in html
    assert "2 Mar, 15:30" in html  # the council, three hours before


def test_an_empty_warehouse_makes_a_page_that_says_what_to_do(home):
    with open_loader(home, timeout=10):
        pass
    publish(home)
    path = write_page(home)
    assert path == home.path / "report.html"
    assert "Nothing has landed yet" in path.read_text("utf-8")
    assert "copydesk ingest" in path.read_text("utf-8")
    assert [left.name for left in home.path.glob(".*")] == []


def test_a_page_that_cannot_be_written_leaves_the_old_one(home, monkeypatch):
    with open_loader(home, timeout=10):
        pass
    publish(home)
    before = write_page(home).read_text("utf-8")
    monkeypatch.setattr("flows.front_page.write.page_of", lambda *_: "\ud800")  # no UTF-8 has it
    with pytest.raises(UnicodeEncodeError):
        write_page(home)
    assert (home.path / "report.html").read_text("utf-8") == before
    assert [left.name for left in home.path.glob(".report*")] == []


LENGTHS = [
    (None, ""), (0, "0 min"), (0.25, "15 min"), (1, "1 h"), (1.52, "1.5 h"), (12.4, "12 h"), (24, "1 day"),
    (60, "2.5 days"), (24 * 45, "1.5 months"), (24 * 365 * 2, "2 years"),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "said"), LENGTHS)
def test_a_length_of_time_has_one_unit(hours, said):
    assert duration(hours) == said


def test_little_is_not_nothing():
    assert [percent(share) for share in (0, 0.001, 0.5, 1)] == ["0%", "<1%", "50%", "100%"]


NO_LINKS = [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//a.example",
    "http://",
    "x",
    "",
]


@pytest.mark.parametrize("url", [*NO_LINKS, None, "http://[::1"])
def test_what_is_no_web_address_is_no_link(url):
    assert web_address(url) is None


def test_an_article_that_is_all_alone_and_says_little_makes_a_page(home):
    bare = {"publisher": None, "published_at": None, "credits": (), "headline": None, "language": None}
    with open_loader(home, timeout=10) as loader:
        loader.land("run-1", [article("undated", **bare | {"published_on": None})], [], [])
    publish(home)
    assert "No article gives its day" in write_page(home).read_text("utf-8")
    with open_loader(home, timeout=10) as loader:
        loader.land("run-2", [article("bare", **bare)], [], [])
    publish(home)
    assert "without a headline" in write_page(home).read_text("utf-8")
