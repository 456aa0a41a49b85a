"""Reads the rows of PostgreSQL tables as literals, or the digest of many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from migralint.database.postgresql.catalog import Fetch, ask
from migralint.database.postgresql.relations import Relation
from migralint.schema.column import Column
from migralint.schema.rows import KEPT, NO_ROWS, Rows, summarize
from migralint.schema.table import Table

_NUMBER = re.compile(r"'(-?[0-9]+(\.[0-9]+)?)'")
_NUMERIC = ("smallint", "integer", "bigint", "numeric", "real", "double precision")


def read_rows(fetch: Fetch, tables: Iterable[Relation], columns: Mapping[int, Table]) -> dict[int, Rows]:
    """Return the rows of each table or materialized view, by its oid.

    Foreign tables, ordinary views, and partitioned tables have no rows of their own.
    """
    named = {
        one.oid: (_identifier(one), [c for c in columns.get(one.oid, Table("")).columns if c.computed is None])
        for one in tables
        if one.kind == "r" or (one.kind == "m" and "WITH NO DATA" not in one.options)
    }
    rows: dict[int, Rows] = {}
    for oid, count in _counts(fetch, {oid: name for oid, (name, _) in named.items()}):
        name, of_table = named[oid]
        if not count or not of_table:
            rows[oid] = Rows(count) if count else NO_ROWS
        elif count > KEPT:
            rows[oid] = _digest(fetch, name, of_table)
        else:
            rows[oid] = summarize(tuple(c.name for c in of_table), _literals(fetch, name, of_table))
    return rows


def _counts(fetch: Fetch, names: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Count the rows, but at most `KEPT` + 1 per table: the query for the digest counts larger tables."""
    if not names:
        return
    parts = [
        f"SELECT {oid}::bigint AS oid, count(*) AS count FROM (SELECT 1 FROM ONLY {name} LIMIT {KEPT + 1}) AS t{oid}"
        for oid, name in names.items()
    ]
    for row in ask(fetch, " UNION ALL ".join(parts)):
        yield row["oid"], row["count"]


def _literals(fetch: Fetch, name: str, columns: list[Column]) -> Iterator[tuple[str, ...]]:
    values = ", ".join(f"quote_nullable({_quoted(column.name)}::text)" for column in columns)
    for row in ask(fetch, f"SELECT ARRAY[{values}] AS row FROM ONLY {name}"):
        yield tuple(_literal(value, column) for value, column in zip(row["row"], columns, strict=True))


def _literal(text: str, column: Column) -> str:
    number = _NUMBER.fullmatch(text) if column.type.partition("(")[0] in _NUMERIC else None
    return number[1] if number is not None else text


def _digest(fetch: Fetch, name: str, columns: list[Column]) -> Rows:
    ordered = sorted(column.name for column in columns)
    values = ", ".join(f"quote_nullable({_quoted(column)}::text)" for column in ordered)
    query = f"""
        SELECT count(*) AS count, md5(string_agg(hash, '' ORDER BY hash)) AS digest
        FROM (SELECT md5(ARRAY[{values}]::text) AS hash FROM ONLY {name}) AS hashes"""
    (row,) = ask(fetch, query)
    return Rows(row["count"], row["digest"], tuple(ordered), None)


def _identifier(relation: Relation) -> str:
    if relation.schema is None:
        return _quoted(relation.name)
    return f"{_quoted(relation.schema)}.{_quoted(relation.name)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
