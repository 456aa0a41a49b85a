"""Each failure is blamed on what caused it, and every advice leads on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.database.result import FailureKind, Status
from tests.support.small_projects import A_TABLE, CREATE_A, ENV, MYSQL, UNKNOWN, failure_of, small_project
from tests.support.verification import only_target, verified

pytestmark = pytest.mark.slow

PARTITION = 'op.execute("CREATE TABLE a_2025 PARTITION OF a FOR VALUES FROM (1) TO (2)")'
DO_BLOCK = 'op.execute("DO $$ BEGIN CREATE TABLE a_2025 (id int); END $$")'
FUNCTION = "op.execute(\"CALL make_partitions('a')\")"


@pytest.mark.parametrize("skipped", [PARTITION, DO_BLOCK, FUNCTION])
@pytest.mark.parametrize(
    "use",
    [
        'op.execute("CREATE INDEX ix_2025 ON a_2025 (id)")',
        'op.execute("INSERT INTO a_2025 VALUES (1)")',
        'op.add_column("a_2025", sa.Column("x", sa.Integer))',
        'sa.Table("a_2025", sa.MetaData(), autoload_with=op.get_bind())',
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_what_was_left_out_is_not_blamed_on_the_history(skipped: str, use: str, apart: bool, tmp_path: Path) -> None:
    revisions = (CREATE_A, skipped, use) if apart else (CREATE_A, f"{skipped}\n{use}")
    found = failure_of(small_project(tmp_path, A_TABLE, *revisions))
    assert found.kind is FailureKind.UNSUPPORTED_SQL
    assert "uses a_2025 after a statement" in found.explanation
    assert found.explanation.endswith("with --database postgresql")
    assert "--start" not in found.explanation


def test_a_history_that_does_not_start_from_empty_is_told_although_something_was_left_out(tmp_path: Path) -> None:
    left_out = "op.execute(\"CREATE TYPE mood AS ENUM ('x')\")"
    found = failure_of(
        small_project(tmp_path, A_TABLE, f'{left_out}\nop.add_column("users", sa.Column("x", sa.Integer))')
    )
    assert found.kind is FailureKind.NOT_FROM_EMPTY


@pytest.mark.parametrize(
    ("revisions", "words"),
    [
        (
            (f'op.add_column("a", sa.Column("x", sa.Integer))\n{CREATE_A}',),
            "before it creates it, further down in r1.py:10",
        ),
        (
            ('op.execute("INSERT INTO a VALUES (1)")\nop.execute("CREATE TABLE a (id int)")',),
            "further down in r1.py:10",
        ),
        (('op.execute("INSERT INTO a VALUES (1)")', CREATE_A), "which a later revision creates (r2.py:9)"),
        (
            (CREATE_A, 'op.drop_table("a")', 'op.execute("INSERT INTO a VALUES (1)")'),
            "which r1.py:9 creates, but which does not exist at this point",
        ),
    ],
)
def test_a_table_that_the_history_creates_elsewhere_is_no_missing_start(
    revisions: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    found = failure_of(small_project(tmp_path, A_TABLE, *revisions))
    assert words in found.explanation
    assert "--start" not in found.explanation


INDEX_TWICE = A_TABLE + (
    'sa.Table("b", metadata, sa.Column("x", sa.Integer), sa.Index("ix_x", "x"))\n'
    'sa.Table("c", metadata, sa.Column("x", sa.Integer), sa.Index("ix_x", "x"))\n'
)
CLASSES = """\
from sqlalchemy.orm import declarative_base

Base = declarative_base(metadata=metadata)


class B(Base):
    __tablename__ = "b"
    id = sa.Column(sa.Integer, primary_key=True)
    x = sa.Column(sa.Integer)
    __table_args__ = (sa.Index("ix_x", "x"),)


class C(Base):
    __tablename__ = "c"
    id = sa.Column(sa.Integer, primary_key=True)
    x = sa.Column(sa.Integer)
    __table_args__ = (sa.Index("ix_x", "x"),)
