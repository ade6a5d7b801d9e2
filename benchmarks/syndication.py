"""How well near-copies are found, and what it costs.

    python benchmarks/syndication.py [--stories 3000] [--held 10000 200000] [--batch 1000]

1. Generated stories (near_copies.py): a third of them with copies at other publishers, edited by 10 to 60%,
   among stories that quote each other, roundups, form letters and disclaimers. Precision and recall count
   pairs of articles that stand in one cluster. Beside it the libraries as their documentation uses them, on
   words: rensa's RMinHashLSH and, if it is installed (pip install datasketch), datasketch's MinHashLSH; and
   datasketch with our runs of words and our threshold.
2. A batch, a tenth of it copies, into warehouses that hold so many articles of 450 words: milliseconds of CPU
   and of the wall an article.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

# Run as a script, the files beside this one would be taken for the packages.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(path for path in sys.path if Path(path).resolve() != HERE), str(HERE)]

from near_copies import STEPS, Text, write
from rensa import RMinHash, RMinHashLSH

from tasks.normalize.sketches import shingles
from warehouse import search
from warehouse.home import Home
from warehouse.loader import Loader, open_loader
from warehouse.syndication import MIN_SIMILARITY

Pairs = set[tuple[int, int]]

_INSERT = """
INSERT INTO core.versions BY NAME
SELECT
    article_id, 1 AS version, 'run' AS run_id, publisher AS source_id, TIMESTAMPTZ '2026-01-01' AS seen_at,
    first_seen_at: seen_at, last_seen_at: seen_at, true AS is_newest, false AS is_reread,
    'https://' || publisher || '.example/' || article_id AS url, publisher, 'Headline' AS headline, body,
    []::VARCHAR[] AS authors, []::VARCHAR[] AS agencies, []::VARCHAR[] AS keywords,
    TIMESTAMPTZ '2026-01-01' AS published_at, 450 AS word_count, []::VARCHAR[] AS doubts,
    md5(article_id) AS content_hash, md5(article_id) AS digest, article_id AS capture_id,
    '1' AS extractor_version
FROM ({rows})
"""

# Every tenth is a copy of the one before it, with every twentieth word another.
_MANY = """
SELECT md5(i::VARCHAR) AS article_id, 'news' || (hash(i) % 200) AS publisher,
    array_to_string(list_transform(range(450), lambda w: 'w' || (hash(
        (CASE WHEN i % 10 = 9 AND hash(i, w) % 20 > 0 THEN i - 1 ELSE i END) * 1000 + w) % 60000)), ' ')
        AS body
FROM range({start}, {end}) t(i)
"""

_SIZE = """
SELECT count(DISTINCT block) * 0.262144
FROM (
    SELECT unnest(list_prepend(block_id, additional_block_ids)) AS block
    FROM pragma_storage_info('{table}')
)
"""


def truth(texts: list[Text]) -> Pairs:
    """Pairs of copies of one story."""
    by_story = defaultdict(list)
    for number, text in enumerate(texts):
        by_story[text.story].append(number)
    return within(by_story.values())


def within(groups: Iterable[Iterable[int]]) -> Pairs:
    """All pairs within the groups."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def ours(texts: list[Text], folder: Path) -> Pairs:
    """The pairs that stand in one cluster of the warehouse."""
    with open_loader(Home(folder), timeout=60) as loader:
        rows = [(f"{n:032x}", f"news{text.publisher}", text.body) for n, text in enumerate(texts)]
        loader.con.execute(
            "CREATE TEMP TABLE generated (article_id VARCHAR, publisher VARCHAR, body VARCHAR)"
        )
        loader.con.executemany("INSERT INTO generated VALUES (?, ?, ?)", rows)
        loader.con.execute(_INSERT.format(rows="FROM generated"))
        while loader.index():
            pass
        groups = loader.con.execute(
            "SELECT list(article_id) FROM core.clusters GROUP BY cluster_id"
        ).fetchall()
    return within([int(article_id, 16) for article_id in group] for (group,) in groups)


def rensas(texts: list[Text]) -> Pairs:
    """rensa's RMinHashLSH as its documentation has it, its candidates checked against the threshold."""
    index, threshold = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), 0.5
    pairs, minhashes = set(), []
    for number, text in enumerate(texts):
        minhash = RMinHash(128, 42)
        minhash.update(text.body.split())
        pairs |= {
            (other, number)
            for other in index.query(minhash)
            if minhashes[other].jaccard(minhash) >= threshold
        }
        index.insert(number, minhash)
        minhashes.append(minhash)
    return pairs


