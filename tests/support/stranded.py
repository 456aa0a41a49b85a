"""A small project with a real database in git, its prunes, and databases that were left behind."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config

from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, repository
from tests.support.trees import write_tree

ENV = """\
import os

import sqlalchemy as sa
from alembic import context

engine = sa.create_engine(os.environ["STRANDED_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=sa.MetaData())
    with context.begin_transaction():
        context.run_migrations()
"""
INI = "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\npath_separator = os\n"
REVISION = '''\
"""make {id}

Revision ID: {id}
Revises: {revises}
"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {parents}
depends_on = {depends}
branch_labels = {labels}


def upgrade() -> None:
{body}


def downgrade() -> None:
    op.drop_table("{id}")
'''


def revision(
    id: str, *parents: str, depends: tuple[str, ...] = (), labels: tuple[str, ...] = (), body: str = ""
) -> str:
    """A revision that makes the table of its own name."""
    named = repr(parents[0]) if len(parents) == 1 else repr(tuple(parents)) if parents else "None"
    body = body or f'op.create_table("{id}", sa.Column("id", sa.Integer, primary_key=True))'
    return REVISION.format(
        id=id,
        revises=", ".join(parents),
        parents=named,
        depends=repr(depends) if depends else "None",
        labels=repr(labels) if labels else "None",
        body=f"    {body}",
    )


@dataclass(frozen=True, slots=True)
class StrandedProject:
    """The project at `root`; `migrations/` is its script directory."""

    root: Path

    @property
    def versions(self) -> Path:
        return self.root / "migrations" / "versions"

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files of the version location and commit everything."""
        write_tree(self.versions, files)
        commit_all(self.root, "more revisions")

    def prune(self, *stamps: str, archive: Path | None = None) -> None:
        """Prune what an environment with these stamps does not need, and commit."""
        listed = ", ".join(f'"{stamp}"' for stamp in stamps)
        manifest = self.root / "migrations" / "migralint-environments.toml"
        manifest.write_text(
            f"version = 1\n[environments.production]\nstamps = [{listed}]\nrecorded-at = 2026-11-20T10:00:00Z\n"
        )
        if (self.root / ".git").exists():
            commit_all(self.root, "manifest")
        options = () if archive is None else ("--archive", archive)
        done = self.run("prune", "--apply", "--no-verify", *options)
        assert done.code == 0, done
        if (self.root / ".git").exists():
            commit_all(self.root, "prune")

    def run(self, *arguments: str | Path) -> Finished:
        """Run migralint in the project."""
        return migralint(*arguments, cwd=self.root)

    def upgrade(self, database: Path, target: str, *, config: str | Path = "alembic.ini") -> None:
        """`alembic -c config upgrade target` on a SQLite file, in the project's folder."""
        with self.connected(database):
            command.upgrade(Config(str(config)), target)

    @contextlib.contextmanager
    def connected(self, database: Path) -> Iterator[None]:
        """As a shell in the project's folder with the database's URL in the environment."""
        before, url = Path.cwd(), os.environ.get("STRANDED_URL")
        os.chdir(self.root)
        os.environ["STRANDED_URL"] = f"sqlite:///{database}"
        try:
            yield
        finally:
            os.chdir(before)
            os.environ.pop("STRANDED_URL")
            if url is not None:
                os.environ["STRANDED_URL"] = url


def stranded_project(root: Path, files: Mapping[str, str | bytes], *, in_git: bool = True) -> StrandedProject:
    """A project with these revision files, committed."""
    write_tree(root, {"alembic.ini": INI, "migrations/env.py": ENV, "migrations/script.py.mako": "${up_revision}\n"})
    write_tree(root / "migrations" / "versions", files)
    if in_git:
        write_tree(root, {".gitignore": ".cache/\n__pycache__/\n*.db\n"})
        repository(root)
    return StrandedProject(root)


def line(*ids: str) -> dict[str, str]:
    """The files of a straight line of revisions."""
    return {f"{id}.py": revision(id, *ids[place - 1 : place] if place else ()) for place, id in enumerate(ids)}


def schema(database: Path) -> tuple[list[tuple[str, ...]], list[str]]:
    """Everything but row ids: the stored DDL, and the rows of the version table."""
    connection = sqlite3.connect(database)
    try:
        ddl = connection.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall()
        return ddl, sorted(row[0] for row in connection.execute("select version_num from alembic_version"))
    finally:
        connection.close()
