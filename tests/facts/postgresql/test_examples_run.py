"""What the pages of the rules show is true on a server: the examples of errors fail, all else runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DBAPIError

from migralint.findings.rule import Rule
from migralint.findings.severity import Severity
from migralint.rules.operation.catalog.postgresql import RULES

_FILE = re.compile(r"^# [\w/]+\.py$", re.MULTILINE)
SCHEMA = """
CREATE EXTENSION btree_gist;
CREATE TABLE users (id int PRIMARY KEY, note_before text);
CREATE TABLE orders (
    number int NOT NULL, day date DEFAULT now(), price numeric DEFAULT 1, amount int DEFAULT 1,
    paid boolean DEFAULT false, buyer int REFERENCES users
);
INSERT INTO orders VALUES (1);
CREATE TABLE bookings (room int, during tstzrange);
CREATE TYPE state AS ENUM ('waiting');
CREATE TABLE jobs (state state);
INSERT INTO jobs VALUES ('waiting');
"""
PARTITIONS = "CREATE TABLE events (n int) PARTITION BY RANGE (n);"
BEFORE = {
    "ML321": "CREATE INDEX ix_orders_day ON orders (day)",
    "ML324": "ALTER TABLE orders DROP day",
    "ML326": "ALTER TABLE orders DROP number",
    "ML329": "ALTER TABLE orders ALTER number TYPE text",
    "ML340": PARTITIONS + "CREATE TABLE events_old (n int)",
    "ML341": PARTITIONS + "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (0) TO (9)",
    "ML346": "DROP TABLE orders",
}
"""What else is there before an example runs."""


@pytest.fixture(scope="module")
def engine(server_url: str) -> Iterator[sa.Engine]:
    made = sa.create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"))
    yield made
    made.dispose()


def run(engine: sa.Engine, code: str, example: str) -> None:
    """Begin with the tables that the examples are about, then upgrade by each of its files."""
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.exec_driver_sql(SCHEMA)
        connection.exec_driver_sql(BEFORE.get(code, ""))
    for text in _FILE.split(example)[1:]:
        if code == "ML342" and "autocommit_block" in text:
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE events_2026 PARTITION OF events DEFAULT")
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            names: dict[str, object] = {}
            with Operations.context(context), context.begin_transaction():
                exec(text, names)
                names["upgrade"]()  # type: ignore[operator]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_example(rule: Rule, engine: sa.Engine) -> None:
    example = rule.documentation.found_code
    if rule.severity is Severity.ERROR:
        with pytest.raises(DBAPIError):
            run(engine, rule.code, example)
    else:
        run(engine, rule.code, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_advice(rule: Rule, engine: sa.Engine) -> None:
    if rule.code == "ML324":
        pytest.importorskip("alembic", minversion="1.16", reason="older versions have no if_not_exists for columns")
    run(engine, rule.code, rule.documentation.clean_code)
