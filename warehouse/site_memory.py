"""What the warehouse remembers of a site: which blocks its pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import duckdb

from tasks.clean.memory import MIN_ARTICLES, SiteMemory
from tasks.records import Outcome
from warehouse import rows
from warehouse.arrow import registered
from warehouse.decide import Decision

# Articles of a site that its memory rests on. When there are as many, all counts are halved and what was seen
# once is dropped: the memory follows a site that changes, and stays small.
SITE_ARTICLES = 400

_MERGE_SITES = """
MERGE INTO core.sites s USING batch_sites b ON s.site = b.site
WHEN MATCHED THEN UPDATE SET articles = s.articles + b.articles
WHEN NOT MATCHED THEN INSERT BY NAME
"""

_MERGE_BLOCKS = """
MERGE INTO core.boilerplate p
USING (SELECT site, block_hash, count(*)::INTEGER AS articles FROM batch_blocks GROUP BY ALL) b
ON p.site = b.site AND p.block_hash = b.block_hash
WHEN MATCHED THEN UPDATE SET articles = p.articles + b.articles
WHEN NOT MATCHED THEN INSERT BY NAME
"""

_HALVE = f"""
UPDATE core.boilerplate SET articles = articles // 2
WHERE site IN (SELECT site FROM core.sites WHERE articles >= {SITE_ARTICLES});
DELETE FROM core.boilerplate WHERE articles = 0;
UPDATE core.sites SET articles = articles // 2 WHERE articles >= {SITE_ARTICLES};
"""

_SITES = "SELECT site, articles FROM core.sites SEMI JOIN asked USING (site)"

# Blocks that cannot count as boilerplate yet are not worth handing over.
_BLOCKS = """
SELECT site, list(block_hash), list(articles) FROM core.boilerplate SEMI JOIN asked USING (site)
WHERE articles >= ? GROUP BY site
"""


def learn(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Counts the blocks of new articles for their sites. Files belong to no site."""
    new = [
        decision
        for decision in decisions
        if decision.outcome is Outcome.NEW and decision.article.block_hashes and _site(decision)
    ]
    if not new:
        return
    with registered(con, "batch_sites", rows.counts("site", "articles", Counter(map(_site, new)))):
        con.execute(_MERGE_SITES)
    with registered(con, "batch_blocks", rows.blocks(new)):
        con.execute(_MERGE_BLOCKS)
    if con.execute("SELECT 1 FROM core.sites WHERE articles >= ? LIMIT 1", [SITE_ARTICLES]).fetchall():
        con.execute(_HALVE)


def recall(con: duckdb.DuckDBPyConnection, hosts: Iterable[str]) -> dict[str, SiteMemory]:
    """The memory of these sites, by host; a site without articles is absent."""
    with registered(con, "asked", rows.strings("site", hosts)):
        sites = dict(con.execute(_SITES).fetchall())
        blocks = {
            site: dict(zip(hashes, articles, strict=True))
            for site, hashes, articles in con.execute(_BLOCKS, [MIN_ARTICLES]).fetchall()
        }
    return {site: SiteMemory(site, articles, blocks.get(site, {})) for site, articles in sites.items()}


def _site(decision: Decision) -> str:
    return decision.article.capture.host
