"""Reads minor attributes: comments on parts of objects, storage, tablespaces of indexes."""

from __future__ import annotations

from migralint.database.postgresql import settable
from migralint.database.postgresql.catalog import Fetch, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import ObjectAttribute

_INDEX_OPTIONS = ", ".join(f"'{name}'" for name in sorted(settable.INDEX))
_QUERY = f"""
    SELECT NULL::name AS schema, 'schema' AS sort, n.nspname::text AS name,
        'COMMENT ' || quote_literal(obj_description(n.oid, 'pg_namespace')) AS says
    FROM pg_namespace AS n WHERE {in_user_schema("n")} AND {own("pg_namespace", "n.oid")}
        AND obj_description(n.oid, 'pg_namespace') <> 'standard public schema'
    UNION ALL
    SELECT NULL, 'database', '', 'COMMENT ' || quote_literal(shobj_description(d.oid, 'pg_database'))
    FROM pg_database AS d WHERE d.datname = current_database()
    UNION ALL
    SELECT NULL, i.type, i.identity, 'DEPENDS ON EXTENSION ' || x.extname
    FROM pg_depend AS d JOIN pg_extension AS x ON x.oid = d.refobjid
    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS i
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x'
    UNION ALL
    SELECT n.nspname, 'column', c.relname || '.' || a.attname, 'COMMENT ' || quote_literal(d.description)
    FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('v', 'm', 'c') AND {in_user_schema("n")}
        AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT n.nspname, 'constraint', t.typname || '.' || k.conname,
        'COMMENT ' || quote_literal(obj_description(k.oid, 'pg_constraint'))
    FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE {in_user_schema("n")} AND {own("pg_type", "t.oid")}
    UNION ALL
    SELECT n.nspname, 'statistics', s.stxname, 'STATISTICS ' || nullif(s.stxstattarget, -1)
    FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace WHERE {in_user_schema("n")}
    UNION ALL
    SELECT n.nspname, 'sequence', c.relname, 'UNLOGGED'
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND c.relpersistence = 'u' AND {in_user_schema("n")}
    UNION ALL
    SELECT n.nspname, 'identity', t.relname || '.' || a.attname, 'SEQUENCE ' || c.relname
    FROM pg_depend AS d JOIN pg_class AS c ON c.oid = d.objid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS t ON t.oid = d.refobjid
    JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
        AND c.relkind = 'S' AND c.relname <> t.relname || '_' || a.attname || '_seq' AND length(c.relname) < 63
        AND {in_user_schema("n")} AND {own("pg_class", "t.oid")}
    UNION ALL
    SELECT n.nspname, 'index', x.relname, concat_ws(', ',
        CASE WHEN k.oid IS NOT NULL THEN (
                SELECT string_agg(z, ', ' ORDER BY z) FROM unnest(x.reloptions) AS z
                WHERE split_part(z, '=', 1) IN ({_INDEX_OPTIONS})) END,
        CASE WHEN k.oid IS NOT NULL AND i.indisclustered THEN 'CLUSTER' END,
        CASE WHEN k.oid IS NOT NULL AND i.indisreplident THEN 'REPLICA IDENTITY' END,
        CASE WHEN k.oid IS NOT NULL THEN 'TABLESPACE ' || s.spcname END,
        CASE WHEN k.oid IS NOT NULL THEN 'COMMENT ' || quote_literal(obj_description(x.oid, 'pg_class')) END,
        (SELECT string_agg('STATISTICS ' || a.attstattarget || ' OF ' || a.attnum, ', ' ORDER BY a.attnum)
            FROM pg_attribute AS a WHERE a.attrelid = x.oid AND a.attstattarget >= 0))
    FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = x.relnamespace
    LEFT JOIN pg_constraint AS k ON k.conindid = x.oid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_tablespace AS s ON s.oid = x.reltablespace
    WHERE {in_user_schema("n")} AND {own("pg_class", "i.indrelid")}"""


def read_attributes(fetch: Fetch, naming: Naming) -> tuple[ObjectAttribute, ...]:
    """Return the attributes that differ from the defaults."""
    rows = ask(
        fetch, f"SELECT schema, sort, name, says FROM ({_QUERY}) AS q WHERE coalesce(says, '') <> '' ORDER BY 2, 1, 3"
    )
    return tuple(
        ObjectAttribute(row["name"], row["sort"], row["says"], naming.schema(row["schema"]) if row["schema"] else None)
        for row in rows
    )
