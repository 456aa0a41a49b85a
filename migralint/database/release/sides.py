"""The three schemas of a judgement: the release's models, the schema before, and the schema after."""

from __future__ import annotations

from typing import TypeVar

from migralint.database.release.uses import Tables, stays_null
from migralint.database.release.verdict import Verdict
from migralint.schema.compare import Difference
from migralint.schema.compare.describe import describe_constraint
from migralint.schema.constraint import Check, ForeignKey, UniqueConstraint
from migralint.schema.database import Database, full_name
from migralint.schema.index import Index
from migralint.schema.objects import EnumType

Judgement = tuple[Verdict, str]
HARMLESS: Judgement = ("harmless", "no code depends on it")
C = TypeVar("C", bound=UniqueConstraint | Check | ForeignKey)


class Sides:
    """The three databases, and the objects of a difference in each of them."""

    def __init__(self, models: Database, before: Database, after: Database) -> None:
        self.models = Tables(models)
        self.before = Tables(before)
        self.after = Tables(after)

    def uses(self, table: str | None) -> bool:
        """Return whether the release has a model of a table."""
        return self.models.table(table) is not None

    def view_after(self, name: str | None) -> bool:
        """Return whether a view with this name exists afterwards."""
        key = self.after.database.key
        return any(key(full_name(one.schema, one.name)) == key(name) for one in self.after.database.views)

    def index(self, side: Tables, difference: Difference) -> Index | None:
        """Return the index that a difference concerns."""
        table = side.table(difference.table)
        key = side.database.key
        indexes = table.indexes if table is not None else ()
        return next((one for one in indexes if key(one.name) == key(difference.object)), None)

    def enum(self, side: Database, difference: Difference) -> EnumType | None:
        """Return the enum type that a difference concerns."""
        names = (difference.object, (difference.object or "").rpartition(".")[2])
        return next((one for one in side.enums if full_name(one.schema, one.name) in names or one.name in names), None)

    def constraint(self, kind: type[C], side: Tables, difference: Difference, description: str | None) -> C | None:
        """Return the constraint that one side of a difference describes as `description`."""
        held = side.table(difference.table)
        if held is None or description is None:
            return None
        every: tuple[object, ...] = (*held.uniques, *held.checks, *held.foreign_keys)
        candidates = (one for one in every if isinstance(one, kind))
        return next((one for one in candidates if description.startswith(describe_constraint(one))), None)

    def is_new_null(self, table: str | None, name: str) -> bool:
        """Return whether new rows of the release have NULL in a column, because it has no model of the column."""
        return self.models.column(table, name) is None and stays_null(self.after.column(table, name))
