"""What PostgreSQL printed means the same as what it prints once it has read that; PostgreSQL itself is asked."""

from __future__ import annotations

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import compare
from migralint.schema.sql.expression import canonical
from tests.support.postgresql import new_database, read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = ANY ((ARRAY['x'::character varying])::text[])", "a = ANY (ARRAY[('x'::character varying)::text])"),
        ("ANY (ARRAY['a, ['::c, b]::t(3)[])", "ANY (ARRAY['a, ['::c::t(3), b::t(3)])"),
        ("(ARRAY[f(a, b), c])::int[]", "ARRAY[(f(a, b))::int, (c)::int]"),
    ],
)  # fmt: skip
def test_one_meaning(one: str, other: str) -> None:
    assert canonical(one, dialect="postgresql") == canonical(other, dialect="postgresql")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(ARRAY[a, b])::text[]", "(ARRAY[b, a])::text[]"),
        ("(ARRAY[a])::text[]", "(ARRAY[a])::name[]"),
        ("(ARRAY[a])::text[]", "ARRAY[a]"),
        ("(ARRAY[a])::text", "ARRAY[(a)::text]"),
        ("(array)::text[]", "ARRAY[]::text[]"),
        ("ARRAY[1", "ARRAY[1]"),
    ],
)
def test_two_meanings(one: str, other: str) -> None:
    assert canonical(one, dialect="postgresql") != canonical(other, dialect="postgresql")


def test_what_is_read_again_is_no_difference(postgresql: Server) -> None:
    with psycopg.connect(new_database(postgresql, "casts"), autocommit=True) as connection:
        written_and_read_again(connection)


def written_and_read_again(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE t (state VARCHAR(9), CONSTRAINT ck CHECK (state IN ('a', 'b')))")
    connection.execute("CREATE INDEX ix ON t (state) WHERE state NOT IN ('x', 'y')")
    connection.execute("CREATE VIEW v AS SELECT state FROM t WHERE state IN ('it''s', '[')")
    first = read(connection)
    (table,) = first.tables
    assert table.checks[0].expression.count("::text[]") == 1
    connection.execute("DROP TABLE t CASCADE")
    connection.execute(f"CREATE TABLE t (state VARCHAR(9), CONSTRAINT ck CHECK ({table.checks[0].expression}))")
    connection.execute(f"CREATE INDEX ix ON t (state) WHERE {table.indexes[0].where}")
    connection.execute(f"CREATE VIEW v AS {first.views[0].definition}")
    second = read(connection)
    assert second.tables[0].checks[0].expression != table.checks[0].expression
    assert compare(first, second) == ()
