"""Names beyond ASCII need no quotes in SQL, and SQLAlchemy writes them with quotes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migralint.database.result import Status
from tests.support.verification import FIXTURES, only_target, verified

MODELS = """
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table
from sqlalchemy.orm import declarative_base

Base = declarative_base()
Table("t", Base.metadata, Column("id", Integer, primary_key=True), Column({name!r}, Integer),
      CheckConstraint({check!r}, name="pos"))
"""
MIGRATION = """
from alembic import op

revision = "1a"
down_revision = None


def upgrade():
    op.execute({statement!r})


def downgrade():
    op.execute("DROP TABLE t")
"""


@pytest.mark.parametrize("name", ["€uro", "prix\u00a0net", "ſet", "größe"])
def test_an_unquoted_name_is_the_same_column(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(FIXTURES / "verify_match", folder)
    versions = folder / "migrations" / "versions"
    for file in versions.glob("*.py"):
        file.unlink()
    (folder / "shop" / "models.py").write_text(MODELS.format(name=name, check=f'"{name}" > 0'), "utf-8")
    statement = (
        f"CREATE TABLE t (id INTEGER NOT NULL, {name} INTEGER, PRIMARY KEY (id), CONSTRAINT pos CHECK ({name} > 0))"
    )
    (versions / "1a_t.py").write_text(MIGRATION.format(statement=statement), "utf-8")
    target = only_target(verified(folder))
    assert (target.status, target.differences) == (Status.MATCH, ())
