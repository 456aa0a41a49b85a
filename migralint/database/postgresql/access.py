"""Reads who owns an object and who may do what with it, where that is not as it would be by itself.

Both databases are made by one role, so that a difference is something a migration said: it decides who reads and who
writes, and as whom a SECURITY DEFINER function runs.
"""

from __future__ import annotations

from collections.abc import Callable

from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.access import Access, Grant

_RELATION = "CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END"


def _in_schema(catalog: str, alias: str, prefix: str, kind: str, *, extra: str = "") -> str:
    """Return the query for a kind of object that has a schema and an owner, but no privileges."""
    name = f"{alias}.{prefix}name"
    return f"""
    UNION ALL
    SELECT '{catalog}', {alias}.oid, n.nspname, '{kind.lower()}', {name}::text, '{kind}',
        {_RELATION} || quote_ident({name}){extra}, {alias}.{prefix}owner, NULL, '?', ''
    FROM {catalog} AS {alias} JOIN pg_namespace AS n ON n.oid = {alias}.{prefix}namespace
    WHERE {in_user_schema("n")} AND {own(catalog, f"{alias}.oid")}"""


def _of_method(alias: str, method: str) -> str:
    return f" || ' USING ' || (SELECT quote_ident(m.amname) FROM pg_am AS m WHERE m.oid = {alias}.{method})"


_OBJECTS = f"""
    SELECT 'pg_namespace' AS catalog, n.oid, NULL::name AS schema, 'schema' AS sort, n.nspname::text AS name,
        'SCHEMA' AS kind, quote_ident(n.nspname) AS target, n.nspowner AS owner, n.nspacl AS acl, 'n' AS type,
        '' AS columns
    FROM pg_namespace AS n WHERE {in_user_schema("n")} AND {own("pg_namespace", "n.oid")}
    UNION ALL
    SELECT 'pg_class', c.oid, n.nspname, CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'
        WHEN 'm' THEN 'view' ELSE 'table' END, c.relname::text, CASE c.relkind WHEN 'S' THEN 'SEQUENCE'
        ELSE 'TABLE' END, {_RELATION} || quote_ident(c.relname), c.relowner, c.relacl,
        CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END, ''
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT 'pg_class', c.oid, n.nspname, 'column', c.relname || '.' || a.attname, 'TABLE',
        {_RELATION} || quote_ident(c.relname), c.relowner, a.attacl, 'c', ' (' || quote_ident(a.attname) || ')'
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attacl IS NOT NULL AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    UNION ALL
    SELECT 'pg_proc', p.oid, n.nspname, 'function',
        quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')', 'ROUTINE',
        {_RELATION} || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        p.proowner, p.proacl, 'f', ''
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {in_user_schema("n")} AND {own("pg_proc", "p.oid")}
    UNION ALL
    SELECT 'pg_type', t.oid, n.nspname, 'type', t.typname::text, 'TYPE', {_RELATION} || quote_ident(t.typname),
        t.typowner, t.typacl, 'T', ''
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_class AS c ON c.oid = t.typrelid
    WHERE {in_user_schema("n")} AND {own("pg_type", "t.oid")} AND t.typtype <> 'm' AND coalesce(c.relkind, 'c') = 'c'
        AND NOT EXISTS (SELECT 1 FROM pg_type AS e WHERE e.typarray = t.oid)
    UNION ALL
    SELECT 'pg_language', l.oid, NULL, 'language', l.lanname, 'LANGUAGE', quote_ident(l.lanname), l.lanowner, l.lanacl,
        'l', ''
    FROM pg_language AS l
    UNION ALL
    SELECT 'pg_foreign_server', s.oid, NULL, 'foreign server', s.srvname, 'FOREIGN SERVER', quote_ident(s.srvname),
        s.srvowner, s.srvacl, 'S', ''
    FROM pg_foreign_server AS s WHERE {own("pg_foreign_server", "s.oid")}
    UNION ALL
    SELECT 'pg_foreign_data_wrapper', w.oid, NULL, 'foreign data wrapper', w.fdwname, 'FOREIGN DATA WRAPPER',
        quote_ident(w.fdwname), w.fdwowner, w.fdwacl, 'F', ''
    FROM pg_foreign_data_wrapper AS w
    UNION ALL
    SELECT 'pg_database', d.oid, NULL, 'database', '', 'DATABASE', '', d.datdba, d.datacl, 'd', ''
    FROM pg_database AS d WHERE d.datname = current_database()
    UNION ALL
    SELECT 'pg_event_trigger', v.oid, NULL, 'event trigger', v.evtname, 'EVENT TRIGGER', quote_ident(v.evtname),
        v.evtowner, NULL, '?', ''
    FROM pg_event_trigger AS v WHERE {own("pg_event_trigger", "v.oid")}
    UNION ALL
    SELECT 'pg_publication', p.oid, NULL, 'publication', p.pubname, 'PUBLICATION', quote_ident(p.pubname), p.pubowner,
        NULL, '?', ''
    FROM pg_publication AS p""" + "".join(
    (
        _in_schema("pg_statistic_ext", "x", "stx", "STATISTICS"),
        _in_schema("pg_collation", "x", "coll", "COLLATION"),
        _in_schema("pg_conversion", "x", "con", "CONVERSION"),
        _in_schema("pg_ts_config", "x", "cfg", "TEXT SEARCH CONFIGURATION"),
        _in_schema("pg_ts_dict", "x", "dict", "TEXT SEARCH DICTIONARY"),
        _in_schema("pg_opclass", "x", "opc", "OPERATOR CLASS", extra=_of_method("x", "opcmethod")),
        _in_schema("pg_opfamily", "x", "opf", "OPERATOR FAMILY", extra=_of_method("x", "opfmethod")),
    )
)


