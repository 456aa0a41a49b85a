"""The mend of a difference on PostgreSQL, run by Alembic, takes that difference away."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server import Server
from migralint.schema.compare import compare
from migralint.schema.database import Database
from tests.support.postgresql import new_database
from tests.support.shop.postgresql import CHANGES, SHOP, Change

ADVICE_ONLY = {
    # values cannot be removed or moved, attributes not told from renamed ones
    *("enum value added", "enum value added before", "enum value renamed", "enum order", "enum of a schema"),
    *("composite type", "partition detached"),
    # a sequence and a default that belong together are more than one statement
    *("sequence ownership lost", "identity for serial"),
    # notes
    *("sequence position", "privileges", "column storage", "clustered"),
    # what the models should insert is not for a migration to delete
    *("row added", "rows of a partition"),
}
"""Of these the mend is advice, or nothing."""


pytestmark = pytest.mark.slow  # the changes themselves are in the default run


@pytest.fixture(scope="module")
def engine(postgresql_server: Server) -> Iterator[sa.Engine]:
    url = new_database(postgresql_server, "mended")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SHOP)
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def read(connection: sa.Connection) -> Database:
    return read_postgresql(lambda query: connection.exec_driver_sql(query).fetchall())


@pytest.fixture(scope="module")
def shop(engine: sa.Engine) -> Database:
    with engine.connect() as connection:
        return read(connection)


@pytest.mark.parametrize("change", [c for c in CHANGES if c.name not in ADVICE_ONLY], ids=lambda c: c.name)
def test_the_mend_takes_the_difference_away(engine: sa.Engine, shop: Database, change: Change) -> None:
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        connection.exec_driver_sql(change.sql)
        found = compare(shop, read(connection))
        operations = Operations(MigrationContext.configure(connection))
        for difference in found:
            assert not all(line.startswith("#") for line in difference.mend.splitlines()), difference.mend
            exec(compile(difference.mend, "mend", "exec"), {"op": operations, "sa": sa, "postgresql": postgresql})
        after = {(d.kind, d.table, d.object) for d in compare(shop, read(connection)) if not d.note}
        connection.rollback()
    assert not after & {(d.kind, d.table, d.object) for d in found}
