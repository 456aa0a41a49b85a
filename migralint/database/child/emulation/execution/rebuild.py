"""Rebuilds a table with an edited CREATE text, and keeps its rows, indexes and triggers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .....sql.create_table import TableText, read_table
from .....sql.names import folded, quote
from .....sql.tokens import tokenize_server
from ..reading.catalogue import Catalogue, in_schema
from ..reading.table_edit import drop_constraint, rename_table, splice

_HIDDEN = "migralint_hidden_parent"


def rebuild(
    catalogue: Catalogue,
    schema: str,
    table: TableText,
    new: TableText,
    *,
    values: Mapping[str, str] | None = None,
    without: frozenset[str] = frozenset(),
) -> None:
    """Replace `table` by `new`, which has the same name.

    Rows are copied by column name; `values` maps columns of `new` to the SQL to copy instead. A column with neither
    gets its default. Indexes and triggers are created again from their own text, except those in `without` (in lower
    case); views keep their text. Works inside and outside a transaction, with and without enforced foreign keys; after
    a failure nothing has changed. Raises the driver's errors.

    The steps are those of https://www.sqlite.org/lang_altertable.html#otheralter.
    """
    name = table.name
    temporary = _free_name(catalogue, schema, f"migralint_new_{name}")
    dependents = [one for one in catalogue.dependents(schema, name) if folded(one.name) not in without]
    sequence = _sequence(catalogue, schema, name)
    columns, sources = _copied(table, new, values or {})
    qualified = f"{quote(schema)}.{quote(name)}"
    with (
        _foreign_keys_off(catalogue, schema, name) as hidden,
        savepoint(catalogue, "migralint_rebuild"),
        _legacy_rename(catalogue),
    ):
        created = _without_references(new, name) if hidden else new
        catalogue.execute(rename_table(created, temporary, schema).sql)
        if columns:
            order = "" if table.without_rowid or _hides_rowid(table) else " ORDER BY rowid"
            catalogue.execute(
                f"INSERT INTO {quote(schema)}.{quote(temporary)} ({', '.join(columns)}) "
                f"SELECT {', '.join(sources)} FROM {qualified}{order}"
            )
        catalogue.execute(f"DROP TABLE {qualified}")
        catalogue.execute(f"ALTER TABLE {quote(schema)}.{quote(temporary)} RENAME TO {quote(name)}")
        if created is not new:
            _store(catalogue, schema, {name: new.sql})
        for one in dependents:
            catalogue.execute(in_schema(one.sql, schema))
        if sequence is not None and any(one.autoincrement for one in new.constraints):
            catalogue.execute(f"DELETE FROM {quote(schema)}.sqlite_sequence WHERE name = ?", (name,))
            catalogue.execute(
                f"INSERT INTO {quote(schema)}.sqlite_sequence (name, seq) VALUES (?, ?)", (name, sequence)
            )


def _copied(table: TableText, new: TableText, values: Mapping[str, str]) -> tuple[list[str], list[str]]:
    chosen = {folded(name): source for name, source in values.items()}
    columns = []
    sources = []
    for column in new.columns:
        if column.constraint("generated") is not None:
            continue
        source = chosen.get(folded(column.name))
        if source is None and table.column(column.name) is not None:
            source = quote(column.name)
        if source is not None:
            columns.append(quote(column.name))
            sources.append(source)
    return columns, sources


def _hides_rowid(table: TableText) -> bool:
    return table.column("rowid") is not None


def _free_name(catalogue: Catalogue, schema: str, preferred: str) -> str:
    name, number = preferred, 1
    while catalogue.execute(f"SELECT 1 FROM {quote(schema)}.sqlite_master WHERE name = ? COLLATE NOCASE", (name,)):
        number += 1
        name = f"{preferred}_{number}"
    return name


def _sequence(catalogue: Catalogue, schema: str, name: str) -> int | None:
    if catalogue.find_table("sqlite_sequence", schema) is None:
        return None
    rows = catalogue.execute(f"SELECT seq FROM {quote(schema)}.sqlite_sequence WHERE name = ?", (name,))
    return None if not rows else rows[0][0]


@contextmanager
def savepoint(catalogue: Catalogue, name: str) -> Iterator[None]:
    """Make the statements of the block atomic, inside and outside a transaction."""
    catalogue.execute(f"SAVEPOINT {name}")
    try:
        yield
    except BaseException:
        catalogue.execute(f"ROLLBACK TO {name}")
        catalogue.execute(f"RELEASE {name}")
        raise
    catalogue.execute(f"RELEASE {name}")


@contextmanager
def _legacy_rename(catalogue: Catalogue) -> Iterator[None]:
    # Otherwise RENAME would check every view and trigger, and fail on those that name the table just dropped.
    before = catalogue.pragma("legacy_alter_table")
    catalogue.execute("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        catalogue.execute(f"PRAGMA legacy_alter_table = {before}")


@contextmanager
def _foreign_keys_off(catalogue: Catalogue, schema: str, name: str) -> Iterator[bool]:
    """Prevent DROP TABLE from deleting rows of other tables, as it does first if foreign keys are enforced.

    Outside a transaction the pragma does this. Inside a transaction the pragma is ignored; there the foreign keys that
    refer to the table are redirected until the new table exists. Yields whether they are redirected.
    """
    if not catalogue.pragma("foreign_keys"):
        yield False
    elif not catalogue.connection.in_transaction:
        catalogue.execute("PRAGMA foreign_keys = OFF")
        try:
            yield False
        finally:
            catalogue.execute("PRAGMA foreign_keys = ON")
    else:
        kept = {one: sql for one, sql in catalogue.tables(schema).items() if _refers(sql, name)}
        _store(catalogue, schema, {one: _hide(sql, name) for one, sql in kept.items()})
        try:
            yield True
        except BaseException:
            _store(catalogue, schema, kept)
            raise
        _store(catalogue, schema, {one: sql for one, sql in kept.items() if folded(one) != folded(name)})


def _refers(sql: str, name: str) -> bool:
    return "references" in sql.lower() and any(
        folded(one.target) == folded(name) for one in read_table(sql).constraints if one.target is not None
    )


def _without_references(table: TableText, name: str) -> TableText:
    while True:
        own = next(
            (one for one in table.constraints if one.target is not None and folded(one.target) == folded(name)), None
        )
        if own is None:
            return table
        table = drop_constraint(table, own)


def _hide(sql: str, name: str) -> str:
    table = read_table(sql)
    tokens = tokenize_server(sql)
    changes = [
        (token.start, token.end, quote(_HIDDEN))
        for before, token in zip(tokens, tokens[1:])
        if before.word == "REFERENCES" and folded(token.name) == folded(name) and token.start > table.name_span[1]
    ]
    return splice(sql, *changes)


def _store(catalogue: Catalogue, schema: str, texts: Mapping[str, str]) -> None:
    """Write CREATE texts into sqlite_master unchanged (https://www.sqlite.org/pragma.html#pragma_writable_schema)."""
    if not texts:
        return
    catalogue.execute("PRAGMA writable_schema = ON")
    try:
        for name, sql in texts.items():
            catalogue.execute(
                f"UPDATE {quote(schema)}.sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (sql, name)
            )
    finally:
        catalogue.execute("PRAGMA writable_schema = RESET")