def _grants(acl: str, owner: str) -> str:
    """Return SQL for an acl as JSON: privilege, grantee (NULL: PUBLIC), grant option (true or false), and grantor."""
    return f"""(SELECT coalesce(json_agg(json_build_array(g.privilege_type,
            CASE WHEN g.grantee <> 0 THEN pg_get_userbyid(g.grantee) END, g.is_grantable,
            CASE WHEN g.grantor <> {owner} THEN pg_get_userbyid(g.grantor) END)), '[]') FROM aclexplode({acl}) AS g)"""


# In a public schema that was created again, PUBLIC lacks privileges that it has in the server's own.
_QUERY = f"""
    SELECT o.schema, o.sort, o.name, o.kind, o.target, o.columns,
        CASE WHEN o.oid >= 16384 AND o.owner <> (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = current_user)
            THEN pg_get_userbyid(o.owner) END AS owner,
        {_grants("coalesce(o.acl, o.by_default)", "o.owner")} AS granted, {_grants("o.usual", "o.owner")} AS usual
    FROM (SELECT r.*, CASE WHEN r.public THEN r.by_default || makeaclitem(0, r.owner, 'USAGE', false) || CASE
                WHEN current_setting('server_version_num')::int < 150000
                THEN ARRAY[makeaclitem(0, r.owner, 'CREATE', false)] ELSE ARRAY[]::aclitem[] END
            ELSE coalesce((SELECT i.initprivs FROM pg_init_privs AS i WHERE i.classoid = r.catalog::regclass
                AND i.objoid = r.oid AND i.objsubid = 0 AND r.columns = ''), r.by_default) END AS usual
        FROM (SELECT q.*, CASE WHEN q.type <> '?' THEN acldefault(q.type::"char", q.owner) END AS by_default,
                q.kind = 'SCHEMA' AND q.name = 'public' AND q.oid >= 16384 AS public
            FROM ({_OBJECTS}) AS q) AS r) AS o
    WHERE o.acl IS NOT NULL OR o.public
        OR o.owner <> (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = current_user)
    ORDER BY o.sort, o.schema, o.name"""
_DEFAULT = """acldefault(CASE f.defaclobjtype WHEN 'S' THEN 's' ELSE f.defaclobjtype END::"char", f.defaclrole)"""
_BY_DEFAULT = f"""
    SELECT n.nspname AS schema, pg_get_userbyid(f.defaclrole) AS role, f.defaclobjtype AS type,
        {_grants("f.defaclacl", "f.defaclrole")} AS granted,
        CASE WHEN f.defaclnamespace = 0 THEN {_grants(_DEFAULT, "f.defaclrole")} ELSE '[]' END AS usual
    FROM pg_default_acl AS f LEFT JOIN pg_namespace AS n ON n.oid = f.defaclnamespace ORDER BY 1, 2, 3"""
_BY_DEFAULT_ON = {
    "r": "TABLES",
    "S": "SEQUENCES",
    "f": "ROUTINES",
    "T": "TYPES",
    "n": "SCHEMAS",
    "L": "LARGE OBJECTS",
}
_OF_RELATIONS = ("table", "view", "sequence")


def read_access(fetch: Fetch, naming: Naming, leave_out: Callable[[str | None, str], bool]) -> tuple[Access, ...]:
    """Return what differs from the defaults: owners other than the connecting role, grants and revocations.

    `leave_out` takes the schema and the name of a relation.
    """
    access = []
    for row in ask(fetch, _QUERY):
        schema = naming.schema(row["schema"]) if row["schema"] else None
        relation = row["name"].partition(".")[0] if row["sort"] == "column" else row["name"]
        if row["sort"] in (*_OF_RELATIONS, "column") and leave_out(schema, relation):
            continue
        granted, revoked = _difference(row)
        if row["owner"] or granted or revoked:
            access.append(
                Access(
                    row["name"],
                    row["sort"],
                    row["kind"],
                    row["target"],
                    schema,
                    owner=row["owner"] or "",
                    granted=granted,
                    revoked=revoked,
                )
            )
    for row in ask(fetch, _BY_DEFAULT):
        kind = _BY_DEFAULT_ON.get(row["type"], str(row["type"]))
        within = f" IN SCHEMA {row['schema']}" if row["schema"] else ""
        name = f"{row['role']} ON {kind}{within}"
        granted, revoked = _difference(row)
        access.append(Access(name, "default privileges", kind, "", row["schema"], row["role"], "", granted, revoked))
    return tuple(access)


def _difference(row: Row) -> tuple[tuple[Grant, ...], tuple[Grant, ...]]:
    """Return the privileges beyond the default ones, and the default ones that are missing."""
    columns = row.get("columns") or ""
    granted, usual = (
        {Grant(privilege + columns, role, grantable, by or "") for privilege, role, grantable, by in row[side] or ()}
        for side in ("granted", "usual")
    )
    return tuple(sorted(granted - usual, key=repr)), tuple(sorted(usual - granted, key=repr))
