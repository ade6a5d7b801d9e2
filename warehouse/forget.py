"""Forgets a page, or all of a domain: finds what there is of it, and takes it out of every table.

What lies in the archive goes afterwards (`raw.removals`), file by file: flows/maintain.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from tasks.normalize import urls
from tasks.normalize.identity import is_own, own_urls
from tasks.normalize.marks import article_mark, marks, page_mark, site_mark
from tasks.percent import in_dns
from warehouse import forgotten, rows, search, texts
from warehouse.arrow import registered
from warehouse.engine import in_our_words
from warehouse.loader import Loader
from warehouse.own_files import OWN_FILE
from warehouse.quoting import host_in

SAMPLES = 5  # headlines that are shown before anything is removed
_DOMAIN = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+")

# Columns that name what a row is about, in whatever table they stand. What a page says of others (a picture,
# a canonical address at another publisher) is no reason to forget that page.
_NAMES = {
    "article_id": "gone_articles",
    "capture_id": "gone_captures",
    "url": "gone_urls",
    "entry_url": "gone_urls",
    "example": "gone_urls",
}
_TABLES = """
SELECT schema_name, table_name, column_name
FROM duckdb_columns() c SEMI JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
WHERE database_name = current_database() AND schema_name IN ('raw', 'core')
    AND column_name IN (SELECT unnest($names)) AND table_name <> 'removals'
ORDER BY ALL
"""

# The domain's own, and hosts that only Python can compare: not as DNS knows them ("münchen.example"), or odd.
_NEAR = f"""
SELECT DISTINCT url, rtrim({host_in("url")}, '.') AS host FROM (
    SELECT unnest([url, canonical_url]) AS url FROM core.versions
    UNION ALL SELECT unnest([url, entry_url]) FROM raw.captures
    UNION ALL SELECT url FROM raw.entries
    UNION ALL SELECT url FROM core.urls
    UNION ALL SELECT url FROM raw.polls
    UNION ALL SELECT unnest([url, entry_url]) FROM raw.fetch_attempts
    UNION ALL SELECT example FROM core.findings
)
WHERE url = $url OR ($host <> '' AND (
    ends_with('.' || host, '.' || $host) OR NOT regexp_full_match(host, '[a-z0-9_.-]*')
))
"""
_SITES = "SELECT site FROM core.sites UNION SELECT site FROM core.boilerplate"
_ARTICLES = """
SELECT article_id FROM core.versions WHERE url IN (FROM gone_urls)
UNION
SELECT e.article_id FROM raw.entries e LEFT JOIN raw.captures c USING (capture_id)
WHERE e.article_id IS NOT NULL
    AND (e.url IN (FROM gone_urls) OR c.url IN (FROM gone_urls) OR c.entry_url IN (FROM gone_urls))
"""
_DECLARING = """
SELECT article_id, url, canonical_url FROM core.versions WHERE canonical_url IN (FROM gone_urls)
"""
_CAPTURES = """
SELECT capture_id FROM raw.captures WHERE url IN (FROM gone_urls) OR entry_url IN (FROM gone_urls)
UNION SELECT capture_id FROM core.versions SEMI JOIN gone_articles USING (article_id)
UNION SELECT capture_id FROM raw.entries SEMI JOIN gone_articles USING (article_id)
    WHERE capture_id IS NOT NULL
"""
_CAPTURED = "SELECT unnest([url, entry_url]) FROM raw.captures SEMI JOIN gone_captures USING (capture_id)"
_DECLARED = "SELECT url, canonical_url FROM core.versions SEMI JOIN gone_articles USING (article_id)"
_COUNTS = """
SELECT
    (SELECT count(*) FROM gone_articles),
    (SELECT count(*) FROM core.versions SEMI JOIN gone_articles USING (article_id)),
    (SELECT count(*) FROM gone_captures),
    (SELECT coalesce(sum(warc_length), 0)::BIGINT FROM raw.captures
        WHERE capture_id IN (FROM gone_captures)),
    (SELECT count(*) FROM raw.entries WHERE article_id IN (FROM gone_articles)
        OR capture_id IN (FROM gone_captures) OR url IN (FROM gone_urls))
