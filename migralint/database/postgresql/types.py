"""Reads enum, domain, composite and range types."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, ask, collation_name, collation_sql, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import CompositeType, Domain, EnumType

_FROM = f"""
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE {in_user_schema("n")} AND {own("pg_type", "t.oid")}"""
_ENUMS = f"""
    SELECT n.nspname AS schema, t.typname AS name, obj_description(t.oid, 'pg_type') AS comment,
        ARRAY(SELECT e.enumlabel FROM pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
    {_FROM} AND t.typtype = 'e' ORDER BY 1, 2"""
_DOMAINS = f"""
    SELECT n.nspname AS schema, t.typname AS name, obj_description(t.oid, 'pg_type') AS comment,
        format_type(t.typbasetype, t.typtypmod) AS type, t.typnotnull AS not_null, t.typdefault AS default,
        (SELECT {collation_name("o")} FROM pg_collation AS o JOIN pg_type AS b ON b.oid = t.typbasetype
            WHERE o.oid = t.typcollation AND b.typcollation <> t.typcollation) AS collation,
        ARRAY(SELECT ARRAY[k.conname::text, pg_get_constraintdef(k.oid)] FROM pg_constraint AS k
            WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname) AS checks
    {_FROM} AND t.typtype = 'd' ORDER BY 1, 2"""
_COMPOSITES = f"""
    SELECT n.nspname AS schema, t.typname AS name, obj_description(t.oid, 'pg_type') AS comment,
        '(' || coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                || CASE WHEN a.attcollation <> b.typcollation THEN ' COLLATE ' || {collation_sql("o")} ELSE '' END,
                ', ' ORDER BY a.attnum)
            FROM pg_attribute AS a JOIN pg_type AS b ON b.oid = a.atttypid
            LEFT JOIN pg_collation AS o ON o.oid = a.attcollation
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')' AS definition
    {_FROM} AND t.typtype = 'c' AND (SELECT c.relkind FROM pg_class AS c WHERE c.oid = t.typrelid) = 'c'
    UNION ALL
    SELECT n.nspname, t.typname, obj_description(t.oid, 'pg_type'),
        (SELECT 'RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL)
            || coalesce(', SUBTYPE_OPCLASS = ' || (SELECT CASE WHEN pg_opclass_is_visible(p.oid) THEN '' ELSE
                p.opcnamespace::regnamespace::text || '.' END || quote_ident(p.opcname) FROM pg_opclass AS p
                WHERE p.oid = r.rngsubopc AND NOT p.opcdefault), '')
            || coalesce(', COLLATION = ' || (SELECT {collation_sql("o")} FROM pg_collation AS o
                JOIN pg_type AS b ON b.oid = r.rngsubtype
                WHERE o.oid = r.rngcollation AND b.typcollation <> o.oid), '')
            || coalesce(', MULTIRANGE_TYPE_NAME = ' || (SELECT quote_ident(m.typname) FROM pg_type AS m
                WHERE m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid AND m.typname <> CASE
                    WHEN position('range' IN t.typname) > 0 THEN replace(t.typname, 'range', 'multirange')
                    ELSE t.typname || '_multirange' END), '')
            || CASE WHEN r.rngcanonical::oid <> 0 THEN ', CANONICAL = ' || r.rngcanonical::text ELSE '' END
            || CASE WHEN r.rngsubdiff::oid <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::text ELSE '' END || ')'
            FROM pg_range AS r WHERE r.rngtypid = t.oid)
    {_FROM} AND t.typtype = 'r' ORDER BY 1, 2"""


def read_enums(fetch: Fetch, naming: Naming) -> tuple[EnumType, ...]:
    """Return the enum types, with their values in order."""
    return tuple(
        EnumType(row["name"], tuple(row["labels"]), naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _ENUMS)
    )


def read_domains(fetch: Fetch, naming: Naming) -> tuple[Domain, ...]:
    """Return the domains."""
    return tuple(
        Domain(
            row["name"],
            row["type"],
            naming.schema(row["schema"]),
            not row["not_null"],
            row["default"],
            row["collation"],
            tuple((name, definition) for name, definition in row["checks"]),
            row["comment"],
        )
        for row in ask(fetch, _DOMAINS)
    )


def read_composites(fetch: Fetch, naming: Naming) -> tuple[CompositeType, ...]:
    """Return the range types, and the composite types that do not belong to a table."""
    return tuple(
        CompositeType(row["name"], row["definition"], naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _COMPOSITES)
    )
