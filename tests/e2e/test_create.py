"""`migralint create`: a new database as the cookbook says, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.mariadb import running

pytestmark = pytest.mark.slow

HEAD = "b4fd1cf32c0b"
TABLES = {"alembic_version", "author", "book", "customer", "customer_order", "review"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "bookshop"
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    return root


@pytest.fixture
def empty(postgresql: Server) -> Iterator[str]:
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE fresh")
        yield postgresql.url("fresh")
        connection.execute("DROP DATABASE fresh WITH (FORCE)")


def create(root: Path, *arguments: str, **environment: str) -> Finished:
    return migralint("create", "--python", sys.executable, *arguments, cwd=root, **environment)


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return found


def alembic(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def test_alembic_finds_the_new_database_up_to_date(shop: Path) -> None:
    done = create(shop, "sqlite:///bookshop.db")
    assert (done.code, done.stdout) == (0, f"created 5 tables; alembic_version holds {HEAD}\n")
    assert tables(shop / "bookshop.db") == TABLES
    assert f"{HEAD} (head)" in alembic(shop, "current")
    assert "Running upgrade" not in alembic(shop, "upgrade", "heads")
    assert "No new upgrade operations" in alembic(shop, "check")


def test_a_database_with_anything_in_it_is_refused_and_untouched(shop: Path) -> None:
    with sqlite3.connect(shop / "used.db") as connection:
        connection.execute("CREATE TABLE mine (id INTEGER)")
    connection.close()
    done = create(shop, "sqlite:///used.db", "--no-verify")
    assert done.code == 1
    assert "it has mine" in done.stderr
    assert tables(shop / "used.db") == {"mine"}


def test_a_failure_leaves_nothing_behind(shop: Path) -> None:
    models = shop / "bookshop" / "models.py"
    models.write_text(
        models.read_text().replace('CheckConstraint("stars BETWEEN 1 AND 5"', 'CheckConstraint("stars BETWEEN"')
    )
    done = create(shop, "sqlite:///bookshop.db", "--no-verify")
    assert done.code == 1
    assert "create_all itself failed" in done.stderr
    assert not (shop / "bookshop.db").exists()


def test_an_empty_file_that_was_there_stays_there(shop: Path) -> None:
    (shop / "bookshop.db").touch()
    models = shop / "bookshop" / "models.py"
    good = models.read_text()
    models.write_text(good.replace('CheckConstraint("stars BETWEEN 1 AND 5"', 'CheckConstraint("stars BETWEEN"'))
    assert create(shop, "sqlite:///bookshop.db", "--no-verify").code == 1
    assert tables(shop / "bookshop.db") == set()
    models.write_text(good)
    assert create(shop, "sqlite:///bookshop.db", "--no-verify").code == 0


def test_rows_that_create_all_lacks_are_a_refusal(shop: Path) -> None:
    customer = next((shop / "migrations" / "versions").glob("3c7e90d5f403*"))
    insert = "    op.execute(\"INSERT INTO customer (id, email) VALUES (1, 'x@example.org')\")\n"
    customer.write_text(customer.read_text().replace("\n\n\ndef downgrade", f"\n{insert}\n\ndef downgrade"))
    done = create(shop, "sqlite:///bookshop.db")
    assert done.code == 1
    assert "create_all would lack what the migrations create: rows customer" in done.stderr
    assert not (shop / "bookshop.db").exists()
    assert create(shop, "sqlite:///bookshop.db", "--no-verify").code == 0


def add_to(shop: Path, revision: str, statement: str) -> None:
    """Add a statement to the end of a revision's upgrade()."""
    file = next((shop / "migrations" / "versions").glob(f"{revision}*"))
    file.write_text(file.read_text().replace("\n\n\ndef downgrade", f"\n    {statement}\n\n\ndef downgrade"))


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ('op.create_index("ix_search", "customer_order", ["note"])', "index customer_order ix_search"),
        (
            'op.create_index("ix_open", "customer_order", ["note"], unique=True, sqlite_where=sa.text("quantity > 1"))',
            "index customer_order ix_open",
        ),
        ('op.execute("CREATE VIEW v AS SELECT id FROM customer")', "view v"),
        (
            'op.execute("CREATE TRIGGER t AFTER INSERT ON customer BEGIN DELETE FROM review; END")',
            "trigger customer t",
        ),
        (
            'with op.batch_alter_table("customer_order") as b: b.create_check_constraint("few", "quantity < 9")',
            "check-constraint customer_order ck_customer_order_few",
        ),
        (
            'with op.batch_alter_table("customer_order") as b: b.create_unique_constraint("one", ["note"])',
            "unique-constraint customer_order one",
        ),
        ('op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))', "table extra"),
    ],
)
def test_what_only_migrations_make_is_a_refusal_until_it_is_accepted(shop: Path, statement: str, named: str) -> None:
    add_to(shop, HEAD, statement)
    done = create(shop, "sqlite:///bookshop.db")
    assert done.code == 1, done.stderr
    assert f"refused: create_all would lack what the migrations create: {named}: " in done.stderr
    assert "[[tool.migralint.verify.allow]]" in done.stderr
    assert not (shop / "bookshop.db").exists()
    aspect = named.partition(" ")[0]
    (shop / "pyproject.toml").write_text(
        f'[[tool.migralint.verify.allow]]\naspect = "{aspect}"\ntable = "*"\nobject = "*"\nreason = "known"\n'
    )
    accepted = create(shop, "sqlite:///bookshop.db")
    assert (accepted.code, accepted.stdout.splitlines()) == (
        0,
        [f"created 5 tables; alembic_version holds {HEAD}"],
    ), accepted.stderr


