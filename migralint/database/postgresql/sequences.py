"""Reads sequences."""

from __future__ import annotations

from collections.abc import Mapping

from migralint.database.postgresql.catalog import Fetch, Row, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.schema.objects import Sequence

_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}

_QUERY = f"""
    SELECT n.nspname AS schema, c.relname AS name, format_type(s.seqtypid, NULL) AS sequence_type,
        s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum,
        s.seqcache AS cache, s.seqcycle AS cycle, c.oid::bigint AS oid,
        obj_description(c.oid, 'pg_class') AS comment, tn.nspname AS owner_schema, tc.relname AS owner_table,
        a.attname AS owner_column
    FROM pg_sequence AS s
    JOIN pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    LEFT JOIN pg_class AS tc ON tc.oid = d.refobjid
    LEFT JOIN pg_namespace AS tn ON tn.oid = tc.relnamespace
    LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE {in_user_schema("n")} AND {own("pg_class", "c.oid")} AND NOT EXISTS (
        SELECT 1 FROM pg_depend AS i
        WHERE i.classid = 'pg_class'::regclass AND i.objid = c.oid AND i.deptype = 'i')
    ORDER BY n.nspname, c.relname"""


_EVERY = f"""
    SELECT c.oid::bigint AS oid, c.oid::regclass::text AS name, s.seqstart AS start, s.seqincrement AS increment
    FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {in_user_schema("n")} AND {own("pg_class", "c.oid")} ORDER BY c.oid"""


def read_positions(fetch: Fetch) -> dict[int, int | None]:
    """Return, by the oid of each sequence, its last value; None: not used yet, so it begins with its start value.

    For a sequence that was set to another first value, the value before that is returned.
    """
    known = {row["oid"]: row for row in ask(fetch, _EVERY)}
    if not known:
        return {}
    parts = [f"SELECT {oid}::bigint AS oid, last_value, is_called FROM {row['name']}" for oid, row in known.items()]
    positions: dict[int, int | None] = {}
    for row in ask(fetch, " UNION ALL ".join(parts)):
        of = known[row["oid"]]
        untouched = row["last_value"] == of["start"] and not row["is_called"]
        last = row["last_value"] if row["is_called"] else row["last_value"] - of["increment"]
        positions[row["oid"]] = None if untouched else last
    return positions


def read_sequences(fetch: Fetch, naming: Naming, positions: Mapping[int, int | None]) -> tuple[Sequence, ...]:
    """Return the sequences that no identity column owns; `positions` is the result of `read_positions`."""
    return tuple(_sequence(row, naming, positions.get(row["oid"])) for row in ask(fetch, _QUERY))


def _sequence(row: Row, naming: Naming, position: int | None) -> Sequence:
    minimum, maximum = bounds(row)
    owner = ""
    if row["owner_table"] is not None:
        owner = f"{naming.full(row['owner_schema'], row['owner_table'])}.{row['owner_column']}"
    return Sequence(
        row["name"],
        naming.schema(row["schema"]),
        row["sequence_type"],
        row["start"],
        row["increment"],
        minimum,
        maximum,
        row["cycle"],
        row["cache"],
        owner,
        position,
        row["comment"],
    )


def bounds(row: Row) -> tuple[int | None, int | None]:
    """Return the minimum and the maximum, each None if it is the default for the type and the direction."""
    largest = _LARGEST[row["sequence_type"]]
    lowest, highest = (1, largest) if row["increment"] > 0 else (-largest - 1, -1)
    minimum = None if row["minimum"] == lowest else int(row["minimum"])
    return minimum, None if row["maximum"] == highest else int(row["maximum"])
