"""Reads what a comparison mentions in passing: owners, privileges, comments on parts of objects."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import ObjectAttribute

_OBJECTS = f"""
    SELECT 'pg_namespace' AS catalog, n.oid, NULL AS schema, 'schema' AS sort, n.nspname::text AS name,
        n.nspowner AS owner, n.nspacl AS privileges, obj_description(n.oid, 'pg_namespace') AS comment
    FROM pg_namespace AS n WHERE {in_user_schema("n")} AND {own("pg_namespace", "n.oid")}
    UNION ALL
    SELECT 'pg_class', c.oid, n.nspname, 'sequence', c.relname::text, c.relowner, c.relacl, NULL
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT 'pg_class', c.oid, n.nspname, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END,
        c.relname::text, c.relowner, CASE WHEN c.relkind IN ('v', 'm') THEN c.relacl END, NULL
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT 'pg_proc', p.oid, n.nspname, 'function',
        quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')', p.proowner, p.proacl, NULL
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {in_user_schema("n")} AND {own("pg_proc", "p.oid")}
    UNION ALL
    SELECT 'pg_type', t.oid, n.nspname, 'type', t.typname::text, t.typowner, t.typacl, NULL
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_class AS c ON c.oid = t.typrelid
    WHERE {in_user_schema("n")} AND {own("pg_type", "t.oid")} AND t.typtype <> 'm' AND coalesce(c.relkind, 'c') = 'c'
        AND NOT EXISTS (SELECT 1 FROM pg_type AS e WHERE e.typarray = t.oid)
    UNION ALL
    SELECT 'pg_language', l.oid, NULL, 'language', l.lanname, l.lanowner, l.lanacl, NULL
    FROM pg_language AS l
    UNION ALL
    SELECT 'pg_foreign_server', s.oid, NULL, 'foreign server', s.srvname, s.srvowner, s.srvacl, NULL
    FROM pg_foreign_server AS s"""
_QUERY = f"""
    SELECT o.schema, o.sort, o.name, concat_ws('; ',
        CASE WHEN o.oid >= 16384 AND o.owner <> (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = current_user)
            THEN 'OWNER ' || pg_get_userbyid(o.owner) END,
        CASE WHEN o.privileges IS DISTINCT FROM (SELECT i.initprivs FROM pg_init_privs AS i
                WHERE i.classoid = o.catalog::regclass AND i.objoid = o.oid AND i.objsubid = 0)
            THEN 'PRIVILEGES ' || coalesce(o.privileges::text, 'none') END,
        CASE WHEN o.comment IS NOT NULL AND o.comment <> 'standard public schema'
            THEN 'COMMENT ' || quote_literal(o.comment) END) AS says
    FROM ({_OBJECTS}) AS o
    UNION ALL
    SELECT n.nspname, 'column', c.relname || '.' || a.attname, 'COMMENT ' || quote_literal(d.description)
    FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('v', 'm', 'c') AND {in_user_schema("n")}
        AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT n.nspname, 'privileges', c.relname || '.' || a.attname, a.attacl::text
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attacl IS NOT NULL AND c.relkind IN ('v', 'm') AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT n.nspname, 'constraint', t.typname || '.' || k.conname,
        'COMMENT ' || quote_literal(obj_description(k.oid, 'pg_constraint'))
    FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE {in_user_schema("n")} AND {own("pg_type", "t.oid")}
    UNION ALL
    SELECT n.nspname, 'statistics', s.stxname, 'STATISTICS ' || nullif(s.stxstattarget, -1)
    FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace WHERE {in_user_schema("n")}
    UNION ALL
    SELECT n.nspname, 'trigger', g.tgname || ' ON ' || c.relname, 'ENABLED ' || g.tgenabled::text
    FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_trigger AS p ON p.oid = (to_jsonb(g) ->> 'tgparentid')::oid
    WHERE NOT p.tgisinternal AND g.tgenabled <> p.tgenabled AND {in_user_schema("n")}
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
        CASE WHEN k.oid IS NOT NULL THEN array_to_string(x.reloptions, ', ') END,
        CASE WHEN k.oid IS NOT NULL AND i.indisclustered THEN 'CLUSTER' END,
        CASE WHEN k.oid IS NOT NULL AND i.indisreplident THEN 'REPLICA IDENTITY' END,
        CASE WHEN k.oid IS NOT NULL THEN 'TABLESPACE ' || s.spcname END,
        (SELECT string_agg('STATISTICS ' || a.attstattarget || ' OF ' || a.attnum, ', ' ORDER BY a.attnum)
            FROM pg_attribute AS a WHERE a.attrelid = x.oid AND a.attstattarget >= 0))
    FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = x.relnamespace
    LEFT JOIN pg_constraint AS k ON k.conindid = x.oid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_tablespace AS s ON s.oid = x.reltablespace
    WHERE {in_user_schema("n")} AND {own("pg_class", "i.indrelid")}
    UNION ALL
    SELECT n.nspname, 'default privileges', pg_get_userbyid(f.defaclrole) || ' ON ' || f.defaclobjtype::text,
        f.defaclacl::text
    FROM pg_default_acl AS f LEFT JOIN pg_namespace AS n ON n.oid = f.defaclnamespace"""


def read_asides(fetch: Fetch, naming: Naming) -> tuple[ObjectAttribute, ...]:
    """Return what is not as it is by itself: an owner that is not the one who connects, privileges, comments."""
    rows = ask(fetch, f"SELECT * FROM ({_QUERY}) AS q WHERE coalesce(says, '') <> '' ORDER BY 2, 1, 3")
    return tuple(
        ObjectAttribute(row["name"], row["sort"], row["says"], naming.schema(row["schema"]) if row["schema"] else None)
        for row in rows
    )
