"""A project whose last revisions move data, and pytest as its people run it: a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.support.trees import write_tree

ROOT = Path(__file__).parents[2]
ENV = """\
from alembic import context
from models import metadata
from sqlalchemy import create_engine

engine = create_engine("sqlite:////nowhere/that/exists.db")
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
"""
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("first", sa.String(50)),
    sa.Column("last", sa.String(50)),
)
"""
REVISION = '''"""{message}

Revision ID: {id}
Revises: {revises}
Create Date: 2025-01-0{day} 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    {up}


def downgrade():
    {down_body}
'''


def _revision(id: str, down: str | None, message: str, day: int, up: str, down_body: str) -> str:
    return REVISION.format(
        id=id, down=down, revises=down or "", message=message, day=day, up=up.replace("\n", "\n    "),
        down_body=down_body.replace("\n", "\n    "),
    )  # fmt: skip


FILES = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = %(here)s\n",
    "models.py": MODELS,
    "migrations/env.py": ENV,
    "migrations/versions/aaa111_person.py": _revision(
        "aaa111", None, "Person", 1,
        'op.create_table("person", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(100)))',
        'op.drop_table("person")',
    ),
    "migrations/versions/bbb222_columns.py": _revision(
        "bbb222", "aaa111", "Two names", 2,
        'op.add_column("person", sa.Column("first", sa.String(50)))\n'
        'op.add_column("person", sa.Column("last", sa.String(50)))',
        'op.drop_column("person", "last")\nop.drop_column("person", "first")',
    ),
    "migrations/versions/ccc333_split.py": _revision(
        "ccc333", "bbb222", "Split names", 3,
        "connection = op.get_bind()\n"
        'for id, name in connection.execute(sa.text("SELECT id, name FROM person")).fetchall():\n'
        '    first, last = name.split(" ", 1)\n'
        '    connection.execute(sa.text("UPDATE person SET first = :f, last = :l WHERE id = :id"),\n'
        '                       {"f": first, "l": last, "id": id})',
        "pass",
    ),
    "migrations/versions/ddd444_drop.py": _revision(
        "ddd444", "ccc333", "One name less", 4,
        'op.drop_column("person", "name")  # migralint: ignore[ML302] nobody reads it',
        'op.add_column("person", sa.Column("name", sa.String(100)))',
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What a run of pytest left behind."""

    code: int
    said: str

    @property
    def outcomes(self) -> dict[str, int]:
        """How many passed, failed, …, as the last line says."""
        *_, last = (line for line in self.said.splitlines() if re.search(r"\bin [\d.]+s", line))
        return {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last.rpartition(" in ")[0])}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "project", FILES)


Run = Callable[..., Ran]


@pytest.fixture
def run(project: Path) -> Run:
    """Runs pytest in the project; without the entry point of an installed package the plugin is named."""
    registered = any(point.name == "migralint" for point in entry_points(group="pytest11"))
    plugin = () if registered else ("-p", "migralint.testing.plugin")

    def run(*arguments: str, python: str = "", **files: str) -> Ran:
        for name, text in files.items():
            (project / f"{name}.py").write_text(text)
        named, path = ((), "") if python else (plugin, str(ROOT))  # another interpreter has the package installed
        done = subprocess.run(
            [python or sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *named, *arguments],
            cwd=project,
            env={
                "PATH": os.environ["PATH"], "HOME": str(project), "PYTHONPATH": path,
                "XDG_CACHE_HOME": str(project / ".cache"),
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout + done.stderr)

    return run
