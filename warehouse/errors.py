"""What can go wrong with the warehouse, in words for the person who runs it.

WarehouseError
├── NoWarehouse        nothing has been published yet
├── WarehouseBusy      another process holds it
├── WarehouseDamaged   a file is no database, or a broken one
├── WarehouseNewer     a newer Copydesk made it
├── WarehouseOlder     an older Copydesk published it
├── SchemaTampered     a migration was changed after it had been applied
├── CannotWrite        no permission, no space
├── Unreachable        the shared warehouse does not answer
├── BadSetting         the setting names no warehouse
└── BadQuery           the SQL is wrong, or may not do what it asks; DuckDB's own message
"""

from __future__ import annotations


class WarehouseError(Exception):
    """The message is one or two plain sentences: what is wrong, and what to do next."""


class NoWarehouse(WarehouseError):
    """Nothing has been published yet."""


class WarehouseBusy(WarehouseError):
    """Another process holds the lock, or the file."""


class WarehouseDamaged(WarehouseError):
    """A file is no DuckDB database, or a broken one."""


class WarehouseNewer(WarehouseError):
    """The schema, or the file, was made by a newer program than this."""


class WarehouseOlder(WarehouseError):
    """The published schema is one of before the last update of Copydesk."""


class SchemaTampered(WarehouseError):
    """A migration's file was changed after it had been applied."""


class CannotWrite(WarehouseError):
    """The folder cannot be written: no permission, no space, no folder."""


class Unreachable(WarehouseError):
    """The shared warehouse's database or its store does not answer, or lets nobody in."""


class BadSetting(WarehouseError):
    """The setting that says where the warehouse is cannot be read."""


class BadQuery(WarehouseError):
    """The SQL is wrong, or asks for what is not allowed. The message is DuckDB's."""
