"""A project of one table and one enumeration type on PostgreSQL, whose env.py is the test's."""

from __future__ import annotations

from pathlib import Path

from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from tests.support.trees import write_tree

ENV = """\
import os

from alembic import context
from models import Base, copy_in
from sqlalchemy import create_engine, event, text
from sqlalchemy.schema import CreateSchema


def engine(**options):
    return create_engine(os.environ.get("SHOP_URL", "postgresql+psycopg://app@db.invalid/shop"), **options)


def run():
    with context.begin_transaction():
        context.run_migrations()


"""
MODELS = """\
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base(metadata=sa.MetaData(schema={schema!r}))


class Item(Base):
    __tablename__ = "item"
    id = sa.Column(sa.Integer, primary_key=True)
    kind = sa.Column({kind}, nullable=False)


def copy_in(schema):
    metadata = sa.MetaData()
    Item.__table__.to_metadata(metadata, schema=schema)
    return metadata
"""
REVISION = """\
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    {first}
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", {kind}, nullable=False),
        schema={schema!r},
    )
"""


def shop_project(
    root: Path, env: str, *, schema: str | None = None, first: str = "pass", enum: bool = True
) -> ScriptDirectory:
    """Write it; `env` follows the imports of env.py, `first` begins the only upgrade()."""
    kind = 'sa.Enum("new", "old", name="kind"{})' if enum else "sa.String(20)"
    in_schema = f", schema={schema!r}" if schema else ""
    write_tree(
        root,
        {
            "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n",
            "migrations/env.py": ENV + env,
            "models.py": MODELS.format(schema=schema, kind=kind.format("")),
            "migrations/versions/a1.py": REVISION.format(schema=schema, first=first, kind=kind.format(in_schema)),
        },
    )
    (script,) = discover(str(root))
    return script
