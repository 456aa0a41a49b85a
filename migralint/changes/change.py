"""What all changes share: one value for one thing done to the database; the kinds are in `values`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.definitions import TableName
from migralint.history.operation import Operation
from migralint.source.location import Location


class Origin(Struct, frozen=True):
    """The place in the revision file that a change was read from."""

    operation: Operation
    """The location of the call."""
    form: Literal["op", "batch", "core", "sql"]
    """A directive of `op`; one of `batch_alter_table`; a statement of SQLAlchemy Core; SQL text."""
    location: Location
    """The location of the call; for SQL in a literal of several lines, the line of the statement."""
    statement: str = ""
    """The SQL statement; empty if the change was not read from SQL text."""
    holes: bool = False
    """Whether a part of the statement is not known."""
    batch: int | None = None
    """The number of the `with batch_alter_table` block of the revision, from 0; None outside such a block."""
    number: int = 0
    """The number of the statement within its text, from 0."""

    @property
    def is_batch(self) -> bool:
        """Whether `batch_alter_table` makes the change."""
        return self.form == "batch"


class Change(Struct, frozen=True):
    """One change of the database."""

    origin: Origin


class OnTable(Change, frozen=True):
    """A change of one table."""

    table: TableName | None
    """None: its name is not literal."""


class OtherSql(Change, frozen=True):
    """A recognised statement that no rule covers: GRANT, ANALYZE, …."""

    word: str


class Unread(Change, frozen=True):
    """A change that could not be read: unknown SQL, an executed value, code of other modules."""

    why: str
    """"sql", "value" or "code"."""
    text: str = ""
