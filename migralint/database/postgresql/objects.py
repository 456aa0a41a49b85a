"""Reads triggers, rules, policies, extensions, and what else a database holds."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import Extension, Other, Policy, Trigger

_TRIGGERS = f"""
    SELECT n.nspname AS schema, c.relname AS table, g.tgname AS name, pg_get_triggerdef(g.oid) AS definition,
        g.tgenabled AS enabled, obj_description(g.oid, 'pg_trigger') AS comment
    FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT g.tgisinternal AND coalesce((to_jsonb(g) ->> 'tgparentid')::bigint, 0) = 0
        AND {in_user_schema("n")} AND {own("pg_trigger", "g.oid")}
    UNION ALL
    SELECT n.nspname, c.relname, r.rulename, pg_get_ruledef(r.oid), r.ev_enabled, obj_description(r.oid, 'pg_rewrite')
    FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN' AND {in_user_schema("n")} AND {own("pg_rewrite", "r.oid")}
    ORDER BY 1, 2, 3"""
_POLICIES = f"""
    SELECT n.nspname AS schema, c.relname AS table, p.polname AS name, p.polpermissive AS permissive,
        p.polcmd AS command, pg_get_expr(p.polqual, p.polrelid) AS condition,
        pg_get_expr(p.polwithcheck, p.polrelid) AS with_check, obj_description(p.oid, 'pg_policy') AS comment,
        ARRAY(SELECT CASE WHEN u = 0 THEN 'public' ELSE pg_get_userbyid(u) END FROM unnest(p.polroles) AS u ORDER BY 1)
            AS roles
    FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {in_user_schema("n")} ORDER BY 1, 2, 3"""
_EXTENSIONS = """
    SELECT e.extname AS name, e.extversion AS version, n.nspname AS schema,
        obj_description(e.oid, 'pg_extension') AS comment
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname <> 'plpgsql' ORDER BY 1"""
_OTHERS = f"""
    SELECT 'statistics' AS sort, n.nspname AS schema, s.stxname AS name, pg_get_statisticsobjdef(s.oid) AS definition,
        obj_description(s.oid, 'pg_statistic_ext') AS comment
    FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace
    WHERE {in_user_schema("n")} AND {own("pg_statistic_ext", "s.oid")}
    UNION ALL
    SELECT 'collation', n.nspname, o.collname, concat_ws(' ', o.collprovider, o.collcollate, o.collctype,
        to_jsonb(o) ->> 'colliculocale', o.collisdeterministic), obj_description(o.oid, 'pg_collation')
    FROM pg_collation AS o JOIN pg_namespace AS n ON n.oid = o.collnamespace
    WHERE {in_user_schema("n")} AND {own("pg_collation", "o.oid")}
    UNION ALL
    SELECT 'operator', n.nspname, p.oid::regoperator::text, concat_ws(' ', p.oprcode::text, p.oprcom::regoper::text,
        p.oprnegate::regoper::text), obj_description(p.oid, 'pg_operator')
    FROM pg_operator AS p JOIN pg_namespace AS n ON n.oid = p.oprnamespace
    WHERE {in_user_schema("n")} AND {own("pg_operator", "p.oid")}
    UNION ALL
    SELECT 'event trigger', NULL, v.evtname, concat_ws(' ', v.evtevent, v.evtfoid::regproc::text, v.evtenabled,
        v.evttags::text), obj_description(v.oid, 'pg_event_trigger')
    FROM pg_event_trigger AS v WHERE {own("pg_event_trigger", "v.oid")}
    UNION ALL
    SELECT 'cast', NULL, format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL),
        concat_ws(' ', k.castfunc::regprocedure::text, k.castcontext, k.castmethod), obj_description(k.oid, 'pg_cast')
    FROM pg_cast AS k WHERE k.oid >= 16384 AND {own("pg_cast", "k.oid")}
        AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_cast'::regclass AND d.objid = k.oid
            AND d.deptype = 'i')
    UNION ALL
    SELECT 'foreign server', NULL, s.srvname, concat_ws(' ', w.fdwname, s.srvtype, s.srvversion, s.srvoptions::text),
        obj_description(s.oid, 'pg_foreign_server')
    FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE {own("pg_foreign_server", "s.oid")}
    UNION ALL
    SELECT 'text search configuration', n.nspname, f.cfgname, coalesce((
            SELECT string_agg(concat_ws(' ', m.maptokentype, m.mapseqno, m.mapdict::regdictionary::text), ', '
                ORDER BY m.maptokentype, m.mapseqno)
            FROM pg_ts_config_map AS m WHERE m.mapcfg = f.oid), ''), obj_description(f.oid, 'pg_ts_config')
    FROM pg_ts_config AS f JOIN pg_namespace AS n ON n.oid = f.cfgnamespace
    WHERE {in_user_schema("n")} AND {own("pg_ts_config", "f.oid")}
    ORDER BY 1, 2, 3"""

_ENABLED = {"O": "", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def read_triggers(fetch: Fetch, naming: Naming) -> tuple[Trigger, ...]:
    """Return triggers and rules; those a partition inherits are left out."""
    return tuple(
        Trigger(
            row["name"],
            row["table"],
            row["definition"].rstrip().removesuffix(";"),
            naming.schema(row["schema"]),
            _ENABLED[row["enabled"]],
            row["comment"],
        )
        for row in ask(fetch, _TRIGGERS)
    )


def read_policies(fetch: Fetch, naming: Naming) -> tuple[Policy, ...]:
    """Return the row security policies."""
    return tuple(
        Policy(row["name"], row["table"], _policy(row), naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _POLICIES)
    )


def _policy(row: Row) -> str:
    kind = "PERMISSIVE" if row["permissive"] else "RESTRICTIVE"
    words = [f"AS {kind} FOR {_COMMANDS[row['command']]} TO {', '.join(row['roles'])}"]
    words += [f"USING ({row['condition']})"] if row["condition"] is not None else []
    words += [f"WITH CHECK ({row['with_check']})"] if row["with_check"] is not None else []
    return " ".join(words)


def read_extensions(fetch: Fetch, naming: Naming) -> tuple[Extension, ...]:
    """Return the extensions but plpgsql, which is always there."""
    return tuple(
        Extension(row["name"], row["version"], naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _EXTENSIONS)
    )


def read_others(fetch: Fetch, naming: Naming) -> tuple[Other, ...]:
    """Return what has no value of its own: extended statistics, collations, operators, casts, event triggers, …"""
    return tuple(
        Other(
            row["name"],
            row["sort"],
            row["definition"],
            naming.schema(row["schema"]) if row["schema"] is not None else None,
            row["comment"],
        )
        for row in ask(fetch, _OTHERS)
    )
