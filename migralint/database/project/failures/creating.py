"""Explains a failed create_all: the models, or the database on which they were tried."""

from __future__ import annotations

import re

from migralint.database.project.child_error import DeclaredTable, Facts
from migralint.database.project.failures.circumstances import Circumstances, name_of
from migralint.database.project.failures.databases import own_database, supported_databases
from migralint.database.project.failures.sqlite_limits import is_unsupported, refuses_sqlite

_ITSELF = "create_all itself failed"
_NO_COLUMNS = re.compile(r"(?is)\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?P<index>\S+)\s+ON\s+(?P<table>\S+)\s*\(\s*\)")
_TWICE = re.compile(
    r"(?i)index (?P<index>\S+) already exists|relation [\"»](?P<relation>[^\"«]+)[\"«]|"
    r"there is already (?:a table|an index) named (?P<named>\S+)|Duplicate key name '(?P<key>[^']+)'|"
    r"table [\"`']?(?P<table>[^\s\"`']+)[\"`']? already exists"
)
_ALREADY = ("42P07", "42710", "1061", "1050")
"""duplicate_table and duplicate_object of PostgreSQL; ER_DUP_KEYNAME and ER_TABLE_EXISTS_ERROR of MySQL."""
_NO_TARGET = re.compile(
    r"column '(?P<column>[^']+)' could not find table '(?P<table>[^']+)'|"
    r"associated with column '(?P<other>[^']+)' could not find table '(?P<target>[^']+)'"
)


def explain_create_all(facts: Facts, around: Circumstances) -> str:
    """Return the cause and the advice."""
    models = _models_at_fault(facts)
    if models is not None:
        return f"{_ITSELF}, before any migration ran: {models}"
    if not around.on_sqlite:
        return (
            f"{_ITSELF} on this server, before any migration ran; if the models need an extension or a type that "
            "a session creates first, set setup-sql in [tool.migralint.verify]"
        )
    if refuses_sqlite(facts):
        return f"{_ITSELF}: the project does not run on SQLite; verify with {supported_databases(facts, around)}"
    if is_unsupported(facts):
        return (
            f"{_ITSELF}: the models use SQL that SQLite does not have; verify on the project's own kind of "
            f"database with {own_database(facts, around)}"
        )
    return f"{_ITSELF}, before any migration ran: the models do not describe a valid database"


def _models_at_fault(facts: Facts) -> str | None:
    """Return an error of the models that occurs on every database; None if no such error is known."""
    return _index_without_columns(facts) or _name_twice(facts) or _foreign_key_to_nothing(facts)


def _index_without_columns(facts: Facts) -> str | None:
    match = _NO_COLUMNS.match(facts.sql or "")
    if match is None:
        return None
    index, table = _plain(match["index"]), _plain(match["table"])
    return f"the index {index} of the table {_with_place(table, facts)} has no columns; name them, or remove the index"


def _name_twice(facts: Facts) -> str | None:
    if facts.sqlstate not in (None, *_ALREADY):
        return None
    match = _TWICE.search(facts.original or facts.error)
    name = None if match is None else next(filter(None, match.groups()), None)
    if name is None:
        return None
    name = _plain(name)
    holders = [one for one in facts.declared_at if name in one.indexes]
    tables = [one for one in facts.declared_at if one.name == name]
    if len(holders) + len(tables) > 1:
        places = [f"an index of {_place(one)}" for one in holders] + [f"the table {_place(one)}" for one in tables]
        return (
            f"the name {name} is used twice: {' and '.join(places)}; index names are unique in a schema, also "
            "among tables; rename one"
        )
    if holders:
        return (
            f"the index {name} of the table {_place(holders[0])} is declared twice, or created by an event before "
            "create_all creates it; remove one"
        )
    return None


def _foreign_key_to_nothing(facts: Facts) -> str | None:
    match = _NO_TARGET.search(facts.error) if facts.is_a("NoReferencedTableError") else None
    if match is None:
        return None
    column, target = match["column"] or match["other"], match["table"] or match["target"]
    return (
        f"the foreign key of {_with_place(column.rpartition('.')[0] or column, facts)} points to the table {target}, "
        "which no model declares; if a model exists, no code imports its module: pass it with --import "
        'package.module or imports = ["package.module"] in [tool.migralint.verify]'
    )


def _with_place(table: str, facts: Facts) -> str:
    return next((_place(one) for one in facts.declared_at if one.name == table), table)


def _place(table: DeclaredTable) -> str:
    if table.path is None:
        return table.name
    return f"{table.name} ({name_of(table.path)}{f':{table.line}' if table.line else ''})"


def _plain(name: str) -> str:
    return name.rpartition(".")[2].strip("\"'`»«")
