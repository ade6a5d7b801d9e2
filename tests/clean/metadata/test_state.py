"""What only the page state of a JavaScript site says."""

from __future__ import annotations

import json
from typing import Any

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
