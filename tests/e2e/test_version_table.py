"""A version table of the project's own is the same wherever migralint builds one, however the project widens it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, repository
from tests.support.postgresql import new_database
from tests.support.trees import write_tree

LONG = "20260626_003_add_the_name_of_a_job_to_jobs"
ENV = """\
import os

from alembic import context
from alembic.ddl.impl import DefaultImpl
from models import Base
from sqlalchemy import Column, MetaData, String, Table, create_engine, text

{before}
with create_engine(os.environ.get("SHOP_URL", "postgresql+psycopg://app@db.invalid/shop")).connect() as connection:
    {session}
    context.configure(connection=connection, target_metadata=Base.metadata{options})
    {after}
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
"""
MODELS = """\
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Job(Base):
    __tablename__ = "job"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(40))
    last = sa.Column(sa.Integer)
"""
REVISION = """\
import sqlalchemy as sa
from alembic import op

revision = {id!r}
down_revision = {down!r}


def upgrade():
    {upgrade}


def downgrade():
    pass
"""
NAMED = 'Table("alembic_version", MetaData(), Column("version_num", String(77), primary_key=True))'
HOOK = (
    "def wide(self, *, version_table, version_table_schema, **kw):\n"
    '    return Table(version_table, MetaData(), Column("version_num", String(64), primary_key=True))\n\n\n'
    "DefaultImpl.version_table_impl = wide\n"
)
# What a revision does, else the parts of env.py; and the width that comes of it.
WAYS: dict[str, tuple[str, dict[str, str], int | None]] = {
    "an operation": ('op.alter_column("alembic_version", "version_num", type_=sa.String(length=128))', {}, 128),
    "SQL": ('op.execute("ALTER TABLE alembic_version ALTER COLUMN version_num TYPE VARCHAR(255)")', {}, 255),
    "text without a limit": ('op.alter_column("alembic_version", "version_num", type_=sa.Text())', {}, None),
    "a hook of Alembic": ("pass", {"before": HOOK}, 64),
    "a table made in advance": (
        "pass",
        {
            "session": "connection.execute(text('CREATE TABLE IF NOT EXISTS alembic_version "
            "(version_num VARCHAR(99) NOT NULL PRIMARY KEY)')); connection.commit()"
        },
        99,
    ),
    "another table in the context": ("pass", {"after": f"context.get_context()._version = {NAMED}"}, 77),
    "another type in the context": (
        "pass",
        {"after": "context.get_context()._version.c.version_num.type = String(111)"},
        111,
    ),
    "a callback": (
        "pass",
        {
            "before": "def widen(ctx, **kw):\n"
            "    ctx.connection.execute(\n"
            "        text('ALTER TABLE alembic_version ALTER COLUMN version_num TYPE VARCHAR(88)')\n"
            "    )\n",
            "options": ", on_version_apply=widen",
        },
        88,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_widen_it(way: str, tmp_path: Path, postgresql: Server) -> None:
    upgrade, env, width = WAYS[way]
    project(tmp_path, upgrade, **env)
    assert alembic_upgrade(tmp_path, new_database(postgresql, "upgraded")) == ""
    assert widths(postgresql, "upgraded") == [width]
    assert "ML207" not in run(tmp_path, "check").stdout
    done = run(tmp_path, "create", new_database(postgresql, "created"))
    assert (done.code, done.stderr) == (0, "")
    assert widths(postgresql, "created") == [width]
    done = run(tmp_path, "create", "--no-verify", new_database(postgresql, "created"))
    assert done.code == 0, done.stderr
    assert widths(postgresql, "created") == [width]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("--squash",)], ids=["floor", "squash"])
@pytest.mark.parametrize("way", ["an operation", "SQL", "text without a limit"])
def test_a_prune_keeps_what_a_removed_revision_widened(
    way: str, arguments: tuple[str, ...], tmp_path: Path, postgresql: Server
) -> None:
    upgrade, env, width = WAYS[way]
    root = repository(project(tmp_path, upgrade, **env))
    done = run(root, "prune", *arguments)
    assert arguments or "version table alembic_version" in done.stdout
    done = run(root, "prune", "--apply", *arguments)
    assert done.code == 0, done.stdout + done.stderr
    assert not (root / "migrations" / "versions" / "r2.py").exists()
    commit_all(root)
    verified = run(root, "verify", "--format", "json")
    assert json.loads(verified.stdout)["status"] == "match", verified.stdout
    assert "ML207" not in run(root, "check").stdout
    assert run(root, "create", new_database(postgresql, "created")).code == 0
    assert widths(postgresql, "created") == [width]
    if arguments:
        assert alembic_upgrade(root, new_database(postgresql, "upgraded")) == ""
        assert widths(postgresql, "upgraded") == [width]


@pytest.mark.slow
def test_a_table_that_is_too_narrow_is_named_as_the_cause(tmp_path: Path, postgresql: Server) -> None:
    project(tmp_path, "pass")
    assert "version table holds 32" in run(tmp_path, "check").stdout
    for command in (("verify",), ("create", new_database(postgresql, "created"))):
        done = run(tmp_path, *command)
        assert done.code == 1
        assert "the version table is too narrow for the id" in done.stdout + done.stderr
    (tmp_path / "migrations" / "versions" / "r4.py").unlink()
    done = run(tmp_path, "create", "--no-verify", new_database(postgresql, "created"))
    assert "the version table is too narrow for the id" in done.stderr


def project(root: Path, upgrade: str, **env: str) -> Path:
    parts = {"before": "", "session": "", "options": "", "after": ""} | env
    versions = {
        "r1": REVISION.format(
            id="r1", down=None, upgrade='op.create_table("job", sa.Column("id", sa.Integer(), primary_key=True))'
        ),
        "r2": REVISION.format(id="r2", down="r1", upgrade=upgrade),
        "r3": REVISION.format(
            id=LONG, down="r2", upgrade='op.add_column("job", sa.Column("name", sa.String(length=40)))'
        ),
        "r4": REVISION.format(id="r4", down=LONG, upgrade='op.add_column("job", sa.Column("last", sa.Integer()))'),
    }
    files = {
        "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n",
        "migralint.toml": 'dialect = "postgresql"\n\n[verify]\ndatabases = ["postgresql"]\n',
        ".gitignore": "__pycache__/\n.cache/\n",
        "models.py": MODELS,
        "migrations/env.py": ENV.format(**parts),
        "migrations/migralint-environments.toml": "version = 1\n\n[environments.production]\n"
        f'stamps = ["{LONG}"]\nrecorded-at = 2026-11-27T08:00:00Z\n',
        **{f"migrations/versions/{name}.py": text for name, text in versions.items()},
    }
    return write_tree(root, files)


def run(root: Path, *arguments: str) -> Finished:
    python = () if arguments[0] == "check" else ("--python", sys.executable)
    return migralint(*arguments, *python, cwd=root)


def alembic_upgrade(root: Path, url: str) -> str:
    environment = {**os.environ, "SHOP_URL": url.replace("postgresql:", "postgresql+psycopg:")}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def widths(server: Server, database: str) -> list[int | None]:
    query = "SELECT character_maximum_length FROM information_schema.columns WHERE column_name = 'version_num'"
    with psycopg.connect(server.url(database)) as connection:
        return [row[0] for row in connection.execute(query)]
