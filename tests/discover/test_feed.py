"""Feeds of every make, and broken ones."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.feed import parse_feed
from tasks.discover.sitemap import parse_sitemap
from tasks.records import EndsHere, Outcome
from tests.discover.feeds import URL, feed, item, rss

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Harbour Post</title><link>https://paper.example/</link><language>en-GB</language>
<atom:link rel="self" href="https://paper.example/feeds/all"/>
<item>
  <title><![CDATA[Ferries & trams <b>stand still</b>]]></title>
  <link>https://paper.example/ferries?a=1&amp;b=2</link>
  <description>&lt;p&gt;Nothing moves.&lt;/p&gt;</description>
  <content:encoded><![CDATA[<p>Nothing moves at all.</p>]]></content:encoded>
  <pubDate>Mon, 23 Nov 2026 08:00:00 +0100</pubDate>
  <atom:updated>2026-11-23T09:00:00+01:00</atom:updated>
  <dc:creator>Jane Roe</dc:creator><dc:creator>John Doe</dc:creator>
  <category>Harbour</category><category>Strikes</category><dc:subject>Harbour</dc:subject>
  <media:content url="https://paper.example/ferry.jpg"><media:title>A ferry</media:title></media:content>
  <guid isPermaLink="false">post-17</guid>
</item>
</channel></rss>"""


def test_an_rss_item_keeps_what_it_says():
    (found,) = feed(RSS)
    assert found.url == "https://paper.example/ferries?a=1&b=2"
    assert found.title == "Ferries & trams stand still"
    assert (found.summary, found.content) == ("<p>Nothing moves.</p>", "<p>Nothing moves at all.</p>")
    assert found.published_text == "Mon, 23 Nov 2026 08:00:00 +0100"
    assert found.modified_text == "2026-11-23T09:00:00+01:00"
    assert found.authors == ("Jane Roe", "John Doe")
    assert found.categories == ("Harbour", "Strikes")
    assert found.language == "en-GB"


def test_an_atom_entry_keeps_what_it_says():
    (found,) = feed("""
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://paper.example/base/">
      <title>Le Port</title>
      <entry><title type="html">Marées &amp;amp; vents</title>
        <link rel="self" href="e.atom"/><link rel="enclosure" href="e.mp3"/><link href="e"/>
        <published>2026-11-23T08:00:00Z</published><updated>2026-11-23T09:00:00Z</updated>
        <author><name>Jane Roe</name><email>jane@paper.example</email></author>
        <author><name>John Doe</name></author>
        <category term="sea" label="Mer"/><category term="wind"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Tout va bien.</p></div></content>
      </entry></feed>""")
    assert found.url == "https://paper.example/base/e"
    assert found.title == "Marées & vents"
    assert (found.published_text, found.modified_text) == ("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z")
    assert found.authors == ("Jane Roe", "John Doe")
    assert found.categories == ("Mer", "wind")
    assert (found.summary, found.content, found.language) == ("Tout va bien.", "Tout va bien.", "fr")


@pytest.mark.parametrize(
    "namespace", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"], ids=["1.0", "0.90"]
)
def test_rdf_feeds_are_read(namespace):
    (found,) = feed(f"""
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{namespace}"
               xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="{URL}"><title>T</title><dc:language>de</dc:language></channel>
      <item rdf:about="https://paper.example/a"><title>Ebbe</title><link>https://paper.example/a</link>
        <dc:date>2026-11-23T08:00:00+01:00</dc:date><dc:creator>Jane Roe</dc:creator>
        <dc:subject>Meer</dc:subject>
      </item></rdf:RDF>""")
    assert (found.url, found.title, found.language) == ("https://paper.example/a", "Ebbe", "de")
    assert (found.published_text, found.authors) == ("2026-11-23T08:00:00+01:00", ("Jane Roe",))
    assert found.categories == ("Meer",)


def test_atom_0_3_is_read():
    (found,) = feed("""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Tides</title>
      <link rel="alternate" href="/a"/><issued>2026-11-23T08:00:00Z</issued>
      <modified>2026-11-23T09:00:00Z</modified>
      </entry></feed>""")
    assert (found.url, found.published_text, found.modified_text) == (
        "https://paper.example/a", "2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z"
    )  # fmt: skip


