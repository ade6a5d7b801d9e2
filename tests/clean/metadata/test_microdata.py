"""Microdata and RDFa: what visible elements say they hold."""

from __future__ import annotations

import pytest

from tests.clean.metadata.pages import read, texts

BYLINE = '<p property="{0}author" typeof="{0}Person">By <b property="{0}name">Ruth Hallowell</b></p>'
TIMES = (
    '<time property="{0}datePublished" datetime="2024-05-16T10:30:00+02:00">16 May</time>'
    '<meta property="{0}dateModified" content="2024-05-17T08:00:00+02:00">'
)
PUBLISHER = '<div property="{0}publisher" typeof="{0}Organization"><i property="{0}name">The Post</i></div>'
STORY = '<h1 property="{0}headline">A quay</h1>' + BYLINE + TIMES + PUBLISHER


@pytest.mark.parametrize(
    ("scope", "prefix"),
    [
        ('vocab="https://schema.org/" typeof="NewsArticle"', ""),
        ('prefix="schema: http://schema.org/" typeof="schema:NewsArticle"', "schema:"),
        ('typeof="https://schema.org/ReportageNewsArticle"', "https://schema.org/"),
        ('about="/a-quay" typeof="rnews:Article foaf:Document"', "rnews:"),
    ],
    ids=["vocab", "prefix", "address", "rNews"],
)
def test_rdfa_of_an_article_is_read(scope: str, prefix: str) -> None:
    metadata = read(body=f"<article {scope}>{STORY.format(prefix)}</article>")
    assert texts(metadata.headlines)[0] == "A quay"
    assert texts(metadata.bylines)[0] == "Ruth Hallowell"
    assert texts(metadata.published)[0] == "2024-05-16T10:30:00+02:00"
    assert set(texts(metadata.modified)) == {"2024-05-17T08:00:00+02:00"}
    assert metadata.publisher
    assert metadata.publisher.text == "The Post"
    assert any(kind.endswith("article") for kind in metadata.types)


def test_dublin_core_in_rdfa_is_read() -> None:
    body = """<div typeof="sioc:Item foaf:Document"><span property="dc:title" content="A quay"></span>
        <span property="dc:creator">Ruth Hallowell</span>
        <span property="dc:date dc:created" content="2024-05-16T10:30:00+02:00">Thursday</span></div>"""
    metadata = read(body=body)
    assert texts(metadata.headlines) == ["A quay"]
    assert texts(metadata.bylines) == ["Ruth Hallowell"]
    assert set(texts(metadata.published)) == {"2024-05-16T10:30:00+02:00"}


def test_rdfa_of_others_is_not() -> None:
    comment = (
        '<div typeof="Comment"><b property="author">Troll</b><i property="datePublished">1 May 2024</i></div>'
    )
    metadata = read(
        body=f'<article typeof="NewsArticle"><h1>A quay</h1>{comment}</article><b property=author>X</b>'
    )
    assert not metadata.bylines
    assert not [one for one in metadata.published if one.place.startswith("rdfa")]


def test_microdata_names_its_publisher() -> None:
    body = """<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">A quay</h1>
        <div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">
        <meta itemprop="name" content="The Post"><link itemprop="url" href="/"></div></article>"""
    metadata = read(body=body)
    assert metadata.publisher
    assert metadata.publisher.text == "The Post"


def test_the_author_that_a_relation_leads_to_is_found() -> None:
    body = (
        '<article typeof="schema:NewsArticle"><span rel="schema:author"><span typeof="schema:Person" '
        'property="schema:name">Maud Ellery</span></span></article>'
    )
    assert texts(read(body=body).bylines) == ["Maud Ellery"]


def test_a_description_that_is_the_whole_text_is_none() -> None:
    text = "The quay opened on Monday, and the band played until the rain began."
    metadata = read(body=f'<h3>A quay</h3><div itemprop="description articleBody">{text}</div>')
    assert not metadata.descriptions