def datasketchs(texts: list[Text], threshold: float, by_words: bool) -> Pairs:
    """datasketch's MinHashLSH as its documentation has it."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    pairs = set()
    for number, text in enumerate(texts):
        minhash = MinHash(num_perm=128)
        parts = text.body.split() if by_words else shingles(text.body)
        minhash.update_batch([part.encode() for part in parts])
        pairs |= {(int(other), number) for other in index.query(minhash)}
        index.insert(str(number), minhash)
    return pairs


def measure_quality(folder: Path, stories: int) -> None:
    """Prints precision and recall of each."""
    texts = write(stories)
    right = truth(texts)
    words = sum(len(text.body.split()) for text in texts) / len(texts)
    print(f"{len(texts):,} articles, {words:.0f} words in the mean, {len(right):,} pairs of copies")
    found = {"copydesk": ours(texts, folder), "rensa, plain (words, 0.5)": rensas(texts)}
    if importlib.util.find_spec("datasketch"):
        found["datasketch, plain (words, 0.5)"] = datasketchs(texts, 0.5, by_words=True)
        alike = f"datasketch, our runs of words, {MIN_SIMILARITY}"
        found[alike] = datasketchs(texts, MIN_SIMILARITY, by_words=False)
    edits = "".join(f"{step:>7.0%}" for step in STEPS)
    print(f"  {'':36}{'precision':>10}{'recall':>8}   of an original and its copy, edited by {edits}")
    for name, pairs in found.items():
        hits = pairs & right
        line = "".join(f"{_recall(texts, right, hits, step):>7.2f}" for step in STEPS)
        precision = len(hits) / max(1, len(pairs))
        print(f"  {name:36}{precision:>10.3f}{len(hits) / len(right):>8.3f}{'':41}{line}")


def _recall(texts: list[Text], right: Pairs, hits: Pairs, step: float) -> float:
    """Recall of the pairs of an original and a copy of it that was edited by that share."""
    wanted = {(a, b) for a, b in right if not texts[a].edited and texts[b].edited == step}
    return len(wanted & hits) / max(1, len(wanted))


def measure_cost(folder: Path, held: list[int], batch: int) -> None:
    """Prints what a batch costs in warehouses of growing size."""
    with open_loader(Home(folder), timeout=60) as loader:
        end = 0
        for count in held:
            fill = _costs(loader, end, count)
            turns = [_costs(loader, count + n * batch, count + (n + 1) * batch) for n in range(3)]
            wall, cpu = min(turns, key=lambda turn: turn[1])
            end = count + 3 * batch
            print(f"  {batch:,} into {count:,}: {cpu:.2f} ms of CPU and {wall:.2f} ms of the wall an article")
            print(f"    while filling: {fill[1]:.2f} ms of CPU an article")
        loader.con.execute("CHECKPOINT")
        sizes = [
            (table, loader.con.execute(_SIZE.format(table=table)).fetchall()[0][0])
            for table in ("core.texts", "core.text_bands")
        ]
        print("  on disk: " + ", ".join(f"{name} {size:.0f} MB" for name, size in sizes))


def _costs(loader: Loader, start: int, end: int) -> tuple[float, float]:
    """Milliseconds of the wall and of CPU an article, of the syndication alone."""
    loader.con.execute(_INSERT.format(rows=_MANY.format(start=start, end=end)))
    wall, cpu = time.perf_counter(), time.process_time()
    while loader.index():
        pass
    return tuple(
        (then - now) / (end - start) * 1e3
        for then, now in ((time.perf_counter(), wall), (time.process_time(), cpu))
    )  # type: ignore[return-value]


def main() -> None:
    """Measures what the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=3000, help="stories of the generated set")
    parser.add_argument("--held", type=int, nargs="*", default=[10_000, 200_000], help="sizes of warehouses")
    parser.add_argument("--batch", type=int, default=1000, help="articles of the batch")
    options = parser.parse_args()
    search.add = lambda con, pending: None  # the index for search is no part of this
    with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
        if options.stories:
            measure_quality(Path(folder) / "quality", options.stories)
        if options.held:
            measure_cost(Path(folder) / "cost", sorted(options.held), options.batch)


if __name__ == "__main__":
    main()
