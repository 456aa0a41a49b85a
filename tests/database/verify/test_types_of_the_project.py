"""A model's type on SQLite is not the one that counts where the project is written for another dialect."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migralint.database.result import Status
from tests.support.verification import FIXTURES, only_target, verified

pytestmark = pytest.mark.slow

MODELS = """
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import TypeDecorator

Base = declarative_base()


class Guid(TypeDecorator):
    impl = sa.CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(sa.CHAR(32))


class Path(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **keywords):
        return "LTREE"


@compiles(Path, "sqlite")
def path_on_sqlite(type_, compiler, **keywords):
    return "TEXT"


class Within(TypeDecorator):
    impl = postgresql.JSONB().with_variant(sa.JSON(), "sqlite")
    cache_ok = True


sa.Table("t", Base.metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", {model}))
"""
MIGRATION = """
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

revision = "1a"
down_revision = None


class Path(sa.types.UserDefinedType):
    def get_col_spec(self, **keywords):
        return "LTREE"


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), nullable=False), sa.Column("a", {migration}),
                    sa.PrimaryKeyConstraint("id"))
"""
SAME = [
    ('postgresql.JSONB().with_variant(sa.JSON(), "sqlite")', "postgresql.JSONB()"),
    ('sa.JSON().with_variant(postgresql.JSONB(), "postgresql")', "postgresql.JSONB()"),
    ('sa.String(10).with_variant(sa.Text(), "sqlite")', "sa.String(10)"),
    ('postgresql.ARRAY(sa.Text()).with_variant(sa.JSON(), "sqlite")', "postgresql.ARRAY(sa.Text())"),
    ('sa.BigInteger().with_variant(sa.Integer(), "sqlite")', "sa.BigInteger()"),
    ("Guid()", "postgresql.UUID()"),
    ("Within()", "postgresql.JSONB()"),
    ("Path()", "Path()"),
]
OTHER = [
    ('postgresql.JSONB().with_variant(sa.JSON(), "sqlite")', "sa.JSON()"),
    ('sa.String(10).with_variant(sa.Text(), "sqlite")', "sa.Text()"),
    ("Guid()", "sa.CHAR(32)"),
    ("Path()", "sa.Text()"),
]


def project(tmp_path: Path, model: str, migration: str) -> Path:
    folder = tmp_path / "shop"
    shutil.copytree(FIXTURES / "verify_match", folder)
    versions = folder / "migrations" / "versions"
    for file in versions.glob("*.py"):
        file.unlink()
    (folder / "shop" / "models.py").write_text(MODELS.replace("{model}", model), "utf-8")
    (versions / "1a_t.py").write_text(MIGRATION.replace("{migration}", migration), "utf-8")
    return folder


@pytest.mark.parametrize(("model", "migration"), SAME)
def test_the_same_on_the_projects_dialect_is_a_match(tmp_path: Path, model: str, migration: str) -> None:
    target = only_target(verified(project(tmp_path, model, migration), dialect="postgresql"))
    assert (target.failure, target.status, target.differences) == (None, Status.MATCH, ())


@pytest.mark.parametrize(("model", "migration"), OTHER)
def test_the_same_on_sqlite_alone_is_drift(tmp_path: Path, model: str, migration: str) -> None:
    target = only_target(verified(project(tmp_path, model, migration), dialect="postgresql"))
    assert [(one.kind, one.object, one.note) for one in target.differences] == [("column-type", "a", False)]
