"""What to add to the models to match the migrations: Python in the style of declarative models."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migralint.schema.column import Column
from migralint.schema.constraint import Constraint, Exclusion
from migralint.schema.index import Index
from migralint.schema.mend.alter import Place
from migralint.schema.mend.columns import column_source, default_source
from migralint.schema.mend.constraints import constraint_source
from migralint.schema.mend.indexes import index_source
from migralint.schema.mend.statements import create_statements
from migralint.schema.mend.tables import table_source
from migralint.schema.naming import Thing
from migralint.schema.opsource.layout import Code
from migralint.schema.opsource.python import call
from migralint.schema.table import Table

_PREFIX = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<![\w.])sa\.(?=[A-Za-z])""")


def column(column: Column, dialect: str) -> str:
    """Return the column; empty for a type without a known SQLAlchemy name."""
    return _unprefixed(column_source(column, dialect))


def default(default: str, dialect: str) -> str:
    """Return the default as an argument of the column."""
    return f"server_default={_unprefixed(default_source(default, dialect))}"


def comment(comment: str) -> str:
    """Return the comment as an argument of the table or the column."""
    return call("", comment=comment)[1:-1]


def constraint(constraint: Constraint) -> str:
    """Return the constraint as an argument of the table."""
    if isinstance(constraint, Exclusion):
        return ""
    return _unprefixed(constraint_source(constraint))


def index(index: Index, dialect: str) -> str:
    """Return the index as an argument of the table."""
    return _unprefixed(index_source(index, dialect))


def table(place: Place, table: Table, dialect: str) -> str:
    """Return the table with its indexes; empty if SQLAlchemy cannot express a part of it."""
    return _unprefixed(table_source(place, table, dialect))


def listener(thing: Thing) -> str:
    """Return listeners that create the object with the models, because SQLAlchemy's metadata cannot contain it."""
    statements = create_statements(thing)
    return "\n".join(_listeners(statements))


def _listeners(statements: Iterable[str]) -> Iterable[str]:
    for statement in statements:
        doubled = statement.replace("%", "%%")  # DDL() applies % formatting to its text
        yield call("event.listen", Code("metadata"), "after_create", Code(call("DDL", doubled)))


def _unprefixed(source: Code | None) -> str:
    """Return the source without `sa.`, as the models import the names directly."""
    return "" if source is None else _PREFIX.sub(lambda match: match[1] or "", source.text)
