"""A live MariaDB database beside what its stamp says, on a server that holds the scratch databases too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live_databases import found, look, scripted_project
from tests.support.mariadb import PASSWORD, MariaDB, running

pytestmark = pytest.mark.mariadb

FIRST = (
    "CREATE TABLE users (id integer PRIMARY KEY AUTO_INCREMENT, email varchar(320) NOT NULL, plan integer)",
    "CREATE TABLE plans (id integer PRIMARY KEY, name varchar(20))",
    "ALTER TABLE users ADD CONSTRAINT fk_plan FOREIGN KEY (plan) REFERENCES plans (id)",
    "CREATE INDEX ix_users_email ON users (email)",
    "CREATE VIEW mails AS SELECT email FROM users",
)
STAMP = (
    "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
    "INSERT INTO alembic_version VALUES ('first')",
)
CHANGES = {
    "as it is": ((), []),
    "used": (("INSERT INTO plans VALUES (1, 'free')", "INSERT INTO users (email, plan) VALUES ('x', 1)"), []),
    "column": (("ALTER TABLE users ADD nick text",), [("column", "users", "nick")]),
    "index": (("DROP INDEX ix_users_email ON users",), [("index", "users", "ix_users_email")]),
    "table": (("CREATE TABLE tmp_fix (id int)",), [("table", "tmp_fix", None)]),
    "view": (("DROP VIEW mails",), [("view", None, "mails")]),
    "length": (("ALTER TABLE users MODIFY email varchar(255) NOT NULL",), [("column-type", "users", "email")]),
    "unstamped": (("DELETE FROM alembic_version",), None),
}


@pytest.fixture(scope="module")
def maria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    with running(tmp_path_factory.mktemp("mariadb")) as server:
        yield server


def sums(maria: MariaDB) -> list[object]:
    """A checksum of every table of every live database."""
    found = []
    with maria.root() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema LIKE 'live%' "
            "AND table_type = 'BASE TABLE' ORDER BY 1, 2"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f"CHECKSUM TABLE {schema}.{table}")
            found.append(cursor.fetchone())
    assert found
    return found


def test_what_differs_is_found_and_nothing_is_written(tmp_path: Path, maria: MariaDB) -> None:
    urls = {}
    with maria.root() as connection, connection.cursor() as cursor:
        for name, (statements, _) in CHANGES.items():
            database = f"live_{name.replace(' ', '_')}"
            cursor.execute(f"CREATE DATABASE {database}")
            cursor.execute(f"USE {database}")
            for statement in (*FIRST, *STAMP, *statements):
                cursor.execute(statement)
            urls[name] = maria.url(database)
    before = sums(maria)
    revision = ";\n".join(FIRST)
    project = scripted_project(tmp_path / "project", {"first": (None, revision)}, dialect="mysql")
    file = project / "migrations" / "versions" / "first.py"
    file.write_text(
        file.read_text().replace(
            'connection.exec_driver_sql(SQL.replace("%", "%%"))',
            'for one in SQL.split(";"):\n            op.execute(one)',
        )
    )
    drift = look(project, urls, databases=(maria.url(),))
    assert found(drift) == {name: wanted for name, (_, wanted) in CHANGES.items() if wanted is not None}
    assert [(one.entry, one.kind) for one in drift.not_judged] == [("unstamped", "unstamped")]
    assert PASSWORD not in repr(drift)
    with maria.root() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'migralint%'")
        assert cursor.fetchone() == (0,)
    assert sums(maria) == before


def test_without_a_server_for_scratch_databases_it_says_which_is_needed(tmp_path: Path, maria: MariaDB) -> None:
    project = scripted_project(tmp_path / "project", {"first": (None, ";".join(FIRST))}, dialect="mysql")
    (refused,) = look(project, {"live": maria.url("mysql")}).not_judged
    assert (refused.kind, "--database" in refused.help) == ("no-place", True)
