"""Sketches: the same everywhere, near for near texts of any script, none for short ones."""

from __future__ import annotations

import hashlib
import random

import pytest

from tasks.normalize.sketches import (
    CHARACTERS,
    MIN_SHINGLES,
    PLACES,
    WORDS,
    bands,
    matrix,
    shared,
    shingles,
    similarities,
    sketch,
)

STORY = " ".join(f"word{n}" for n in range(300))


def similarity(one, other):
    return float(similarities(matrix([sketch(one).signature]), matrix([sketch(other).signature]))[0])


def exact(one, other):
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def test_a_signature_never_changes_under_a_method():
    """Stored ones are compared with new ones: if this fails, METHOD must change with it."""
    digest = hashlib.sha256(sketch(STORY).signature).hexdigest()
    assert digest == "5c97cd8810610357f5c561e82071f3dc16ec6a31793750a25c8e0cdc37e542db"


def test_layout_case_and_punctuation_do_not_count():
    marked = "“" + STORY.upper().replace("WORD9 ", "Word9,\n\n").replace("WORD50 ", "word50 — ") + "”!"
    assert sketch(marked) == sketch(STORY)


def test_similarity_is_near_the_exact_one():
    words = STORY.split()
    for kept in (60, 120, 180, 240, 300):
        other = " ".join(words[:kept] + [f"own{n}" for n in range(300 - kept)])
        assert similarity(STORY, other) == pytest.approx(exact(STORY, other), abs=0.12)


def test_what_two_texts_share_follows_from_their_similarity():
    assert shared(1.0, 200, 200) == 200
    assert shared(0.5, 200, 100) == 100  # the shorter is part of the longer
    assert shared(0.0, 200, 100) == 0
    assert shared(1.0, 200, 190) == 190  # an estimate is never more than a text has


@pytest.mark.parametrize("text", ["", "Storm.", " ".join(["again and"] * 500), "。" * 900])
def test_texts_of_few_different_runs_have_no_signature(text):
    assert sketch(text).signature is None


def test_the_least_text_that_has_a_signature():
    least = STORY.split()[: MIN_SHINGLES + WORDS - 1]
    assert sketch(" ".join(least)).shingles == MIN_SHINGLES
    assert sketch(" ".join(least)).signature is not None
    assert sketch(" ".join(least[1:])).signature is None


@pytest.mark.parametrize(
    ("start", "size"), [(0x4E00, 3000), (0x3041, 80), (0x0E01, 46), (0x1780, 34), (0x20000, 3000)]
)
def test_scripts_without_blanks(start, size):
    """By characters: an insertion costs the runs around it only."""
    letters = random.Random(3)
    text = "".join(chr(start + letters.randrange(size)) for _ in range(600))
    edited = text[:200] + "".join(chr(start + n % size) for n in range(40)) + text[250:]
    assert len(shingles(text)) > 500
    assert similarity(text, edited) == pytest.approx(exact(text, edited), abs=0.12)
    assert similarity(text, text[:300] + "。\n" + text[300:]) == 1
    assert all(len(run.split()) == CHARACTERS for run in shingles(text))


def test_marks_are_part_of_words():
    """Python's \\w ends a word of Devanagari at each vowel sign."""
    (run,) = shingles("हिन्दी की यह ख़बर बड़ी")
    assert len(run.split()) == WORDS


def test_a_page_without_end_costs_no_more_than_a_long_one():
    assert sketch("word " + STORY * 400).shingles < 200_000


def test_equal_places_are_equal_bands():
    one, other = matrix([sketch(STORY).signature, sketch(STORY + " and so on").signature])
    cut = bands(matrix([sketch(STORY).signature, sketch(STORY + " and so on").signature]))
    assert cut.shape == (2, PLACES // 2)
    equal = [(one[n : n + 2] == other[n : n + 2]).all() for n in range(0, PLACES, 2)]
    assert (cut[0] == cut[1]).tolist() == equal
