"""Checks that a query from the manifest is a single statement that only reads; the server checks this as well."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_DIALECTS = {"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}
WAREHOUSES = {
    "trino": "trino",
    "presto": "presto",
    "clickhouse": "clickhouse",
    "clickhousedb": "clickhouse",
    "bigquery": "bigquery",
    "snowflake": "snowflake",
    "databricks": "databricks",
    "awsathena": "athena",
    "duckdb": "duckdb",
}
"""Names of dialects in SQLAlchemy and in sqlglot without read-only transactions: there a query may only call
functions of the server, because any other function might write."""
_OWN_FUNCTION = (exp.Anonymous, exp.AnonymousAggFunc, exp.ReadCSV, exp.TableFromRows)
_CHANGING = (exp.DML, exp.DDL, exp.Command, exp.Lock, exp.Into)


def why_refused(sql: str, scheme: str) -> str:
    """Return why `sql` is not run, as the end of a sentence; empty if it may run.

    `scheme` is that of the database's URL ("postgresql+psycopg"). A statement that cannot be parsed is refused.
    """
    name = scheme.partition("+")[0]
    dialect = _DIALECTS.get(name) or WAREHOUSES.get(name)
    try:
        statements = [one for one in sqlglot.parse(sql, dialect=dialect) if one is not None]
    except SqlglotError as error:
        return f"the query cannot be parsed: {str(error).partition(chr(10))[0]}"
    if len(statements) != 1:
        return f"the query is {len(statements)} statements; only one is allowed"
    (statement,) = statements
    if not isinstance(statement, exp.Query):
        return "the query may write: it must be a SELECT"
    for node in statement.walk():
        if isinstance(node, _CHANGING) and not isinstance(node, exp.Query):
            return f"the query may write: it contains {node.key.upper()}"
        if name in WAREHOUSES and isinstance(node, _OWN_FUNCTION):
            return f"the query calls {node.name or node.key}(), and on {name} nothing prevents a function from writing"
        if name in WAREHOUSES and isinstance(node, exp.Identifier) and node.name.lower() == "nextval":
            return "the query may write: it takes a number from a sequence"
    return ""
