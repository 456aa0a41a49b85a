"""Objects of PostgreSQL that tables are made of, and what is said where something cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.squashes import running, source, squashed

pytestmark = pytest.mark.slow

OBJECTS = {
    "a collation of a key": [
        "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "COMMENT ON COLLATION ci IS 'case does not matter'",
        "CREATE TABLE a (n text COLLATE ci PRIMARY KEY)", "INSERT INTO a VALUES ('\u00c4')",
    ],
    "a collation of a domain in a schema": [
        "CREATE SCHEMA s", """CREATE COLLATION s."C'1" (lc_collate = 'C', lc_ctype = 'C')""",
        """CREATE DOMAIN d AS text COLLATE s."C'1" CHECK (VALUE <> '')""", "CREATE TABLE a (n d)",
    ],
    "text search for a generated column": [
        "CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, ACCEPT = false, STOPWORDS = english)",
        "CREATE TEXT SEARCH CONFIGURATION own (COPY = english)",
        "ALTER TEXT SEARCH CONFIGURATION own ALTER MAPPING FOR word, asciiword WITH plain, english_stem",
        "ALTER TEXT SEARCH CONFIGURATION own DROP MAPPING FOR email",
        "CREATE TABLE a (n text, v tsvector GENERATED ALWAYS AS (to_tsvector('own', n)) STORED)",
        "INSERT INTO a VALUES ('two houses')",
    ],
    "text search without a mapping": ["CREATE TEXT SEARCH CONFIGURATION bare (PARSER = default)"],
}  # fmt: skip


@pytest.mark.parametrize("name", OBJECTS)
def test_what_tables_are_made_of_is_written_before_them(name: str, tmp_path: Path, postgresql: Server) -> None:
    assert source(squashed(tmp_path, postgresql, running(*OBJECTS[name])))


def test_rows_and_objects_that_cannot_be_written_are_said_together(tmp_path: Path, postgresql: Server) -> None:
    body = """
        run("CREATE TABLE a (id int PRIMARY KEY, token text)", f"INSERT INTO a VALUES (1, '{secrets.token_hex(20)}')",
            "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", "CREATE CAST (text AS xid) WITH INOUT")
    """
    said = squashed(tmp_path, postgresql, body).refusals
    assert len(said) == 3
    assert all(one.help for one in said)
    assert "a.token" in said[0].message
    assert {"event trigger" in one.message or "cast" in one.message for one in said[1:]} == {True}


def test_tokens_that_refer_to_one_another_are_advised_to_be_kept(tmp_path: Path, postgresql: Server) -> None:
    body = """
        one, two = secrets.token_hex(8), secrets.token_hex(8)
        run("CREATE TABLE a (id text PRIMARY KEY, secret text)", "CREATE TABLE b (a text REFERENCES a, note text)",
            f"INSERT INTO a VALUES ('{one}', '{secrets.token_hex(8)}')", f"INSERT INTO b VALUES ('{one}', '{two}')",
            f"CREATE TABLE c (x text)", f"INSERT INTO c VALUES ('{two}')")
    """
    (said,) = squashed(tmp_path, postgresql, body).refusals
    for way in ("a.id=frozen", "b.a=frozen", "b.note=frozen", "c.x=frozen", "'a.secret=secrets.token_hex(8)'"):
        assert f"--accept-volatile {way}" in said.help
    accepted = dict.fromkeys(("a.id", "b.a", "b.note", "c.x"), "frozen") | {"a.secret": "secrets.token_hex(8)"}
    assert source(squashed(tmp_path, postgresql, body, accepted))
