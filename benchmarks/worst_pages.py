"""The reader on pages made to hurt: CPU seconds and peak memory, and how both grow when the page doubles.

    python -m benchmarks.worst_pages

Each page is read in a process of its own. The bound is 1 s of CPU a page; "grows" is the time of the page at
its size over the time of the same page at half of it: 2 is linear.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from benchmarks.corpora import capture_of
from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tasks.records import EndsHere

PARAGRAPH = b"<p>The council met on Monday and voted, after two hours, to keep the old bridge open.</p>\n"
HEAD = b"<html><head><title>A page</title></head><body><article><h1>A page</h1>"
BOUND = 1.0  # seconds of CPU

Maker = Callable[[int], bytes]


def around(middle: bytes) -> bytes:
    return HEAD + PARAGRAPH * 8 + middle + b"</article></body></html>"


def ld(json: bytes) -> bytes:
    return around(b'<script type="application/ld+json">' + json + b"</script>")


PAGES: dict[str, tuple[Maker, int]] = {
    "nothing": (lambda n: b"", 1),
    "NULs": (lambda n: b"\x00" * n, 7_000_000),
    "random bytes": (lambda n: (bytes(range(256)) * (n // 256 + 1))[:n], 7_000_000),
    "50 MB of paragraphs": (lambda n: around(PARAGRAPH * (n // len(PARAGRAPH))), 50_000_000),
    "7 MB of paragraphs": (lambda n: around(PARAGRAPH * (n // len(PARAGRAPH))), 7_000_000),
    "one paragraph of 7 MB": (lambda n: around(b"<p>" + b"word and " * (n // 9)), 7_000_000),
    "one word of 7 MB": (lambda n: around(b"<p>" + b"w" * n), 7_000_000),
    "nested tables": (lambda n: around(b"<table><tr><td>" * n + b"deep"), 100_000),
    "nested divs": (lambda n: around(b"<div>" * n + b"deep"), 100_000),
    "nested formatting": (lambda n: around(b"<b><i><font>" * n + b"deep"), 30_000),
    "unclosed formatting in paragraphs": (lambda n: around(b"<p><b><i>word " * n), 20_000),
    "an attribute of 5 MB": (lambda n: around(b'<p class="' + b"x " * (n // 2) + b'">word</p>'), 5_000_000),
    "nested divs, closed": (lambda n: around(b"<div>" * n + b"deep" + b"</div>" * n), 100_000),
    "nested lists": (lambda n: around(b"<ul><li>" * n + b"deep"), 100_000),
    "attributes without values": (
        lambda n: around(b"<p " + b" ".join(b"a%d" % i for i in range(n)) + b">word"),
        100_000,
    ),
    "many attributes": (
        lambda n: around(b"<p " + b" ".join(b"a%d=1" % i for i in range(n)) + b">word</p>"),
        100_000,
    ),
    "nested divs in JSON-LD's text": (
        lambda n: ld(
            b'{"@type": "NewsArticle", "articleBody": "A story. ' + b"\\u003cdiv\\u003e" * n + b'"}'
        ),
        300_000,
    ),
    "many attributes in JSON-LD's text": (
        lambda n: ld(
            b'{"@type": "NewsArticle", "articleBody": "A story. \\u003cp '
            + b" ".join(b"a%d" % i for i in range(n))
            + b'\\u003e"}'
        ),
        300_000,
    ),
    "short paragraphs": (lambda n: b"<html><body>" + b"<p>and the " * n, 600_000),
    "a frameset's paragraphs": (lambda n: b"<html><frameset><noframes>" + b"<p>and the " * n, 600_000),
    "blank lines as they are": (lambda n: around(b"<pre>" + b"a\n\n" * n), 2_000_000),
    "many links": (lambda n: around(b'<a href="/x">Read more</a> ' * n), 100_000),
    "many metas": (lambda n: b'<meta property="og:title" content="A page">' * n + around(b""), 50_000),
    "many times": (lambda n: around(b'<time datetime="2024-05-16">May 16</time> ' * n), 50_000),
    "many bylines": (lambda n: around(b'<span class="byline">By Jane Roe</span>' * n), 50_000),
    "many sections": (
        lambda n: around(
            b'<h1 class="post category-a category-b">A page</h1>'
            + b'<span class="category"><a href="/a/">Share</a></span>' * n
        ),
        50_000,
    ),
    "long trails in JSON-LD": (
        lambda n: ld(b'{"@type":"BreadcrumbList","itemListElement":[' + b'{"name":"Share"},' * n + b"{}]}"),
        100_000,
    ),
    "deep JSON-LD": (lambda n: ld(b"[" * n), 500_000),
    "deep closed JSON-LD": (lambda n: ld(b"[" * n + b"]" * n), 500_000),
    "wide JSON-LD": (lambda n: ld(b"[" + b'{"@type":"NewsArticle"},' * n + b"{}]"), 100_000),
    "broken JSON-LD": (lambda n: ld(b'{"@type":"NewsArticle","articleBody":"' + b'a "quote" ' * n), 90_000),
    "quotes in JSON-LD": (lambda n: ld(b"[" + b'"' * n), 900_000),
    "JSON-LD that breaks off": (lambda n: ld(b"[" * n + b'{"a":[1],' * n + b'"'), 90_000),
    "many dates in a byline": (
        lambda n: around(b'<div class="date">' + b"May 16, 2024 12:00 " * n + b"</div>"),
        50_000,
    ),
    "many agencies": (lambda n: around(b"<p>" + b"(AP) Reuters AFP dpa told " * n), 50_000),
    "brackets": (lambda n: around(b"<p>" + b"(" * n + b")" * n), 500_000),
    "spaces": (lambda n: around(b"<p>a" + b" " * n + b"b"), 5_000_000),
    "entities": (lambda n: around(b"<p>" + b"&amp;amp;&#0;&#x110000;" * n), 200_000),
    "plain text": (lambda n: b"A headline\n\n" + b"A line of a text, without end.\n\n" * n, 100_000),
    "plain text without breaks": (lambda n: b"A headline of a text " * n, 300_000),
}


def read(name: str, size: int) -> tuple[float, int, str]:
    """CPU seconds, peak memory in MB of the process, and how it ended."""
    page = PAGES[name][0](size)
    started = time.process_time()
    try:
        article = normalize(read_page(capture_of("https://paper.example/2024/05/16/a", page)))
        ended = f"{len(article.body):,} characters"
    except EndsHere as end:
        ended = str(end.outcome)
    spent = time.process_time() - started
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000, ended


def alone(name: str, size: int) -> tuple[float, int, str]:
    with ProcessPoolExecutor(1) as pool:
        pool.submit(read, "many metas", 1).result()  # what is loaded once is not the page's cost
        return pool.submit(read, name, size).result()


def main() -> None:
    print(f"{'page':36}{'MB':>6}{'CPU s':>8}{'grows':>7}{'memory MB':>11}  ended")
    slow = []
    for name, (make, size) in PAGES.items():
        spent, memory, ended = alone(name, size)
        half = alone(name, size // 2)[0] if size > 1 else spent
        megabytes = len(make(size)) / 1e6
        print(f"{name:36}{megabytes:6.1f}{spent:8.2f}{spent / max(half, 1e-4):7.1f}{memory:11}  {ended}")
        if spent > BOUND:
            slow.append(name)
    if slow:
        sys.exit(f"over {BOUND:.0f} s: {', '.join(slow)}")


if __name__ == "__main__":
    main()
