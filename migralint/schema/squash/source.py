"""Puts the revision together: what builds a database, in an order in which nothing comes before what it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from migralint.schema.compare.names import shortened
from migralint.schema.constraint import ForeignKey
from migralint.schema.database import Database, full_name
from migralint.schema.objects import CompositeType, Domain, Function
from migralint.schema.objects import Sequence as NumberSequence
from migralint.schema.squash.layout import Call, Code, call, execute, identifier, laid_out, string
from migralint.schema.squash.objects import Thing, create, drop, sequence_words
from migralint.schema.squash.rows import insert_rows, set_positions
from migralint.schema.squash.style import Style
from migralint.schema.squash.tables import create_foreign_key, create_table, drop_table
from migralint.schema.squash.types import variable
from migralint.schema.table import Table

T = TypeVar("T")
Group = list[Call]
"""Statements about one thing; groups are set apart by empty lines."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What both functions of the revision do."""

    upgrade: tuple[Group, ...]
    downgrade: Group


def steps_of(database: Database, style: Style) -> Steps:
    """Return what builds `database` from nothing, and what removes it. Raises NotWritableError."""
    tables, later = _tables_in_order(database.tables)
    if style.dialect == "sqlite":
        later = {}
    early, late = _functions(database)
    serial = _serial_sequences(database)
    standing = [one for one in database.sequences if (one.schema, one.name) not in serial]
    made: list[Domain | CompositeType] = [*database.domains, *database.types]
    types = _in_order(made, lambda one: one.name, str)
    views = _in_order([*database.views], lambda one: one.name, lambda one: one.definition)

    groups: list[Group] = [[execute(f"CREATE SCHEMA {identifier(None, name)}")] for name in _schemas(database)]
    groups += [_created(one, style) for one in database.extensions]
    groups += [_enum(one) for one in database.enums]
    first: list[Thing] = [*types, *standing, *early]
    groups += [_created(one, style) for one in first]
    groups += [list(create_table(table, style, later.get(table, ()))) for table in tables]
    groups.append(list(_sequences(database, serial, standing)))
    groups += [[*insert_rows(table, style), *set_positions(table, style)] for table in tables]
    groups.append(list(_late_keys(tables, later)))
    groups.append([_position(one) for one in database.sequences if one.position is not None])
    rest: list[Thing] = [*late, *views, *database.triggers, *database.policies, *database.others]
    groups += [_created(one, style) for one in rest]

    down = [execute(drop(one)) for one in reversed([*database.others])]
    down += [execute(drop(one)) for one in reversed(views)]
    down += [_drop_key(table, key) for table, keys in reversed(later.items()) for key in keys]
    # Triggers, policies, indexes and rows go with their table.
    owned = {(one.schema, one.name) for one in standing if one.owner}
    both = [*early, *late]
    down += [execute(drop(one)) for one in reversed(late) if _is_about_tables(one, database.tables)]
    down += [drop_table(table) for table in reversed(tables)]
    down += [execute(drop(one)) for one in reversed(both) if one in early or not _is_about_tables(one, database.tables)]
    down += [execute(drop(one)) for one in reversed(standing) if (one.schema, one.name) not in owned]
    down += [execute(drop(one)) for one in reversed(types)]
    down += [call(f"{variable(one)}.drop", Code("op.get_bind()")) for one in reversed(database.enums)]
    down += [execute(drop(one)) for one in reversed(database.extensions)]
    down += [execute(f"DROP SCHEMA {identifier(None, name)}") for name in reversed(_schemas(database))]
    return Steps(tuple(group for group in groups if group), down)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the head of the revision's file."""

    id: str
    message: str
    members: tuple[str, ...]
    """The revisions it stands for, ancestors first."""
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()
    create_date: str | None = None


def revision_source(revision: Header, database: Database, style: Style) -> str:
    """Return the text of the revision's file, as Alembic's template begins one. Raises NotWritableError."""
    steps = steps_of(database, style)
    upgrade = "\n\n".join("\n".join(f"    {laid_out(one, 4)}" for one in group) for group in steps.upgrade)
    downgrade = "\n".join(f"    {laid_out(one, 4)}" for one in steps.downgrade)
    code = f"{upgrade}\n{downgrade}"
    used = [one for one in style.enums if re.search(rf"\b{variable(one)}\b", code)]
    enums = "".join(f"{variable(one)} = {laid_out(_enum_type(one), before=len(variable(one)) + 3)}\n" for one in used)
    body = f"{code}\n{enums}"
    date = f"Create Date: {revision.create_date}\n" if revision.create_date is not None else ""
    members = revision.members
    if len(members) > 1:
        about = f"Builds at once what {len(members)} revisions, from {members[0]} to {members[-1]}, built step by step."
    else:
        about = f"Builds what revision {members[0]} built."
    docstring = f'"""{revision.message}\n\n{about}\n\nRevision ID: {revision.id}\nRevises:\n{date}\n"""\n'
    parts = [
        f"{docstring}\n{_imports(body)}",
        "# revision identifiers, used by Alembic.\n"
        f"revision = {laid_out(revision.id)}\n"
        "down_revision = None\n"
        f"branch_labels = {_names(revision.branch_labels)}\n"
        f"depends_on = {_names(revision.depends_on)}\n",
    ]
    parts += [enums] if enums else []
    head = "\n".join(parts)
    return f"{head}\n\ndef upgrade():\n{upgrade or '    pass'}\n\n\ndef downgrade():\n{downgrade or '    pass'}\n"


