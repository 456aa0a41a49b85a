"""Reads constraints."""

from __future__ import annotations

import re

from msgspec import Struct, field

from migralint.database.postgresql import settable
from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.database.postgresql.settable import without_options
from migralint.schema.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint

_QUERY = f"""
    SELECT c.oid::bigint AS table, k.conname AS name, k.contype AS type, pg_get_constraintdef(k.oid) AS definition,
        pg_get_expr(k.conbin, k.conrelid) AS expression, k.condeferrable AS deferrable, k.condeferred AS deferred,
        k.convalidated AS validated, k.connoinherit AS no_inherit, obj_description(k.oid, 'pg_constraint') AS comment,
        tn.nspname AS target_schema, tc.relname AS target_table,
        ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
            JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY u.place) AS columns,
        ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY AS u (number, place)
            JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place) AS targets,
        ARRAY(SELECT a.attname FROM pg_index AS i, unnest(i.indkey::int[]) WITH ORDINALITY AS u (number, place)
            JOIN pg_attribute AS a ON a.attnum = u.number
            WHERE i.indexrelid = k.conindid AND k.contype IN ('p', 'u') AND a.attrelid = k.conrelid
                AND u.place > i.indnkeyatts ORDER BY u.place) AS include,
        (SELECT x.reloptions::text[] FROM pg_class AS x WHERE x.oid = k.conindid) AS options,
        (SELECT to_jsonb(i) ->> 'indnullsnotdistinct' FROM pg_index AS i WHERE i.indexrelid = k.conindid) AS nulls,
        coalesce(to_jsonb(k) ->> 'conperiod', 'false')::boolean AS period,
        coalesce(to_jsonb(k) ->> 'conenforced', 'true')::boolean AS enforced,
        k.contype IN ('p', 'u', 'x') AND NOT (SELECT i.indisvalid FROM pg_index AS i WHERE i.indexrelid = k.conindid)
            AS invalid,
        k.contype = 'c' AND k.coninhcount > 0 AND NOT c.relispartition AS inherited, k.conislocal AS local,
        ARRAY(SELECT DISTINCT f.proname || ' ' || g.tgenabled::text FROM pg_trigger AS g
            JOIN pg_proc AS f ON f.oid = g.tgfoid
            WHERE g.tgconstraint = k.oid AND g.tgisinternal AND g.tgenabled <> 'O' ORDER BY 1) AS triggers
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_class AS tc ON tc.oid = k.confrelid
    LEFT JOIN pg_namespace AS tn ON tn.oid = tc.relnamespace
    WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') AND k.conparentid = 0
        AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    ORDER BY c.oid, k.conname"""

_ENABLED = {"D": "DISABLED", "R": "ENABLED FOR REPLICA", "A": "ALWAYS ENABLED"}
"""The values of pg_trigger.tgenabled."""
_DELETE = re.compile(r"\bON DELETE (SET (?:NULL|DEFAULT)(?: \([^)]*\))?|CASCADE|RESTRICT)")
_UPDATE = re.compile(r"\bON UPDATE (SET (?:NULL|DEFAULT)|CASCADE|RESTRICT)")
_MATCH = re.compile(r"\bMATCH (FULL|PARTIAL)")


class Constraints(Struct):
    """The constraints of one table."""

    primary_key: PrimaryKey | None = None
    others: list[Constraint] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    """What no field covers: the origin of a check."""


def read_constraints(fetch: Fetch, naming: Naming) -> dict[int, Constraints]:
    """Return the constraints by the oid of their table; constraints that a partition inherits are omitted."""
    by_table: dict[int, Constraints] = {}
    for row in ask(fetch, _QUERY):
        of_table = by_table.setdefault(row["table"], Constraints())
        constraint = _constraint(row, naming)
        if row["inherited"]:
            declared = ", and declared here" if row["local"] else ""
            of_table.extras.append(f"{row['name']}: INHERITED{declared}")
        if isinstance(constraint, PrimaryKey):
            of_table.primary_key = constraint
        else:
            of_table.others.append(constraint)
    return by_table


def _constraint(row: Row, naming: Naming) -> Constraint:
    columns, name, comment = tuple(row["columns"]), row["name"], row["comment"]
    deferral = "DEFERRABLE INITIALLY DEFERRED" if row["deferred"] else "DEFERRABLE" if row["deferrable"] else ""
    include, period, unenforced = tuple(row["include"]), row["period"], _unenforced(row)
    match row["type"]:
        case "p":
            return PrimaryKey(columns, name, "", deferral, include, comment, period, unenforced)
        case "u":
            nulls = row["nulls"] == "true"
            return UniqueConstraint(columns, name, "", deferral, include, nulls, comment, period, unenforced)
        case "c":
            return Check(
                row["expression"], name, row["validated"] or not row["enforced"], row["no_inherit"], comment, unenforced
            )
        case "x":
            kept = settable.settable(row["options"], settable.INDEX, own=False)
            return Exclusion(without_options(row["definition"], row["options"], kept), name, comment, unenforced)
    definition = row["definition"]
    return ForeignKey(
        columns,
        naming.full(row["target_schema"], row["target_table"]),
        tuple(row["targets"]),
        name,
        _first_group(_UPDATE, definition),
        _first_group(_DELETE, definition),
        _first_group(_MATCH, definition),
        deferral,
        row["validated"] or not row["enforced"],
        comment,
        period,
        unenforced,
    )


def _unenforced(row: Row) -> tuple[str, ...]:
    reasons = ["NOT ENFORCED"] if not row["enforced"] else []
    reasons += ["INDEX INVALID"] if row["invalid"] else []
    for trigger in row["triggers"]:
        name, _, state = trigger.rpartition(" ")
        reasons.append(f"{name} {_ENABLED[state]}")
    return tuple(sorted(reasons))


def _first_group(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
