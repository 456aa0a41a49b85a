"""CREATE and DROP statements in dependency order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from migralint.schema.compare.names import shortened
from migralint.schema.constraint import ForeignKey
from migralint.schema.database import Database, full_name
from migralint.schema.naming import Thing
from migralint.schema.objects import CompositeType, Domain, Function, View
from migralint.schema.objects import Sequence as NumberSequence
from migralint.schema.opsource.layout import Call, Code, call, execute, identifier, string
from migralint.schema.opsource.objects import NAMED_APART
from migralint.schema.order import in_order, tables_in_order
from migralint.schema.squash.cells import cells_of
from migralint.schema.squash.objects import create, drop, sequence_words
from migralint.schema.squash.rows import insert_rows, set_positions
from migralint.schema.squash.seeds.generated_values import fresh_values
from migralint.schema.squash.steps import Group, Steps, written
from migralint.schema.squash.style import Style
from migralint.schema.squash.tables import comment_on, create_foreign_key, create_table, drop_table
from migralint.schema.squash.types import variable
from migralint.schema.table import Table


def steps_of(database: Database, style: Style) -> Steps:
    """Return the steps that build `database` from nothing, and those that remove it. Raises NotWritableError."""
    tables, later = tables_in_order(database.tables)
    if style.dialect == "sqlite":
        later = {}
    early = _called_by_tables(database)
    others = [one for one in database.functions if one not in early]
    # Views call functions, and functions accept and return rows of views.
    routines: list[Function | View] = [*others, *database.views]
    late = in_order(routines, _bare, lambda one: one.definition)
    serial = _serial_sequences(database)
    standing = [one for one in database.sequences if (one.schema, one.name) not in serial]
    # Columns, domains and functions may depend on these.
    needed = sorted((one for one in database.others if one.sort in NAMED_APART), key=lambda one: _rank(one.sort))
    last = [one for one in database.others if one.sort not in NAMED_APART]
    unsorted_types: list[Domain | CompositeType] = [*database.domains, *database.types]
    types = in_order(unsorted_types, lambda one: one.name, str)

    groups: list[Group] = [[execute(f"CREATE SCHEMA {identifier(None, name)}")] for name in _schemas(database)]
    groups += [_created(one, style) for one in database.extensions]
    groups += [_enum(one) for one in database.enums]
    first: list[Thing] = [*needed, *types, *standing, *early]
    groups += [_created(one, style) for one in first]
    groups += [list(create_table(table, style, later.get(table, ()))) for table in tables]
    groups.append(list(_sequences(database, serial, standing)))
    cells = cells_of(database, style)
    lines = (line for table in tables if table in cells for line in cells[table].parts())
    fresh = fresh_values(lines, [variable(one) for one in style.enums])
    inserts: list[Group] = [
        [*insert_rows(table, cells.get(table), fresh, style), *set_positions(table, style)] for table in tables
    ]
    groups.append(list(fresh.assignments(_names(inserts))))
    groups += inserts
    groups.append(list(_late_keys(tables, later, style)))
    groups.append([_position(one) for one in database.sequences if one.position is not None])
    rest: list[Thing] = [*late, *database.triggers, *database.policies, *last]
    groups += [_created(one, style) for one in rest]

    down = [execute(drop(one)) for one in reversed(last)]
    owners = [table.name for table in database.tables] + [view.name for view in database.views]
    first_down = [one for one in late if isinstance(one, View) or _is_about(one, owners)]
    last_down = [*early, *(one for one in others if one not in first_down)]
    down += [execute(drop(one)) for one in reversed(first_down)]
    down += [_drop_key(table, key, style) for table, keys in reversed(later.items()) for key in keys]
    # Triggers, policies, indexes and rows are dropped with their table.
    owned = {(one.schema, one.name) for one in standing if one.owner}
    down += [drop_table(table) for table in reversed(tables)]
    down += [execute(drop(one)) for one in reversed(last_down)]
    down += [execute(drop(one)) for one in reversed(standing) if (one.schema, one.name) not in owned]
    down += [execute(drop(one)) for one in reversed(types)]
    down += [execute(drop(one)) for one in reversed(needed)]
    down += [call(f"{variable(one)}.drop", Code("op.get_bind()")) for one in reversed(database.enums)]
    down += [execute(drop(one)) for one in reversed(database.extensions)]
    down += [execute(f"DROP SCHEMA {identifier(None, name)}") for name in reversed(_schemas(database))]
    return Steps(tuple(group for group in groups if group), down)


def _rank(sort: str) -> int:
    return NAMED_APART.index(sort)


def _names(groups: Iterable[Group]) -> set[str]:
    """Return the words in the source of the groups, which include all variables."""
    return {word for group in groups if group for word in re.findall(r"\w+", written(group))}


def _created(thing: Thing, style: Style) -> Group:
    return [execute(statement) for statement in create(thing, style)]


def _enum(enum: Thing) -> Group:
    comment = f"COMMENT ON TYPE {identifier(enum.schema, enum.name)} IS {string(enum.comment)}" if enum.comment else ""  # type: ignore[union-attr]
    calls = [call(f"{variable(enum)}.create", Code("op.get_bind()"))]  # type: ignore[arg-type]
    return [*calls, execute(comment)] if comment else calls


def _schemas(database: Database) -> list[str]:
    return [] if database.dialect == "sqlite" else sorted(database.schemas)


def _called_by_tables(database: Database) -> list[Function]:
    """Return the functions that defaults, checks and indexes call."""
    expressions = " ".join(_expressions(database.tables))
    expressions += " ".join(definition for domain in database.domains for _, definition in domain.checks)
    return [one for one in database.functions if re.search(rf"\b{re.escape(_bare(one))}\b", expressions)]


def _bare(thing: Function | View) -> str:
    return thing.name if isinstance(thing, View) else thing.signature.partition("(")[0].strip('"')


def _expressions(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        for column in table.columns:
            yield column.default or ""
            yield column.computed.expression if column.computed is not None else ""
        yield from (check.expression for check in table.checks)
        for index in table.indexes:
            yield index.where or ""
            yield from (part.expression for part in index.parts if not part.is_column)


def _is_about(function: Function, owners: Sequence[str]) -> bool:
    """Whether its arguments or its result are rows of a table or view, so that it must be dropped before that."""
    head = function.definition.partition(" AS $")[0]
    return any(re.search(rf"\b{re.escape(name)}\b", head) for name in owners)


def _serial_sequences(database: Database) -> set[tuple[str | None, str]]:
    """Return the sequences that a serial column creates."""
    columns = {
        f"{full_name(table.schema, table.name)}.{column.name}"
        for table in database.tables
        for column in table.columns
        if column.autoincrement == "SERIAL"
    }
    return {(one.schema, one.name) for one in database.sequences if one.owner in columns}


def _sequences(
    database: Database, serial: set[tuple[str | None, str]], standing: Sequence[NumberSequence]
) -> Iterator[Call]:
    """Yield changes of serial columns' sequences that differ from the default, and the owners of other sequences."""
    types = {
        f"{full_name(table.schema, table.name)}.{column.name}": (table, column)
        for table in database.tables
        for column in table.columns
    }
    for one in database.sequences:
        name = identifier(one.schema, one.name)
        if (one.schema, one.name) in serial:
            table, column = types[one.owner]
            own = shortened(table.name, column.name, "seq")
            if own != one.name:
                yield execute(f"ALTER SEQUENCE {identifier(one.schema, own)} RENAME TO {identifier(None, one.name)}")
            usual = NumberSequence(one.name, one.schema, column.type, owner=one.owner)
            if sequence_words(usual) != sequence_words(one):
                yield execute(f"ALTER SEQUENCE {name} {sequence_words(one)}")
    for one in standing:
        if one.owner:
            owner = ".".join(identifier(None, part) for part in one.owner.split("."))
            yield execute(f"ALTER SEQUENCE {identifier(one.schema, one.name)} OWNED BY {owner}")


def _position(sequence: NumberSequence) -> Call:
    return execute(f"SELECT setval({string(identifier(sequence.schema, sequence.name))}, {sequence.position})")


def _late_keys(tables: Sequence[Table], later: Mapping[Table, Sequence[ForeignKey]], style: Style) -> Iterator[Call]:
    if later and any(key.deferrable.endswith("INITIALLY DEFERRED") for table in tables for key in table.foreign_keys):
        # A table cannot be altered while deferred checks of its rows are pending.
        yield execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield execute("SET CONSTRAINTS ALL DEFERRED")
    for table, keys in later.items():
        for key in keys:
            yield create_foreign_key(table, key, style)
            yield from comment_on(table, key)


def _drop_key(table: Table, key: ForeignKey, style: Style) -> Call:
    schema = {"schema": table.schema} if table.schema else {}
    return call("op.drop_constraint", style.named(key.name or ""), table.name, type_="foreignkey", **schema)