def _imports(body: str) -> str:
    standard = [name for name in ("datetime", "uuid") if re.search(rf"\b{name}\.", body)]
    lines = [f"import {name}\n" for name in standard] + (["\n"] if standard else [])
    lines += ["import sqlalchemy as sa\n"] if "sa." in body else []
    lines.append("from alembic import op\n")
    lines += ["from sqlalchemy.dialects import postgresql\n"] if "postgresql." in body else []
    return "".join(lines)


def _names(names: Sequence[str]) -> str:
    if not names:
        return "None"
    written = ", ".join(laid_out(name) for name in names)
    return f"({written},)" if len(names) == 1 else f"({written})"


def _created(thing: Thing, style: Style) -> Group:
    return [execute(statement) for statement in create(thing, style)]


def _enum(enum: Thing) -> Group:
    comment = f"COMMENT ON TYPE {identifier(enum.schema, enum.name)} IS {string(enum.comment)}" if enum.comment else ""  # type: ignore[union-attr]
    made = [call(f"{variable(enum)}.create", Code("op.get_bind()"))]  # type: ignore[arg-type]
    return [*made, execute(comment)] if comment else made


def _enum_type(enum: object) -> Call:
    schema = {"schema": enum.schema} if enum.schema else {}  # type: ignore[attr-defined]
    return call("postgresql.ENUM", *enum.values, name=enum.name, **schema, create_type=False)  # type: ignore[attr-defined]


def _schemas(database: Database) -> list[str]:
    return [] if database.dialect == "sqlite" else sorted(database.schemas)


def _tables_in_order(tables: Sequence[Table]) -> tuple[list[Table], dict[Table, list[ForeignKey]]]:
    """Each table behind those it points to; where they point in a circle, the keys that have to be made afterwards."""
    names = {full_name(table.schema, table.name).lower() for table in tables}
    waiting = {full_name(table.schema, table.name).lower(): table for table in tables}
    ordered: list[Table] = []
    later: dict[Table, list[ForeignKey]] = {}

    def needed(table: Table) -> set[str]:
        own = full_name(table.schema, table.name).lower()
        targets = {key.target.lower() for key in table.foreign_keys}
        targets |= {
            parent.strip().lower()
            for option in table.options
            if option.startswith(("PARTITION OF ", "INHERITS "))
            for parent in re.sub(r"^INHERITS \(|\)$", "", option.removeprefix("PARTITION OF "))
            .split(" FOR ")[0]
            .split(",")
        }
        return (targets & names) - {own}

    while waiting:
        free = [name for name, table in waiting.items() if not needed(table) & waiting.keys()]
        if free:
            ordered += [waiting.pop(name) for name in free]
            continue
        name, table = next(iter(waiting.items()))
        missing = needed(table) & waiting.keys()
        later[table] = [key for key in table.foreign_keys if key.target.lower() in missing]
        ordered.append(waiting.pop(name))
    return ordered, later


def _in_order(things: Sequence[T], name: Callable[[T], str], text: Callable[[T], str]) -> list[T]:
    """Each behind those that its text mentions."""
    waiting = {name(thing): thing for thing in things}
    ordered: list[T] = []
    while waiting:
        free = [
            own
            for own, thing in waiting.items()
            if not any(other != own and re.search(rf"\b{re.escape(other)}\b", text(thing)) for other in waiting)
        ] or list(waiting)[:1]
        ordered += [waiting.pop(own) for own in free]
    return ordered


def _functions(database: Database) -> tuple[list[Function], list[Function]]:
    """Those that tables call in defaults, checks and indexes, and the others."""
    said = " ".join(_expressions(database.tables))
    said += " ".join(definition for domain in database.domains for _, definition in domain.checks)
    early = [one for one in database.functions if re.search(rf"\b{re.escape(_bare(one))}\b", said)]
    ordered = _in_order([one for one in database.functions if one not in early], lambda one: one.signature, str)
    return early, ordered


def _bare(function: Function) -> str:
    return function.signature.partition("(")[0].strip('"')


def _expressions(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        for column in table.columns:
            yield column.default or ""
            yield column.computed.expression if column.computed is not None else ""
        yield from (check.expression for check in table.checks)
        for index in table.indexes:
            yield index.where or ""
            yield from (part.expression for part in index.parts if not part.is_column)


def _is_about_tables(function: Function, tables: Sequence[Table]) -> bool:
    """Whether its arguments or its result are rows of a table, so that it has to go before that."""
    head = function.definition.partition(" AS $")[0]
    return any(re.search(rf"\b{re.escape(table.name)}\b", head) for table in tables)


def _serial_sequences(database: Database) -> set[tuple[str | None, str]]:
    """The sequences that come with a serial column."""
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
    """What serial columns' sequences are beyond what they come as, and who owns the others."""
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


def _late_keys(tables: Sequence[Table], later: Mapping[Table, Sequence[ForeignKey]]) -> Iterator[Call]:
    if later and any(key.deferrable.endswith("INITIALLY DEFERRED") for table in tables for key in table.foreign_keys):
        # A table cannot be altered while checks of its rows are pending.
        yield execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield execute("SET CONSTRAINTS ALL DEFERRED")
    yield from (create_foreign_key(table, key) for table, keys in later.items() for key in keys)


def _drop_key(table: Table, key: ForeignKey) -> Call:
    schema = {"schema": table.schema} if table.schema else {}
    return call("op.drop_constraint", key.name, table.name, type_="foreignkey", **schema)
