"""Reads the indexes that no constraint owns."""

from __future__ import annotations

import re

from msgspec import Struct, field

from migralint.database.postgresql import settable
from migralint.database.postgresql.catalog import Fetch, Row, ask, collation_name, in_user_schema, own
from migralint.schema.index import Index, IndexPart

_QUERY = f"""
    SELECT i.indrelid::bigint AS table, x.relname AS name, i.indisunique AS unique, i.indisvalid AS valid,
        am.amname AS method, am.oid::bigint < 16384 AS own_method,
        pg_get_expr(i.indpred, i.indrelid) AS where, x.reloptions::text[] AS options,
        to_jsonb(i) ->> 'indnullsnotdistinct' AS nulls, obj_description(x.oid, 'pg_class') AS comment,
        i.indisreplident AS replica, i.indisclustered AS clustered, t.spcname AS tablespace,
        pg_get_indexdef(x.oid) AS definition, pg_get_indexdef(x.oid, 0, true) AS pretty,
        ARRAY(SELECT json_build_object(
                'expression', pg_get_indexdef(x.oid, u.place::int, true), 'column', a.attname,
                'key', u.place <= i.indnkeyatts, 'option', i.indoption[u.place - 1],
                'collation', CASE WHEN i.indcollation[u.place - 1] NOT IN (0, coalesce(a.attcollation,
                    'pg_catalog."default"'::regcollation)) THEN {collation_name("o")} END,
                'operators', CASE WHEN pg_opclass_is_visible(p.oid) THEN '' ELSE
                    p.opcnamespace::regnamespace::text || '.' END || quote_ident(p.opcname),
                'default_operators', p.opcdefault, 'own_operators', p.oid::bigint < 16384,
                'parameters', (SELECT e.attoptions::text[] FROM pg_attribute AS e
                    WHERE e.attrelid = i.indexrelid AND e.attnum = u.place))
            FROM unnest(i.indkey::int[]) WITH ORDINALITY AS u (number, place)
            LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number > 0
            LEFT JOIN pg_collation AS o ON o.oid = i.indcollation[u.place - 1]
            LEFT JOIN pg_opclass AS p ON p.oid = i.indclass[u.place - 1]
            ORDER BY u.place) AS parts
    FROM pg_index AS i
    JOIN pg_class AS x ON x.oid = i.indexrelid
    JOIN pg_class AS c ON c.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_am AS am ON am.oid = x.relam
    LEFT JOIN pg_tablespace AS t ON t.oid = x.reltablespace
    WHERE {in_user_schema("n")} AND {own("pg_class", "c.oid")}
        AND NOT EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x'))
        AND NOT EXISTS (SELECT 1 FROM pg_inherits AS h WHERE h.inhrelid = x.oid)
    ORDER BY i.indrelid, x.relname"""

_DESCENDING, _NULLS_FIRST = 1, 2


class Indexes(Struct):
    """The indexes of one table or materialized view."""

    values: list[Index] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    """The server's CREATE INDEX for each index."""


def read_indexes(fetch: Fetch) -> dict[int, Indexes]:
    """Return the indexes by the oid of their table; indexes that a partition inherits are omitted."""
    by_table: dict[int, Indexes] = {}
    for row in ask(fetch, _QUERY):
        of_table = by_table.setdefault(row["table"], Indexes())
        index = _index(row)
        of_table.values.append(index)
        of_table.definitions.append(settable.without_options(row["definition"], row["options"], index.options))
    return by_table


def _index(row: Row) -> Index:
    extras = ["REPLICA IDENTITY"] if row["replica"] else []
    extras += ["CLUSTER"] if row["clustered"] else []
    extras += [f"TABLESPACE {row['tablespace']}"] if row["tablespace"] else []
    return Index(
        row["name"],
        tuple(_part(part, row["pretty"]) for part in row["parts"] if part["key"]),
        row["unique"],
        row["where"],
        row["method"] if row["method"] != "btree" else "",
        tuple(part["column"] for part in row["parts"] if not part["key"]),
        row["nulls"] == "true",
        tuple(settable.settable(row["options"], settable.INDEX, own=row["own_method"])),
        row["valid"],
        row["comment"],
        "\n".join(extras),
    )


def _part(part: Row, definition: str) -> IndexPart:
    """Return one key of an index. `definition`: the whole index in the server's format."""
    option = part["option"] or 0
    descending, first = bool(option & _DESCENDING), bool(option & _NULLS_FIRST)
    nulls = "" if descending == first else "FIRST" if first else "LAST"
    is_column = part["column"] is not None
    expression, collation = part["expression"], part["collation"] or ""
    # An expression has a collation of its own, which the definition omits.
    if not is_column and f"{expression} COLLATE" not in definition and f"{expression}) COLLATE" not in definition:
        collation = ""
    return IndexPart(
        part["column"] if is_column else expression,
        is_column,
        descending,
        nulls,
        collation,
        _operators(part),
    )


def _operators(part: Row) -> str:
    """Return the operator class for CREATE INDEX; empty for the type's default class without parameters."""
    known: bool = part["own_operators"]
    parameters = settable.settable(part["parameters"], settable.OPERATOR_CLASS, own=known)
    if not parameters:
        return "" if part["default_operators"] else part["operators"]
    values = (f"{name}={_literal(value)}" for name, _, value in (one.partition("=") for one in parameters))
    return f"{part['operators']} ({', '.join(values)})"


def _literal(value: str) -> str:
    return value if re.fullmatch(r"[0-9.]+", value) else "'" + value.replace("'", "''") + "'"
