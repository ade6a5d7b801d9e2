"""Keeps a shared warehouse small and quick. https://ducklake.select/docs/stable/duckdb/maintenance/"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb

from warehouse.lake import CATALOG, NAME

# How far back readers can look: `AT (TIMESTAMP => …)`. Longer than any question takes.
HISTORY = timedelta(days=7)

# Files that nothing refers to any more stay so long: a question may be reading them. Those that a killed
# writer has left behind, too: another one's may belong to a transaction that is still to come.
GRACE = timedelta(days=1)

_SIZE = f"SELECT coalesce(sum(file_size_bytes), 0)::BIGINT FROM ducklake_table_info('{NAME}')"

# The least and the greatest text of each column, as the files that are left tell it: every file that has a
# text tells them, as none has a NUL in it.
_BOUNDS = f"""
SELECT table_id, column_id,
    min(file.min_value),
    max(file.max_value)
FROM {CATALOG}.ducklake_table_column_stats
SEMI JOIN (FROM {CATALOG}.ducklake_column WHERE column_type = 'varchar') USING (table_id, column_id)
LEFT JOIN {CATALOG}.ducklake_file_column_stats file USING (table_id, column_id)
GROUP BY ALL
"""
_TELL = f"""
UPDATE {CATALOG}.ducklake_table_column_stats SET min_value = ?, max_value = ?
WHERE table_id = ? AND column_id = ?
"""


def compact(con: duckdb.DuckDBPyConnection, history: timedelta) -> None:
    """Merges small files, drops what was deleted, and lets go of snapshots older than `history`.

    With no history at all nothing is left of what was deleted: whoever reads an old snapshot at that moment
    gets an error. The caller holds the lock.
    """
    now = datetime.now(UTC)
    for_good = not history
    # Rows that stand in PostgreSQL go to files first: DuckLake 1.0 dies of it after the rest.
    con.execute(f"CALL ducklake_flush_inlined_data('{NAME}')")
    _expire(con, now - history)
    threshold = ", delete_threshold => 0" if for_good else ""
    con.execute(f"CALL ducklake_rewrite_data_files('{NAME}'{threshold})")
    con.execute(f"CALL ducklake_merge_adjacent_files('{NAME}')")
    if for_good:
        _expire(con, datetime.now(UTC))
    for clean in ("ducklake_cleanup_old_files", "ducklake_delete_orphaned_files"):
        which = "cleanup_all => true" if for_good else "older_than => $before::TIMESTAMPTZ"
        values = {} if for_good else {"before": now - GRACE}
        con.execute(f"CALL {clean}('{NAME}', {which})", values)
    if for_good:
        _tell_bounds_anew(con)


def _expire(con: duckdb.DuckDBPyConnection, before: datetime) -> None:
    con.execute(f"CALL ducklake_expire_snapshots('{NAME}', older_than => $before)", {"before": before})


def _tell_bounds_anew(con: duckdb.DuckDBPyConnection) -> None:
    """DuckLake keeps the least and the greatest text of a column, which may have been a deleted one."""
    for table_id, column_id, least, greatest in con.execute(_BOUNDS).fetchall():
        con.execute(_TELL, [least, greatest, table_id, column_id])


def size(con: duckdb.DuckDBPyConnection) -> int:
    """Bytes of the files that the newest snapshot is made of."""
    found: int = con.execute(_SIZE).fetchall()[0][0]
    return found
