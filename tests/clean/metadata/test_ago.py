"""Pages that date themselves by how long ago they were published, and nothing else."""

from __future__ import annotations

import pytest

from tests.clean.metadata.pages import read, texts

TEXT = "<p>The council voted on Tuesday to widen the quay, a plan that had waited for nine years.</p>"


@pytest.mark.parametrize(
    "line",
    [
        "<time>3 hours ago</time>",
        '<time datetime="">3 hours ago</time>',
        '<span class="post-date"><b>3</b> hours ago</span>',
        '<div class="x7f"><span>3 hours ago</span></div>',
    ],
)
def test_the_words_are_handed_on(line: str) -> None:
    found = texts(read(body=f"<article><h1>A quay</h1>{line}{TEXT}</article>").published)
    assert set(found) == {"3 hours ago"}


@pytest.mark.parametrize(
    "attribute", ['title="2024-05-16T10:30:00Z"', 'data-time="1715855400"', 'data-published-at="2024-05-16"']
)
def test_the_moment_that_the_element_carries_is_better(attribute: str) -> None:
    line = f'<span class="timeago" {attribute}>3 hours ago</span>'
    found = texts(read(body=f"<article><h1>A quay</h1>{line}{TEXT}</article>").published)
    assert found[0] == attribute.split('"')[1]


def test_a_date_makes_them_idle() -> None:
    lines = "<time>16 May 2024</time><time>3 hours ago</time>"
    found = texts(read(body=f"<article><h1>A quay</h1>{lines}{TEXT}</article>").published)
    assert set(found) == {"16 May 2024"}


def test_those_of_a_list_of_other_stories_are_nobodys() -> None:
    others = "".join(f"<li>Story {n} <time>{n} hours ago</time></li>" for n in range(1, 6))
    metadata = read(body=f"<article><h1>A quay</h1>{TEXT}</article><div class=x><ul>{others}</ul></div>")
    assert not metadata.published


def test_of_a_change_they_are_no_date_of_publication() -> None:
    metadata = read(body=f"<article><h1>A quay</h1><div class=date>Updated 3 hours ago</div>{TEXT}</article>")
    assert not metadata.published
    assert "Updated 3 hours ago" in texts(metadata.modified)
