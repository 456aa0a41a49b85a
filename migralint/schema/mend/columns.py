"""Mends columns."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.schema.column import Column, Identity
from migralint.schema.mend.alter import Call, Place, altered
from migralint.schema.mend.types import sqlalchemy_type
from migralint.schema.opsource.layout import Code, string
from migralint.schema.opsource.python import Value, call, collation, execute, identifier, sql
from migralint.schema.sql.literal import literal
from migralint.sql.tokens import tokenize


def column_source(column: Column, dialect: str, *, uncounted: bool = False) -> Code | None:
    """Return `sa.Column(…)`; None for a type without a known SQLAlchemy name. `dialect`: the project's.

    `uncounted`: SQLAlchemy would take it for a serial column, although it is none.
    """
    declared = sqlalchemy_type(column.type, column.collation)
    # SQLAlchemy before 2.1 cannot express a generated column of PostgreSQL that is not stored.
    virtual = dialect == "postgresql" and column.computed is not None and not column.computed.stored
    if declared is None or virtual:
        return None
    arguments: list[Value] = [column.name, declared]
    keywords: dict[str, Value] = {}
    if column.computed is not None:
        arguments.append(Code(call("sa.Computed", column.computed.expression, persisted=column.computed.stored)))
    if column.identity is not None:
        arguments.append(identity_source(column.identity))
    if uncounted:
        keywords["autoincrement"] = False
    if column.default is not None:
        keywords["server_default"] = default_source(column.default, dialect)
    if column.computed is None or not column.nullable:
        keywords["nullable"] = column.nullable
    if column.comment:
        keywords["comment"] = column.comment
    return Code(call("sa.Column", *arguments, **keywords))


def identity_source(identity: Identity) -> Code:
    """Return `sa.Identity(…)`."""
    keywords: dict[str, Value] = {"always": identity.always}
    keywords |= {"start": identity.start} if identity.start != 1 else {}
    keywords |= {"increment": identity.increment} if identity.increment != 1 else {}
    keywords |= {"minvalue": identity.minimum} if identity.minimum is not None else {}
    keywords |= {"maxvalue": identity.maximum} if identity.maximum is not None else {}
    keywords |= {"cycle": True} if identity.cycle else {}
    keywords |= {"cache": identity.cache} if identity.cache != 1 else {}
    return Code(call("sa.Identity", **keywords))


def add_column(place: Place, column: Column) -> str:
    """Add a column that the models have."""
    source = column_source(column, place.dialect)
    if source is None and place.batch:
        return f"# add the column {column.name}, of type {column.type}"
    if source is None:
        return execute(f"ALTER TABLE {_table(place)} ADD COLUMN {_definition(column)}")
    warning = "# existing rows need a value first\n" if not column.nullable and column.default is None else ""
    stored = column.computed is not None and column.computed.stored
    plain = column.nullable and column.default is None and not stored
    # SQLite can add such a column directly, without a copy of the table.
    return warning + altered(replace(place, batch=place.batch and not plain), Call("add_column", (source,)))


def drop_column(place: Place, column: Column) -> str:
    """Drop a column that the models lack."""
    return altered(place, Call("drop_column", (column.name,)))


def alter_type(place: Place, models: Column, migrations: Column) -> str:
    """Change the type or the collation."""
    target = sqlalchemy_type(models.type, models.collation)
    if place.dialect == "postgresql" and _base(models.type) != _base(migrations.type):
        return _convert(place, models, migrations)
    if target is None and place.batch:
        return f"# change the type of {models.name} to {models.type}"
    if target is None:
        collated = f" COLLATE {collation(models.collation)}" if models.collation else ""
        column = identifier(None, models.name)
        return execute(f"ALTER TABLE {_table(place)} ALTER COLUMN {column} TYPE {models.type}{collated}")
    return _altered(place, migrations, type_=target)


def _base(declared: str) -> str:
    return declared.partition("(")[0].strip()


def _convert(place: Place, models: Column, migrations: Column) -> str:
    """Change to a type of another name: the server casts neither all values nor the default automatically."""
    column = identifier(None, models.name)
    altered_column = f"ALTER TABLE {_table(place)} ALTER COLUMN {column}"
    has_default = migrations.default is not None
    collated = f" COLLATE {collation(models.collation)}" if models.collation else ""
    lines = [execute(f"{altered_column} DROP DEFAULT")] if has_default else []
    # There is no cast between two user-defined types, but each can be cast to and from text.
    user_defined = sqlalchemy_type(models.type) is None and sqlalchemy_type(migrations.type) is None
    value = f"{column}::text" if user_defined else column
    lines.append(execute(f"{altered_column} TYPE {models.type}{collated} USING {value}::{models.type}"))
    if has_default and models.default is not None:
        lines.append(execute(f"{altered_column} SET DEFAULT {models.default}"))
    return "\n".join(lines)


def alter_nullable(place: Place, models: Column, migrations: Column) -> str:
    """Change whether the column can contain NULL."""
    if models.on_conflict != migrations.on_conflict:
        return "# Alembic has no operation for ON CONFLICT of NOT NULL: create the table again"
    if models.not_null or (migrations.not_null and not models.nullable):
        return _alter_not_null(place, models, migrations)
    warning = "" if models.nullable else "# rows with NULL need a value first\n"
    return warning + _altered(place, migrations, nullable=models.nullable)


def _alter_not_null(place: Place, models: Column, migrations: Column) -> str:
    """Drop and add a restricted NOT NULL (PostgreSQL 18), which is a constraint."""
    table, column = f"ALTER TABLE {_table(place)}", identifier(None, models.name)
    lines = [] if migrations.nullable else [execute(f"{table} ALTER COLUMN {column} DROP NOT NULL")]
    lines.append(execute(f"{table} ADD NOT NULL {column}{f' {models.not_null}' if models.not_null else ''}"))
    return "\n".join(lines)


def alter_default(place: Place, models: Column, migrations: Column) -> str:
    """Change the server default."""
    server_default = None if models.default is None else default_source(models.default, place.dialect)
    return _altered(place, migrations, server_default=server_default)


def default_source(default: str, dialect: str) -> Code:
    """Return a server default that can follow DEFAULT; SQLite reports expressions without the required parentheses."""
    tokens = tokenize(default, "sqlite")
    moment = len(tokens) == 1 and tokens[0].is_word("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME")
    plain = dialect != "sqlite" or moment or literal(tokens) is not None
    return sql(default if plain else f"({default})")


def alter_comment(place: Place, models: Column, migrations: Column) -> str:
    """Change the comment."""
    return _altered(place, migrations, comment=models.comment)


def alter_identity(place: Place, models: Column, migrations: Column) -> str:
    """Change, add or drop the identity."""
    if place.dialect == "postgresql":
        return _alter_identity(place, models, migrations)
    identity = None if models.identity is None else identity_source(models.identity)
    keywords: dict[str, Value] = {"server_default": identity}
    if migrations.identity is not None:
        keywords["existing_server_default"] = identity_source(migrations.identity)
    return altered(place, Call("alter_column", (models.name,), keywords))


def _alter_identity(place: Place, models: Column, migrations: Column) -> str:
    """Change the identity by SQL: Alembic does not reset identity options that are omitted."""
    column = f"ALTER TABLE {_table(place)} ALTER COLUMN {identifier(None, models.name)}"
    identity = models.identity
    if identity is None:
        return execute(f"{column} DROP IDENTITY")
    words = [
        f"START WITH {identity.start}",
        f"INCREMENT BY {identity.increment}",
        f"MINVALUE {identity.minimum}" if identity.minimum is not None else "NO MINVALUE",
        f"MAXVALUE {identity.maximum}" if identity.maximum is not None else "NO MAXVALUE",
        f"CACHE {identity.cache}",
        "CYCLE" if identity.cycle else "NO CYCLE",
    ]
    mode = "ALWAYS" if identity.always else "BY DEFAULT"
    if migrations.identity is not None:
        return execute(f"{column} SET GENERATED {mode} {' '.join(f'SET {word}' for word in words)}")
    lines = [execute(f"{column} ADD GENERATED {mode} AS IDENTITY ({' '.join(words)})")]
    if identity.position is not None:
        counter = f"pg_get_serial_sequence({string(_table(place))}, {string(models.name)})"
        lines.append(execute(f"SELECT setval({counter}, {identity.position})"))
    return "\n".join(lines)


def replace_column(place: Place, models: Column) -> str:
    """Create a generated column again: no database can change its expression in place."""
    source = column_source(models, place.dialect)
    if source is None and place.batch:
        return f"# create the column {models.name} again, of type {models.type}"
    if source is None:
        return "\n".join((drop_column(place, models), add_column(place, models)))
    advice = "" if models.computed is not None else "# its values are lost unless they are copied first\n"
    if not place.batch:
        calls = (Call("drop_column", (models.name,)), Call("add_column", (source,)))
        return advice + altered(place, *calls)
    # In one block, batch mode would merge the two into no change at all.
    steps = [altered(place, Call("drop_column", (models.name,))), altered(place, Call("add_column", (source,)))]
    return advice + "\n".join(steps)


def alter_autoincrement(place: Place, models: Column, migrations: Column) -> str:
    """Create the table again with or without AUTOINCREMENT (SQLite), or with a key that is the rowid."""
    if "SERIAL" in (models.autoincrement, migrations.autoincrement):
        if models.autoincrement:
            return f"# use a sequence owned by {place.table}.{models.name} as its default, as serial does"
        return _altered(place, migrations, server_default=None)
    if models.autoincrement and not migrations.autoincrement:
        return _altered(place, migrations, type_=Code("sa.Integer()"))
    autoincrement = models.autoincrement == "AUTOINCREMENT"
    return altered(place, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement})


def _table(place: Place) -> str:
    return identifier(place.schema, place.table)


def _definition(column: Column) -> str:
    words = [identifier(None, column.name), column.type]
    words += [f"COLLATE {collation(column.collation)}"] if column.collation else []
    if column.computed is not None:
        stored = "STORED" if column.computed.stored else "VIRTUAL"
        words.append(f"GENERATED ALWAYS AS ({column.computed.expression}) {stored}")
    words += [f"DEFAULT {column.default}"] if column.default is not None else []
    return " ".join(words + ([] if column.nullable else ["NOT NULL"]))


def _altered(place: Place, migrations: Column, **changes: Value) -> str:
    keywords = dict(changes)
    existing = sqlalchemy_type(migrations.type)
    if ("type_" not in changes and existing is not None) or existing is not None:
        keywords["existing_type"] = existing
    if "nullable" not in changes and not migrations.nullable:
        keywords["existing_nullable"] = False
    return altered(place, Call("alter_column", (migrations.name,), keywords))
