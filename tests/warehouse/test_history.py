"""History: what the views say of articles that were edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.clean.body import RECURS
from tasks.normalize.word_count import word_count
from tasks.records import Removed
from tests.warehouse.samples import NOW, article

HOUR = timedelta(hours=1)


@pytest.fixture
def edited(loader):
    """An article that its publisher edited twice, one that was re-read, and one that never changed."""
    first = article("storm", body="Ships waited in the bay.", modified_at=NOW)
    second = article("storm", body="Ships wait in the bay.", modified_at=NOW, at=NOW + HOUR)
    third = article(
        "storm", headline="Storm ends", body="Ships left.", modified_at=NOW + HOUR, at=NOW + 2 * HOUR
    )
    for number, one in enumerate([first, second, third]):
        loader.land(f"run-{number}", [one, article("calm")], [], [])
    port = article("port")
    loader.land("run-3", [port], [], [])
    loader.land(
        "run-4", [replace(port, body="Read anew.", content_hash="e" * 32, extractor_version="2")], [], []
    )
    return first


def test_changes_name_field_before_after_and_when(edited, ask):
    rows = ask(
        "SELECT version, field, before, after, seen_at FROM article_changes"
        " WHERE article_id = ? ORDER BY version, field",
        edited.article_id,
    )
    assert rows == [
        (2, "body", "Ships waited in the bay.", "Ships wait in the bay.", NOW + HOUR),
        (3, "body", "Ships wait in the bay.", "Ships left.", NOW + 2 * HOUR),
        (3, "headline", "Headline of storm", "Storm ends", NOW + 2 * HOUR),
        (3, "modified_at", "2026-03-02 09:30:00+00", "2026-03-02 10:30:00+00", NOW + 2 * HOUR),
    ]


def test_versions_carry_their_changes(edited, ask):
    rows = ask("SELECT version, changes FROM article_versions WHERE article_id = ?", edited.article_id)
    changes = {version: [change["field"] for change in changed or []] for version, changed in rows}
    assert {version: sorted(fields) for version, fields in changes.items()} == {
        1: [],
        2: ["body"],
        3: ["body", "headline", "modified_at"],
    }
    assert ask("SELECT count(*) FROM article_versions") == [(6,)]


def test_a_changed_headline_is_listed(edited, ask):
    assert ask("SELECT before, after, seen_at FROM headline_changes") == [
        ("Headline of storm", "Storm ends", NOW + 2 * HOUR)
    ]


def test_an_edit_that_keeps_the_modification_date_is_a_stealth_edit_and_a_rereading_is_none(edited, ask):
    assert ask("SELECT version, before, after, before_seen_at, words_before FROM stealth_edits") == [
        (2, "Ships waited in the bay.", "Ships wait in the bay.", NOW, 5)
    ]
    assert ask("SELECT field FROM article_changes WHERE is_reread") == [("body",)]


def test_what_the_site_repeats_and_its_memory_has_removed_since_is_no_edit_of_the_body(loader, ask):
    story, appeal = "Ships waited in the bay.", "Letters to the editor are welcome."
    removed = (Removed(appeal, RECURS),)
    retitled = {"headline": "Ships wait", "content_hash": "b" * 32, "removed": removed}
    rewritten = {"content_hash": "c" * 32, "removed": removed}
    for slug in ("retitled", "rewritten"):
        loader.land("run-1", [article(slug, body=f"{story}\n\n{appeal}")], [], [])
    later = [
        article("retitled", body=story, at=NOW + HOUR, **retitled),
        article("rewritten", body="Ships left.", at=NOW + HOUR, **rewritten),
    ]
    loader.land("run-2", later, [], [])
    assert ask("SELECT headline, field FROM article_changes JOIN articles USING (article_id) ORDER BY 2") == [
        ("Headline of rewritten", "body"),
        ("Ships wait", "headline"),
    ]
    assert ask("SELECT before, after FROM stealth_edits") == [(story, "Ships left.")]
    assert ask("SELECT before, after FROM article_changes WHERE field = 'body'") == [(story, "Ships left.")]
    assert ask("SELECT words_before, words_after FROM stealth_edits") == [(5, 2)]


@pytest.mark.parametrize(
    "text", ["", "a b\u00a0c", "« x »", "東京は 晴れ、Tokyo 2026 年 —", "\u3000全角 スペース", "한국 말"]
)
def test_sql_counts_words_as_the_reader_does(ask, text):
    assert ask("SELECT core.word_count(?)", text) == [(word_count(text),)]


def test_an_edit_was_made_after_the_old_text_was_last_seen(loader, ask):
    for number, body in enumerate(["Ships waited.", "Ships waited.", "Ships left."]):
        loader.land(f"run-{number}", [article("storm", body=body, at=NOW + number * HOUR)], [], [])
    assert ask("SELECT before_seen_at, seen_at FROM stealth_edits") == [(NOW + HOUR, NOW + 2 * HOUR)]


def test_versions_are_compared_in_the_order_of_their_pages(loader, ask):
    for hour, run in [(5, "run-1"), (1, "run-2"), (3, "run-3")]:
        loader.land(run, [article("storm", body=f"text at {hour}", at=NOW + hour * HOUR)], [], [])
    assert ask("SELECT before, after FROM article_changes ORDER BY seen_at") == [
        ("text at 1", "text at 3"),
        ("text at 3", "text at 5"),
    ]
    assert ask("SELECT body FROM articles") == [("text at 5",)]
