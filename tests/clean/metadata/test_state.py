"""What only the page state of a JavaScript site says."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clean.metadata.pages import read, texts

BODY = "The council voted on Tuesday to widen the quay. " * 12


def page(state: Any, body: str = "<div id=app></div>") -> str:
    """A body with a state that the page is drawn from."""
    return f'{body}<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'


def test_the_state_gives_body_and_date_where_the_markup_is_empty() -> None:
    story = {
        "title": "A quay",
        "publishedAt": "2024-05-16T10:30:00Z",
        "body": f"<p>{BODY}</p><p>So &amp; so.</p>",
    }
    metadata = read(body=page({"props": {"story": story}}))
    assert metadata.article_body == f"{BODY.strip()}\nSo & so."
    assert texts(metadata.published) == ["2024-05-16T10:30:00Z"]


def test_a_body_in_pieces_is_put_together() -> None:
    story = {
        "headline": "A quay",
        "content": [{"type": "p", "text": BODY}, BODY, {"image": 1}, {"value": "End."}],
    }
    assert read(body=page([story])).article_body == f"{BODY.strip()}\n{BODY.strip()}\nEnd."


def test_a_page_with_paragraphs_is_not_read_from_its_state() -> None:
    story = {"title": "Another story", "body": f"<p>{BODY}</p>"}
    assert read(body=page(story, f"<h1>A quay</h1><p>{BODY}</p>")).article_body is None


def test_a_date_in_the_markup_is_believed_before_the_state() -> None:
    metadata = read(
        '<meta property="article:published_time" content="2024-05-16">', page({"published_at": "2020-01-01"})
    )
    assert texts(metadata.published) == ["2024-05-16"]


def assigned(name: str, value: Any) -> str:
    """A script that assigns a state."""
    return f"<script>{name} = {json.dumps(value)};</script>"


def quoted(value: Any) -> str:
    """JSON in a string of JavaScript."""
    return json.dumps(json.dumps(value))


STORY = {
    "title": "A quay",
    "author": {"name": "Jane Roe"},
    "publishedAt": "2024-05-16T10:30:00Z",
    "updated_at": "2024-05-17T08:00:00Z",
    "bodyHtml": f"<p>{BODY}</p>",
    "category": {"name": "Harbour"},
}
APOLLO = {
    "ROOT_QUERY": {"article": {"__ref": "Article:1"}},
    "Article:1": {
        "__typename": "Article",
        "title": "A quay",
        "body": [{"__typename": "Image", "text": "A crane"}, {"__typename": "Text", "text": BODY}],
        "authors": [{"__ref": "Author:2"}],
        "firstPublishedAt": "2024-05-16T10:30:00Z",
        "updatedAt": "2024-05-17T08:00:00Z",
        "section": {"__ref": "Section:3"},
    },
    "Author:2": {"__typename": "Author", "name": "Jane Roe"},
    "Section:3": {"__typename": "Section", "name": "Harbour"},
}
ARC = {
    "headlines": {"basic": "A quay"},
    "content_elements": [{"type": "image", "caption": "A crane"}, {"type": "text", "content": BODY}],
    "credits": {"by": [{"name": "Jane Roe"}]},
    "display_date": "2024-05-16T10:30:00Z",
    "last_updated_date": "2024-05-17T08:00:00Z",
    "taxonomy": {"primary_section": {"name": "Harbour"}},
}
NUXT_2 = (
    '(function(a,b){return {layout:"default",data:[{story:{title:"A quay",slug:a,author:{name:"Jane Roe"},'
    'publishedAt:"2024-05-16T10:30:00Z",updatedAt:"2024-05-17T08:00:00Z",section:"Harbour",image:b,'
    f'body:"\\u003Cp\\u003E{BODY}\\u003C\\u002Fp\\u003E"}}}}]}}}}("a-quay",null))'
)
NUXT_2_RECURRING = (
    '(function(a,b,c,d,e){return {data:[{story:{title:a,author:{name:b},publishedAt:"2024-05-16T10:30:00Z",'
    f'updatedAt:c,section:"Harbour",image:d,list:e,body:"\\u003Cp\\u003E{BODY}\\u003C\\u002Fp\\u003E"}}}}],error:d}}}}'
    '("A quay","Jane Roe","2024-05-17T08:00:00Z",void 0,Array(2)))'
)
NUXT_3 = [
    ["Reactive", 1],
    {"story": 2},
    {"title": 3, "author": 4, "publishedAt": 6, "updatedAt": 7, "body": 8, "section": 9},
    "A quay", {"name": 5}, "Jane Roe", "2024-05-16T10:30:00Z", "2024-05-17T08:00:00Z", BODY, "Harbour",
]  # fmt: skip
ROW = json.dumps(["$", "main", None, {"story": STORY | {"bodyHtml": "$a"}}])
FLIGHT = f'1:"$Sreact.fragment"\na:T{len(BODY):x},{BODY}5:{ROW}\n'
ATTRIBUTE = html.escape(json.dumps({"component": "Story", "props": {"story": STORY}}))
ANGULAR = json.dumps({"k": STORY}).replace("<", "&l;").replace(">", "&g;").replace('"', "&q;")


@pytest.mark.parametrize(
    "state",
    [
        page({"props": {"story": STORY}}, ""),
        assigned("window.__INITIAL_STATE__", {"story": STORY}),
        assigned("window.App={};window.__data", {"story": STORY}).replace(
            '"story"', '"none":undefined,"story"'
        ),
        f"<script>window.__STATE__=JSON.parse({quoted({'story': STORY})});</script>",
        assigned("window.__APOLLO_STATE__", APOLLO),
        assigned("window.Fusion=window.Fusion||{};Fusion.globalContent", ARC),
        f"<script>window.__NUXT__={NUXT_2};</script>",
        f"<script>window.__NUXT__={NUXT_2_RECURRING};</script>",
        f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(NUXT_3)}</script>',
        "".join(
            f"<script>self.__next_f.push([1,{json.dumps(FLIGHT[at : at + 400])}])</script>"
            for at in range(0, len(FLIGHT), 400)
        ),
        f'<div id=app data-page="{ATTRIBUTE}"></div>',
        f'<script type="application/json">{json.dumps({"status": 200, "body": json.dumps(STORY)})}</script>',
        f'<script id="serverApp-state" type="application/json">{ANGULAR}</script>',
    ],
    ids="next redux undefined string apollo arc nuxt2 recurring nuxt3 router inertia svelte angular".split(),
)
def test_every_frameworks_state_gives_all_fields(state: str) -> None:
    metadata = read("<title>A quay | The Post</title>", f"<div id=root></div>{state}")
    assert metadata.article_body == BODY.strip()
    assert texts(metadata.headlines)[0] == "A quay"
    assert texts(metadata.bylines) == ["Jane Roe"]
    assert texts(metadata.published) == ["2024-05-16T10:30:00Z"]
    assert texts(metadata.modified) == ["2024-05-17T08:00:00Z"]
    assert texts(metadata.sections) == ["Harbour"]


def test_of_several_stories_the_pages_own_is_taken() -> None:
    other = STORY | {"title": "A crane", "bodyHtml": f"<p>{BODY}{BODY}</p>", "author": "John Doe"}
    by_title = page({"stories": [other, STORY]})
    assert texts(read("<title>A quay | The Post</title>", by_title).bylines) == ["Jane Roe"]
    by_address = page({"stories": [other, STORY | {"title": "Crane", "url": "/world/a-quay.html"}]})
    assert texts(read("<title>The Post</title>", by_address).bylines) == ["Jane Roe"]


def test_a_text_in_pieces_of_a_tree_is_put_together() -> None:
    runs = [
        {"type": "text", "text": "The "},
        {"type": "text", "text": "quay", "marks": []},
        {"text": " is wide."},
    ]
    tree = {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": runs},
            {"type": "heading", "content": [{"type": "text", "text": "Cranes"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": BODY}]},
        ],
    }
    assert read(body=page({"title": "A quay", "content": tree})).article_body == (
        f"The quay is wide.\nCranes\n{BODY.strip()}"
    )


def body_of(*parts: Any) -> list[str]:
    """The paragraphs of a story whose state holds these parts."""
    body = read(body=page({"headline": "A quay", "content_elements": parts})).article_body
    return (body or "").split("\n")


@pytest.mark.parametrize("key", ["content", "text"])
@pytest.mark.parametrize("end", ["", " ", "&nbsp;", "<br/>"])
def test_texts_that_do_not_run_on_are_paragraphs(key: str, end: str) -> None:
    parts = [{"type": "text", key: BODY.strip() + end}, {"type": "text", key: f"“Residents” say so.{end}"}]
    assert body_of(*parts, {"type": "text", key: "End"}) == [BODY.strip(), "“Residents” say so.", "End"]


def test_items_of_a_list_are_paragraphs() -> None:
    items = [{"type": "text", "content": "First, the doors."}, {"type": "text", "content": "Second, paint"}]
    assert body_of({"type": "text", "content": BODY}, {"type": "list", "items": items})[1:] == [
        "First, the doors.",
        "Second, paint",
    ]


@pytest.mark.parametrize("kind", ["interstitial_link", "markdown"])
def test_a_block_between_texts_makes_them_no_pieces_of_one_paragraph(kind: str) -> None:
    parts = [
        {"type": "text", "content": BODY},
        {"type": kind, "text": ""},
        {"type": "text", "content": "End."},
    ]
    assert body_of(*parts) == [BODY.strip(), "End."]


@pytest.mark.parametrize(
    "quay",
    [
        {"type": "text", "text": "quay", "marks": [{"type": "bold"}]},
        {"type": "text", "text": "quay", "format": 1},
        {"text": "quay", "bold": True},
        {"type": "link", "content": [{"type": "text", "text": "quay"}]},
        {"type": "text", "text": " quay"},
    ],
)
def test_pieces_of_a_paragraph_are_joined_as_they_stand(quay: Any) -> None:
    pieces = [{"type": "text", "text": f"{BODY}(A"}, quay, {"type": "text", "text": ") is wide."}]
    assert len(body_of({"type": "paragraph", "content": pieces})) == 1


def test_paragraphs_beside_a_formatted_piece_are_not_glued() -> None:
    texts_of = [{"type": "text", "content": BODY.strip()}, {"type": "text", "content": "It is wide."}]
    link = {"type": "link", "content": " More."}
    assert body_of(*texts_of, link) == [BODY.strip(), "It is wide. More."]


def test_a_break_between_pieces_divides_paragraphs() -> None:
    pieces = [{"type": "text", "text": BODY}, {"type": "hardBreak"}, {"type": "text", "text": "End."}]
    assert body_of({"type": "paragraph", "content": pieces}) == [BODY.strip(), "End."]


@given(st.text(max_size=60), st.integers(0, 900))
def test_a_broken_state_brings_nothing_down(junk: str, at: int) -> None:
    for state in (f"<script>window.__NUXT__={NUXT_2};</script>", assigned("window.__APOLLO_STATE__", APOLLO)):
        read(body=state[:at] + junk + state[at:])
    pushed = json.dumps((FLIGHT[:at] + junk + FLIGHT[at:])[:900])
    read(body=f"<script>self.__next_f.push([1,{pushed}])</script>")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=20) | st.just(BODY),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["title", "body", "content", "text", "publishedAt"]), inner)
        ),
    )
)
def test_any_state_is_read_without_an_exception(state: Any) -> None:
    read(body=page(state))


def test_a_name_that_no_argument_is_known_for_is_no_text() -> None:
    state = NUXT_2_RECURRING.partition('("A quay"')[0]
    metadata = read(body=f"<script>window.__NUXT__={state});</script>")
    assert not metadata.headlines
    assert not metadata.bylines


def test_an_author_may_be_an_entry_with_fields() -> None:
    entry = {"sys": {"id": "1"}, "fields": {"name": "Jane Roe"}}
    metadata = read("<title>A quay | The Post</title>", page({"story": STORY | {"author": entry}}))
    assert texts(metadata.bylines) == ["Jane Roe"]