def test_json_feeds_are_read():
    (found, bare) = feed(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "language": "en",
                "items": [
                    {
                        "id": "1",
                        "url": "/tides",
                        "title": "Tides &amp; winds",
                        "content_html": "<p>All is well.</p>",
                        "date_published": "2026-11-23T08:00:00Z",
                        "date_modified": "2026-11-23T09:00:00Z",
                        "authors": [{"name": "Jane Roe"}, {"url": "https://x.example"}, "John"],
                        "tags": ["sea", 7],
                        "image": "/tide.jpg",
                    },
                    {
                        "id": "https://paper.example/bare",
                        "author": {"name": "John Doe"},
                        "attachments": [{"url": "/talk.mp3", "mime_type": "audio/mpeg"}],
                    },
                    "not an item",
                ],
            }
        )
    )
    assert (found.url, found.title) == ("https://paper.example/tides", "Tides & winds")
    assert (found.published_text, found.modified_text) == ("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z")
    assert (found.authors, found.categories, found.language) == (("Jane Roe",), ("sea",), "en")
    assert (found.content, found.image_url) == ("<p>All is well.</p>", "https://paper.example/tide.jpg")
    assert (bare.url, bare.authors) == ("https://paper.example/bare", ("John Doe",))
    assert (bare.enclosure_url, bare.content) == ("https://paper.example/talk.mp3", None)


def test_a_feed_says_whose_it_is():
    atom = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Port</title></feed>'
    json_feed = '{"version": "https://jsonfeed.org/version/1.1", "title": "Tides", "items": []}'
    for body, title, language in (
        (RSS, "The Harbour Post", "en-GB"),
        (atom, "Le Port", "fr"),
        (json_feed, "Tides", None),
    ):
        listing = parse_feed(body.encode(), URL)
        assert (listing.title, listing.language) == (title, language)


LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    "body",
    [
        f"<rss><channel><language>{LONG}</language><item><link>/a</link><pubDate>{LONG}</pubDate>"
        f"<updated>{LONG}</updated></item></channel></rss>",
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><entry xml:lang="{LONG}"><id>{URL}</id>'
        f"<published>{LONG}</published><updated>{LONG}</updated></entry></feed>",
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "language": LONG,
                "items": [{"url": URL, "date_published": LONG, "date_modified": LONG}],
            }
        ),
        f"<urlset><url><loc>/a</loc><lastmod>{LONG}</lastmod><news><publication><language>{LONG}</language>"
        f"</publication><publication_date>{LONG}</publication_date></news></url></urlset>",
    ],
    ids=["RSS", "Atom", "JSON", "sitemap"],
)
def test_a_language_or_date_that_is_too_long_to_be_one_is_absent(body):
    parse = parse_sitemap if body.startswith("<urlset") else parse_feed
    listing = parse(body.encode(), URL)
    (found,) = listing.items
    assert found.url
    assert (found.language, found.published_text, found.modified_text) == (None, None, None)
    assert listing.language in (None, "en")


def test_a_date_that_is_written_out_is_kept():
    date = "Wednesday, 23 September 2026 08:00:00 GMT+0100 (Central European Standard Time)"
    assert feed(rss(f"<item><link>/a</link><pubDate>{date}</pubDate></item>"))[0].published_text == date


STEERING = "Ti\x1b[2Jde\x9b2Js\x7f"  # clears a terminal that shows it


@pytest.mark.parametrize(
    "body",
    [
        rss(f"<item><title>{STEERING}</title><author>{STEERING}</author><category>{STEERING}</category>"
            f"<pubDate>{STEERING}</pubDate><link>/{STEERING}</link></item><language>{STEERING}</language>",
            '<?xml version="1.0" encoding="utf-8"?><rss>'),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": STEERING,
                    "items": [{"url": "/" + STEERING, "title": STEERING, "authors": [{"name": STEERING}],
                               "tags": [STEERING], "date_published": STEERING}]}),
    ],
    ids=["RSS", "JSON"],
)  # fmt: skip
def test_what_would_steer_a_terminal_is_left_out(body):
    listing = parse_feed(body.encode(), URL)
    (found,) = listing.items
    assert (found.title, found.authors, found.categories) == ("Ti[2Jde2Js",) + (("Ti[2Jde2Js",),) * 2
    assert (listing.language, found.language, found.published_text) == (None, None, None)
    assert found.url.isprintable()


