"""Reads the indexes that no constraint owns."""

from __future__ import annotations

from dataclasses import dataclass, field

from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.schema.index import Index, IndexPart

_QUERY = f"""
    SELECT i.indrelid::bigint AS table, x.relname AS name, i.indisunique AS unique, i.indisvalid AS valid,
        am.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS where, x.reloptions::text[] AS options,
        to_jsonb(i) ->> 'indnullsnotdistinct' AS nulls, obj_description(x.oid, 'pg_class') AS comment,
        i.indisreplident AS replica, i.indisclustered AS clustered, t.spcname AS tablespace,
        pg_get_indexdef(x.oid) AS definition, pg_get_indexdef(x.oid, 0, true) AS pretty,
        ARRAY(SELECT json_build_object(
                'expression', pg_get_indexdef(x.oid, u.place::int, true), 'column', a.attname,
                'key', u.place <= i.indnkeyatts, 'option', i.indoption[u.place - 1],
                'collation', CASE WHEN i.indcollation[u.place - 1] NOT IN (0, coalesce(a.attcollation, y.oid))
                    THEN o.collname END,
                'operators', CASE WHEN NOT p.opcdefault THEN p.opcname END)
            FROM unnest(i.indkey::int[]) WITH ORDINALITY AS u (number, place)
            LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number > 0
            LEFT JOIN pg_collation AS o ON o.oid = i.indcollation[u.place - 1]
            LEFT JOIN pg_collation AS y ON y.collname = 'default'
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


@dataclass(slots=True)
class Indexes:
    """Those of one table or materialised view."""

    values: list[Index] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    """The server's CREATE INDEX of each."""


def read_indexes(fetch: Fetch) -> dict[int, Indexes]:
    """Return the indexes by the oid of their table; those a partition inherits are left out."""
    found: dict[int, Indexes] = {}
    for row in ask(fetch, _QUERY):
        of_table = found.setdefault(row["table"], Indexes())
        of_table.values.append(_index(row))
        of_table.definitions.append(row["definition"])
    return found


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
        tuple(sorted(row["options"] or ())),
        row["valid"],
        row["comment"],
        "\n".join(extras),
    )


def _part(part: Row, definition: str) -> IndexPart:
    """`definition`: the whole index, printed as `part` is."""
    option = part["option"] or 0
    descending, first = bool(option & _DESCENDING), bool(option & _NULLS_FIRST)
    nulls = "" if descending == first else "FIRST" if first else "LAST"
    is_column = part["column"] is not None
    expression, collation = part["expression"], part["collation"] or ""
    # An expression has a collation of its own, which the definition leaves out.
    if not is_column and f"{expression} COLLATE" not in definition and f"{expression}) COLLATE" not in definition:
        collation = ""
    return IndexPart(
        part["column"] if is_column else expression,
        is_column,
        descending,
        nulls,
        collation,
        part["operators"] or "",
    )
