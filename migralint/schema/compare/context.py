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
    """The two databases and how names and SQL are read in them."""

    models: Database
    migrations: Database
    project_dialect: str
    """The dialect the migrations are written for; SQLite may only stand in for it."""
    names_used: frozenset[str]
    """Constraint names that a kept revision's code uses."""
    dialects: frozenset[str] = frozenset()
    """All that the project runs on, as it says itself; empty: it does not say."""

    @property
    def dialect(self) -> str:
        """The dialect of both databases."""
        return self.models.dialect

    @property
    def batch(self) -> bool:
        """Whether ALTER needs Alembic's batch mode."""
        return self.project_dialect == "sqlite"

    def key(self, name: str | None) -> str:
        """`name` as the database identifies it."""
        return self.models.key(name)

    def expression(self, sql: str, table: str = "", columns: Collection[str] = ()) -> Tree:
        """`sql` without its spelling."""
        return canonical(sql, dialect=self.dialect, table=table, columns=frozenset(columns), strict=self.has_operators)

    @property
    def has_operators(self) -> bool:
        """Whether somebody made operators or casts, for which the type of a literal counts (PostgreSQL)."""
        return any(one.sort in ("operator", "cast") for side in (self.models, self.migrations) for one in side.others)

    def stored(self, kind: Literal["table", "index"], models: str, migrations: str) -> tuple[str, str]:
        """The two stored definitions without spelling; of equal ones nothing is read."""
        if models == migrations or self.dialect != "sqlite":
            return models, migrations
        normal = stored_table if kind == "table" else stored_index
        return normal(models), normal(migrations)

    def tokens(self, sql: str) -> tuple[str, ...]:
        """`sql` token by token, without its spelling."""
        words = normalized(tokenize(sql, self.dialect), fold_names=self.models.folds_names)
        return words if self.dialect == "sqlite" else cast_elements(words)

    def definition(self, sql: str) -> tuple[str, ...]:
        """The definition of a view or trigger likewise; on SQLite with its strings in double quotes as strings."""
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
    """The things of both sides by identity."""

    both: tuple[tuple[T, T], ...]
    """The models' and the migrations'."""
    missing: tuple[T, ...]
    """In the models alone."""
    extra: tuple[T, ...]
    """In the migrations alone."""


def pair(models: Iterable[T], migrations: Iterable[T], identity: Callable[[T], object]) -> Pairing[T]:
    """Pair what has the same identity, in the models' order."""
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
    """Make one difference."""
    return Difference(kind.word, table, thing, models, migrations, note=note, reason=reason, about=about)


def pair_sequences(models: Iterable[Sequence], migrations: Iterable[Sequence]) -> Pairing[Sequence]:
    """Pair by name, then by the column that owns them: a renamed table's sequence keeps its old name."""
    by_name = pair(models, migrations, lambda sequence: (sequence.schema, sequence.name))
    by_owner = pair(by_name.missing, by_name.extra, lambda sequence: sequence.owner or id(sequence))
    return Pairing((*by_name.both, *by_owner.both), by_owner.missing, by_owner.extra)
