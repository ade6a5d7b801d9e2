"""Keeps the index that search_articles() reads: which words stand in which texts, and how much they weigh.

Words come from core.words_of(), for articles as for questions, so that no extension is needed to build the
index, nor to read it. Adding to it costs the same however much there is: each run indexes what it has landed.
"""

from __future__ import annotations

import hashlib

import duckdb
import pyarrow as pa

from warehouse.arrow import registered
from warehouse.migrations import ROOM

# Of longer bodies only the beginning is found, so that no page costs more. Far above any article.
MAX_CHARACTERS = 200_000

# BM25's usual constants: how soon more of a word says no more, and how much longer texts are held back.
SATURATION = 1.2
LENGTH_SHARE = 0.75
# Words of an ordinary article. With the mean of those that are held, every weight would change all the time.
ORDINARY_WORDS = 400
HEADLINE_TIMES = 3  # that a word of the headline counts for

# Texts whose words were made otherwise are indexed anew.
_RECIPE = hashlib.sha256((ROOM / "views" / "00_words_of.sql").read_bytes()).hexdigest()[:8]
METHOD = f"words {_RECIPE}, {SATURATION}/{LENGTH_SHARE}/{ORDINARY_WORDS}/{HEADLINE_TIMES}"

_FOUND = f"""
WITH texts AS (
    SELECT p.text_id, core.words_of(concat_ws(
        ' ', repeat(v.headline || ' ', {HEADLINE_TIMES}), v.description, left(v.body, {MAX_CHARACTERS})
    )) AS words
    FROM core.versions v JOIN pending p ON p.place = v.rowid
    WHERE v.rowid BETWEEN ? AND ?
), counted AS (
    SELECT text_id, length, word, count(*) AS times
    FROM (SELECT text_id, len(words) AS length, unnest(words) AS word FROM texts)
    GROUP BY ALL
)
SELECT text_id, word, round(100 * times * ({SATURATION} + 1) / (times + {SATURATION} * (
    1 - {LENGTH_SHARE} + {LENGTH_SHARE} * length / {ORDINARY_WORDS}
)))::UTINYINT AS weight
FROM counted
"""
_ADD_WORDS = """
INSERT INTO core.words
SELECT (SELECT coalesce(max(word_id), 0) FROM core.words) + row_number() OVER (), word
FROM (SELECT DISTINCT word FROM found ANTI JOIN core.words USING (word))
"""
# In the order in which they are asked for: a question then reads a part of the batch only.
_ADD_POSTINGS = """
INSERT INTO core.postings BY NAME
SELECT word_id, text_id, weight FROM found JOIN core.words USING (word) ORDER BY word_id, text_id
"""


def drop(con: duckdb.DuckDBPyConnection, gone: pa.Table) -> None:
    """Takes texts out of the index. `gone` has their text_id."""
    with registered(con, "gone", gone):
        con.execute("DELETE FROM core.postings WHERE text_id IN (FROM gone)")


def drop_unused_words(con: duckdb.DuckDBPyConnection) -> None:
    """Removes words that no text holds any more: they do no harm but that they are still there."""
    con.execute("DELETE FROM core.words WHERE word_id NOT IN (SELECT DISTINCT word_id FROM core.postings)")


def add(con: duckdb.DuckDBPyConnection, pending: pa.Table) -> None:
    """Indexes versions. `pending` has their place in core.versions, ascending, and their text_id."""
    places = pending["place"].to_pylist()
    with registered(con, "pending", pending):
        found = con.execute(_FOUND, [places[0], places[-1]]).to_arrow_table()
    with registered(con, "found", found):
        con.execute(_ADD_WORDS)
        con.execute(_ADD_POSTINGS)
