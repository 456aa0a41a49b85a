"""Values that differ in another run of the same migrations: now(), uuid4(), secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.schema.compare.rows import is_volatile_default
from migralint.schema.database import Database, full_name
from migralint.schema.rows import Rows
from migralint.schema.squash.seeds.colours import Line, colours, shown
from migralint.schema.squash.seeds.expressions import modules_of
from migralint.schema.squash.seeds.tokens import Identifier, Part, Recognizer, Window, keys
from migralint.schema.table import Table

FROZEN = "frozen"
"""Accepted: the values of one run are used."""
LEAVE_OUT = "leave-out"
"""Accepted: the rows are omitted."""


class Run(Struct, frozen=True):
    """A database that the migrations have built, and the time of this run."""

    database: Database
    window: Window


class Volatile(Struct, frozen=True):
    """The differences between two runs. A column is (table, with its schema unless that is the default one; column)."""

    stable: AbstractSet[str] = frozenset()
    """Values that occur in every run, so that they are not generated (`tokens.key`)."""
    fresh: AbstractSet[tuple[str, str]] = frozenset()
    """Columns with UUIDs and times that each run generates."""
    by_default: AbstractSet[tuple[str, str]] = frozenset()
    """Columns whose server default gives each row a value of its own, with nothing else known about it."""
    unknown: AbstractSet[tuple[str, str]] = frozenset()
    """Columns with other values that differ between runs."""
    unstable: tuple[str, ...] = ()
    """Tables whose rows differ in more than single columns, or that have too many rows to compare."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """The user's decision on a table or a "table.column": `FROZEN`, `LEAVE_OUT` or a Python expression."""
    kept: Mapping[tuple[str, str], AbstractSet[str]] = field(default_factory=dict)
    """By accepted column, the values that occur in every run."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns with such values, as "table.column"."""
        return tuple(sorted(f"{table}.{column}" for table, column in self.fresh | self.by_default | self.unknown))

    @property
    def modules(self) -> frozenset[str]:
        """The modules that the accepted expressions use."""
        chosen = {one for one in self.accepted.values() if one not in (FROZEN, LEAVE_OUT)}
        return frozenset().union(*map(modules_of, chosen))

    def recognizer(self, window: Window) -> Recognizer:
        """Return the recognizer for the rows of a database."""
        return Recognizer(window, self.stable)

    def uses(self, name: str) -> bool:
        """Whether the decision on a table or column has an effect."""
        table, _, column = name.rpartition(".")
        return name in self.unstable or self.accepted.get(name) == LEAVE_OUT or (table, column) in self.kept

    def ignored(self, table: str, column: str) -> bool:
        """Whether the values of the column are not compared."""
        return (table, column) in self.by_default | self.unknown or f"{table}.{column}" in self.accepted


def find_volatile(pairs: Iterable[tuple[Run, Run]], accepted: Mapping[str, str] | None = None) -> Volatile:
    """Compare pairs of databases, each built twice by the same migrations."""
    both = list(pairs)
    accepted = accepted or {}
    one, other = ({key for pair in both for key in _keys(pair[side].database)} for side in (0, 1))
    stable = frozenset(one & other)
    fresh: set[tuple[str, str]] = set()
    unknown: set[tuple[str, str]] = set()
    defaults: set[tuple[str, str]] = set()
    unstable: dict[str, None] = {}
    kept: dict[tuple[str, str], AbstractSet[str]] = {}
    for pair in both:
        readers = [Recognizer(run.window, stable) for run in pair]
        others = {_name(table): table for table in pair[1].database.tables}
        for table in pair[0].database.tables:
            name = _name(table)
            differing = _differing(table, others.get(name), readers)
            if differing is None:
                unstable[name] = None
                continue
            fresh |= {(name, column) for column in _fresh(table, readers[0])}
            by_default = {
                one.name for one in table.columns if is_volatile_default(one.default, pair[0].database.dialect)
            }
            defaults |= {(name, column) for column in differing if column in by_default}
            unknown |= {(name, column) for column in differing if column not in by_default}
            for column in differing if name in others else ():
                if f"{name}.{column}" in accepted:
                    kept[name, column] = _values(table, column) & _values(others[name], column)
    unknown -= defaults
    volatile = Volatile(
        stable, frozenset(fresh), frozenset(defaults), frozenset(unknown), tuple(unstable), dict(accepted), kept
    )
    apart = (_apart(*(compared(run.database, run.window, volatile) for run in pair)) for pair in both)
    tied = {name: None for names in apart for name in names if name not in unstable}
    return replace(volatile, unstable=(*unstable, *tied))


def compared(database: Database, window: Window, volatile: Volatile, *, alone: bool = False) -> Database:
    """Return the database with everything that must be the same in each run.

    Identifiers become names that describe their positions, and times their distance from the run; values that cannot be
    compared are omitted. `alone`: identifiers are not distinguished, so that a part of a database equals the same part
    of the whole database.
    """
    reader = volatile.recognizer(window)
    colour_of = {} if alone else colours_of(database, reader, volatile)
    tables = tuple(_compared(table, reader, colour_of, volatile) for table in database.tables)
    views = database.views
    if volatile.columns or volatile.unstable or volatile.accepted:  # rows of a materialised view follow their tables
        views = tuple(replace(view, rows=None) for view in views)
    return replace(database, tables=tables, views=views)


