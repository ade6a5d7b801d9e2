"""Lets go of what is older than is wanted: requests, bodies, and days of the archive. All else stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from warehouse.engine import in_our_words
from warehouse.loader import Loader
from warehouse.own_files import OWN_FILE

# Nobody asks of older requests why a host was slow, and what they came to is kept with the entries.
ATTEMPTS_KEPT = timedelta(days=90)

# Of an empty body that had words, the word count tells that it was dropped.
_OLD = "(SELECT article_id, version FROM core.versions WHERE seen_at < $before AND body <> '')"
_COUNT = f"SELECT count(*) FROM {_OLD}"
_DROP_BLOCKS = f"DELETE FROM core.removed_blocks WHERE (article_id, version) IN {_OLD}"
_DROP_BODIES = "UPDATE core.versions SET body = '' WHERE seen_at < $before AND body <> ''"

_OLD_ATTEMPTS = "FROM raw.fetch_attempts WHERE asked_at < $before"

# Others' archives, which are read where they lie, are never touched. A file stays as long as pages of days
# that are kept came again unchanged and have their payload in it.
_FILES = f"""
SELECT DISTINCT warc_file FROM raw.captures
WHERE {OWN_FILE} AND warc_file < $before AND warc_file NOT IN (
    SELECT o.warc_file FROM raw.captures o JOIN raw.captures r ON r.refers_to = o.capture_id
    WHERE o.warc_file IS NOT NULL AND r.warc_file >= $before
)
"""
_DROP_FILES = f"INSERT INTO raw.removals SELECT warc_file, NULL FROM ({_FILES})"
_DROP_PLACES = f"""
UPDATE raw.captures SET warc_file = NULL, warc_offset = NULL, warc_length = NULL
WHERE warc_file IN ({_FILES})
"""


def drop_attempts(loader: Loader, now: datetime) -> None:
    """Forgets the requests that are older than `ATTEMPTS_KEPT`."""
    values = {"before": now - ATTEMPTS_KEPT}
    with in_our_words(loader.store):
        is_old = loader.con.execute(f"SELECT 1 {_OLD_ATTEMPTS} LIMIT 1", values).fetchall()
    if is_old:
        with loader.writing():
            loader.con.execute(f"DELETE {_OLD_ATTEMPTS}", values)


def drop_bodies(loader: Loader, before: datetime) -> int:
    """Empties the bodies of versions whose page was fetched before; how many."""
    values = {"before": before}
    with in_our_words(loader.store):
        count: int = loader.con.execute(_COUNT, values).fetchall()[0][0]
    if count:
        with loader.writing():
            loader.con.execute(_DROP_BLOCKS, values)
            loader.con.execute(_DROP_BODIES, values)
    return count


def drop_days(loader: Loader, before: date) -> int:
    """Takes the archive's files of earlier days off the index, and lists them as to be deleted; how many.

    The archive has a folder a day, in UTC, whose name a file's begins with.
    """
    values = {"before": before.isoformat()}
    with in_our_words(loader.store):
        count = len(loader.con.execute(_FILES, values).fetchall())
    if count:
        with loader.writing():
            loader.con.execute(_DROP_FILES, values)
            loader.con.execute(_DROP_PLACES, values)
    return count
