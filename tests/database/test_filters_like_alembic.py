"""include_name and include_object are asked what `alembic check` asks them, and nothing they refuse is ever dropped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server
from migralint.database.result import Status, Verification
from migralint.database.verify.verify import verify
from migralint.loading.discovery.discovery import discover
from tests.support.postgresql import new_database
from tests.support.trees import write_tree

ENV = """\
import json
import os

from alembic import context
from models import Base
from sqlalchemy import create_engine, text


def record(*question):
    if "ASKED" in os.environ:
        with open(os.environ["ASKED"], "a") as stream:
            print(json.dumps(question), file=stream)


def include_name(name, type_, parent_names):
    record("name", name, type_, parent_names)
    return {name_answer}


def include_object(object, name, type_, reflected, compare_to):
    record("object", name, type_, reflected, type(object).__name__, type(compare_to).__name__)
    return {object_answer}


engine = create_engine(os.environ.get("SHOP_URL", "postgresql+psycopg://app@db.invalid/shop"))
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        include_object=include_object,
        include_schemas={include_schemas},
        {more}
    )
    with context.begin_transaction():
        context.run_migrations()
"""
MODELS = """\
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Author(Base):
    __tablename__ = "author"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(40), unique=True)
    added = sa.Column(sa.Integer)
    __table_args__ = (sa.Index("ix_author_added", "added"), sa.Index("ix_changed", "id", "name"))


class Book(Base):
    __tablename__ = "book"
    id = sa.Column(sa.Integer, primary_key=True)
    author_id = sa.Column(sa.ForeignKey("author.id", ondelete="CASCADE", name="fk_author"))
    editor_id = sa.Column(sa.ForeignKey("author.id"))
    __table_args__ = (
        sa.UniqueConstraint("author_id", "editor_id", name="uq_new"),
        sa.CheckConstraint("id > 0", name="positive"),
    )


class New(Base):
    __tablename__ = "new"
    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(9), index=True)


class Entry(Base):
    __tablename__ = "entry"
    __table_args__ = {"schema": "audit"}
    id = sa.Column(sa.Integer, primary_key=True)
"""
REVISION = """\
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE SCHEMA IF NOT EXISTS audit")
    op.execute("CREATE SCHEMA IF NOT EXISTS topology")
    op.create_table(
        "layer",
        sa.Column("id", sa.Integer),
        sa.Column("kind", sa.Enum("a", name="layer_kind", schema="topology")),
        schema="topology",
    )
    op.create_table("entry", sa.Column("id", sa.Integer, primary_key=True), schema="audit")
    op.create_table("gone", sa.Column("id", sa.Integer, primary_key=True), schema="audit")
    op.create_table(
        "author",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), unique=True),
        sa.Column("legacy_rank", sa.Integer),
        sa.Column("legacy_boss", sa.Integer, sa.ForeignKey("author.id", name="legacy_fk")),
        sa.Index("ix_changed", "name"),
        sa.Index("legacy_ix", "legacy_rank"),
        sa.UniqueConstraint("legacy_rank", name="legacy_uq"),
        sa.UniqueConstraint("name", "legacy_rank"),
    )
    op.create_table(
        "book",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("author.id", name="fk_author")),
        sa.Column("editor_id", sa.Integer, sa.ForeignKey("author.id")),
        sa.CheckConstraint("id > 1", name="positive"),
        sa.CheckConstraint("id > 2", name="legacy_check"),
    )
    op.create_table(
        "legacy_stock",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Enum("a", "b", name="legacy_stock_kind")),
        sa.Column("code", sa.String(9), unique=True),
        sa.Index("ix_legacy_stock", "code"),
    )
