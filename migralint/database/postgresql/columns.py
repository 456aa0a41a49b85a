"""Reads columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migralint.database.postgresql import settable
from migralint.database.postgresql.catalog import Fetch, Row, ask, collation_name, in_user_schema, own
from migralint.database.postgresql.sequences import bounds
from migralint.schema.column import Column, Computed, Identity
from migralint.schema.table import Table

_QUERY = f"""
    SELECT c.oid::bigint AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
        a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS default, a.attidentity AS identity,
        a.attgenerated AS generated, col_description(c.oid, a.attnum) AS comment,
        CASE WHEN a.attcollation <> t.typcollation THEN {collation_name("o")} END AS collation,
        a.attislocal AS local, a.attinhcount > 0 AND NOT c.relispartition AS inherited,
        nn.conname AS not_null_name, nn.convalidated AS not_null_validated, nn.connoinherit AS not_null_no_inherit,
        s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum,
        s.seqcache AS cache, s.seqcycle AS cycle, format_type(s.seqtypid, NULL) AS sequence_type,
        dep.deptype AS sequence_tie, dep.objid::bigint AS sequence_oid,
        dep.objid::regclass::text AS sequence,
        CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
        to_jsonb(a) ->> 'attcompression' AS compression, a.attstattarget AS statistics,
        a.attoptions::text[] AS options, a.attfdwoptions::text[] AS foreign_options
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation AS o ON o.oid = a.attcollation
    LEFT JOIN pg_constraint AS nn ON nn.conrelid = c.oid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]
    LEFT JOIN pg_depend AS dep ON dep.refclassid = 'pg_class'::regclass AND dep.refobjid = c.oid
        AND dep.refobjsubid = a.attnum AND dep.classid = 'pg_class'::regclass AND dep.deptype IN ('a', 'i')
        AND dep.objid IN (SELECT seqrelid FROM pg_sequence)
    LEFT JOIN pg_sequence AS s ON s.seqrelid = dep.objid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'm')
        AND {in_user_schema("n")} AND {own("pg_class", "c.oid")}
    ORDER BY c.oid, a.attnum, dep.objid"""


_GENERATED_NOT_NULL = re.compile(r"_not_null\d*$")
"""The end of names that the server generates (PostgreSQL 18); a renamed column keeps the generated name."""


def read_columns(fetch: Fetch, positions: Mapping[int, int | None]) -> dict[int, Table]:
    """Return, by the oid of each table, a table with its columns; `stored` contains what no other field covers.

    `positions`: the positions of sequences, by oid.
    """
    columns: dict[int, dict[str, Column]] = {}
    extras: dict[int, list[str]] = {}
    for row in ask(fetch, _QUERY):
        columns.setdefault(row["table"], {}).setdefault(row["name"], _column(row, positions.get(row["sequence_oid"])))
        extras.setdefault(row["table"], []).extend(_extras(row))
    return {
        oid: Table("", tuple(of_table.values()), stored="\n".join(dict.fromkeys(extras[oid])))
        for oid, of_table in columns.items()
    }


def _column(row: Row, position: int | None) -> Column:
    default, computed, identity = row["default"], None, None
    serial = _is_own_sequence(row)
    if row["generated"]:
        default, computed = None, Computed(row["default"], row["generated"] == "s")
    elif row["identity"]:
        minimum, maximum = bounds(row)
        identity = Identity(
            row["identity"] == "a",
            row["start"],
            row["increment"],
            minimum,
            maximum,
            row["cycle"],
            row["cache"],
            position,
        )
    elif serial:
        default = None
    return Column(
        row["name"],
        row["type"],
        not row["not_null"],
        default,
        row["collation"],
        computed,
        identity,
        "SERIAL" if serial else "",
        row["comment"],
        not_null=_not_null(row),
    )


def _not_null(row: Row) -> str:
    if row["not_null_name"] is None:
        return ""
    words = ["NO INHERIT"] if row["not_null_no_inherit"] else []
    return " ".join([*words, *([] if row["not_null_validated"] else ["NOT VALID"])])


def _is_own_sequence(row: Row) -> bool:
    """Whether the default is the next value of the sequence that the column owns, as `serial` creates it."""
    if row["sequence_tie"] != "a" or row["default"] is None:
        return False
    text: str = row["default"].replace("''", "'")
    return text == f"nextval('{row['sequence']}'::regclass)"


def _extras(row: Row) -> list[str]:
    extras = []
    if row["storage"] is not None:
        extras.append(f"STORAGE {row['storage']}")
    if row["compression"]:
        extras.append(f"COMPRESSION {row['compression']}")
    if row["statistics"] is not None and row["statistics"] >= 0:
        extras.append(f"STATISTICS {row['statistics']}")
    extras += settable.settable(row["options"], settable.COLUMN)
    extras += [f"OPTION {option}" for option in settable.of_wrapper(row["foreign_options"])]
    if row["inherited"]:
        extras.append("INHERITED, and declared here" if row["local"] else "INHERITED")
    name = row["not_null_name"]
    if name is not None and not _GENERATED_NOT_NULL.search(name):
        extras.append(f"NOT NULL named {name}")
    return [f"{row['name']}: {extra}" for extra in extras]
