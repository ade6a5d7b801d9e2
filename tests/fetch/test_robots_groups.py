"""Of a robots.txt only what is meant for this robot is parsed, as Protego would take it, and only so much."""

import pytest
from protego import Protego

from tasks.fetch.robots import MAX_ROBOTS_BYTES, rules_of
from tasks.fetch.robots_groups import MAX_RULES, MAX_WILDCARDS, meant_for
from tasks.records import EndsHere

PRODUCT = "Copydesk"
FILES = (
    "User-agent: *\nDisallow: /a",
    "user-agent:*\nUSERAGENT: other\nDisallow: /a\nUser-agent: other\nDisallow: /b",
    "User-agent: other\nDisallow: /\nUser-agent: copydesk # that is us\n\nAllow: /b\nDisallow: /",
    "User-agent: *\nDisallow: /a\nUser-agent: Copy\nDisallow: /b\nUser-agent: copydesk\nCrawl-delay: 3",
    "User-agent: *\nDisallow: /a\nUser-agent: copydesk-news\nUser-agent: desk\nDisallow: /",
    "User-agent: copydesk\nDisallow: /a\nUser-agent: *\nDisallow: /\nUser-agent: copydesk\nDisallow: /b",
    "User-agent: Copydesk*\nSitemap: /map\nDisallow: /a\nCrawl-delay: 2\nUser agent other\nDisallow: /",
    "User-agent: copydesk\nDisallow:\nUser-agent\nDisallow: /a\nUser-agent: *\nDisallow: /",
    "User-agent: copydesk\nSitemap: /map\nUser-agent: other\nDisallow: /a\nHost: other",
    "Disallow: /\nSitemap: /map",
    "User-agent: copydesk\nplease read\nUser-agent: other\nDisallow: /a",
    "User-agent: copydesk\nDisallow /a\nUser-agent: other\nDisallow: /b",
)


@pytest.mark.parametrize("text", FILES)
def test_this_robot_is_told_what_protego_tells_it_of_the_whole_file(text):
    whole, ours = Protego.parse(text), rules_of(text, PRODUCT)

    def is_let(url):
        try:
            ours.check(url, PRODUCT)
        except EndsHere:
            return False
        return True

    urls = [f"https://paper.example/{path}" for path in ("", "a", "b", "c")]
    assert [is_let(url) for url in urls] == [whole.can_fetch(url, PRODUCT) for url in urls]
    assert ours.crawl_delay == (whole.crawl_delay(PRODUCT) or 0)
    assert ours.sitemaps == list(whole.sitemaps)


def test_names_times_rules_do_not_multiply():
    names = "".join(f"User-agent: a{number}\n" for number in range(20_000))
    text = f"{names}User-agent: *\n".ljust(MAX_ROBOTS_BYTES - 200_000, "\n") + "Disallow: /a\n" * 15_000
    assert meant_for(text, PRODUCT).splitlines() == ["User-agent: *", *["Disallow: /a"] * MAX_RULES]


def test_so_many_rules_are_looked_at_for_each_page_and_no_more():
    plain = "User-agent: *\n" + "".join(f"Disallow: /{number}\n" for number in range(33_000))
    wild = "User-agent: *\n" + "Disallow: /*a*b$\n" * 33_000
    assert len(meant_for(plain, PRODUCT).splitlines()) == 1 + MAX_RULES
    assert meant_for(wild, PRODUCT).count("/*") == MAX_WILDCARDS // 2
