"""JSON-LD in all its shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clean.metadata.pages import URL, json_ld, read, texts

ARTICLE: dict[str, Any] = {
    "@type": "NewsArticle",
    "headline": "A quay for the harbour",
    "author": {"@type": "Person", "name": "Ruth Hallowell"},
    "datePublished": "2024-05-16T10:30:00Z",
}


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Post"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {"mainEntity": {"@graph": [[ARTICLE]]}},
        ARTICLE | {"@type": ["Article", "NewsArticle"]},
        ARTICLE | {"@type": "https://schema.org/NewsArticle"},
        ARTICLE | {"author": "Ruth Hallowell"},
        ARTICLE | {"author": [{"name": ["Ruth Hallowell"]}]},
        ARTICLE | {"author": {"givenName": "Ruth", "familyName": "Hallowell"}},
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_the_article_is_found_in_any_shape(value: Any) -> None:
    metadata = read(json_ld(value))
    assert texts(metadata.headlines) == ["A quay for the harbour"]
    assert texts(metadata.bylines) == ["Ruth Hallowell"]
    assert texts(metadata.published) == ["2024-05-16T10:30:00Z"]
    assert metadata.published[0].place == "json-ld"


@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("Ruth Hallowell writes of ships.", "Ruth Hallowell"),
        ("Ruth Hallowell. Of ships she knows all.", "Ruth Hallowell"),
        ("Ruth writes of ships.", "Ruth"),
        ("Ruthless. Hallowell", "Ruth"),
        ("", "Ruth"),
    ],
)
def test_a_description_that_begins_with_the_whole_name_gives_it(about: str, name: str) -> None:
    known = {"@type": "Person", "@id": "#ruth", "name": "Ruth", "description": about}
    article = {"@type": "NewsArticle", "headline": "A quay"}
    assert texts(read(json_ld(article | {"author": known})).bylines) == [name]
    pointing = article | {"author": {"@id": "#ruth", "name": "Ruth"}}
    assert texts(read(json_ld({"@graph": [known, pointing]})).bylines) == [name]


def test_an_organisation_is_called_as_it_calls_itself() -> None:
    post = {"@type": "Organization", "name": "Post", "description": "Post Office of the harbour."}
    article = {"@type": "NewsArticle", "headline": "A quay", "author": post, "publisher": post}
    metadata = read(json_ld(article))
    assert texts(metadata.bylines) == ["Post"]
    assert metadata.publisher and metadata.publisher.text == "Post"


def test_an_author_that_points_elsewhere_is_followed() -> None:
    person = {"@type": "Person", "@id": "#ruth", "name": "Ruth Hallowell"}
    metadata = read(json_ld({"@graph": [ARTICLE | {"author": {"@id": "#ruth"}}, person]}))
    assert texts(metadata.bylines) == ["Ruth Hallowell"]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- {node} -->",
        "//<![CDATA[\n{node}\n//]]>",
        "{node};",
        "{node}{node}",
        '{{"@graph": [{node},]}}',
        '[{{"broken": }}, {node}]',
        "var data = {node}",
    ],
)
def test_broken_json_is_mended(text: str) -> None:
    script = text.format(node=json.dumps(ARTICLE))
    metadata = read(f'<script type="application/ld+json">{script}</script>')
    assert "A quay for the harbour" in texts(metadata.headlines)


BROKEN_OFF = ["", '"', ', "', ', "a', ', "articleBody": "A {quay', ', "image": [{"url": "a"', ","]


@pytest.mark.parametrize("end", BROKEN_OFF)
@pytest.mark.parametrize("start", ["", '{"@graph": [{"@type": "WebSite", "name": "Post"}, '])
def test_json_that_breaks_off_is_read_up_to_there(start: str, end: str) -> None:
    script = start + json.dumps(ARTICLE).removesuffix("}") + end
    metadata = read(f'<script type="application/ld+json">{script}</script>')
    assert texts(metadata.headlines) == ["A quay for the harbour"]
    assert texts(metadata.bylines) == ["Ruth Hallowell"]


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE).replace('"', "&quot;"),
        json.dumps(json.dumps(ARTICLE)),
        json.dumps(ARTICLE).replace("for the harbour", 'for the "old" harbour'),
        json.dumps(ARTICLE).replace("A quay", '"A quay"'),
    ],
    ids=["in entities", "encoded twice", "with bare quotes", "with a bare quote at the beginning"],
)
def test_json_that_was_encoded_wrongly_is_read(script: str) -> None:
    metadata = read(f'<script type="application/ld+json">{script}</script>')
    assert texts(metadata.bylines) == ["Ruth Hallowell"]
    assert metadata.headlines[0].text.replace('"', "").replace("old ", "") == "A quay for the harbour"


def test_an_article_in_a_list_is_the_pages_only_if_it_says_so() -> None:
    def listed(**fields: str) -> str:
        item = {"@type": "ListItem", "item": ARTICLE | fields}
        return "<title>A quay for the harbour</title>" + json_ld(
            {"@type": "ItemList", "itemListElement": [item]}
        )

    assert texts(read(listed(headline="Another story")).bylines) == []
    assert texts(read(listed()).bylines) == ["Ruth Hallowell"]
    assert texts(read(listed(headline="Another title", url=URL)).bylines) == ["Ruth Hallowell"]


def test_raw_newlines_and_entities_in_strings() -> None:
    script = '{"@type":"NewsArticle","headline":"A quay &amp;amp; a\n <b>ferry<\\/b>&nbsp;line"}'
    metadata = read(f'<script type="application/ld+json">{script}</script>')
    assert texts(metadata.headlines) == ["A quay & a ferry line"]


def test_of_several_articles_the_one_of_this_page_is_read() -> None:
    other = ARTICLE | {"headline": "Another story", "url": "https://post.example/world/other.html"}
    mine = ARTICLE | {"mainEntityOfPage": {"@id": URL}}
    metadata = read(json_ld(other, mine))
    assert texts(metadata.headlines) == ["A quay for the harbour"]
    by_title = read("<title>A quay for the harbour | Post</title>" + json_ld(other, ARTICLE))
    assert by_title.headlines[0].text == "A quay for the harbour"
    assert "Another story" not in texts(by_title.headlines)


def test_the_body_keeps_its_paragraphs_and_loses_its_tags() -> None:
    body = "<p>The council voted.</p><p>Work begins &amp; ends soon.</p>"
    assert read(json_ld(ARTICLE | {"articleBody": body})).article_body == (
        "The council voted.\nWork begins & ends soon."
    )


def test_other_facts_of_the_article() -> None:
    metadata = read(
        json_ld(
            ARTICLE
            | {
                "isAccessibleForFree": "False",
                "keywords": "quays, ferries",
                "articleSection": ["World", "Sea"],
                "publisher": {"name": "Harbour Post"},
                "image": [{"url": "/quay.jpg"}],
                "dateModified": "2024-05-17",
                "inLanguage": "en-GB",
                "sourceOrganization": {"name": "Reuters"},
            }
        )
    )
    assert metadata.is_accessible_for_free is False
    assert metadata.keywords == ("quays", "ferries")
    assert texts(metadata.sections) == ["World"]
    assert metadata.publisher is not None
    assert metadata.publisher.text == "Harbour Post"
    assert metadata.image_url == "https://post.example/quay.jpg"
    assert texts(metadata.modified) == ["2024-05-17"]
    assert "en-GB" in texts(metadata.languages)
    assert "Reuters" in texts(metadata.credits)
    assert "newsarticle" in metadata.types


def test_values_nested_without_end_are_read_to_a_depth() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    read(f'<script type="application/ld+json">{deep}</script>')


_KEYS = st.sampled_from(
    """@type @id @graph headline name author datePublished keywords image mainEntityOfPage url description
    isAccessibleForFree articleBody publisher articleSection inLanguage""".split()
)
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("NewsArticle")
)


@given(
    st.recursive(
        _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6)
    )
)
def test_any_json_is_read_without_an_exception(value: Any) -> None:
    read(json_ld(value, {"@type": "NewsArticle", "author": value, "headline": value, "keywords": value}))


@given(st.text())
def test_any_text_for_json_is_read_without_an_exception(text: str) -> None:
    read(f'<script type="application/ld+json">{text}</script>')


@pytest.mark.parametrize(
    "broken",
    [
        '{\n// "made" by a plug-in\n"@type": "NewsArticle", "author": "Maud Ellery"}',
        '{"@type": "NewsArticle", "author": {"0": {"name": "Maud Ellery"}, "2": {"name": "Jon Vass"}}}',
    ],
    ids=["a line of comment", "a list of PHP's with a gap"],
)
def test_authors_are_read_behind(broken: str) -> None:
    assert texts(read(f'<script type="application/ld+json">{broken}</script>').bylines)[0] == "Maud Ellery"


def test_an_organisation_beside_people_is_no_author_and_may_be_an_agency() -> None:
    both = {"@type": ["Person", "Organization"], "name": "Tom Pike"}
    people = [{"@type": "Person", "name": "Jane Roe"}, both]
    agency = {"@type": "Organization", "name": "Reuters"}
    houses = [{"@type": "NewsMediaOrganization", "@id": "#post"}, agency]
    post = {"@type": "NewsMediaOrganization", "@id": "#post", "name": "The Harbour Post"}
    story = {"@type": "NewsArticle", "headline": "A quay"}
    metadata = read(json_ld(story | {"author": [*people, *houses]}, post))
    assert texts(metadata.bylines) == ["Jane Roe", "Tom Pike"]
    assert {"The Harbour Post", "Reuters"} <= set(texts(metadata.credits))
    assert texts(read(json_ld(story | {"author": [agency]})).bylines) == ["Reuters"]
