"""What is known of functions is what the server's catalogue says of them."""

from __future__ import annotations

import psycopg

from migralint.changes.definitions import Default
from migralint.rules.operation.postgresql.columns.functions import STABLE, VOLATILE, kind_of


def volatility(connection: psycopg.Connection) -> dict[str, set[str]]:
    for (name,) in connection.execute("SELECT name FROM pg_available_extensions").fetchall():
        if name in ("uuid-ossp", "pgcrypto"):  # a server from a Python package brings neither
            connection.execute(f'CREATE EXTENSION IF NOT EXISTS "{name}"')
    found: dict[str, set[str]] = {}
    for name, kind in connection.execute("SELECT proname, provolatile::text FROM pg_proc WHERE prokind = 'f'"):
        found.setdefault(name, set()).add(kind)
    return found


def test_volatile_and_stable_functions(connection: psycopg.Connection) -> None:
    known = volatility(connection)
    assert len(VOLATILE & known.keys()) > 4
    assert {name for name in VOLATILE & known.keys() if "v" not in known[name]} == set()
    assert len(STABLE & known.keys()) > 50
    # Before 15 the one for a time of day with a time zone was volatile; nobody makes a default of it.
    volatile_once = {"timezone"} if connection.info.server_version < 150_000 else set()
    assert {name for name in STABLE & known.keys() if "v" in known[name]} == volatile_once


def test_a_default_that_is_called_stable_is_not_stored_in_the_rows(connection: psycopg.Connection) -> None:
    texts = (
        "now()", "CURRENT_TIMESTAMP(3)", "statement_timestamp()", "'{}'::jsonb", "ARRAY[]::varchar(9)[]",
        "timezone('utc', now())", "(now() + interval '1 day')", "CAST('x' AS varchar(3))", "current_setting('port')",
        "txid_current()::text",
        "CAST(extract(epoch from now()) AS int)", "jsonb_build_object('a', 1)", "(CURRENT_USER)",
    )  # fmt: skip
    for number, text in enumerate(texts):
        assert kind_of(Default(text, "text", text)) == ("stable", ""), text
        connection.execute(f"CREATE TABLE t{number} (id int)")
        before = connection.execute("SELECT pg_relation_filenode(%s::regclass)", [f"t{number}"]).fetchone()
        connection.execute(f"ALTER TABLE t{number} ADD COLUMN c {_type_of(text)} DEFAULT {text}")
        assert connection.execute("SELECT pg_relation_filenode(%s::regclass)", [f"t{number}"]).fetchone() == before


def _type_of(text: str) -> str:
    kinds = {
        "jsonb": "jsonb",
        "ARRAY": "varchar(9)[]",
        "AS int": "int",
        "port": "text",
        "txid": "text",
        "USER": "text",
        "AS v": "text",
    }
    return next((kind for word, kind in kinds.items() if word in text), "timestamptz")
