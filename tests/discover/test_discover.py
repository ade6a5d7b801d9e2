"""What a source offers, from a real server."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.discover import discover as discover_module
from tasks.discover.discover import discover
from tasks.fetch.fetcher import Fetcher
from tasks.records import Outcome
from tasks.sources import FetchSettings, Source
from tests.fetch.server import Server, redirect, reply

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def server():
    with Server() as running:
        yield running


def look(server, polls=(), now=NOW, **fields):
    for name in ("feeds", "sitemaps", "pages", "urls"):
        fields[name] = tuple(server.url(path) for path in fields.get(name, ()))
    source = Source(source_id="paper", allow_private=True, delay_seconds=0, **fields)

    async def discovery():
        async with Fetcher(FetchSettings(retries=0)) as fetcher:
            return await discover(source, fetcher, now, polls)

    return asyncio.run(discovery())


def feed(*items):
    inner = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
        for title, link, date in items
    )
    return reply(
        f"<rss><channel>{inner}</channel></rss>".encode(), headers=[("Content-Type", "application/rss+xml")]
    )


def day(n):
    return f"{n:02d} Nov 2026 08:00:00 GMT"


def sitemap(*urls):
    return reply(
        ("<urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>").encode()
    )


def index(*children):
    inner = "".join(f"<sitemap><loc>{url}</loc><lastmod>{date}</lastmod></sitemap>" for url, date in children)
    return reply(f"<sitemapindex>{inner}</sitemapindex>".encode())


def test_feeds_sitemaps_and_lists_are_offered_together(server):
    server.routes |= {"/rss": feed(("Tides", "/tides", day(23))), "/map": sitemap("/winds")}
    found = look(server, feeds=["/rss"], sitemaps=["/map"], urls=["/about"])
    assert [(entry.url, entry.found_in) for entry in found.entries] == [
        (server.url("/about"), "urls"),
        (server.url("/tides"), server.url("/rss")),
        (server.url("/winds"), server.url("/map")),
    ]
    tides = found.entries[1]
    assert (tides.source_id, tides.seen_at, tides.title, tides.published_text) == (
        "paper",
        NOW,
        "Tides",
        day(23),
    )
    assert found.failures == ()


def test_links_to_articles_on_a_section_page_are_offered(server):
    body = """<html><nav><a href="/politics">Politics and elections of the whole land</a></nav>
      <a href="/2026/11/23/ferries-stand-still-again">
      Ferries stand still again, say harbour masters</a></html>"""
    server.routes["/front"] = conditional(body.encode(), ETag='"1"')
    found = look(server, pages=["/front", "/gone"])
    assert [(entry.url, entry.title, entry.found_in) for entry in found.entries] == [
        (
            server.url("/2026/11/23/ferries-stand-still-again"),
            "Ferries stand still again, say harbour masters",
            server.url("/front"),
        )
    ]
    assert [end.outcome for end in found.failures] == [Outcome.GONE]
    assert look(server, found.polls, pages=["/front"]).unchanged == (server.url("/front"),)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<div>" * 50_000, "nests more than"),
        (b"<div><a href='/a-4711023.html'>" * 80_000, "nests more than"),
        (b"<a " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">", "attributes"),
    ],
    ids=["nested", "unclosed", "attributes"],
)
def test_a_page_that_is_made_to_stall_the_parser_is_not_parsed(server, body, reason):
    server.routes["/front"] = reply(body, headers=[("Content-Type", "text/html")])
    (end,) = look(server, pages=["/front"]).failures
    assert end.outcome is Outcome.UNREADABLE
    assert reason in end.reason


def test_one_bad_feed_does_not_stop_the_others(server):
    server.routes |= {
        "/good": feed(("Tides", "/tides", day(23))),
        "/page": reply(b"<!doctype html><html></html>"),
        "/down": reply(status="500 Oops"),
        "/inside": redirect("http://169.254.169.254/"),
    }
    found = look(server, feeds=["/gone", "/page", "/good", "/inside"], sitemaps=["/down"])
    assert [entry.url for entry in found.entries] == [server.url("/tides")]
    assert {(end.entry.url, end.outcome) for end in found.failures} == {
        (server.url("/gone"), Outcome.GONE),
        (server.url("/page"), Outcome.UNREADABLE),
        (server.url("/inside"), Outcome.REFUSED),
        (server.url("/down"), Outcome.HTTP_ERROR),
    }
    assert all(end.reason for end in found.failures)


def test_a_failure_of_our_own_is_told_in_a_line_that_steers_no_terminal(server, monkeypatch):
    def fail(response):
        raise ValueError("a\x1b[2J\nb\x9b")

    monkeypatch.setattr(discover_module, "read_feed", fail)
    server.routes["/rss"] = feed()
    (end,) = look(server, feeds=["/rss"]).failures
    assert (end.outcome, end.reason) == (Outcome.QUARANTINED, "discovering failed: ValueError: a[2J b")


def test_links_are_relative_to_where_the_feed_was_found(server):
    server.routes |= {
        "/rss": redirect("/feeds/2026/rss"),
        "/feeds/2026/rss": feed(("Tides", "tides", day(23))),
    }
    assert [entry.url for entry in look(server, feeds=["/rss"]).entries] == [server.url("/feeds/2026/tides")]


def test_the_charset_of_the_header_is_heeded(server):
    body = "<rss><channel><item><title>Приливы</title><link>/a</link></item></channel></rss>".encode("koi8-r")
    server.routes["/rss"] = reply(body, headers=[("Content-Type", 'text/xml; charset="KOI8-R"')])
    assert look(server, feeds=["/rss"]).entries[0].title == "Приливы"


def test_a_header_that_says_no_charset_ends_no_feed(server):
    body = b"<rss><channel><item><title>Tides</title><link>/a</link></item></channel></rss>"
    server.routes["/rss"] = reply(body, headers=[("Content-Type", "text/xml; charset*=x; charset*0=y")])
    assert look(server, feeds=["/rss"]).entries[0].title == "Tides"


def test_a_flood_is_bounded_and_the_newest_are_kept(server):
    server.routes["/rss"] = feed(*((f"Day {n}", f"/{n}", day(n)) for n in range(1, 29)))
    found = look(server, feeds=["/rss"], max_entries=3)
    assert [entry.title for entry in found.entries] == ["Day 28", "Day 27", "Day 26"]


def test_what_is_dated_long_ago_is_not_looked_at_if_the_source_says_so(server):
    items = [("New", "/new", day(22)), ("Undated", "/undated", ""), ("Old", "/old", day(1))]
    server.routes["/rss"] = feed(*items)
    assert len(look(server, feeds=["/rss"]).entries) == 3
    found = look(server, feeds=["/rss"], max_age_days=7)
    assert [entry.title for entry in found.entries] == ["New", "Undated"]


@pytest.mark.parametrize(
    ("now", "is_kept"),
    [
        (datetime(2026, 11, 26, 23, 50, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 0, 10, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 11, 50, tzinfo=UTC), True),  # a day after the 26th ended in the last zone
        (datetime(2026, 11, 28, 12, 10, tzinfo=UTC), False),
    ],
)
def test_a_day_alone_is_as_old_as_its_end(server, now, is_kept):
    server.routes["/map"] = reply(
        b"<urlset><url><loc>/a</loc><lastmod>2026-11-26</lastmod></url>"
        b"<url><loc>/b</loc><lastmod>2026-11-26T00:00:00Z</lastmod></url></urlset>"
    )
    found = look(server, sitemaps=["/map"], now=now, max_age_days=1)
    kept = {entry.url.rpartition("/")[2] for entry in found.entries}
    assert ("a" in kept) is is_kept
    assert ("b" in kept) is (now.day == 26)


def test_items_that_lead_to_no_page_end_with_a_reason(server):
    talk = '<item><title>Talk</title><enclosure url="/talk.mp3" type="audio/mpeg"/></item>'
    server.routes["/rss"] = reply(
        f"<rss><channel>{talk}<item><title>Note</title></item>"
        "<item><title>Tides</title><link>/tides</link></item></channel></rss>".encode()
    )
    found = look(server, feeds=["/rss"])
    assert [entry.title for entry in found.entries] == ["Tides"]
    assert [(end.entry.url, end.outcome, end.reason) for end in found.skipped] == [
        (
            server.url("/talk.mp3"),
            Outcome.NOT_AN_ARTICLE,
            "the feed's item offers a sound or film, but no page",
        ),
        (server.url("/rss"), Outcome.NOT_AN_ARTICLE, "the feed's item leads to no page"),
    ]


def conditional(body, **validators):
    """Answers 304 to whoever gives a validator back."""
    given = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}

    def answer(headers):
        for name, value in validators.items():
            if headers.get(given[name]) == value.lower():
                return reply(status="304 Not Modified", length=False)
        return reply(body, headers=validators.items())

    return answer


@pytest.mark.parametrize(
    "validators",
    [{"ETag": '"v7"'}, {"ETag": 'W/"v7"'}, {"Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"}],
)
def test_a_feed_that_says_it_is_unchanged_is_not_read_again(server, validators):
    body = b"<rss><channel><item><link>/tides</link></item></channel></rss>"
    server.routes["/rss"] = conditional(body, **validators)
    first = look(server, feeds=["/rss"])
    (known,) = first.polls
    assert (len(first.entries), first.unchanged, known.item_count) == (1, (), 1)
    later = NOW + timedelta(hours=1)
    second = look(server, first.polls, later, feeds=["/rss"])
    assert (second.entries, second.failures, second.unchanged) == ((), (), (server.url("/rss"),))
    assert second.polls == (replace(known, polled_at=later),)
    server.routes["/rss"] = conditional(body.replace(b"tides", b"winds"), ETag='"v8"')
    third = look(server, second.polls, feeds=["/rss"])
    assert [entry.url for entry in third.entries] == [server.url("/winds")]


def test_a_poll_from_the_future_is_none_as_the_clock_was_ahead(server):
    body = b"<rss><channel><item><link>/tides</link></item></channel></rss>"
    server.routes["/rss"] = conditional(body, ETag='"v7"')
    ahead = look(server, now=NOW + timedelta(days=400), feeds=["/rss"])
    found = look(server, ahead.polls, feeds=["/rss"])
    assert (len(found.entries), found.unchanged) == (1, ())
    assert [poll.polled_at for poll in found.polls] == [NOW]


def test_a_body_that_is_the_same_is_not_read_again_whatever_the_server_says(server):
    body = b"<rss><channel><item><link>/tides</link></item></channel></rss>"
    server.routes["/rss"] = [reply(body, headers=[("ETag", f'"{n}"')]) for n in range(2)]
    first = look(server, feeds=["/rss"])
    second = look(server, first.polls, feeds=["/rss"])
    assert (second.entries, second.unchanged) == ((), (server.url("/rss"),))
    assert [poll.item_count for poll in second.polls] == [1]


def test_a_server_is_not_believed_for_ever(server):
    server.routes["/rss"] = lambda headers: (
        reply(status="304 Not Modified", length=False)
        if "if-none-match" in headers
        else reply(
            f"<rss><item><link>/{len(server.asked)}</link></item></rss>".encode(), headers=[("ETag", '"1"')]
        )
    )
    polls, entries = (), []
    for hour in range(0, 50, 5):
        found = look(server, polls, NOW + timedelta(hours=hour), feeds=["/rss"])
        polls, entries = found.polls, [*entries, *found.entries]
    assert len(entries) == 2  # the first look, and the first one a day after


@pytest.mark.parametrize("etag", ['"a\xe9"', "x" * 5000, ""])
def test_a_validator_that_is_unfit_for_a_header_is_not_sent_back(server, etag):
    server.routes["/rss"] = [
        reply(b"<rss><item><link>/1</link></item></rss>", headers=[("ETag", etag)]),
        reply(b"<rss><item><link>/2</link></item></rss>"),
    ]
    first = look(server, feeds=["/rss"])
    assert len(look(server, first.polls, feeds=["/rss"]).entries) == 1
    assert all("if-none-match" not in headers for _, headers in server.asked)


def test_a_failure_leaves_nothing_to_remember(server):
    server.routes["/rss"] = reply(b"<!doctype html><html></html>", headers=[("ETag", '"1"')])
    assert look(server, feeds=["/rss", "/gone"]).polls == ()


def test_unchanged_sitemaps_do_not_make_room_for_older_ones(server):
    server.routes |= {
        "/index": index(("/new.xml", "2026-11-23"), ("/old.xml", "2026-11-01")),
        "/new.xml": sitemap("/a", "/b"),
        "/old.xml": sitemap("/c"),
    }
    first = look(server, sitemaps=["/index"], max_entries=2)
    second = look(server, first.polls, sitemaps=["/index"], max_entries=2)
    assert (len(first.entries), second.entries, second.unchanged) == (2, (), (server.url("/new.xml"),))
    server.routes["/new.xml"] = sitemap("/a", "/b", "/d")
    third = look(server, second.polls, sitemaps=["/index"])
    assert server.url("/d") in [entry.url for entry in third.entries]


def test_a_sitemap_may_be_larger_than_a_page(server):
    server.routes["/map.xml"] = sitemap("/a", f"/b?{'x' * 3000}", *["/c?" + "y" * 2000] * 6000)
    found = look(server, sitemaps=["/map.xml"])
    assert not found.failures and found.offered == 200


def test_an_index_is_followed_newest_files_first_until_there_is_enough(server):
    server.routes |= {
        "/index": index(
            ("/old.xml", "2020-01-01"), ("/new.xml", "2026-11-23"), ("/newer", "2026-11-23T10:00:00Z")
        ),
        "/newer": index(("/deep.xml", "2026-11-23")),
        "/deep.xml": sitemap("/a", "/b"),
        "/new.xml": sitemap("/c", "/d"),
        "/old.xml": sitemap("/e"),
    }
    found = look(server, sitemaps=["/index"], max_entries=4)
    assert [entry.url for entry in found.entries] == [server.url(path) for path in ("/a", "/b", "/c", "/d")]
    assert server.paths() == ["/index", "/newer", "/deep.xml", "/new.xml"]


def test_an_index_that_leads_round_in_a_circle_or_on_for_ever_ends(server):
    server.routes["/index"] = index(("/index", "2026-11-23"), ("/1", "2026-11-22"))
    for n in range(1, 50):
        server.routes[f"/{n}"] = index(*((f"/{n + k}", "2026-11-22") for k in range(1, 9)))
    assert look(server, sitemaps=["/index"]).entries == ()
    assert len(server.paths()) <= 20


def test_a_broken_file_below_an_index_costs_only_its_own_pages(server):
    server.routes |= {
        "/index": index(("/gone.xml", "2026-11-23"), ("/good.xml", "2026-11-22")),
        "/good.xml": sitemap("/a"),
    }
    found = look(server, sitemaps=["/index"])
    assert [entry.url for entry in found.entries] == [server.url("/a")]
    assert found.failures == ()


def test_only_files_whose_lastmod_is_news_since_the_last_look_are_asked_for(server):
    hour = timedelta(hours=1)
    server.routes |= {
        "/index": index(("/today.xml", "2026-11-23"), ("/1.xml", "2026-11-21"), ("/0.xml", "2026-11-20")),
        "/today.xml": sitemap("/a"),
        "/1.xml": sitemap("/b"),
        "/0.xml": sitemap("/c"),
    }
    first = look(server, sitemaps=["/index"], max_entries=2)
    assert server.paths() == ["/index", "/today.xml", "/1.xml"]
    server.asked.clear()
    second = look(server, first.polls, NOW + hour, sitemaps=["/index"], max_entries=2)
    assert server.paths() == ["/index", "/today.xml"]  # a day alone may still be going on
    assert (second.entries, second.failures) == ((), ())
    server.routes["/index"] = index(
        ("/1.xml", "2026-11-23T13:30:00Z"), ("/today.xml", "2026-11-21"), ("/0.xml", "2026-11-20")
    )
    server.routes["/1.xml"] = sitemap("/b", "/d")
    server.asked.clear()
    third = look(server, second.polls, NOW + 2 * hour, sitemaps=["/index"], max_entries=3)
    assert server.paths() == ["/index", "/1.xml"]
    assert [entry.url for entry in third.entries] == [server.url("/b"), server.url("/d")]
    server.asked.clear()
    look(server, (*first.polls, *third.polls), NOW + 27 * hour, sitemaps=["/index"], max_entries=4)
    assert server.paths() == ["/index", "/1.xml", "/today.xml"]  # no lastmod is believed for ever


def test_a_file_below_an_index_that_failed_is_asked_for_again(server):
    server.routes |= {
        "/index": index(("/new.xml", "2026-11-20T10:00:00Z"), ("/old.xml", "2026-11-19")),
        "/old.xml": sitemap("/a"),
    }
    first = look(server, sitemaps=["/index"])
    server.routes["/new.xml"] = sitemap("/b")
    second = look(server, first.polls, NOW + timedelta(hours=1), sitemaps=["/index"])
    assert [entry.url for entry in second.entries] == [server.url("/b")]


def test_files_from_before_the_oldest_wanted_day_are_not_asked_for(server):
    server.routes |= {
        "/index": index(("/new.xml", "2026-11-23"), ("/old.xml", "2026-11-01")),
        "/new.xml": sitemap("/a"),
    }
    look(server, sitemaps=["/index"], max_age_days=7)
    assert server.paths() == ["/index", "/new.xml"]
