"""What search costs: indexing, space, and questions, beside DuckDB's fts extension.

    python benchmarks/search.py [--held 10000 200000] [--batch 1000] [--peer]

Generated articles of 450 words that follow Zipf's law over 200,000 words, in warehouses of growing size. The
cost of indexing is that of a batch which comes on top; questions are asked of the published file. With
--peer, fts builds its index over the same texts (pip install duckdb-extension-fts: the extension as a wheel)
and answers the same, all words required. Seconds of the wall and CPU, of questions the best of three.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

# Run as a script, the files beside this one would be taken for the packages.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

import duckdb

from warehouse import search
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.publish import publish
from warehouse.query import open_published

VOCABULARY = 200_000
STEP = 10_000  # articles that are generated at a time

# The word of a rank: so many letters that all are different, the frequent ones short.
_WORD = "substr(translate(md5({rank}::VARCHAR), '0123456789', 'ghijklmnop'), 1, 4 + length({rank}::VARCHAR))"
_RANK = f"(pow({VOCABULARY}, (hash(i, place) % 1000003) / 1000003))::INTEGER"
_ARTICLES = f"""
INSERT INTO core.versions BY NAME
SELECT
    md5(i::VARCHAR) AS article_id, 1 AS version, 'run' AS run_id, 'source' AS source_id,
    TIMESTAMPTZ '2026-01-01' AS seen_at, first_seen_at: seen_at, last_seen_at: seen_at, true AS is_newest,
    false AS is_reread, 'https://news' || i % 200 || '.example/' || i AS url, 'News ' || i % 200 AS publisher,
    array_to_string(words[:8], ' ') AS headline, array_to_string(words[9:], ' ') AS body,
    []::VARCHAR[] AS authors, []::VARCHAR[] AS agencies, []::VARCHAR[] AS keywords,
    450 AS word_count, []::VARCHAR[] AS doubts, md5('c' || i) AS content_hash, md5('d' || i) AS digest,
    'urn:uuid:' || i AS capture_id, '1' AS extractor_version
