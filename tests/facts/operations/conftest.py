"""A table of orders on a PostgreSQL server, in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from migralint.database.postgresql.server.server import throw_away_server

ORDERS = """
    CREATE TABLE orders (id int PRIMARY KEY, day timestamp, price numeric(6, 3), size float, note varchar(9));
    INSERT INTO orders VALUES (1, '2020-01-02 03:04', 1.256, 1.6, 'a');
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    with throw_away_server() as server:
        made = sa.create_engine(server.url().replace("postgresql://", "postgresql+psycopg2://", 1))
        yield made
        made.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as opened:
        opened.exec_driver_sql(ORDERS)
        yield opened
        opened.rollback()


@pytest.fixture
def op(connection: sa.Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))
