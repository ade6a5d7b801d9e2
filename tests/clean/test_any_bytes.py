"""Whatever the bytes: a draft, or an end with a reason, in bounded time."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.reader import MAX_PAGE_BYTES, read_page
from tasks.records import Draft, EndsHere, Outcome
from tests.clean.captures import capture
from tests.clean.test_reader import page

# What the parser does not see of a page, until its JSON is read.
OF_ESCAPES = b'<script type="application/ld+json">{"@type":"Article","articleBody":"A story. ?"}</script><p>x'
SECONDS = 2.0  # of CPU; the aim is one, and a busy machine is slower


def read(payload, content_type="text/html"):
    try:
        return read_page(capture(payload, content_type))
    except EndsHere as end:
        assert end.reason
        return end.outcome


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        (b"", Outcome.UNREADABLE),
        (b"\x00" * 5_000, Outcome.UNREADABLE),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", Outcome.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, Outcome.UNREADABLE),
        (random.Random(1).randbytes(9_000), Outcome.UNREADABLE),
        (b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", Outcome.NOT_AN_ARTICLE),
        (b"a" * (MAX_PAGE_BYTES + 1), Outcome.TOO_LARGE),
        (b"<html>", Outcome.NOT_AN_ARTICLE),
    ],
    ids=["empty", "NULs", "PDF", "PNG", "noise", "RSS", "large", "bare"],
)
def test_what_cannot_be_read_ends_with_its_outcome(payload, outcome):
    assert read(payload) is outcome


@pytest.mark.parametrize(
    "payload",
    [
        b"<div>" * 100_000,
        b"<p data-x='" + b"y" * 1_000_000 + b"'>Text.",
        b"<p>" + b"word " * 1_500_000,
        b"<p>One sentence that is long enough to be a paragraph of a text, really.</p>" * 60_000,
        b"<a href=x>a</a>" * 300_000,
        b"<li><a class='b c d'>x</a> y" * 150_000,
        b"<br>" * 900_000,
        b"MIME-Version: 1\nContent-Type: multipart/related; boundary=a\n\n" + b"--a\nX: y\n\n" * 600_000,
        b"MIME-Version: 1\nContent-Type: multipart/related; boundary=-\n\n" + b"-" * 7_000_000,
        b"Mime-Version: 1\n" + b"Content-Type: multipart/a; boundary=b\n\n--b\n" * 150_000,
        b"<pre" * 1_700_000,
        b"<p>x" * 20_000 + b"<" + b"a" * 5_000_000,
        b"<p>x" * 20_000 + b"<a" + b"/" * 5_000_000,
        b"<pre>\n\n" * 900_000,
        b"<noframes" * 800_000,
        b"<noframes><frame>" * 400_000,
        b"<p>x" + b"<br>&nbsp;&nbsp;." * 400_000,
        b"<!-- saved from url=(1)http://" * 250_000,
        b"<img src='" + b"data:a/b;c=d," * 700_000 + b"'><p>x",
        b"<table>" + b"<tr><td>1<td>2" * 200_000,
        b"&" * 2_000_000,
        b"<script type='application/ld+json'>" + b"[" * 900_000 + b"</script><p>x",
        b"<script id=s type='application/json'>" + b'{"a":' * 200_000 + b"</script><p>x",
        OF_ESCAPES.replace(b"?", b"\\u003cdiv\\u003e" * 300_000),
        OF_ESCAPES.replace(b"?", b"\\u003cp " + b" ".join(b"a%d" % n for n in range(100_000)) + b"\\u003e"),
        b"<script>window.__INITIAL_STATE__={'body':'A story. "
        + b"\\u003cdiv\\u003e" * 300_000
        + b"'}</script>",
        b'<script>window.__INITIAL_STATE__={"body":"A story. '
        + b"\\u003cdiv\\u003e" * 300_000
        + b'"}</script>',
        b"<script>" + b"a={b:" * 600_000 + b"</script><p>x",
        b"<script>" + b"a=JSON.parse('{" * 200_000 + b"</script><p>x",
        b"<script>" + b"a={b:1,c:[" * 300_000 + b"</script><p>x",
        b"<script>self.__next_f.push([1,'" * 100_000 + b"</script><p>x",
        b"plain text without any markup, of one line. " * 150_000,
        b"a\n\n" * 900_000,
    ],
    ids=lambda payload: payload[:14].decode(),
)
def test_pages_made_to_be_slow_are_read_in_time(payload):
    start = time.thread_time()  # of this thread: other tests' servers may run beside it in the process
    read(payload)
    assert time.thread_time() - start < SECONDS


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=3_000), st.sampled_from(["text/html", "text/plain", None, "text/html; charset=utf-7"])
)
def test_any_bytes_give_a_draft_or_an_end(payload, content_type):
    read(payload, content_type)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=2_000))
def test_any_text_gives_a_draft_or_an_end(text):
    read(text.encode("utf-8", "surrogatepass"), "text/plain")
    read(b"<p>" + text.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_mutated_pages_give_a_draft_or_an_end(chance):
    payload = bytearray(page().encode())
    for _ in range(chance.randrange(1, 40)):
        at = chance.randrange(len(payload))
        change = chance.randrange(4)
        if change == 0:
            payload[at] = chance.randrange(256)
        elif change == 1:
            del payload[at : at + chance.randrange(60)]
        elif change == 2:
            payload[at:at] = chance.choice(
                [b"<div>", b"</p>", b"<", b">", b"\x00", b"\xff", b"<script>", b"<!--", b"&#xD800;"]
            )
        else:
            end = at + chance.randrange(200)
            payload[at:at] = payload[at:end]
        if not payload:
            break
    found = read(bytes(payload))
    if isinstance(found, Draft):
        "".join(block.text for block in found.blocks).encode()  # no lone surrogates


def test_lone_surrogates_of_json_ld_go_no_further():
    ld = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A \\ud800 lamp", '
        '"description": "x \\udfff y", "author": {"name": "\\ud800 Beck"}}</script>'
    )
    draft = read(page(head=ld).encode())
    assert isinstance(draft, Draft)
    for found in (draft.headline, draft.description, *draft.bylines, *draft.published):
        found.text.encode()
