"""What is known of casts holds for every pair of types on a real server."""

from __future__ import annotations

import psycopg

from migralint.changes.sql.reader import Words
from migralint.changes.sql.types import read_type
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import TypeState
from migralint.rules.operation.postgresql.columns.casts import casts_by_itself, keeps_rows, on_server

TYPES = (
    "varchar(10)", "varchar(20)", "varchar", "text", "char(10)", "char(20)", "smallint", "integer", "bigint",
    "numeric(8,2)", "numeric(10,2)", "numeric(10,3)", "numeric", "real", "float", "boolean", "date", "time",
    "timestamp(3)", "timestamp", "timestamptz", "timestamptz(3)", "interval", "json", "jsonb", "uuid", "bytea", "mood",
    "temper", "integer[]", "bigint[]", "text[]", "varchar[]", "varchar(10)[]", "inet", "cidr", "macaddr", "xml",
    "bit(4)", "varbit", "varbit(8)", "tsvector", "oid", "money",
)  # fmt: skip
_TRY_ALL = """
DO $$
DECLARE a text; b text; before oid; after oid; outcome text;
BEGIN
    FOREACH a IN ARRAY string_to_array('{types}', ';') LOOP
        FOREACH b IN ARRAY string_to_array('{types}', ';') LOOP
            BEGIN
                EXECUTE format('CREATE TABLE t (c %s)', a);
                before := pg_relation_filenode('t');
                EXECUTE format('ALTER TABLE t ALTER COLUMN c TYPE %s', b);
                after := pg_relation_filenode('t');
                RAISE EXCEPTION '%', CASE WHEN before = after THEN 'kept' ELSE 'written' END;
            EXCEPTION
                WHEN raise_exception THEN outcome := SQLERRM;
                WHEN datatype_mismatch THEN outcome := 'refused';
            END;
            INSERT INTO outcomes VALUES (a, b, outcome);
        END LOOP;
    END LOOP;
END $$
"""


def test_every_pair(connection: psycopg.Connection) -> None:
    connection.execute("SET LOCAL TIME ZONE 'Europe/Berlin'")
    connection.execute("CREATE TYPE mood AS ENUM ('a')")
    connection.execute("CREATE TYPE temper AS ENUM ('a')")
    connection.execute("CREATE TEMPORARY TABLE outcomes (a text, b text, outcome text)")
    connection.execute(_TRY_ALL.format(types=";".join(TYPES)))
    state = SchemaState()
    for name in ("mood", "temper"):
        state.types[name] = TypeState(name, ("a",), age=0)
    read = {text: on_server(read_type(Words(text)), state) for text in TYPES}
    assert [text for text, one in read.items() if not one.is_known] == []
    wrong = []
    rows = connection.execute("SELECT * FROM outcomes").fetchall()
    assert len(rows) == len(TYPES) ** 2
    for a, b, outcome in rows:
        old, new = read[a], read[b]
        expected = "refused" if not casts_by_itself(old, new) else "kept" if keeps_rows(old, new) else "written"
        if expected != outcome:
            wrong.append(f"{a} -> {b}: {outcome}, not {expected}")
    assert wrong == [], "\n".join(wrong)