"""


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (INDEX_TWICE, "the name ix_x is used twice: an index of b (models.py:5) and an index of c (models.py:6)"),
        (CLASSES, "the name ix_x is used twice: an index of b (models.py:9) and an index of c (models.py:16)"),
        (
            A_TABLE + 'sa.Table("ix_x", metadata, sa.Column("x", sa.Integer), sa.Index("a", "x"))\n',
            "the name a is used twice: an index of ix_x (models.py:5) and the table a (models.py:4)",
        ),
        (
            'sa.Table("a", metadata, sa.Column("id", sa.Integer), sa.Index("ix_nothing"))\n',
            "the index ix_nothing of the table a (models.py:4) has no columns",
        ),
        (
            'sa.Table("a", metadata, sa.Column("id", sa.Integer, sa.ForeignKey("gone.id")))\n',
            "the foreign key of a (models.py:4) points to the table gone, which no model declares",
        ),
    ],
)
def test_models_at_fault_are_named_with_both_places(models: str, words: str, tmp_path: Path) -> None:
    found = failure_of(small_project(tmp_path, models))
    assert found.kind is FailureKind.CREATE_ALL_FAILED
    assert words in found.explanation
    assert "--database" not in found.explanation


MYSQL_DATA = [
    "UPDATE a LEFT JOIN b ON a.id = b.id SET a.id = 1 WHERE b.id IS NULL",
    "UPDATE a, b SET a.id = b.id WHERE a.id = b.id",
    "UPDATE b INNER JOIN a ON a.id = b.id SET b.id = 2",
    "DELETE a FROM a JOIN b ON a.id = b.id",
]


@pytest.mark.parametrize("url", [MYSQL, UNKNOWN])
@pytest.mark.parametrize("sql", MYSQL_DATA)
def test_a_statement_of_mysql_about_empty_tables_changes_nothing(sql: str, url: str, tmp_path: Path) -> None:
    b = 'op.create_table("b", sa.Column("id", sa.Integer, primary_key=True))'
    models = A_TABLE + A_TABLE.replace('"a"', '"b"')
    target = only_target(verified(small_project(tmp_path, models, f"{CREATE_A}\n{b}\nop.execute({sql!r})", url=url)))
    assert (target.failure, target.status) == (None, Status.MATCH)


@pytest.mark.parametrize("url", [MYSQL, UNKNOWN])
@pytest.mark.parametrize("sql", MYSQL_DATA[:2])
def test_the_sql_of_mysql_is_to_be_verified_on_mysql(sql: str, url: str, tmp_path: Path) -> None:
    b = 'op.create_table("b", sa.Column("id", sa.Integer, primary_key=True))'
    rows = 'op.execute("INSERT INTO a VALUES (1)")\nop.execute("INSERT INTO b VALUES (1)")'
    found = failure_of(small_project(tmp_path, A_TABLE, f"{CREATE_A}\n{b}\n{rows}\nop.execute({sql!r})", url=url))
    assert found.kind is FailureKind.UNSUPPORTED_SQL
    assert "--database mysql+pymysql://USER@HOST/DATABASE" in found.explanation
    assert "--database postgresql" not in found.explanation


@pytest.mark.parametrize(
    ("where", "error", "advice"),
    [
        ("env", 'NotImplementedError("Unsupported engine: sqlite")', "--database mysql+pymysql"),
        ("revision", 'ValueError("sqlite is not supported")', "--database mysql+pymysql"),
        ("revision", 'RuntimeError("only PostgreSQL is supported, not sqlite")', "--database postgresql"),
        ("models", 'RuntimeError("does not support SQLite; use postgresql")', "--database postgresql"),
    ],
)
def test_a_project_that_refuses_sqlite_is_told_of_what_it_supports(
    where: str, error: str, advice: str, tmp_path: Path
) -> None:
    of_mysql = f'{CREATE_A}\nif op.get_bind().dialect.name == "mysql": op.execute("SELECT 1")'
    raising = f"{of_mysql}\nraise {error}" if where == "revision" else of_mysql
    models = f"{A_TABLE}raise {error}\n" if where == "models" else A_TABLE
    env = f"{ENV}\nraise {error}\n".replace("from models import metadata", "metadata = None") if where == "env" else ENV
    found = failure_of(small_project(tmp_path, models, raising, url=UNKNOWN, env=env))
    assert "does not run on SQLite" in found.explanation
    assert advice in found.explanation


TENANTS = """\
import sqlalchemy as sa
from alembic import context
from models import metadata

if not context.is_offline_mode():
    engine = sa.create_engine("{url}")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS tenant (name varchar(9))"))
        for tenant in connection.execute(sa.text("SELECT name FROM tenant")):
            context.configure(connection=connection, target_metadata=metadata)
            context.run_migrations()
"""


def test_tenants_that_a_database_lists_are_not_a_missing_configure(tmp_path: Path) -> None:
    found = failure_of(small_project(tmp_path, A_TABLE, env=TENANTS, url="sqlite:///tenants.db"))
    assert found.kind is FailureKind.MODELS_EMPTY
    assert "the list was empty here: call configure() once if there is no tenant" in found.explanation
    assert "never calls" not in found.explanation


def test_an_env_that_configures_nothing_is_told_so(tmp_path: Path) -> None:
    found = failure_of(small_project(tmp_path, A_TABLE, env="# context.configure()\n"))
    assert found.explanation.startswith("env.py never calls context.configure()")
