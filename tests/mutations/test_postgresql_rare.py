"""What few databases have is compared on PostgreSQL as well, or the documentation says that it is not."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import compare
from migralint.schema.database import Database
from tests.mutations.test_postgresql import after, named
from tests.support.postgresql import known_to, new_database, read
from tests.support.shop.postgresql import SHOP, Change
from tests.support.shop.postgresql_rare import NOT_COMPARED, RARE, RARE_CHANGES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def connection(postgresql_server: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(new_database(postgresql_server, "rare"), autocommit=True) as connection:
        connection.execute(known_to(connection.info.server_version, SHOP))
        connection.execute(known_to(connection.info.server_version, RARE))
        yield connection
        connection.execute("DROP OWNED BY reader, writer; DROP ROLE reader, writer")


@pytest.fixture(scope="module")
def rare(connection: psycopg.Connection) -> Database:
    return read(connection)


@pytest.mark.parametrize("change", RARE_CHANGES, ids=lambda change: change.name)
def test_a_difference_is_found_and_nothing_else(connection: psycopg.Connection, rare: Database, change: Change) -> None:
    found = compare(rare, after(connection, change.sql))
    expected = sorted(change.expected, key=repr)
    if connection.info.server_version < 140_000:  # where procedures have no OUT, and so no IN
        expected = [(kind, table, thing and thing.replace("(IN ", "(")) for kind, table, thing in expected]
    assert named(found) == expected
    assert {difference.note for difference in found} == {change.note}


@pytest.mark.parametrize("sql", NOT_COMPARED.values(), ids=NOT_COMPARED)
def test_what_is_not_compared_is_known(connection: psycopg.Connection, rare: Database, sql: str) -> None:
    assert compare(rare, after(connection, sql)) == ()


def test_a_sequence_told_where_to_begin_is_not_where_it_was(connection: psycopg.Connection, rare: Database) -> None:
    (found,) = compare(rare, after(connection, "ALTER SEQUENCE sq RESTART WITH 5"))
    assert (found.kind, found.object, found.models, found.migrations) == (
        "sequence-position",
        "sq",
        "not used yet",
        "continues from 4",
    )


def test_options_of_a_user_mapping_are_never_shown(connection: psycopg.Connection) -> None:
    other = after(
        connection,
        "CREATE EXTENSION postgres_fdw; CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw; "
        "CREATE USER MAPPING FOR public SERVER remote OPTIONS (user 'app', password 'hunter2')",
    )
    (mapping,) = [one for one in other.others if one.name == "public ON remote"]
    assert mapping.sort == "user mapping"
    assert "hunter2" not in repr(other)


def test_an_aggregate_s_definition_makes_it_again(connection: psycopg.Connection, rare: Database) -> None:
    aggregates = [one for one in rare.functions if one.definition.startswith("CREATE AGGREGATE")]
    assert len(aggregates) == 3
    for one in aggregates:
        assert compare(rare, after(connection, f"DROP AGGREGATE {one.signature}; {one.definition}")) == ()
