"""Reads triggers, rules, policies and extensions."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import Extension, Policy, Trigger

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
        ARRAY(SELECT CASE WHEN u = 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(u)) END
            FROM unnest(p.polroles) AS u ORDER BY 1) AS roles
    FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {in_user_schema("n")} ORDER BY 1, 2, 3"""
_EXTENSIONS = """
    SELECT e.extname AS name, e.extversion AS version, n.nspname AS schema,
        obj_description(e.oid, 'pg_extension') AS comment
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname <> 'plpgsql' ORDER BY 1"""
_ENABLED = {"O": "", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def read_triggers(fetch: Fetch, naming: Naming) -> tuple[Trigger, ...]:
    """Return triggers and rules; those that a partition inherits are omitted."""
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
    """Return the extensions except plpgsql, which always exists."""
    return tuple(
        Extension(row["name"], row["version"], naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _EXTENSIONS)
    )
