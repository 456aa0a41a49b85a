"""Reads functions, procedures and aggregates."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.database.postgresql.settable import unknown_settings, without_settings
from migralint.schema.objects import Function


def _modifying(column: str) -> str:
    return f"CASE {column} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END"


_QUERY = f"""
    SELECT n.nspname AS schema,
        quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS signature,
        obj_description(p.oid, 'pg_proc') AS comment, {unknown_settings("p.proconfig")} AS unknown,
        CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE (
            SELECT 'CREATE AGGREGATE ' || quote_ident(p.proname) || '(' || CASE
                    WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END
                || ') (' || concat_ws(', ',
                'SFUNC = ' || g.aggtransfn::text, 'STYPE = ' || format_type(g.aggtranstype, NULL),
                'SSPACE = ' || nullif(g.aggtransspace, 0),
                'FINALFUNC = ' || nullif(g.aggfinalfn::text, '-'),
                CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                CASE WHEN g.aggfinalfn::oid <> 0 AND g.aggfinalmodify <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END
                    THEN 'FINALFUNC_MODIFY = ' || {_modifying("g.aggfinalmodify")} END,
                'COMBINEFUNC = ' || nullif(g.aggcombinefn::text, '-'),
                'SERIALFUNC = ' || nullif(g.aggserialfn::text, '-'),
                'DESERIALFUNC = ' || nullif(g.aggdeserialfn::text, '-'),
                'INITCOND = ' || quote_literal(g.agginitval),
                'MSFUNC = ' || nullif(g.aggmtransfn::text, '-'),
                'MINVFUNC = ' || nullif(g.aggminvtransfn::text, '-'),
                'MSTYPE = ' || format_type(nullif(g.aggmtranstype, 0), NULL),
                'MSSPACE = ' || nullif(g.aggmtransspace, 0),
                'MFINALFUNC = ' || nullif(g.aggmfinalfn::text, '-'),
                CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                CASE WHEN g.aggmfinalfn::oid <> 0 AND g.aggmfinalmodify <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END
                    THEN 'MFINALFUNC_MODIFY = ' || {_modifying("g.aggmfinalmodify")} END,
                'MINITCOND = ' || quote_literal(g.aggminitval),
                (SELECT 'SORTOP = OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')' FROM pg_operator AS o
                    JOIN pg_namespace AS s ON s.oid = o.oprnamespace WHERE o.oid = g.aggsortop),
                CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END) || ')'
            FROM pg_aggregate AS g WHERE g.aggfnoid = p.oid) END AS definition
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {in_user_schema("n")} AND {own("pg_proc", "p.oid")}
        AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
            AND d.deptype = 'i')
    ORDER BY 1, 2"""


def read_functions(fetch: Fetch, naming: Naming) -> tuple[Function, ...]:
    """Return all functions except those that the server creates automatically (the constructors of a range type)."""
    return tuple(
        Function(row["signature"], _definition(row), naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _QUERY)
    )


def _definition(row: Row) -> str:
    definition: str = row["definition"]
    return without_settings(definition, row["unknown"]).rstrip()