def test_a_number_without_end_in_a_title_costs_no_other_item():
    found = feed(rss(item("Ebb &amp;#" + "9" * 5000 + ";") + item("Winds")))
    assert (found[0].title[:8], found[1].title) == ("Ebb &#99", "Winds")


def test_a_title_is_in_nfc():
    assert feed(rss(item("Zu\u0308rich")))[0].title == "Z\u00fcrich"


@pytest.mark.parametrize(
    "inner, image",
    [
        ('<media:thumbnail url="/t.jpg"/><media:content medium="image" url="/s.jpg" width="80"/>'
         '<media:content type="image/jpeg" url="/l.jpg" width="800"/>', "/l.jpg"),
        ('<media:group><media:content url="/f.mp4" medium="video"/>'
         '<media:thumbnail url="/t.jpg"/></media:group>', "/t.jpg"),
        ('<enclosure url="/e.jpg" type="image/jpeg"/>', "/e.jpg"),
        ('<enclosure url="/e.mp3" type="audio/mpeg"/>', None),
    ],
)  # fmt: skip
def test_the_picture_of_an_item_is_kept(inner, image):
    head = '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">'
    (found,) = feed(rss(f"<item><link>/a</link>{inner}</item>", head))
    assert found.image_url == (image and "https://paper.example" + image)


def test_keywords_of_media_are_categories():
    head = '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">'
    words = (
        "<category>Harbour</category><media:group><media:keywords>tide, wind</media:keywords></media:group>"
    )
    assert feed(rss(f"<item>{words}</item>", head))[0].categories == ("Harbour", "tide", "wind")


@pytest.mark.parametrize(
    "link, url",
    [
        ("<link>/a</link>", "https://paper.example/a"),
        ("<link>a b</link>", "https://paper.example/feeds/a%20b"),
        ("<link>\n https://paper.example/a?x=1&y=2#top\n</link>", "https://paper.example/a?x=1&y=2"),
        ("<link/><guid>https://paper.example/g</guid>", "https://paper.example/g"),
        ('<guid isPermaLink="false">https://paper.example/g</guid>', None),
        ('<enclosure url="https://paper.example/talk.mp3" type="audio/mpeg"/>', None),
        ("<link>mailto:desk@paper.example</link>", None),
        (
            '<link>https://short.example/1</link><fb:origLink xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0">'
            "https://paper.example/long</fb:origLink>",
            "https://paper.example/long",
        ),
    ],
)
def test_the_page_an_item_leads_to(link, url):
    (found,) = feed(rss(f"<item><title>T</title>{link}</item>"))
    assert found.url == url


@pytest.mark.parametrize(
    "body",
    [
        "\n\n junk " + rss(item("Tides & winds")),
        '<br />\n<b>Warning</b>: no <i>cache</i><?xml version="1.0"?>' + rss(item("Tides &amp; winds")),
        "<p>Deprecated</p>" + rss(item("Tides &amp; winds")),
        rss(item("Tides & winds", "https://paper.example/tides") + "<item><title>Half"),
        rss(item("Tides & winds")) + "\n made in 0.1 s",
        rss(item("Tides &amp; winds"))[:-12],
        rss(item("Tides\x08 & winds")),
        rss(item("Tides &amp; winds") + "<dc:creator>no namespace</dc:creator>"),
        "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://x.example/rss.dtd'>"
        + rss(item("Tides &amp; winds")),
        '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- made by hand -->'
        + rss(item("Tides &amp; winds")),
    ],
)
def test_broken_feeds_give_what_can_be_saved(body):
    found = feed(body)[0]
    assert (found.title, found.url) == ("Tides & winds", "https://paper.example/tides")


def test_an_item_whose_address_is_cut_off_is_not_taken():
    whole = rss(item("Tides") + item("Winds", "https://paper.example/winds"))
    cut = whole[: whole.index("/winds") + 3]
    for charset in ("utf-8", "utf-16"):
        assert [one.url for one in feed(cut.encode(charset))] == ["https://paper.example/tides"]


def test_html_entities_and_bare_ampersands_are_mended():
    (found,) = feed(
        rss(item("Caf&eacute;&nbsp;R & D &unknown; &#8211;", "https://paper.example/?a=1&b=2&copy=3"))
    )
    assert found.title == "Café R & D &unknown; –"
    assert found.url == "https://paper.example/?a=1&b=2&copy=3"