def test_other_drift_is_said_and_does_not_refuse(shop: Path) -> None:
    models = shop / "bookshop" / "models.py"
    models.write_text(models.read_text().replace("String(500)", "String(50)").replace('"title"),', '"title", "isbn"),'))
    done = create(shop, "sqlite:///bookshop.db")
    assert done.code == 1  # an index under another name is one that is missing
    models.write_text(models.read_text().replace('"title", "isbn"),', '"title"),'))
    done = create(shop, "sqlite:///bookshop.db")
    assert done.code == 0, done.stderr
    assert "differs from what the migrations build: column-type customer_order note: VARCHAR(50), but " in done.stderr
    assert "but the migrations build VARCHAR(500)\n" in done.stderr
    quiet = create(shop, "sqlite:///second.db", "-q")
    assert (quiet.code, quiet.stderr) == (0, "")


def test_a_match_says_nothing(shop: Path) -> None:
    assert "differs" not in create(shop, "sqlite:///bookshop.db").stderr


def test_the_script_builds_the_same_and_connects_to_nothing(shop: Path) -> None:
    script = create(shop, "sqlite:///never.db", "--sql", "--no-verify")
    assert script.code == 0
    assert not (shop / "never.db").exists()
    assert create(shop, "sqlite:///built.db", "--no-verify").code == 0
    with sqlite3.connect(shop / "scripted.db") as connection:
        connection.executescript(script.stdout)
    connection.close()
    assert definitions(shop / "scripted.db") == definitions(shop / "built.db")


