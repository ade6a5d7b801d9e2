"""What the front page costs: python benchmarks/front_page.py [--held 200000]

Writes a warehouse of so many generated articles straight into its tables: 35 seconds apart, of 60 publishers,
a third of them stories that four publishers carry, one in twenty edited once; 300 runs' entries. Then asks
for the page and draws it, three times; the best of CPU and wall. Nothing is read from outside.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

# Run as a script, this file would hide what is called the same elsewhere.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

from flows.front_page.page import page_of
from warehouse.front_page import front_page
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published

NOW = datetime(2026, 5, 16, 12, tzinfo=UTC)

_VERSIONS = """
INSERT INTO core.versions BY NAME
SELECT
    md5(i::VARCHAR) AS article_id, version, 'run' AS run_id, 'source ' || (hash(i) % 60) AS source_id,
    published_at + to_minutes((10 + hash(i * 7) % 900)::INT) AS first_seen_at,
    first_seen_at + to_days(version - 1) AS seen_at, seen_at AS last_seen_at,
    version = versions AS is_newest, false AS is_reread,
    'https://news' || (hash(i) % 60) || '.example/' || i AS url, 'Publisher ' || (hash(i) % 60) AS publisher,
    'Story ' || i || ', edition ' || version AS headline, 'Standfirst ' || i AS description,
    repeat(md5((i + version)::VARCHAR) || ' ', 60) AS body, ['Ana Ferro'] AS authors,
    CASE WHEN hash(i * 5) % 60 < hash(i) % 60
        THEN ['Agency ' || (hash(i // 12) % 10)] ELSE [] END::VARCHAR[] AS agencies,
    []::VARCHAR[] AS keywords, 'en' AS language, published_at::DATE AS published_on, published_at,
    'minute' AS published_precision, 60 AS word_count, []::VARCHAR[] AS doubts,
    md5('c' || i || version) AS content_hash, md5('d' || i || version) AS digest,
    'urn:uuid:' || i AS capture_id, '1' AS extractor_version
FROM (
    SELECT i, $now::TIMESTAMPTZ - to_seconds((i * 35)::INT) AS published_at, 1 + (i % 20 = 0)::INT AS versions
    FROM range($held) t(i)
), range(1, 3) v(version)
WHERE version <= versions
"""
_CLUSTERS = """
INSERT INTO core.clusters BY NAME
SELECT md5(i::VARCHAR) AS article_id, i::INT AS text_id, md5((i - i % 12)::VARCHAR) AS cluster_id,
    md5((i - i % 12 + 3)::VARCHAR) AS first_article_id, 0.8 AS similarity, 0.1 AS own_share
FROM range($held) t(i) WHERE i % 12 < 4
"""
_RUNS = """
INSERT INTO core.runs BY NAME
SELECT 'run' || r AS run_id, 'ingest' AS kind, $now::TIMESTAMPTZ - to_hours((300 - r)::INT) AS started_at,
    started_at + to_minutes(4) AS finished_at, 'completed' AS state
FROM range(300) t(r)
"""
_SOURCES = """
INSERT INTO core.sources BY NAME
SELECT 'source ' || s AS source_id, 'Publisher ' || s AS publisher, $now::TIMESTAMPTZ AS first_seen_at
FROM range(60) t(s)
"""
_ENTRIES = """
INSERT INTO raw.entries BY NAME
SELECT 'run' || (299 - i * 300 // $held) AS run_id, 'batch' AS batch_id, 1 AS position,
    'source ' || (hash(i) % 60) AS source_id, 'https://news.example/' || i AS url, 'feed' AS found_in,
    $now::TIMESTAMPTZ - to_seconds((i * 35)::INT) AS seen_at, seen_at AS ended_at,
    ['new', 'held', 'updated', 'timed out'][(1 + hash(i * 7) % 4)::INT] AS outcome
FROM range($held) t(i)
"""


def fill(home: Home, held: int) -> None:
    """Makes the warehouse and publishes it."""
    values = {"now": NOW, "held": held}
    with open_loader(home, timeout=60) as loader:
        for sql in (_VERSIONS, _CLUSTERS, _RUNS, _SOURCES, _ENTRIES):
            loader.con.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})
        loader.con.execute("UPDATE meta.changes SET changes = changes + 1")
    publish(home)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--held", type=int, default=200_000)
    held = parser.parse_args().held
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        fill(home, held)
        asked, drawn = [], []
        for _ in range(3):
            wall, cpu = time.perf_counter(), time.process_time()
            with open_published(home) as con:
                front = front_page(con, NOW)
            asked.append((time.perf_counter() - wall, time.process_time() - cpu))
            wall, cpu = time.perf_counter(), time.process_time()
            page = page_of(front)
            drawn.append((time.perf_counter() - wall, time.process_time() - cpu))
    print(f"{held:,} articles, {front.totals['articles']:,} of them on a page of {len(page) / 1000:,.0f} kB")
    for what, times in {"asked": asked, "drawn": drawn}.items():
        (wall, cpu), (best_wall, best_cpu) = times[0], min(times)
        print(f"{what} in {wall:.2f} s (CPU {cpu:.2f}); best of three {best_wall:.2f} s (CPU {best_cpu:.2f})")


if __name__ == "__main__":
    main()
