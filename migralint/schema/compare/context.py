"""The shared data of all comparisons of one pair of databases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.database import Database
from migralint.schema.objects import Sequence
from migralint.schema.sql.array_casts import cast_elements
from migralint.schema.sql.expression import canonical
from migralint.schema.sql.expression_reader import Tree
from migralint.schema.sql.quoted_strings import with_strings
from migralint.schema.sql.stored import stored_index, stored_table
from migralint.sql.names import folded
from migralint.sql.tokens import normalized, tokenize

T = TypeVar("T")


class Context(Struct, frozen=True):
    """The two databases, and how to compare names and SQL in them."""

    models: Database
    migrations: Database
    project_dialect: str
    """The dialect for which the migrations are written; the scratch database may be SQLite instead."""
    names_used: frozenset[str]
    """Constraint names in the code of kept revisions."""
    dialects: frozenset[str] = frozenset()
    """All dialects that the project declares; empty: it declares none."""

    @property
    def dialect(self) -> str:
        """The dialect of both databases."""
        return self.models.dialect

    @property
    def batch(self) -> bool:
        """Whether ALTER requires Alembic's batch mode."""
        return self.project_dialect == "sqlite"

    def key(self, name: str | None) -> str:
        """Return `name` in the form in which the database compares names."""
        return self.models.key(name)

    def expression(self, sql: str, table: str = "", columns: Collection[str] = ()) -> Tree:
        """Return the meaning of `sql`, independent of spelling."""
        return canonical(sql, dialect=self.dialect, table=table, columns=frozenset(columns), strict=self.has_operators)

    @property
    def has_operators(self) -> bool:
        """Whether user-defined operators or casts exist; then the type of a literal matters (PostgreSQL)."""
        return any(one.sort in ("operator", "cast") for side in (self.models, self.migrations) for one in side.others)

    def stored(self, kind: Literal["table", "index"], models: str, migrations: str) -> tuple[str, str]:
        """Return the meaning of the two stored definitions; equal definitions are returned unread."""
        if models == migrations or self.dialect != "sqlite":
            return models, migrations
        normal = stored_table if kind == "table" else stored_index
        return normal(models), normal(migrations)

    def tokens(self, sql: str) -> tuple[str, ...]:
        """Return the tokens of `sql`, independent of spelling."""
        words = normalized(tokenize(sql, self.dialect), fold_names=self.models.folds_names)
        return words if self.dialect == "sqlite" else cast_elements(words)

    def definition(self, sql: str) -> tuple[str, ...]:
        """Return the tokens of a view or trigger; on SQLite, strings in double quotes are recognized as strings."""
        if self.dialect != "sqlite" or '"' not in sql:
            return self.tokens(sql)
        names = frozenset(folded(name) for side in (self.models, self.migrations) for name in _names(side))
        return normalized(with_strings(tokenize(sql, self.dialect), names), fold_names=True)


def _names(database: Database) -> Iterator[str]:
    for table in database.tables:
        yield table.name
        yield from (column.name for column in table.columns)
    yield from (view.name for view in database.views)


class Pairing(Struct, Generic[T], frozen=True):
    """The objects of both sides, paired by identity."""

    both: tuple[tuple[T, T], ...]
    """Each pair: the object of the models, then that of the migrations."""
    missing: tuple[T, ...]
    """Objects that only the models have."""
    extra: tuple[T, ...]
    """Objects that only the migrations have."""


def pair(models: Iterable[T], migrations: Iterable[T], identity: Callable[[T], object]) -> Pairing[T]:
    """Pair objects with the same identity, in the order of the models."""
    theirs = {identity(thing): thing for thing in migrations}
    both, missing = [], []
    for thing in models:
        other = theirs.pop(identity(thing), None)
        if other is None:
            missing.append(thing)
        else:
            both.append((thing, other))
    return Pairing(tuple(both), tuple(missing), tuple(theirs.values()))


def difference(
    kind: Kind,
    table: str | None,
    thing: str | None,
    models: str | None,
    migrations: str | None,
    about: About | None = None,
    *,
    note: bool = False,
    reason: str = "",
) -> Difference:
    """Return a difference."""
    return Difference(kind.word, table, thing, models, migrations, note=note, reason=reason, about=about)


def pair_sequences(models: Iterable[Sequence], migrations: Iterable[Sequence]) -> Pairing[Sequence]:
    """Pair sequences by name, then by their owning column: the sequence of a renamed table keeps its old name."""
    by_name = pair(models, migrations, lambda sequence: (sequence.schema, sequence.name))
    by_owner = pair(by_name.missing, by_name.extra, lambda sequence: sequence.owner or id(sequence))
    return Pairing((*by_name.both, *by_owner.both), by_owner.missing, by_owner.extra)