def definitions(path: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        found = {(name, " ".join(sql.split())) for name, sql in connection.execute(query)}
    connection.close()
    return found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "pass either a URL or --url-env VAR"),
        (("sqlite:///x.db", "--url-env", "X"), "pass either a URL or --url-env VAR"),
        (("--url-env", "NOT_SET_ANYWHERE"), "is not set"),
        (("postgresql://u:se cret@x@host/y",), "the URL cannot be parsed"),
    ],
)
def test_wrong_usage(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    done = create(shop, *arguments)
    assert done.code == 2
    assert message in done.stderr
    assert "se cret" not in done.stderr


def test_postgresql_by_an_environment_variable(shop: Path, empty: str) -> None:
    done = create(shop, "--url-env", "FRESH_URL", "--no-verify", FRESH_URL=empty)
    assert done.code == 0, done.stderr
    with psycopg.connect(empty) as connection:
        found = {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        assert found == TABLES
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    again = create(shop, "--url-env", "FRESH_URL", "--no-verify", FRESH_URL=empty)
    assert again.code == 1
    assert "it has alembic_version, author" in again.stderr


def test_postgresql_rolls_everything_back(shop: Path, empty: str) -> None:
    models = shop / "bookshop" / "models.py"
    models.write_text(models.read_text().replace("stars BETWEEN 1 AND 5", "stars BETWEEN 1 AND nothing"))
    done = create(shop, empty, "--no-verify")
    assert done.code == 1
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_what_an_extension_owns_does_not_count(shop: Path, empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
    assert create(shop, empty, "--no-verify").code == 0


def test_a_table_in_another_schema_counts(shop: Path, empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA other; CREATE TABLE other.thing (id int)")
    done = create(shop, empty, "--no-verify")
    assert done.code == 1
    assert "it has other.thing" in done.stderr


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("CREATE TYPE mood AS ENUM ('sad')", "type mood"),
        ("CREATE TYPE pair AS (a int)", "type pair"),
        ("CREATE DOMAIN word AS text", "type word"),
        ("CREATE SEQUENCE counter", "sequence counter"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function f()"),
        ("CREATE TABLE parts (a int) PARTITION BY LIST (a)", "parts"),
        ("CREATE SCHEMA other", "schema other"),
    ],
)
def test_anything_in_the_database_counts(shop: Path, empty: str, made: str, said: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute(made)
    done = create(shop, empty, "--no-verify")
    assert (done.code, f"it has {said}\n" in done.stderr) == (1, True), done.stderr


def test_an_empty_schema_that_the_models_use_does_not_count(shop: Path, empty: str) -> None:
    env = shop / "migrations" / "env.py"
    env.write_text(env.read_text().replace("render_as_batch=True", "version_table_schema='meta'"))
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA meta")
    assert create(shop, empty, "--no-verify").code == 0


SLOW = """

from sqlalchemy import event


@event.listens_for(Review.__table__, "after_create")
def wait(table, connection, **_):
    open("building", "w").close()
    if connection.dialect.name == "mysql":
        connection.exec_driver_sql("DO SLEEP(1000)")
    while True:
        pass
"""


def interrupt(shop: Path, url: str, number: signal.Signals) -> int:
    """Start `migralint create`, interrupt it when most tables are built, and return its exit status."""
    models = shop / "bookshop" / "models.py"
    models.write_text(models.read_text() + SLOW)
    process = subprocess.Popen(
        [sys.executable, "-m", "migralint", "create", url, "--no-verify", "--python", sys.executable],
        cwd=shop,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.DEVNULL,
    )
    while not (shop / "building").exists() and process.poll() is None:
        subprocess.run(["true"], check=True)
    process.send_signal(number)
    return process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_no_file_behind(shop: Path, number: signal.Signals) -> None:
    assert interrupt(shop, "sqlite:///new.db", number) == (130 if number == signal.SIGINT else -number)
    assert list(shop.glob("new.db*")) == []


def test_an_unreachable_server_is_named_without_its_password(shop: Path) -> None:
    done = create(shop, "postgresql://u:hunter2@127.0.0.1:1/x", "--no-verify")
    assert done.code == 2
    assert "hunter2" not in done.stdout + done.stderr
    assert "cannot be reached" in done.stderr


@pytest.mark.mariadb
def test_mariadb_is_built_verified_and_tidied_up(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with running(tmp_path / "server") as maria:
        with maria.root() as connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE fresh")
            models = shop / "bookshop" / "models.py"
            good = models.read_text()
            models.write_text(good.replace("stars BETWEEN 1 AND 5", "stars BETWEEN 1 AND nothing"))
            failed = create(shop, maria.url("fresh"), "--no-verify")
            assert failed.code == 1
            cursor.execute("SHOW TABLES FROM fresh")
            assert cursor.fetchall() == ()
            models.write_text(good)
            assert interrupt(shop, maria.url("fresh"), signal.SIGINT) == 130
            cursor.execute("SHOW TABLES FROM fresh")
            assert cursor.fetchall() == ()
            if not maria.is_mysql:  # it has none
                cursor.execute("CREATE SEQUENCE fresh.counter")
                refused = create(shop, maria.url("fresh"), "--no-verify")
                assert "it has sequence counter" in refused.stderr
                cursor.execute("DROP SEQUENCE fresh.counter")
            models.write_text(good)
            done = create(shop, maria.url("fresh"), "--no-verify")
            assert done.code == 0, done.stderr
            cursor.execute("SHOW TABLES FROM fresh")
            assert {row[0] for row in cursor.fetchall()} == TABLES
        verified = migralint("verify", "--python", sys.executable, "--database", maria.url(), cwd=shop)
        assert verified.code == 0, verified.stdout + verified.stderr
        assert f"on {'mysql' if maria.is_mysql else 'mariadb'}" in verified.stdout
        assert "note" not in verified.stdout  # the order of keys, which is that of their making, says nothing
        with maria.root() as connection, connection.cursor() as cursor:
            cursor.execute("SHOW DATABASES LIKE 'migralint%'")
            assert cursor.fetchall() == ()
