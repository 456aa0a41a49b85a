"""Reads functions, procedures and aggregates."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import Function

_QUERY = f"""
    SELECT n.nspname AS schema,
        quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS signature,
        obj_description(p.oid, 'pg_proc') AS comment,
        CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE (
            SELECT 'CREATE AGGREGATE ' || quote_ident(p.proname) || '(' || pg_get_function_arguments(p.oid)
                || ') (SFUNC = ' || g.aggtransfn::text || ', STYPE = ' || format_type(g.aggtranstype, NULL)
                || CASE WHEN g.aggfinalfn::oid <> 0 THEN ', FINALFUNC = ' || g.aggfinalfn::text ELSE '' END
                || CASE WHEN g.agginitval IS NOT NULL THEN ', INITCOND = ' || quote_literal(g.agginitval) ELSE '' END
                || ')'
            FROM pg_aggregate AS g WHERE g.aggfnoid = p.oid) END AS definition
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {in_user_schema("n")} AND {own("pg_proc", "p.oid")}
        AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
            AND d.deptype = 'i')
    ORDER BY 1, 2"""


def read_functions(fetch: Fetch, naming: Naming) -> tuple[Function, ...]:
    """Return all functions but those the server makes itself (a range type's constructors)."""
    return tuple(
        Function(row["signature"], row["definition"].rstrip(), naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _QUERY)
    )