"""
ALL = "True"
ANSWERS: dict[str, tuple[str, str]] = {
    "everything": (ALL, ALL),
    "the default schema alone": ("type_ != 'schema' or name is None", ALL),
    "one named schema": ("type_ != 'schema' or name in (None, 'audit')", ALL),
    "no schema": ("type_ != 'schema'", ALL),
    "nothing of the past, by name": ("not str(name).startswith(('legacy', 'ix_legacy'))", ALL),
    "nothing of the past, by object": (ALL, "not str(name).startswith(('legacy', 'ix_legacy'))"),
    "only tables of the models": (ALL, "not (type_ == 'table' and reflected and compare_to is None)"),
    "no unnamed constraint": ("not (type_ == 'unique_constraint' and name is None)", "name is not None"),
    "no unique constraint": ("type_ != 'unique_constraint'", ALL),
    "no foreign key": (ALL, "type_ != 'foreign_key_constraint'"),
    "by the qualified name": (
        "type_ == 'schema' or parent_names['schema_qualified_table_name'] in ('author', 'audit.entry')",
        ALL,
    ),
}


def project(root: Path, answers: str, *, include_schemas: bool, more: str = "") -> Any:
    name_answer, object_answer = ANSWERS[answers]
    env = ENV.format(name_answer=name_answer, object_answer=object_answer, include_schemas=include_schemas, more=more)
    ini = "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n"
    files = {"alembic.ini": ini, "models.py": MODELS, "migrations/env.py": env, "migrations/versions/a1.py": REVISION}
    (script,) = discover(str(write_tree(root, files)))
    return script


def asked(path: Path) -> set[str]:
    return {json.dumps(json.loads(line), sort_keys=True) for line in path.read_text().splitlines()}


def alembic(root: Path, url: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SHOP_URL": url.replace("postgresql:", "postgresql+psycopg:"), **more}
    command = [sys.executable, "-m", "alembic", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


def verified(script: Any, server: Server, **environment: str) -> Verification:
    options = VerifyOptions(python=sys.executable, environment=environment)
    return verify(script, options, database=server.url())


PLUGIN = 'autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],'
ALL_SCHEMAS = [(answers, True) for answers in ANSWERS]
SOME = [(answers, False) for answers in ("everything", "the default schema alone", "nothing of the past, by object")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "include_schemas", "more"),
    [*((*one, "") for one in (*ALL_SCHEMAS, *SOME)), ("nothing of the past, by name", True, PLUGIN)],
)
def test_every_question_of_alembic_is_asked(
    answers: str, include_schemas: bool, more: str, tmp_path: Path, postgresql: Server
) -> None:
    script = project(tmp_path, answers, include_schemas=include_schemas, more=more)
    url = new_database(postgresql, "filtered")
    assert alembic(tmp_path, url, "upgrade", "head").returncode == 0
    alembic(tmp_path, url, "check", ASKED=str(tmp_path / "theirs"))
    verified(script, postgresql, ASKED=str(tmp_path / "ours"))
    theirs, ours = asked(tmp_path / "theirs"), asked(tmp_path / "ours")
    assert sorted(theirs - ours) == []
    kinds = {json.loads(one)[2] for one in ours}
    assert kinds <= {json.loads(one)[2] for one in theirs} | {"schema", "table"}


@pytest.mark.slow
@pytest.mark.parametrize(("answers", "include_schemas"), [*ALL_SCHEMAS[1:], *SOME[1:]])
def test_nothing_that_is_refused_is_in_a_fix(
    answers: str, include_schemas: bool, tmp_path: Path, postgresql: Server
) -> None:
    script = project(tmp_path, answers, include_schemas=include_schemas)
    for verification in (verified(script, postgresql), verify(script, VerifyOptions(python=sys.executable))):
        (target,) = verification.targets
        assert target.failure is None
        fixes = "\n".join(one.mend for one in target.differences)
        drops = {line for line in fixes.splitlines() if "drop_" in line or "DROP" in line}
        match answers:
            case "nothing of the past, by name" | "nothing of the past, by object":
                assert not [line for line in drops if '"legacy' in line and "legacy_check" not in line]
            case "the default schema alone" | "no schema" | "one named schema":
                assert not [line for line in drops if "topology" in line]
            case "only tables of the models":
                assert not [line for line in drops if "drop_table" in line or "TYPE" in line]
            case "no unique constraint":
                assert not [line for line in drops if "unique" in line]
            case "no unnamed constraint":
                assert not [one for one in target.differences if one.object == "(name, legacy_rank)"]
            case "no foreign key":
                assert not [line for line in drops if "foreignkey" in line]
            case _:
                assert not [line for line in drops if "legacy_stock" in line or "topology" in line or "gone" in line]


@pytest.mark.slow
def test_a_clean_alembic_check_of_filtered_schemas_is_a_match(tmp_path: Path, postgresql: Server) -> None:
    """The recipe of Alembic's documentation for the default schema alone, in a database with somebody else's schema."""
    script = project(tmp_path, "the default schema alone", include_schemas=True)
    (tmp_path / "models.py").write_text(
        "import sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\n"
        "class A(Base):\n    __tablename__ = 'a'\n    id = sa.Column(sa.Integer, primary_key=True)\n"
    )
    (tmp_path / "migrations" / "versions" / "a1.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'a1'\ndown_revision = None\n\n\ndef upgrade():\n"
        "    op.create_table('a', sa.Column('id', sa.Integer, primary_key=True))\n"
        "    op.execute('CREATE SCHEMA topology')\n    op.execute('CREATE TABLE topology.layer (id serial)')\n"
        "    op.execute('CREATE VIEW topology.layers AS SELECT id FROM topology.layer')\n"
    )
    url = new_database(postgresql, "filtered")
    assert alembic(tmp_path, url, "upgrade", "head").returncode == 0
    assert alembic(tmp_path, url, "check").returncode == 0
    assert verified(script, postgresql).status is Status.MATCH
