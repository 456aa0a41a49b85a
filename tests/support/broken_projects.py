"""Small real projects, each in the state in which Alembic says one of its well-known messages."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.git import commit_all, git, repository

INI = """\
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
path_separator = os
"""
ENV = """\
import os

from alembic import context
from sqlalchemy import create_engine, pool

from models import metadata

url = os.environ.get("DATABASE_URL", "sqlite:///shop.db")
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
author = sa.Table("author", metadata, sa.Column("id", sa.Integer, primary_key=True))
book = sa.Table("book", metadata, sa.Column("id", sa.Integer, primary_key=True))
"""
REVISION = '''\
"""{message}

Revision ID: {id}
Revises: {revises}
Create Date: 2026-0{month}-12 10:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
'''


@dataclass(frozen=True, slots=True)
class Written:
    """One revision to write: what it makes and what it builds on."""

    id: str
    message: str
    down: str = "None"
    upgrade: str = ""
    downgrade: str = ""


def _table(name: str) -> dict[str, str]:
    return {
        "upgrade": f'op.create_table("{name}", sa.Column("id", sa.Integer, primary_key=True))',
        "downgrade": f'op.drop_table("{name}")',
    }


def _column(table: str, name: str) -> dict[str, str]:
    return {
        "upgrade": f'op.add_column("{table}", sa.Column("{name}", sa.String(100)))',
        "downgrade": f'op.drop_column("{table}", "{name}")',
    }


AUTHOR = Written("1f0c5a7be201", "Create author", **_table("author"))
BOOK = Written("2b9d41c6a302", "Create book", '"1f0c5a7be201"', **_table("book"))
PRICE = Written("3c7e90d5f403", "Give books a price", '"2b9d41c6a302"', **_column("book", "price"))
TITLE = Written("4d2a83e4b504", "Give books a title", '"2b9d41c6a302"', **_column("book", "title"))


def _project(root: Path, *revisions: Written) -> Path:
    folder = root / "shop"
    (folder / "migrations/versions").mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI)
    (folder / "migrations/env.py").write_text(ENV)
    (folder / "models.py").write_text(MODELS)
    (folder / ".gitignore").write_text("*.db\n__pycache__/\n")
    template = "${message}\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n"
    (folder / "migrations/script.py.mako").write_text(template)
    _write(folder, *revisions)
    repository(folder)
    return folder


def _write(folder: Path, *revisions: Written) -> None:
    for month, one in enumerate(revisions, start=1):
        revises = one.down.strip("()").replace('"', "").replace("None", "")
        fields = {"message": one.message, "id": one.id, "down": one.down, "revises": revises, "month": month}
        text = REVISION.format(**fields, upgrade=one.upgrade or "pass", downgrade=one.downgrade or "pass")
        slug = one.message.lower().replace(" ", "_")
        (folder / f"migrations/versions/{one.id[:12]}_{slug}.py").write_text(text)


def _alembic(folder: Path, *arguments: str) -> None:
    variables = {"DATABASE_URL": "sqlite:///shop.db", "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "alembic", *arguments]
    subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True)


def _deleted(root: Path) -> Path:
    folder = _project(root, AUTHOR, BOOK, PRICE)
    _alembic(folder, "upgrade", "head")
    next((folder / "migrations/versions").glob("3c7e*")).unlink()
    commit_all(folder, "Clean up")
    return folder


def _overlapping(root: Path) -> Path:
    folder = _project(root, AUTHOR, BOOK, PRICE)
    _alembic(folder, "upgrade", "2b9d41c6a302")
    with closing(sqlite3.connect(folder / "shop.db")) as connection, connection:
        connection.execute("INSERT INTO alembic_version VALUES ('1f0c5a7be201')")
    return folder


def _behind(root: Path) -> Path:
    folder = _project(root, AUTHOR, BOOK, PRICE)
    _alembic(folder, "upgrade", "2b9d41c6a302")
    price = 'metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("price", sa.String(100)))\n'
    models = (folder / "models.py").read_text().partition("book = ")[0]
    (folder / "models.py").write_text(f'{models}book = sa.Table("book", {price}')
    return folder


def _changed_by_hand(root: Path) -> Path:
    folder = _project(root, AUTHOR, BOOK, PRICE)
    _alembic(folder, "upgrade", "head")
    with closing(sqlite3.connect(folder / "shop.db")) as connection, connection:
        connection.execute("CREATE INDEX ix_hotfix ON book (price)")
    return folder


def _without_revision(root: Path) -> Path:
    folder = _project(root, AUTHOR, BOOK)
    (folder / "migrations/versions/names.py").write_text('TABLES = ["author", "book"]\n')
    return folder


def _cycle(root: Path) -> Path:
    first = Written("1f0c5a7be201", "Create author", '"3c7e90d5f403"', **_table("author"))
    return _project(root, first, BOOK, PRICE)


def _twice(root: Path) -> Path:
    copied = Written("2b9d41c6a302", "Create shelf", '"1f0c5a7be201"', **_table("shelf"))
    return _project(root, AUTHOR, BOOK, copied)


def _dangling(root: Path) -> Path:
    return _project(root, AUTHOR, Written("3c7e90d5f403", "Give books a price", '"2b9d41c6a302"', **PRICE_STEPS))


def _constraint(root: Path) -> Path:
    key = 'op.create_foreign_key("book_author", "book", "author", ["id"], ["id"])'
    drop = 'op.drop_constraint("book_author", "book", type_="foreignkey")'
    folder = _project(root, AUTHOR, BOOK, Written("3c7e90d5f403", "Books have authors", '"2b9d41c6a302"', key, drop))
    (folder / "migralint.toml").write_text('dialect = "sqlite"\n')
    return folder


def _long(root: Path) -> Path:
    name = "2026_03_12_give_every_book_a_price_in_euro"
    return _project(root, AUTHOR, BOOK, Written(name, "Give books a price", '"2b9d41c6a302"', **PRICE_STEPS))


def _two_branches(root: Path) -> Path:
    """Two revisions of a branch, and main, which went on meanwhile, merged into it."""
    folder = _project(root, AUTHOR, BOOK)
    git(folder, "checkout", "-q", "-b", "feature")
    _write(folder, PRICE, Written("6fa861a2d706", "Index prices", '"3c7e90d5f403"'))
    commit_all(folder, "Prices")
    git(folder, "checkout", "-q", "main")
    _write(folder, TITLE)
    commit_all(folder, "Titles")
    git(folder, "update-ref", "refs/remotes/origin/main", "main")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    git(folder, "checkout", "-q", "feature")
    return folder


def _squashed_by_hand(root: Path) -> Path:
    """Two revisions that somebody made one of, and forgot a CHECK."""
    check = 'op.create_check_constraint("ck_author_name", "author", "length(name) > 3")'
    column = _column("author", "name")["upgrade"]
    name = Written("2b9d41c6a302", "Name authors", '"1f0c5a7be201"', f"{column}\n    {check}")
    folder = _project(root, AUTHOR, name)
    git(folder, "update-ref", "refs/remotes/origin/main", "main")
    for file in (folder / "migrations/versions").glob("*.py"):
        file.unlink()
    _write(folder, Written("2b9d41c6a302", "Everything until now", "None", f"{AUTHOR.upgrade}\n    {column}"))
    return folder


def _released(root: Path) -> Path:
    """A release, and after it a column that its models need is gone, and another one there."""
    folder = _project(root, AUTHOR, BOOK, Written("0f1e2d3c4b5a", "Notes about books", f'"{BOOK.id}"', **NOTE))
    columns = 'sa.Column("id", sa.Integer, primary_key=True)'
    note = f'{columns}, sa.Column("note", sa.String(100))'
    models = (folder / "models.py").read_text()
    (folder / "models.py").write_text(models.replace(f'"book", metadata, {columns}', f'"book", metadata, {note}'))
    commit_all(folder, "Notes about books")
    git(folder, "tag", "v2.3")
    drop = Written("7b02c1d4e5f6", "Drop notes", '"4d2a83e4b504"', NOTE["downgrade"], NOTE["upgrade"])
    _write(folder, Written(TITLE.id, TITLE.message, '"0f1e2d3c4b5a"', TITLE.upgrade, TITLE.downgrade), drop)
    title = f'{columns}, sa.Column("title", sa.String(100))'
    (folder / "models.py").write_text(models.replace(f'"book", metadata, {columns}', f'"book", metadata, {title}'))
    commit_all(folder, "Titles, and no notes")
    return folder


NOTE = _column("book", "note")
PRICE_STEPS = _column("book", "price")
BROKEN: dict[str, Callable[[Path], Path]] = {
    "deleted": _deleted,
    "two-heads": lambda root: _project(root, AUTHOR, BOOK, PRICE, TITLE),
    "dangling": _dangling,
    "overlapping": _overlapping,
    "behind": _behind,
    "postgresql-tables": lambda root: _project(root, AUTHOR, BOOK),
    "no-revision": _without_revision,
    "cycle": _cycle,
    "twice": _twice,
    "constraint": _constraint,
    "postgresql-long-id": _long,
    "changed-by-hand": _changed_by_hand,
    "two-branches": _two_branches,
    "squashed-by-hand": _squashed_by_hand,
    "released": _released,
}
"""Name of the stage to what writes its project; those named `postgresql-…` need a database on such a server."""
