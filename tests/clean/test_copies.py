"""Pages that come from an archive, a cache or a save: they say what the original said, not what the copy adds."""
# ruff: noqa: E501 (sample pages)

import base64
import quopri

import pytest

from tasks.clean.reader import MAX_PAGE_BYTES, read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

OWN = "http://post.example/sea/lamp.html"
BODY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The lighthouse of Saint Brannoc was lit again on Monday, after nine years of darkness, and ships came to see it.",
        "Its lamp had been sold to a museum in Calder, and the keeper, Maud Ellery, had gone to live with her sister.",
        "The harbour board paid 41,000 crowns to have the lamp back. It will turn every night from dusk to dawn.",
    )
)
PAGE = f"""<body><h1>The lamp of Saint Brannoc burns again</h1><p>By Oona Beck</p><p>2 March 2012</p>{BODY}</body>"""
WAYBACK = "https://web.archive.org/web/20120304101112"


def read(page, url="file:///saved/page.html"):
    return normalize(read_page(capture(page, "text/html", url)))


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (f'<link rel=canonical href="{WAYBACK}/{OWN}">{PAGE}', f"{WAYBACK}/{OWN}"),
        (f'<meta property="og:url" content="{WAYBACK}/{OWN}">{PAGE}', "file:///saved/page.html"),
        (f'<link rel=canonical href="/sea/lamp.html">{PAGE}', f"{WAYBACK}id_/{OWN}"),
        (f'<link rel=canonical href="/web/20120304101112/{OWN}">{PAGE}', f"{WAYBACK}/{OWN}"),
        (PAGE, f"https://library.example/wayback/20120304101112mp_/{OWN}"),
        (PAGE, "http://webcache.googleusercontent.com/search?q=cache:AbCd12:post.example/sea/lamp.html+lamp"),
    ],
    ids=["wayback", "saved from wayback", "as captured", "relative", "library", "search cache"],
)
def test_a_copy_in_an_archive_has_the_address_and_the_site_of_the_original(page, url):
    article = read(
        f'<meta property="og:image" content="{WAYBACK}im_/http://post.example/lamp.jpg">{page}', url
    )
    assert (article.canonical_url, article.publisher) == (OWN, "post.example")
    assert article.image_url == "http://post.example/lamp.jpg"
    assert article.published_text == "2 March 2012"


def test_two_captures_of_a_page_are_one_article_and_two_sites_in_an_archive_two_memories():
    first, second = (
        f"https://web.archive.org/web/{moment}/{OWN}" for moment in ("20120304101112", "20120405060708")
    )
    assert read(PAGE, first).article_id == read(PAGE, second).article_id
    assert capture(PAGE, url=first).host == "post.example"


def test_the_moment_of_the_capture_is_no_date_of_publication_and_the_archive_no_publisher():
    page = f"""<title>The lamp of Saint Brannoc burns again</title>
    <link rel=canonical href="https://archive.example/2012.03.04-101112/{OWN}">
    <meta property="og:site_name" content="archive.example"><meta property="og:url" content="https://archive.example/AbCdE">
    <meta property="article:published_time" content="2012-03-04T10:11:12Z">
    <meta property="article:modified_time" content="2012-03-04T10:11:12Z">
    <meta property="og:description" content="archived 4 Mar 2012 10:11:12 UTC">
    <body><div>Saved from {OWN} <time itemprop=pubdate datetime="2012-03-04T10:11:12Z">4 Mar 2012 10:11:12 UTC</time></div>{PAGE}"""
    article = read(page, "https://archive.example/AbCdE")
    assert (article.canonical_url, article.publisher, article.description) == (OWN, "post.example", None)
    assert (article.published_text, article.modified_at) == ("2 March 2012", None)


@pytest.mark.parametrize(
    "note",
    [
        f"<!-- saved from url=(0033){OWN} -->",
        f"<!DOCTYPE html>\n<!-- saved from url=(0083){WAYBACK}/{OWN} -->",
        f"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {OWN} \n saved date: Sun Mar 04 2012\n-->",
        f"<!-- Saved from {OWN} at 2012-03-04T10:11:12Z using monolith v2.7.0 -->",
        "<!-- Mirrored from post.example/sea/lamp.html by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 04 Mar 2012 10:11:12 GMT -->",
        f'<meta name="savepage-url" content="{OWN}">',
        f'<html data-scrapbook-source="{OWN}" data-scrapbook-create="20120304101112000">',
        f'<a class="domain reader-domain" href="{OWN}">post.example</a>',
        f'<div>This is Google&#39;s cache of <a href="{OWN}">{OWN}</a>. It is a snapshot of the page.</div>',
    ],
    ids=["browser", "of an archive", "SingleFile", "monolith", "HTTrack", "Save Page WE", "ScrapBook", "reader view", "search cache"],
)  # fmt: skip
def test_a_saved_page_has_the_address_that_it_was_saved_from(note):
    article = read(f"{note}{PAGE}")
    assert (article.canonical_url, article.publisher) == (OWN, "post.example")
    assert read(f'{note}<link rel=canonical href="/lamp">{PAGE}').canonical_url == "http://post.example/lamp"


@pytest.mark.parametrize("url", ["file:///saved/page.html", "https://mirror.example/lamp.html"])
def test_a_note_that_names_no_page_or_stands_in_a_page_of_the_web_gives_no_address(url):
    address = "about:internet" if url.startswith("file") else OWN
    article = read(f"<!-- saved from url=(0014){address} -->{PAGE}", url)
    assert article.canonical_url == (None if url.startswith("file") else url)


def message(part, encoding, location=OWN, boundary="----Boundary--42----"):
    """A page as browsers save it in one file."""
    lines = [
        "From: <Saved by a browser>",
        "Subject: The lamp of Saint Brannoc burns again",
        "Date: Sun, 4 Mar 2012 10:11:12 -0000",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related;\r\n\ttype="text/html";',
        f'\tboundary="{boundary}"',
        "",
        "",
        f"--{boundary}",
        "Content-Type: text/html; charset=windows-1252",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-Location: {location}",
        "",
        part.decode("latin-1"),
        f"--{boundary}",
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0KGgo=",
        f"--{boundary}--",
    ]
    return "\r\n".join(lines).encode("latin-1")


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes), ("8bit", bytes)],
)
def test_a_page_that_a_browser_saved_as_one_message_is_read_in_its_charset(encoding, encode):
    page = PAGE.replace("Oona Beck", "Oona Bäck").encode("cp1252")
    article = read(message(encode(page), encoding), "file:///saved/page.mhtml")
    assert article.headline == "The lamp of Saint Brannoc burns again"
    assert article.authors == ("Oona Bäck",)
    assert article.body.count("\n\n") == 2
    assert (article.canonical_url, article.published_text) == (OWN, "2 March 2012")


def test_a_page_that_was_saved_from_a_disk_has_no_address():
    article = read(message(PAGE.encode(), "8bit", "file:///C:/lamp.html"))
    assert (article.headline, article.canonical_url) == ("The lamp of Saint Brannoc burns again", None)


def test_the_pictures_in_a_saved_page_do_not_make_it_too_large():
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 800_000}">'
    assert len(picture) > MAX_PAGE_BYTES
    assert read(PAGE.replace("<h1>", f"{picture}<h1>")).body.count("\n\n") == 2
