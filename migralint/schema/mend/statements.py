"""Mends objects for which Alembic has no directive, with SQL in `op.execute`."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed

from msgspec.structs import replace as uncommented

from migralint.schema.naming import Thing, creates_itself, drop_statement, enabling, kind_of, target_of
from migralint.schema.objects import (
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Function,
    Other,
    Sequence,
    Trigger,
    View,
)
from migralint.schema.opsource.layout import string
from migralint.schema.opsource.objects import comment_on, created
from migralint.schema.opsource.python import domain_words, execute, identifier, view_words


def create(thing: Thing) -> str:
    """Create an object that the models have, with its comment."""
    statements = create_statements(thing)
    return "\n".join(execute(one) for one in statements) if statements else f"# create {_of_sort(thing)}"


def create_statements(thing: Thing) -> list[str]:
    """Return the SQL that creates the object with its comment; empty if there is none."""
    statements = _create(thing)
    return [*statements, comment_on(thing, identifier)] if statements and thing.comment else statements


def comment(thing: Thing) -> str:
    """Set or remove the comment."""
    return execute(comment_on(thing, identifier))


def _create(thing: Thing) -> list[str]:
    match thing:
        case View():
            return _create_view(thing)
        case Trigger():
            whole = thing.definition.upper().startswith("CREATE ")
            statement = thing.definition if whole else f"CREATE TRIGGER {_named(thing)} {thing.definition}"
            return [statement, *enabling(thing, identifier)]
        case Function():
            return [thing.definition]
        case Extension():
            schema = f" SCHEMA {identifier(None, thing.schema)}" if thing.schema else ""
            return [f"CREATE EXTENSION {_named(thing)}{schema}"]
        case Sequence():
            return [f"CREATE SEQUENCE {_named(thing)} {_sequence(thing)}"]
    return created(thing, identifier)


def drop(thing: Thing) -> str:
    """Drop an object that the models lack."""
    if isinstance(thing, Other) and thing.sort == "partition constraint":
        return f"# re-enable {thing.name}"
    return execute(drop_statement(thing, identifier))


def replace_view(models: View, migrations: View, readers: Listed[tuple[View, View]]) -> str:
    """Replace a view that `readers` read: drop these first, in this order, and create them again in reverse order.

    `readers` contains pairs of the present and the new view.
    """
    lines = [drop(there) for there, _ in readers]
    lines += [replace(models, migrations), *(create(new_view) for _, new_view in reversed(readers))]
    return "\n".join(lines)


def replace(models: Thing, migrations: Thing) -> str:
    """Change the migrations' object to that of the models."""
    if uncommented(models, comment=None) == uncommented(migrations, comment=None):
        return comment(models)
    match models, migrations:
        case EnumType(), EnumType():
            return _enum(models, migrations)
        case Other(), Other() if models.sort.endswith(("setting", "trigger")) and creates_itself(models):
            return create(models)  # which overwrites the present value
        case Other(), Other() if not created(models, identifier):
            return f"# make {_of_sort(models)} anew: {models.definition}"
        case Sequence(), Sequence():
            renamed = f"ALTER SEQUENCE {_named(migrations)} RENAME TO {identifier(None, models.name)}"
            lines = [execute(renamed)] if models.name != migrations.name else []
            return "\n".join([*lines, execute(f"ALTER SEQUENCE {_named(models)} {_sequence(models)}")])
        case Domain(), Domain() if (models.type, models.collation) == (migrations.type, migrations.collation):
            return _domain(models, migrations)
        case Function(), Function() if _replaces(models, migrations):
            return _with_comment(models, migrations, execute(models.definition.replace(*_OR_REPLACE, 1)))
        case Extension(), Extension():
            return _extension(models, migrations)
        case (Domain() as target, Domain()) | (CompositeType() as target, CompositeType()):
            return f"# alter {kind_of(target)} {_named(target)} to {_definition(target)}"
    return "\n".join((drop(migrations), create(models)))


_OR_REPLACE = ("CREATE AGGREGATE ", "CREATE OR REPLACE AGGREGATE ")
"""The server already prints functions and procedures with CREATE OR REPLACE."""


def _replaces(models: Function, migrations: Function) -> bool:
    """Whether CREATE OR REPLACE can change the function: not if its kind, arguments or result differ."""
    if (kind_of(models), models.signature) != (kind_of(migrations), migrations.signature):
        return False
    heads = [one.definition.partition("\n LANGUAGE ")[0].partition("\n RETURNS ") for one in (models, migrations)]
    results = {result for _, _, result in heads}
    defaults = [arguments.count(" DEFAULT ") for arguments, _, _ in heads]
    return len(results) == 1 and defaults[0] >= defaults[1]