"""
_HEADLINES = """
SELECT coalesce(publisher, ''), coalesce(headline, url)
FROM core.versions SEMI JOIN gone_articles USING (article_id)
WHERE is_newest ORDER BY last_seen_at DESC, article_id LIMIT $most
"""
_REMOVE_LATER = f"""
INSERT INTO raw.removals
SELECT warc_file, capture_id FROM raw.captures SEMI JOIN gone_captures USING (capture_id)
WHERE {OWN_FILE}
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What to forget."""

    text: str  # a page's address, or a domain
    host: str  # of the page, without www; or the domain; as DNS knows it; "" for a file
    mark: str
    is_domain: bool


def target(text: str) -> Target:
    """What the user means: an address, with or without https://, or a domain. Raises ValueError."""
    text = text.strip()
    if text.startswith("file:"):
        return Target(text, "", page_mark(text), is_domain=False)
    if "://" not in text and "/" not in text:
        domain = in_dns(text.rstrip(".")).lower().removeprefix("www.")
        if not _DOMAIN.fullmatch(domain) or ("." not in domain and domain != "localhost"):
            raise ValueError(f'"{text}" is neither an address nor a domain')
        return Target(domain, domain, site_mark(domain), is_domain=True)
    url = text if "://" in text else f"https://{text}"
    host = urls.host_in_dns(urls.canonical(url) or url)
    if host is None:
        raise ValueError(f'"{text}" is no address of a page')
    return Target(url, host, page_mark(url), is_domain=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What the warehouse holds of a target."""

    articles: int
    versions: int
    captures: int
    archive_bytes: int  # compressed
    entries: int
    headlines: list[tuple[str, str]]  # (publisher, headline) of some of the articles


def find(loader: Loader, what: Target) -> Found:
    """Looks, and changes nothing."""
    with in_our_words(loader.store):
        _select(loader.con, what)
        articles, versions, captures, size, entries = loader.con.execute(_COUNTS).fetchall()[0]
        headlines = loader.con.execute(_HEADLINES, {"most": SAMPLES}).fetchall()
    return Found(articles, versions, captures, size, entries, headlines)


def forget(loader: Loader, what: Target, now: datetime | None = None) -> Found:
    """Takes it out of every table, and keeps its mark so that it is not taken in again. One transaction."""
    found = find(loader, what)
    con = loader.con
    with loader.writing():
        con.execute(_REMOVE_LATER)
        _keep_marks(con, what, now or datetime.now(UTC))
        con.execute("DELETE FROM core.versions WHERE article_id IN (FROM gone_articles)")
        texts.drop_gone(con)
        search.drop_unused_words(con)
        for schema, table, column in con.execute(_TABLES, {"names": list(_NAMES)}).fetchall():
            con.execute(f"DELETE FROM {schema}.{table} WHERE {column} IN (FROM {_NAMES[column]})")
        if what.is_domain:
            sites = [
                site for (site,) in con.execute(_SITES).fetchall() if what.mark in marks(f"https://{site}/")
            ]
            for table in ("core.sites", "core.boilerplate"):
                con.execute(f"DELETE FROM {table} WHERE site IN (SELECT unnest(?::VARCHAR[]))", [sites])
    return found


def _select(con: duckdb.DuckDBPyConnection, what: Target) -> None:
    """Lists what is to go, in temporary tables."""
    near = con.execute(_NEAR, {"url": what.text, "host": what.host}).fetchall()
    same = [url for url, _ in near if what.mark in marks(url)]
    _list(con, "gone_urls", rows.strings("url", same))
    known = {name for (name,) in con.execute(_ARTICLES).fetchall()}
    known |= {name for name, *named in con.execute(_DECLARING).fetchall() if is_own(*named)}
    _list(con, "gone_articles", rows.strings("article_id", known))
    _list(con, "gone_captures", con.execute(_CAPTURES).to_arrow_table())


def _list(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    with registered(con, "listed", table):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM listed")


def _keep_marks(con: duckdb.DuckDBPyConnection, what: Target, now: datetime) -> None:
    kept = [what.mark, *(article_mark(name) for (name,) in con.execute("FROM gone_articles").fetchall())]
    if not what.is_domain:
        addresses = {url for (url,) in con.execute(_CAPTURED).fetchall()}
        addresses.update(*(own_urls(*named) for named in con.execute(_DECLARED).fetchall()))
        kept += map(page_mark, addresses)
    forgotten.keep(con, kept, now)