def colours_of(database: Database, reader: Recognizer, volatile: Volatile) -> dict[str, str]:
    """Return a name for each identifier that describes its positions."""
    lines = (line for table in database.tables for line in _lines(table, reader, volatile))
    return colours([line for line in lines if any(isinstance(part, Identifier) for part in _all(line))])


def identifiers_of(run: Run, volatile: Volatile) -> frozenset[str]:
    """Return the UUIDs that the run generated, by their digits."""
    reader = volatile.recognizer(run.window)
    lines = (line for table in run.database.tables for line in _lines(table, reader, volatile))
    return frozenset(part.hex for line in lines for part in _all(line) if isinstance(part, Identifier))


def _compared(table: Table, reader: Recognizer, colour_of: Mapping[str, str], volatile: Volatile) -> Table:
    rows = table.rows
    name = _name(table)
    if name in volatile.unstable or name in volatile.accepted:
        return replace(table, rows=None)
    if (
        rows is None
        or not rows.kept
        or not any(
            owner == name for owner, _ in volatile.fresh | volatile.by_default | volatile.unknown | _split(volatile)
        )
    ):
        return table
    kept = tuple(
        sorted(tuple(shown(parts, colour_of) for _, parts in line.cells) for line in _lines(table, reader, volatile))
    )
    columns = tuple(column for column in rows.columns if not volatile.ignored(name, column))
    return replace(table, rows=Rows(len(kept), repr(kept), columns, kept))


def _split(volatile: Volatile) -> set[tuple[str, str]]:
    """Return the accepted columns."""
    return {(table, column) for table, _, column in (name.rpartition(".") for name in volatile.accepted) if table}


def _lines(table: Table, reader: Recognizer, volatile: Volatile) -> Iterator[Line]:
    rows, name = table.rows, _name(table)
    if rows is None or rows.kept is None or name in volatile.unstable or name in volatile.accepted:
        return
    types = _types(table)
    places = [place for place, column in enumerate(rows.columns) if not volatile.ignored(name, column)]
    for row in left(table, volatile):
        cells = ((rows.columns[at], reader.parts(row[at], types.get(rows.columns[at], ""))) for at in places)
        yield Line(name, tuple(cells))


def left(table: Table, volatile: Volatile) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table without those that are to be omitted."""
    rows, name = table.rows, _name(table)
    if rows is None or rows.kept is None or volatile.accepted.get(name) == LEAVE_OUT:
        return ()
    conditions = [
        (rows.columns.index(column), kept)
        for (owner, column), kept in volatile.kept.items()
        if owner == name and volatile.accepted[f"{name}.{column}"] == LEAVE_OUT
    ]
    return tuple(row for row in rows.kept if all(row[place] in kept for place, kept in conditions))


def _all(line: Line) -> Iterator[Part]:
    return (part for _, parts in line.cells for part in parts)


def _apart(one: Database, other: Database) -> list[str]:
    others = {_name(table): table.rows for table in other.tables}
    return [
        _name(table)
        for table in one.tables
        if table.rows is not None
        and (rows := others.get(_name(table))) is not None
        and (table.rows.count, table.rows.digest) != (rows.count, rows.digest)
    ]


def _differing(table: Table, other: Table | None, readers: list[Recognizer]) -> set[str] | None:
    """Return the columns in which the rows differ beyond generated values; None if they differ in more than columns."""
    one, two = table.rows, None if other is None else other.rows
    if one is None or two is None or (one.count, one.digest) == (two.count, two.digest):
        return None if other is None else set()
    if one.count != two.count or one.kept is None or two.kept is None or one.columns != two.columns:
        return None
    types = [_types(table).get(column, "") for column in one.columns]
    blind = [
        [
            tuple(shown(reader.parts(cell, kind), {}) for cell, kind in zip(row, types, strict=True))
            for row in rows.kept or ()
        ]
        for rows, reader in zip((one, two), readers, strict=True)
    ]
    places = [
        place
        for place in range(len(types))
        if Counter(row[place] for row in blind[0]) != Counter(row[place] for row in blind[1])
    ]
    rest = [sorted(tuple(cell for at, cell in enumerate(row) if at not in places) for row in rows) for rows in blind]
    return {one.columns[place] for place in places} if rest[0] == rest[1] else None


def _fresh(table: Table, reader: Recognizer) -> Iterator[str]:
    rows = table.rows
    if rows is None or not rows.kept:
        return
    types = _types(table)
    for place, column in enumerate(rows.columns):
        kind = types.get(column, "")
        if any(not isinstance(part, str) for row in rows.kept for part in reader.parts(row[place], kind)):
            yield column


def _types(table: Table) -> dict[str, str]:
    """Return the type of each column, by its name and by its name in lower case, as in SQLite's rows."""
    return {name: column.type for column in table.columns for name in (column.name.lower(), column.name)}


def _values(table: Table, column: str) -> frozenset[str]:
    rows = table.rows
    if rows is None or not rows.kept:
        return frozenset()
    place = rows.columns.index(column)
    return frozenset(row[place] for row in rows.kept)


def _keys(database: Database) -> Iterator[str]:
    for table in database.tables:
        for row in table.rows.kept or () if table.rows is not None else ():
            for literal in row:
                yield from keys(literal)


def _name(table: Table) -> str:
    return full_name(table.schema, table.name)
