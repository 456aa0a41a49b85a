"""The mend of a difference on PostgreSQL, run by Alembic, takes that difference away, whichever side it is on."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import Difference
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.support.postgresql import known_to, new_database, newer_skipped
from tests.support.shop.postgresql import CHANGES, SHOP, Change
from tests.support.shop.postgresql_rare import RARE, RARE_CHANGES

pytestmark = pytest.mark.slow  # the changes themselves are in the default run


LEFT_TO_PEOPLE = {
    # Several differences that hang together: their mends do not run one by one, in the order of the report.
    *("identity for serial", "sequence ownership lost", "partition detached"),
    "ALTER TABLE parent_t ADD c int",
    "ALTER TABLE parent_t DROP CONSTRAINT ck_a, ADD CONSTRAINT ck_a CHECK (a > 0) NO INHERIT",
    "ALTER TYPE address RENAME ATTRIBUTE zip TO zap CASCADE",
    "ALTER TABLE plist ADD PRIMARY KEY (a, b)",
    "ALTER TABLE roles RENAME name TO nom",
    "DROP OPERATOR FAMILY fam USING btree CASCADE",
    "DROP MATERIALIZED VIEW mv; CREATE TABLE mv AS SELECT 1 AS a",
    next(change.name for change in RARE_CHANGES if change.name.startswith("CREATE TYPE base_t;")),
    # What belongs to another table by inheritance is made with it.
    "DROP TABLE child_t",
    # An index that is invalid because of the partitions: nobody wants it back.
    "CREATE INDEX only_ix ON ONLY plist (a)",
    # A view that is not up to date in the models cannot be made so in the migrations.
    next(change.name for change in RARE_CHANGES if change.expected == (("rows", "counted", None),)),
}
"""Changes whose mends need a person, on one side at least."""


@contextmanager
def engine_of(server: Server, name: str, *scripts: str) -> Iterator[sa.Engine]:
    url = new_database(server, name)
    with psycopg.connect(url, autocommit=True) as connection:
        for script in scripts:
            connection.execute(known_to(connection.info.server_version, script))
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    with psycopg.connect(url, autocommit=True) as connection:
        if RARE in scripts:
            connection.execute("DROP OWNED BY reader, writer; DROP ROLE reader, writer")
    engine.dispose()


@pytest.fixture(scope="module")
def shop(postgresql_server: Server) -> Iterator[sa.Engine]:
    with engine_of(postgresql_server, "mended", SHOP) as engine:
        yield engine


@pytest.fixture(scope="module")
def rare(postgresql_server: Server) -> Iterator[sa.Engine]:
    with engine_of(postgresql_server, "rarely_mended", SHOP, RARE) as engine:
        yield engine


def server_version(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())


def read(connection: sa.Connection) -> Database:
    return read_postgresql(lambda query: connection.exec_driver_sql(query).fetchall())


def is_advice(difference: Difference) -> bool:
    """Whether only a person can take it away, and is told so."""
    return all(line.startswith("#") for line in difference.mend.splitlines())


def mended(engine: sa.Engine, change: Change, *, changed_is_wanted: bool) -> tuple[list[Difference], list[Difference]]:
    """Return what differs, and what of it still does when every mend has run.

    `changed_is_wanted`: the models have the change and the migrations lack it; otherwise the other way round.
    """
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = read(connection)
        version = server_version(connection)
        if version < 150_000 and change.name.endswith(" NULLS DISTINCT"):
            pytest.skip("PostgreSQL before 15 knows no other")
        with newer_skipped(version):
            connection.exec_driver_sql(known_to(version, change.sql).replace("%", "%%"))
        changed = read(connection)
        if changed_is_wanted:
            connection.rollback()
        wanted, built = (changed, plain) if changed_is_wanted else (plain, changed)
        found = [one for one in compare_and_mend(wanted, built) if not one.note]
        operations = Operations(MigrationContext.configure(connection))
        for difference in found:
            exec(compile(difference.mend, "mend", "exec"), {"op": operations, "sa": sa, "postgresql": postgresql})
        left = [one for one in compare_and_mend(wanted, read(connection)) if not one.note]
        connection.rollback()
    return found, left


def check(engine: sa.Engine, change: Change, *, changed_is_wanted: bool) -> None:
    found, left = mended(engine, change, changed_is_wanted=changed_is_wanted)
    advised = {(one.kind, one.table, one.object) for one in found if is_advice(one)}
    if not changed_is_wanted:  # a counter that is ahead is a note, and one that is behind is drift
        assert bool(found) is not change.note
    assert [one for one in left if (one.kind, one.table, one.object) not in advised] == []


COMMON = [change for change in CHANGES if change.name not in LEFT_TO_PEOPLE]
UNCOMMON = [change for change in RARE_CHANGES if change.name not in LEFT_TO_PEOPLE]


@pytest.mark.parametrize("change", COMMON, ids=lambda change: change.name)
def test_what_the_migrations_changed_is_mended(shop: sa.Engine, change: Change) -> None:
    check(shop, change, changed_is_wanted=False)


@pytest.mark.parametrize("change", COMMON, ids=lambda change: change.name)
def test_what_the_models_changed_is_mended(shop: sa.Engine, change: Change) -> None:
    check(shop, change, changed_is_wanted=True)


@pytest.mark.parametrize("change", UNCOMMON, ids=lambda change: change.name)
def test_what_the_migrations_changed_is_mended_where_it_is_rare(rare: sa.Engine, change: Change) -> None:
    check(rare, change, changed_is_wanted=False)


@pytest.mark.parametrize("change", UNCOMMON, ids=lambda change: change.name)
def test_what_the_models_changed_is_mended_where_it_is_rare(rare: sa.Engine, change: Change) -> None:
    check(rare, change, changed_is_wanted=True)
