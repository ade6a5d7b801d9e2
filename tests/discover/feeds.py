"""Small feeds and sitemaps to read, written for these tests."""

from tasks.discover.feed import parse_feed

URL = "https://paper.example/feeds/all"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://paper.example/tides?a=1&amp;b=2 </loc><lastmod>2026-11-23T09:00:00Z</lastmod>
  <n:news><n:publication><n:name>The Harbour Post</n:name><n:language>en</n:language></n:publication>
    <n:publication_date>2026-11-23T08:00:00+01:00</n:publication_date><n:title>Tides &amp; winds</n:title>
    <n:keywords>sea, wind</n:keywords></n:news>
  <image:image><image:loc>/tide.jpg</image:loc><image:title>A tide</image:title></image:image>
</url>
<url><loc>/plain</loc></url>
<url><lastmod>2026-11-23</lastmod></url>
</urlset>"""


def feed(body, charset=None):
    return parse_feed(body if isinstance(body, bytes) else body.encode(), URL, charset).items


def rss(inner, head='<rss version="2.0">'):
    return f"{head}<channel><title>T</title>{inner}</channel></rss>"


def item(title="Tides", link="https://paper.example/tides"):
    return f"<item><title>{title}</title><link>{link}</link></item>"