FROM (
    SELECT i, list_transform(range(450), lambda place: known[{_RANK}]) AS words
    FROM range(?, ?) t(i), (SELECT getvariable('known') AS known)
)
"""

QUESTIONS = {"two frequent words": [20, 60], "two ordinary words": [900, 1500], "a rare word": [90_000]}


def words(con: duckdb.DuckDBPyConnection, ranks: list[int]) -> str:
    """The words of these ranks."""
    return " ".join(
        con.execute(f"SELECT {_WORD.format(rank='?::INTEGER')}", [rank, rank]).fetchall()[0][0]
        for rank in ranks
    )


def fill(loader: Loader, start: int, end: int) -> None:
    """Writes the articles of these numbers into core.versions."""
    loader.con.execute(
        f"SET VARIABLE known = (SELECT list({_WORD.format(rank='rank')} ORDER BY rank)"
        f" FROM range(1, {VOCABULARY} + 1) t(rank))"
    )
    for first in range(start, end, STEP):
        loader.con.execute(_ARTICLES, [first, min(first + STEP, end)])
    loader.con.execute("UPDATE meta.changes SET changes = changes + 1")


def measure(home: Home, start: int, held: int, batch: int) -> None:
    """Fills a warehouse to `held` articles, indexes a batch more, publishes and asks."""
    with open_loader(home, timeout=60) as loader:
        fill(loader, start, held)
        while loader.index():
            pass
        fill(loader, held, held + batch)
        own = search.add
        spent = [0.0, 0.0]

        def timed(*arguments: object) -> None:
            wall, cpu = time.perf_counter(), time.process_time()
            own(*arguments)  # type: ignore[arg-type]
            spent[0] += time.perf_counter() - wall
            spent[1] += time.process_time() - cpu

        search.add = timed  # type: ignore[assignment]
        while loader.index():
            pass
        search.add = own
        size = loader.con.execute(
            "SELECT count(DISTINCT block_id) * 0.262144 FROM pragma_storage_info('core.postings')"
        ).fetchall()[0][0]
        postings, known = loader.con.execute(
            "SELECT (SELECT count(*) FROM core.postings), (SELECT count(*) FROM core.words)"
        ).fetchall()[0]
    publish(home)
    print(f"{held:,} articles, {batch:,} on top")
    print(
        f"  indexing: {spent[1] / batch * 1e3:.2f} ms of CPU, "
        f"{spent[0] / batch * 1e3:.2f} ms of the wall an article"
    )
    print(
        f"  {postings:,} postings of {known:,} words, {size:.0f} MB"
        f" of {home.published.stat().st_size / 1e6:.0f} MB"
    )
    with open_published(home) as con:
        for label, ranks in QUESTIONS.items():
            ask(con, label, "SELECT headline, url, score FROM search_articles(?) LIMIT 10", words(con, ranks))
        ask(
            con,
            "a beginning",
            "SELECT headline, url, score FROM search_articles(?) LIMIT 10",
            words(con, [900])[:4] + "*",
        )
        frequent = words(con, QUESTIONS["two frequent words"])
        ask(con, "two frequent words, all columns", "SELECT * FROM search_articles(?) LIMIT 10", frequent)
        ask(con, "two frequent words, counted", "SELECT count(*) FROM search_articles(?)", frequent)


def ask(con: duckdb.DuckDBPyConnection, label: str, sql: str, text: str) -> None:
    """Prints the best of three."""
    times = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        found = con.execute(sql, [text]).fetchall()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = min(times)
    print(f"  {label:<34} {wall:7.3f} s   CPU {cpu:7.3f} s   {len(found)} rows")


_PEER_ASKS = """
SELECT headline, url, score
FROM (SELECT *, fts_main_news.match_bm25(article_id, ?, conjunctive := 1) AS score FROM news)
WHERE score IS NOT NULL ORDER BY score DESC LIMIT 10
"""


def with_fts(home: Home, folder: Path) -> None:
    """The same with fts: a copy of the published texts, its index, the questions."""
    spec = find_spec("duckdb_extension_fts")
    if spec is None or spec.submodule_search_locations is None:
        print("  fts is not installed: pip install duckdb-extension-fts")
        return
    (extension,) = Path(spec.submodule_search_locations[0]).rglob("*.duckdb_extension")
    peer = folder / "peer.duckdb"
    with duckdb.connect(str(peer), config={"threads": "2"}) as con:
        con.execute(f"ATTACH '{home.published}' AS published (READ_ONLY); LOAD '{extension}'")
        con.execute("CREATE TABLE news AS SELECT article_id, headline, url, body FROM published.articles")
        con.execute("CHECKPOINT")
        before = peer.stat().st_size
        wall, cpu = time.perf_counter(), time.process_time()
        con.execute(
            "PRAGMA create_fts_index('news', 'article_id', 'headline', 'body', stemmer = 'none',"
            r" stopwords = 'none', ignore = '[^\p{L}\p{N}]+')"
        )
        con.execute("CHECKPOINT")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        size = (peer.stat().st_size - before) / 1e6
        print(f"  peer: fts, the whole index: {wall:.0f} s, CPU {cpu:.0f} s; {size:.0f} MB")
        for label, ranks in QUESTIONS.items():
            ask(con, f"peer: {label}", _PEER_ASKS, words(con, ranks))


def main() -> None:
    """Measures what the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--held", type=int, nargs="*", default=[10_000, 200_000], help="sizes of warehouses")
    parser.add_argument("--batch", type=int, default=1000, help="articles of the batch")
    parser.add_argument("--peer", action="store_true", help="fts beside it, for each size")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
        home, start = Home(Path(folder) / "home"), 0
        for held in sorted(options.held):
            measure(home, start, held, options.batch)
            start = held + options.batch
            if options.peer:
                turn = Path(folder) / "peer"
                turn.mkdir()
                with_fts(home, turn)
                shutil.rmtree(turn)


if __name__ == "__main__":
    main()