def _with_comment(models: Thing, migrations: Thing, mended: str) -> str:
    """Return `mended`, followed by the comment if it differs."""
    same = (models.comment or None) == (migrations.comment or None)
    return mended if same else f"{mended}\n{comment(models)}"


def _extension(models: Extension, migrations: Extension) -> str:
    lines = []
    if models.version != migrations.version:
        lines.append(execute(f"ALTER EXTENSION {_named(models)} UPDATE TO {string(models.version)}"))
    if models.schema != migrations.schema:
        schema = identifier(None, models.schema or "public")
        lines.append(execute(f"ALTER EXTENSION {_named(models)} SET SCHEMA {schema}"))
    return "\n".join(lines)


def _create_view(view: View) -> list[str]:
    columns, query = "", view.definition
    if query.startswith("("):
        columns, _, query = query.partition(") ")
        columns = f" {columns})"
    options, empty, indexes = view_words(view)
    lines = [f"CREATE {kind_of(view)} {_named(view)}{columns}{options} AS {query}{empty}"]
    lines += indexes
    for option in view.options:
        lines += [
            f"ALTER VIEW {_named(view)} ALTER {column} SET DEFAULT {default}"
            for column, default in _VIEW_DEFAULT.findall(option)
        ]
    return lines


_VIEW_DEFAULT = re.compile(r"^(\"(?:[^\"]|\"\")*\"|\w+) DEFAULT (.*)$", re.MULTILINE)
"""The default of a view column."""


def _domain(models: Domain, migrations: Domain) -> str:
    name = f"ALTER DOMAIN {_named(models)}"
    actions = []
    if models.default != migrations.default:
        actions.append("DROP DEFAULT" if models.default is None else f"SET DEFAULT {models.default}")
    if models.nullable != migrations.nullable:
        actions.append(f"{'DROP' if models.nullable else 'SET'} NOT NULL")
    for check, _ in sorted(set(migrations.checks) - set(models.checks)):
        actions.append(f"DROP CONSTRAINT {identifier(None, check)}")
    for check, definition in sorted(set(models.checks) - set(migrations.checks)):
        actions.append(f"ADD CONSTRAINT {identifier(None, check)} {definition}")
    return "\n".join(execute(f"{name} {action}") for action in actions)


def _of_sort(thing: Thing) -> str:
    if not isinstance(thing, Other):
        return f"the {kind_of(thing).lower()} {target_of(thing, identifier)}"
    return f"the {thing.sort} {identifier(thing.schema, thing.name)}"


def create_schema(name: str) -> str:
    """Create a schema that the models need."""
    return execute(f"CREATE SCHEMA {identifier(None, name)}")


def drop_schema(name: str) -> str:
    """Drop a schema that the models lack."""
    return execute(f"DROP SCHEMA {identifier(None, name)}")


def _enum(models: EnumType, migrations: EnumType) -> str:
    """Add values; they can be neither removed nor moved."""
    if tuple(value for value in models.values if value in migrations.values) != migrations.values:
        return "# values cannot be removed or moved: create a new type, alter the columns to it, drop the old one"
    lines = ["# outside a transaction: with op.get_context().autocommit_block():"]
    known = list(migrations.values)
    for place, value in enumerate(models.values):
        if value in known:
            continue
        where = f"AFTER {string(models.values[place - 1])}" if place else f"BEFORE {string(known[0])}"
        lines.append(execute(f"ALTER TYPE {_named(models)} ADD VALUE {string(value)} {where}"))
    return "\n".join(lines)


def _named(thing: Thing) -> str:
    return target_of(thing, identifier)


def _definition(thing: CompositeType | Domain) -> str:
    if isinstance(thing, CompositeType):
        return thing.definition
    return domain_words(thing, identifier)


def _sequence(sequence: Sequence) -> str:
    bounds = [
        f"MINVALUE {sequence.minimum}" if sequence.minimum is not None else "NO MINVALUE",
        f"MAXVALUE {sequence.maximum}" if sequence.maximum is not None else "NO MAXVALUE",
    ]
    words = [f"AS {sequence.type}", f"START WITH {sequence.start}", f"INCREMENT BY {sequence.increment}", *bounds]
    words += ["CYCLE" if sequence.cycle else "NO CYCLE", f"CACHE {sequence.cache}"]
    owner = ".".join(identifier(None, part) for part in sequence.owner.split(".")) if sequence.owner else "NONE"
    return " ".join([*words, f"OWNED BY {owner}"])