def test_titles_of_other_namespaces_are_not_the_title():
    head = '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
    inner = "<item><itunes:title>Episode 7</itunes:title><title>Tides</title><link>/a</link></item>"
    assert feed(rss(inner, head))[0].title == "Tides"


@pytest.mark.parametrize(
    "body, reason",
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"plain words", "not XML"),
        (bytes(range(256)) * 20, "not XML"),
        (b"<!doctype html><html><body><p>Hello</body></html>", "a web page, not a feed"),
        (b'<urlset xmlns="x"></urlset>', "<urlset>, not a feed"),
        (b'{"items": []}', "not a JSON Feed"),
        (b'{"items"', "broken JSON"),
        (b'{"a":' * 100_000, "broken JSON"),
    ],
)
def test_what_is_no_feed_ends_with_a_reason(body, reason):
    with pytest.raises(EndsHere, match=reason) as end:
        feed(body)
    assert end.value.outcome is Outcome.UNREADABLE


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_end(body):
    for parse in (parse_feed, parse_sitemap):
        with contextlib.suppress(EndsHere):
            parse(body, URL)


@given(st.text(alphabet=st.sampled_from("<>&;/=\"' !-[]CDATArssitemlnk?xé\x00"), max_size=200))
def test_any_markup_is_a_feed_or_ends(text):
    for body in (text, rss(text), rss(item(text, text))):
        with contextlib.suppress(EndsHere):
            feed(body.encode())


@pytest.mark.parametrize(
    "inner, url",
    [
        ("<id>https://paper.example/a</id>", "https://paper.example/a"),
        ('<id>https://paper.example/a</id><link href="/b"/>', "https://paper.example/b"),
        ("<id>tag:paper.example,2026:a</id>", None),
        ('<id>https://paper.example/a</id><link rel="enclosure" href="/talk.mp3"/>', None),
    ],
)
def test_an_entry_without_a_link_is_named_by_its_page(inner, url):
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>{inner}</entry></feed>'
    assert feed(body)[0].url == url


@pytest.mark.parametrize(
    "bases, url",
    [
        (("/a/", "b/", "c/"), "https://paper.example/a/b/c/x"),
        (("", "", "https://other.example/"), "https://other.example/x"),
        (("", "", "http://[x"), "https://paper.example/feeds/x"),
        (("/a/", "", "mailto:desk@paper.example"), "https://paper.example/a/x"),
        (("https://other.example/" + 1000 * "long/", "", ""), "https://paper.example/feeds/x"),
    ],
    ids=["of all", "of the item", "odd", "no address", "long"],
)
def test_links_are_relative_to_the_bases_that_are_addresses(bases, url):
    root, channel, inner = (f' xml:base="{base}"' if base else "" for base in bases)
    body = f"<rss{root}><channel{channel}><item{inner}><link>x</link></item></channel></rss>"
    assert feed(body)[0].url == url


def test_an_rdf_item_without_a_link_is_about_its_page():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<item rdf:about="https://paper.example/a"><title>It begins &lt;?xml or &lt;rss</title></item>'
        "</rdf:RDF>"
    )
    assert feed(body)[0].url == "https://paper.example/a"


def test_items_in_a_wrapper_keep_the_base_of_what_they_stand_in():
    feed = (
        b'<rss xml:base="http://r.example/"><channel xml:base="ch/"><items xml:base="w/">'
        b"<item><link>a</link></item><item><title>b</title><link>b</link></item></items></channel></rss>"
    )
    links = [item.url for item in parse_feed(feed, "http://paper.example/feed").items]
    assert links == ["http://r.example/ch/w/a", "http://r.example/ch/w/b"]


def test_media_is_read_from_all_that_it_stands_in():
    feed = (
        b'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><link>http://r.example/a</link>'
        b'<image><media:content url="http://r.example/a.jpg" medium="image"/></image>'
        b"<media:community><media:keywords>storm, sea</media:keywords></media:community>"
        b"</item></channel></rss>"
    )
    (item,) = parse_feed(feed, "http://paper.example/feed").items
    assert item.image_url == "http://r.example/a.jpg" and set(item.categories) == {"storm", "sea"}
