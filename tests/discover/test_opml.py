"""Lists of feeds, as feed readers exchange them."""

import pytest

from tasks.discover.opml import Subscription, read_opml, write_opml
from tasks.records import EndsHere, Outcome
from tasks.sources import Source

LIST = """<?xml version="1.0" encoding="iso-8859-1"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="News"><outline text="Zürich" title="Zürcher &amp; Bote" type="rss" xmlUrl="https://bote.example/rss?a=1&amp;b=2"
  htmlUrl="https://bote.example/" language="de"/>
  <outline text="Deeper"><outline text="Bay" XMLURL="http://bay.example/feed"/></outline></outline>
<outline text="A link" type="link" url="https://bay.example/"/>
<outline text="Mail" xmlUrl="mailto:desk@bay.example"/><outline xmlUrl="https://nameless.example/"/>
</body></opml>"""


def test_the_feeds_of_all_folders_are_read():
    assert read_opml(LIST.encode("iso-8859-1")) == [
        Subscription("Zürcher & Bote", "https://bote.example/rss?a=1&b=2", "de"),
        Subscription("Bay", "http://bay.example/feed"),
        Subscription("Mail", None),
        Subscription(None, "https://nameless.example/"),
    ]


def test_a_title_does_not_steer_a_terminal():
    body = "<opml><body><outline text='B&#27;[2Ja&#155;y' xmlUrl='https://bay.example/&#155;'/></body></opml>"
    assert read_opml(body.encode()) == [Subscription("B[2Jay", "https://bay.example/%C2%9B")]


def test_what_is_written_is_read_again():
    feeds = ("https://bote.example/rss?a=1&b=2", "https://bote.example/<2>")
    sources = [
        Source(source_id="bote", publisher='Zürcher & "Bote"', feeds=feeds, language="de"),
        Source(source_id="bay", feeds=("https://bay.example/feed",)),
        Source(source_id="list", urls=("https://bay.example/a",)),
    ]
    assert read_opml(write_opml(sources).encode()) == [
        *(Subscription('Zürcher & "Bote"', url, "de") for url in feeds),
        Subscription("bay", "https://bay.example/feed"),
    ]


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        (b"", Outcome.UNREADABLE, "empty"),
        (b"<rss><channel/></rss>", Outcome.UNREADABLE, "<rss>, not OPML"),
        (
            b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml/>',
            Outcome.UNREADABLE,
            "entities",
        ),
        (
            b"<opml>" + b"<outline xmlUrl='https://a.example/'/>" * 10_001 + b"</opml>",
            Outcome.TOO_LARGE,
            "feeds",
        ),
        (b"<opml>" + b" " * 10_000_000, Outcome.TOO_LARGE, "bytes"),
    ],
    ids=["empty", "rss", "entities", "feeds", "bytes"],
)
def test_what_is_no_list_or_hostile_is_refused(body, outcome, reason):
    with pytest.raises(EndsHere, match=reason) as end:
        read_opml(body)
    assert end.value.outcome is outcome
