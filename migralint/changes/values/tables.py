"""Changes of tables as a whole."""

from __future__ import annotations

from migralint.changes.change import Change, OnTable
from migralint.changes.definitions import Column, Constraint, TableName
from migralint.changes.values.indexes import CreateIndex


class CreateTable(OnTable, frozen=True):
    """A new table."""

    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    """The constraints of the table itself; inline ones belong to their columns."""
    indexes: tuple[CreateIndex, ...] = ()
    """The `sa.Index(…)` among its arguments."""
    complete: bool = True
    """Whether every column was read."""
    if_not_exists: bool = False
    temporary: bool = False
    from_select: bool = False
    """CREATE TABLE … AS."""
    partition_by: str | None = None
    partition_of: TableName | None = None
    sqlite_autoincrement: bool = False


class DropTable(OnTable, frozen=True):
    """A dropped table."""

    cascade: bool = False
    if_exists: bool = False


class DropAll(Change, frozen=True):
    """`metadata.drop_all()`."""


class RenameTable(OnTable, frozen=True):
    """A renamed table, or one that is moved to another schema."""

    new: TableName | None = None


class AttachPartition(OnTable, frozen=True):
    """ATTACH PARTITION; `table` is the parent."""

    partition: TableName | None = None


class DetachPartition(OnTable, frozen=True):
    """DETACH PARTITION; `table` is the parent."""

    partition: TableName | None = None
    concurrently: bool = False
    finalize: bool = False


class Maintenance(OnTable, frozen=True):
    """A command that processes or locks a whole table."""

    kind: str = ""
    """In upper case: "VACUUM FULL", "VACUUM", "CLUSTER", "REINDEX", "SET LOGGED", "SET UNLOGGED", "SET TABLESPACE",
    "SET ACCESS METHOD", "LOCK TABLE", "REFRESH MATERIALIZED VIEW", "CONVERT TO CHARACTER SET", "OPTIMIZE", "FORCE"."""
    concurrently: bool = False
    argument: str = ""


class TableOption(OnTable, frozen=True):
    """ALTER TABLE with any other action: storage parameters, triggers, row security, owner, comment."""

    text: str = ""
    """The first words of the action, in upper case."""
    algorithm: str = ""
    """MySQL's ALGORITHM=, in upper case."""
    lock: str = ""


class Comment(Change, frozen=True):
    """COMMENT ON, or create_table_comment."""

    table: TableName | None = None


class BatchTable(OnTable, frozen=True):
    """`with batch_alter_table(…)`; the changes of the block follow, with its number."""

    number: int = 0
    recreate: str = "auto"
    """"auto", "always" or "never"."""
    keywords: frozenset[str] = frozenset()
    """All keywords of the call."""
