"""What all changes share: one value for one thing done to the database; the kinds are in `values`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.parts import TableName
from migralint.history.operation import Operation
from migralint.source.location import Location


class Origin(Struct, frozen=True):
    """Where a change comes from."""

    operation: Operation
    """The call."""
    form: Literal["op", "batch", "core", "sql"]
    """A directive of `op`; one of `batch_alter_table`; a statement of SQLAlchemy Core; SQL text."""
    location: Location
    """The call; for SQL in a literal of several lines, the line of the statement."""
    statement: str = ""
    """The SQL statement, if that is what it is."""
    holes: bool = False
    """Whether a part of the statement is not known."""
    batch: int | None = None
    """Which `with batch_alter_table` of the revision it belongs to, from 0."""
    number: int = 0
    """Which statement of its text it is, from 0."""

    @property
    def is_batch(self) -> bool:
        """Whether it is done by `batch_alter_table`."""
        return self.form == "batch"


class Change(Struct, frozen=True):
    """One thing that is done."""

    origin: Origin


class OnTable(Change, frozen=True):
    """A change of one table."""

    table: TableName | None
    """None: its name is not literal."""


class OtherSql(Change, frozen=True):
    """A statement that was recognised and that no rule is about: GRANT, ANALYZE, …."""

    word: str


class Unread(Change, frozen=True):
    """What could not be read: unknown SQL, an executed value, code of other modules."""

    why: str
    """"sql", "value" or "code"."""
    text: str = ""
