"""The mends of a whole report, run from the first to the last, leave no drift: in both directions, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql

from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import Difference
from migralint.schema.mend.differences import compare_and_mend
from tests.mutations.test_mends_postgresql import engine_of, is_advice, read, server_version
from tests.support.postgresql import known_to
from tests.support.shop.postgresql import SHOP

BEFORE = """
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE DOMAIN a_mood AS mood NOT NULL;
CREATE TABLE place (id integer PRIMARY KEY, code text UNIQUE);
CREATE TABLE person (id integer PRIMARY KEY, at integer REFERENCES place, code text REFERENCES place (code),
    feels mood, note text, CONSTRAINT ck_note CHECK (note <> ''));
CREATE INDEX ix_note ON person (note);
CREATE VIEW a_first AS SELECT id, note FROM person;
CREATE VIEW z_second AS SELECT id FROM a_first;
CREATE VIEW kept AS SELECT id FROM person;
CREATE VIEW above_kept AS SELECT id FROM kept;
CREATE FUNCTION noting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER noted BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION noting();
CREATE PROCEDURE proceed(integer) LANGUAGE sql AS $$ SELECT 1 $$;
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
CREATE RULE loud AS ON DELETE TO place DO ALSO NOTIFY places;
"""
AFTER = (
    """
CREATE SCHEMA apart;
CREATE TYPE temper AS ENUM ('hot', 'cold');
CREATE SEQUENCE numbers;
CREATE TABLE z_country (id integer PRIMARY KEY);
CREATE TABLE apart.a_city (id integer PRIMARY KEY DEFAULT nextval('numbers'), country integer REFERENCES z_country);
CREATE TABLE hen (id integer PRIMARY KEY, egg integer);
CREATE TABLE egg (id integer PRIMARY KEY, hen integer REFERENCES hen);
ALTER TABLE hen ADD CONSTRAINT fk_egg FOREIGN KEY (egg) REFERENCES egg;
CREATE TABLE person (id integer PRIMARY KEY, at integer, code text, feels temper, name text UNIQUE,
    city integer REFERENCES apart.a_city);
CREATE VIEW y_first AS SELECT id, name FROM person;
CREATE VIEW kept AS SELECT id, name FROM person WHERE id > 0;
CREATE VIEW above_kept AS SELECT id FROM kept;
CREATE FUNCTION counting() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM z_country $$;
CREATE FUNCTION touching() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER touched BEFORE INSERT ON z_country FOR EACH ROW EXECUTE FUNCTION touching();
CREATE POLICY mine ON person USING (id > 0);
""".replace("CREATE VIEW b_second AS SELECT id FROM y_first_of_all;\n", "")
    + """
CREATE VIEW b_second AS SELECT id FROM y_first;
"""
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine(postgresql_server: Server) -> Iterator[sa.Engine]:
    with engine_of(postgresql_server, "in_order") as engine:
        yield engine


def mended(engine: sa.Engine, models: str, migrations: str) -> tuple[list[Difference], list[Difference]]:
    """Run the mends of the report on what the migrations made: the report, and what is left of it."""
    with engine.connect() as connection:
        version = server_version(connection)
        models, migrations = known_to(version, models), known_to(version, migrations)
        connection.exec_driver_sql(models.replace("%", "%%") or "SELECT 1")
        wanted = read(connection)
        connection.rollback()
        connection.exec_driver_sql(migrations.replace("%", "%%") or "SELECT 1")
        found = [one for one in compare_and_mend(wanted, read(connection)) if not one.note]
        operations = Operations(MigrationContext.configure(connection))
        for difference in found:
            exec(compile(difference.mend, "mend", "exec"), {"op": operations, "sa": sa, "postgresql": postgresql})
        left = [one for one in compare_and_mend(wanted, read(connection)) if not one.note]
        connection.rollback()
    return found, left


@pytest.mark.parametrize(
    ("models", "migrations"),
    [(AFTER, BEFORE), (BEFORE, AFTER), (AFTER, ""), ("", AFTER), (BEFORE, ""), ("", BEFORE), (SHOP, ""), ("", SHOP)],
    ids=["forwards", "backwards", "after", "no after", "before", "no before", "shop", "no shop"],
)
def test_a_whole_report_runs_from_top_to_bottom(engine: sa.Engine, models: str, migrations: str) -> None:
    found, left = mended(engine, models, migrations)
    advised = {(one.kind, one.table, one.object) for one in found if is_advice(one)}
    # The counter of a table that was missing is seen once the table is there.
    new = {one.table for one in found if one.kind == "table"}
    left = [one for one in left if not (one.kind == "sequence-position" and one.table in new)]
    assert [one for one in left if (one.kind, one.table, one.object) not in advised] == []
