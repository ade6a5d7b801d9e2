"""How fast the warehouse lands, publishes and answers.

    python benchmarks/warehouse.py [--held 200000] [--batch 10000] [--asked 1000000]

1. Landing: a batch (half of it new, a quarter edited, a quarter unchanged) into a warehouse that holds many
   articles; the same as batches of 100, as the flows do it, each with the opening of the file; then
   publishing. Beside it, dlt does the part of the load that it can do: the articles alone, merged by key,
   from Arrow (pip install dlt).
2. Asking: five questions of an analyst over generated articles of 200 publishers, a third of them wire copy.

Seconds of the wall, the best of three where it can be repeated; CPU seconds beside. Everything is generated;
nothing is read from outside.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa

# Run as a script, this file would be taken for the package `warehouse`.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

from tasks.records import Article, Capture, Credit, Entry, Removed
from warehouse import rows
from warehouse.decide import decide
from warehouse.home import Home
from warehouse.loader import open_loader
from warehouse.publish import publish
from warehouse.query import open_published

START = datetime(2026, 1, 1, tzinfo=UTC)
HOSTS = 50
FLOW_BATCH = 100  # entries a batch, as the flows land them
PARAGRAPH_WORDS = 55
PARAGRAPHS = 8  # of an article: about 3 kB
AGENCIES = ["Associated Press", "Reuters", "Agence France-Presse", "dpa"]

Timed = tuple[float, float]


class Generator:
    """Makes articles that look to the warehouse like those of real sites; the same ones each time."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        words = ["".join(self.random.choices("abcdefghiklmnoprstuvw", k=4 + n % 7)) for n in range(8000)]
        self.paragraphs = [" ".join(self.random.choices(words, k=PARAGRAPH_WORDS)) for _ in range(5000)]
        self.furniture = [Removed(f"Menu item {n}", "navigation") for n in range(12)]

    def article(self, number: int, edition: int = 0) -> Article:
        """The article of that number; its text differs by edition."""
        host = f"news{number % HOSTS}.example"
        url = f"https://{host}/{number}"
        text = random.Random(number * 31 + edition)
        body = f"Story {number}, edition {edition}.\n\n" + "\n\n".join(
            text.choices(self.paragraphs, k=PARAGRAPHS)
        )
        at = START + timedelta(minutes=number % 500_000, days=edition)
        entry = Entry(host, url, f"https://{host}/feed.xml", at, title=f"Story {number}")
        digest = hashlib.sha1(body.encode()).hexdigest()
        capture = Capture(
            UUID(int=number * 10 + edition).urn,
            entry,
            url,
            at,
            200,
            (),
            b"",
            f"sha1:{digest}",
            "a.warc.gz",
            1,
            2,
        )
        agency = AGENCIES[number % 4] if number % 3 == 0 else None
        return Article(
            capture=capture,
            article_id=hashlib.md5(url.encode()).hexdigest(),
            url=url,
            canonical_url=url,
            publisher=f"News {number % HOSTS}",
            headline=f"Story {number} of the day",
            description=text.choice(self.paragraphs)[:150],
            body=body,
            section=f"Section {number % 20}",
            section_text=f"SECTION {number % 20}",
            authors=("Ana Ferro",),
            byline_text="By Ana Ferro",
            credits=(Credit(agency, agency, "byline", "byline"),) if agency else (),
            credit_text=agency,
            dateline=None,
            keywords=("one", "two"),
            language="en",
            image_url=None,
            published_on=at.date(),
            published_at=at,
            published_precision="minute",
            published_text=at.isoformat(),
            modified_at=None,
            modified_text=None,
            is_accessible_for_free=None,
            word_count=PARAGRAPHS * PARAGRAPH_WORDS + 4,
            content_hash=digest,
            extractor_version="1",
            removed=tuple(self.furniture),
            block_hashes=frozenset([*range(20), *(text.getrandbits(64) for _ in range(PARAGRAPHS))]),
        )

    def mixed(self, held: int, size: int) -> list[Article]:
        """A batch for a warehouse that holds articles 0 to `held`: new, edited, unchanged."""
        new = [self.article(held + n) for n in range(size // 2)]
        edited = [self.article(self.random.randrange(held), edition=1) for _ in range(size // 4)]
        same = [self.article(self.random.randrange(held)) for _ in range(size - len(new) - len(edited))]
        batch = [*new, *edited, *same]
        self.random.shuffle(batch)
        return batch


@contextmanager
def timed(times: dict[str, list[Timed]], label: str) -> Iterator[None]:
    """Adds wall and CPU seconds of the block to the label's."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    times.setdefault(label, []).append((time.perf_counter() - wall, time.process_time() - cpu))


def report(times: dict[str, list[Timed]]) -> None:
    """Prints the best of each label."""
    for label, measured in times.items():
        wall, cpu = min(measured)
        print(f"  {label:<58} {wall:8.3f} s   CPU {cpu:8.3f} s")


def fill(home: Home, generator: Generator, held: int, step: int = 10_000) -> None:
    """Lands the articles 0 to `held`, and publishes."""
    for start in range(0, held, step):
        batch = [generator.article(number) for number in range(start, min(start + step, held))]
        with open_loader(home, timeout=60) as loader:
            loader.land("fill", batch, [], [])
    publish(home)


def measure_landing(folder: Path, generator: Generator, held: int, size: int) -> None:
    """Lands a batch into copies of a filled warehouse."""
    filled = Home(folder / "filled")
    fill(filled, generator, held)
    batch = generator.mixed(held, size)
    times: dict[str, list[Timed]] = {}
    for turn in range(3):
        home = Home(folder / f"turn-{turn}")
        shutil.copytree(filled.path, home.path)
        os.sync()  # the copy is not what is measured
        with timed(times, f"land {size:,} at once"), open_loader(home, timeout=60) as loader:
            loader.land("run", batch, [], [])
        with timed(times, "publish"):
            publish(home)
        shutil.rmtree(home.path)
    home = Home(folder / "small")
    shutil.copytree(filled.path, home.path)
    small = [batch[start : start + FLOW_BATCH] for start in range(0, min(size, 2000), FLOW_BATCH)]
    with timed(times, f"land {len(small) * FLOW_BATCH:,} in batches of {FLOW_BATCH}, opened for each"):
        for part in small:
            with open_loader(home, timeout=60) as loader:
                loader.land("run", part, [], [])
    with timed(times, "publish after these"):
        publish(home)
    print(f"Landing into {held:,} articles ({filled.loader.stat().st_size / 1e6:,.0f} MB)")
    report(times)
    if importlib.util.find_spec("dlt"):
        with_dlt(folder, generator, held, flat(batch))
    else:
        print("  dlt is not installed: pip install dlt")


def flat(articles: list[Article]) -> pa.Table:
    """The rows of core.versions for these articles, each id once: what the peer loads."""
    once = list({article.article_id: article for article in articles}.values())
    return rows.versions(*decide(once, {}, "run", None), "run")


def chunks(generator: Generator, held: int, step: int = 10_000) -> Iterator[pa.Table]:
    """What the peer holds before the batch."""
    for start in range(0, held, step):
        yield flat([generator.article(number) for number in range(start, min(start + step, held))])


def with_dlt(folder: Path, generator: Generator, held: int, new: pa.Table) -> None:
    """dlt: merge by primary key, Arrow in, Parquet between."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    import dlt

    pipeline = dlt.pipeline(
        "peer",
        pipelines_dir=str(folder / "dlt"),
        destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
        dataset_name="news",
    )
    for table in chunks(generator, held):
        pipeline.run([table], table_name="articles", loader_file_format="parquet")
    times: dict[str, list[Timed]] = {}
    with timed(times, "peer: dlt, articles only, merge by key"):
        pipeline.run(
            [new],
            table_name="articles",
            loader_file_format="parquet",
            write_disposition={"disposition": "merge", "strategy": "upsert"},
            primary_key="article_id",
        )
    report(times)


# A third is wire copy: four publishers carry each wire story under one headline, an hour apart.
_ASKED = """
INSERT INTO core.versions BY NAME
SELECT
    md5(i::VARCHAR) AS article_id, 1 AS version, 'run' AS run_id, 'source ' || (i % 200) AS source_id,
    TIMESTAMPTZ '2026-01-01' + to_minutes(i // 4) AS seen_at, first_seen_at: seen_at,
    last_seen_at: seen_at, true AS is_newest, false AS is_reread,
    'https://news' || (i % 200) || '.example/' || i AS url, 'Publisher ' || (hash(i) % 200) AS publisher,
    CASE WHEN i % 12 < 4 THEN 'Wire ' || hash(i // 12) || ' on ' || topic
        ELSE 'Own ' || hash(i) || ' on ' || topic END AS headline,
    'Standfirst ' || i AS description, repeat(md5(i::VARCHAR) || ' ', 12) AS body,
    'Section ' || (hash(i // 7) % 40) AS section, 'Section' AS section_text, ['Ana Ferro'] AS authors,
    CASE WHEN i % 12 < 4
        THEN [['Associated Press', 'Reuters', 'Agence France-Presse', 'dpa'][1 + (i // 12) % 4]]
        ELSE [] END::VARCHAR[] AS agencies,
    ['one'] AS keywords, 'en' AS language, (DATE '2026-01-01' + (i // 5760)::INTEGER)::DATE AS published_on,
    TIMESTAMPTZ '2026-01-01' + to_minutes(i // 4) + to_hours(i % 4) AS published_at,
    'minute' AS published_precision, 60 AS word_count, []::VARCHAR[] AS doubts, md5('c' || i) AS content_hash,
    md5('d' || i) AS digest, 'urn:uuid:' || i AS capture_id, '1' AS extractor_version
FROM (SELECT i, ['port', 'rail', 'flood', 'vote', 'bank'][1 + i // 12 % 5] AS topic FROM range(?) t(i))
"""

_CLUSTERS = """
INSERT INTO core.clusters BY NAME
SELECT
    article_id, row_number() OVER () AS text_id, min(article_id) OVER story AS cluster_id,
    agencies[1] AS agency, count(*) OVER story AS copies,
    first_value(article_id) OVER story AS first_article_id,
    first_value(publisher) OVER story AS first_publisher,
    first_value(published_at) OVER story AS first_published_at, 0.9 AS similarity, 0.1 AS own_share
FROM core.versions WHERE len(agencies) > 0
WINDOW story AS (PARTITION BY headline ORDER BY published_at, article_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
"""

QUESTIONS = {
    "articles by agency and week": """
        SELECT agency, date_trunc('week', published_on) AS week, count(*) AS articles
        FROM (SELECT unnest(agencies) AS agency, published_on FROM articles) GROUP BY ALL ORDER BY ALL""",
    "share of wire copy per publisher": """
        SELECT publisher, count(*) FILTER (len(agencies) > 0) / count(*) AS wire_share
        FROM articles GROUP BY publisher ORDER BY wire_share DESC""",
    "delay from first to copy": """
        SELECT agency, median(delay) AS delay, count(*) AS copies
        FROM syndication WHERE article_id <> first_article_id GROUP BY agency ORDER BY delay""",
    "headline search": """
        SELECT published_at, publisher, headline FROM articles
        WHERE headline ILIKE '%flood%' ORDER BY published_at DESC LIMIT 20""",
    "top sections": """
        SELECT section, count(*) AS articles FROM articles
        WHERE published_on >= DATE '2026-01-08' GROUP BY section ORDER BY articles DESC LIMIT 10""",
}


def measure_asking(folder: Path, count: int) -> None:
    """Asks the five questions of a published file."""
    home = Home(folder / "asked")
    with open_loader(home, timeout=60) as loader:
        loader.con.execute("BEGIN")
        loader.con.execute(_ASKED, [count])
        loader.con.execute(_CLUSTERS)
        loader.con.execute("UPDATE meta.changes SET changes = changes + 1; COMMIT")
    publish(home)
    times: dict[str, list[Timed]] = {}
    with open_published(home) as con:
        for _ in range(3):
            for label, sql in QUESTIONS.items():
                with timed(times, label):
                    found = con.execute(sql).fetchall()
                assert found, label
    print(f"Asking {count:,} articles ({home.published.stat().st_size / 1e6:,.0f} MB)")
    report(times)


def main() -> None:
    """Measures what the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held", type=int, default=200_000, help="articles in the warehouse before the batch"
    )
    parser.add_argument("--batch", type=int, default=10_000, help="articles in the batch")
    parser.add_argument("--asked", type=int, default=1_000_000, help="articles that the questions go over")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
        if options.held:
            measure_landing(Path(folder), Generator(), options.held, options.batch)
        if options.asked:
            measure_asking(Path(folder), options.asked)


if __name__ == "__main__":
    main()
