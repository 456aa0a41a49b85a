"""Reads tables, views and materialised views, without what belongs to them."""

from __future__ import annotations

from msgspec import Struct

from migralint.database.postgresql import settable
from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming

_QUERY = f"""
    SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
        c.relpersistence AS persistence, c.relrowsecurity AS security, c.relforcerowsecurity AS forced,
        c.relreplident AS replica, c.relispopulated AS populated, c.reloptions::text[] AS options,
        (SELECT o.reloptions::text[] FROM pg_class AS o WHERE o.oid = c.reltoastrelid) AS toast_options,
        coalesce(am.oid, 0)::bigint < 16384 AS own_method,
        ARRAY(SELECT quote_ident(a.attname) || ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d
            JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE d.adrelid = c.oid AND c.relkind = 'v' ORDER BY a.attnum) AS view_defaults,
        am.amname AS method, t.spcname AS tablespace,
        CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
        CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
        CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS of_type,
        EXISTS (SELECT 1 FROM pg_inherits AS i WHERE i.inhrelid = c.oid AND to_jsonb(i) ->> 'inhdetachpending' = 'true')
            AS detaching,
        ARRAY(SELECT i.inhparent::regclass::text FROM pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno)
            AS parents,
        (SELECT s.srvname FROM pg_foreign_table AS f JOIN pg_foreign_server AS s ON s.oid = f.ftserver
            WHERE f.ftrelid = c.oid) AS server,
        (SELECT f.ftoptions::text[] FROM pg_foreign_table AS f WHERE f.ftrelid = c.oid) AS server_options,
        obj_description(c.oid, 'pg_class') AS comment
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_am AS am ON am.oid = c.relam
    LEFT JOIN pg_tablespace AS t ON t.oid = c.reltablespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    ORDER BY n.nspname, c.relname"""


class Relation(Struct, frozen=True):
    """A row of pg_class."""

    oid: int
    schema: str | None
    name: str
    kind: str
    """As in pg_class.relkind: r, p, f for tables, v and m for views."""
    options: tuple[str, ...]
    definition: str
    """The query of a view."""
    comment: str | None
    extras: str
    """What no other field covers, one item per line."""


def read_relations(fetch: Fetch, naming: Naming) -> list[Relation]:
    """Return all relations, except in the server's own schemas and of extensions."""
    return [
        Relation(
            row["oid"],
            naming.schema(row["schema"]),
            row["name"],
            row["kind"],
            tuple(sorted(_options(row))),
            row["definition"] or "",
            row["comment"],
            "\n".join(_extras(row)),
        )
        for row in ask(fetch, _QUERY)
    ]


def _options(row: Row) -> list[str]:
    names = settable.VIEW if row["kind"] == "v" else settable.TABLE
    result = settable.settable(row["options"], names, own=row["own_method"])
    result += [f"toast.{option}" for option in settable.settable(row["toast_options"], settable.TOAST)]
    if row["persistence"] == "u":
        result.append("UNLOGGED")
    if row["partition_key"] is not None:
        result.append(f"PARTITION BY {row['partition_key']}")
    parents = ", ".join(row["parents"] or ())
    if row["bound"] is not None:
        result.append(f"PARTITION OF {parents} {row['bound']}")
    elif parents:
        result.append(f"INHERITS ({parents})")
    if row["detaching"]:
        result.append("DETACH PENDING")
    if row["security"]:
        result.append("ROW LEVEL SECURITY")
    if row["forced"]:
        result.append("FORCE ROW LEVEL SECURITY")
    if row["kind"] == "m" and not row["populated"]:
        result.append("WITH NO DATA")
    if row["kind"] == "f":
        options = settable.of_wrapper(row["server_options"])
        result.append(f"FOREIGN TABLE ON {row['server']}" + (f" OPTIONS ({', '.join(options)})" if options else ""))
    if row["of_type"] is not None:
        result.append(f"OF {row['of_type']}")
    return result


def _extras(row: Row) -> list[str]:
    extras = []
    if row["method"] not in (None, "heap"):
        extras.append(f"USING {row['method']}")
    if row["tablespace"] is not None:
        extras.append(f"TABLESPACE {row['tablespace']}")
    if row["replica"] not in ("d", "n") or (row["replica"] == "n" and row["kind"] in "rp"):
        extras.append(f"REPLICA IDENTITY {row['replica']}")
    extras += row["view_defaults"]
    return extras
