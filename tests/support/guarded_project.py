"""A project with two lines of revisions, pruned by the real command, whose env.py calls the guard."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from alembic.config import CommandLine

from tests.support.command_line import migralint
from tests.support.trees import write_tree

#   a1a1a1a1 <- a2a2a2a2 <- a3a3a3a3      b1b1b1b1 <- b2b2b2b2
#   `- pruned                             `- pruned
IDS = ("a1a1a1a1", "a2a2a2a2", "a3a3a3a3", "b1b1b1b1", "b2b2b2b2")
REVISION = """\
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {parent!r}


def upgrade({arguments}):
    op.create_table("t_{id}", sa.Column("id", sa.Integer))


def downgrade({arguments}):
    op.drop_table("t_{id}")
"""
ENV = """\
from alembic import context
from sqlalchemy import create_engine, pool

if context.is_offline_mode():
    context.configure(url=context.config.get_main_option("sqlalchemy.url"))
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"""
MANIFEST = """\
version = 1

[environments.production]
stamps = ["a2a2a2a2", "b2b2b2b2"]
recorded-at = 2026-11-20T10:00:00Z
"""


def guarded_project(
    root: Path,
    *,
    env: str = ENV,
    url: str = "sqlite:///app.db",
    arguments: str = "",
    prune: bool = True,
    more: str = "",
) -> Path:
    """Write it, let `migralint guard --write` edit env.py, and prune it. `arguments`: of every upgrade()."""
    revisions = {
        f"migrations/versions/{name}.py": REVISION.format(
            id=name, parent=None if name[1] == "1" else f"{name[0]}{int(name[1]) - 1}" * 4, arguments=arguments
        )
        for name in IDS
    }
    ini = f"[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\nsqlalchemy.url = {url}\n{more}"
    write_tree(
        root,
        {
            "alembic.ini": ini,
            "migrations/env.py": env,
            "migrations/migralint-environments.toml": MANIFEST,
            **revisions,
        },
    )
    done = migralint("guard", "--write", cwd=root)
    assert done.code == 0, done.stdout + done.stderr
    if prune:
        done = migralint("prune", "--apply", "--no-verify", "--archive", "../kept.tar.gz", cwd=root)
        assert done.code == 0, done.stdout + done.stderr
        assert "no guard" not in done.stderr
    return root


@dataclass(frozen=True)
class Ran:
    """What `alembic` said."""

    failed: bool
    said: str
    """The one line of its refusal, or what it printed."""


def alembic(root: Path, *arguments: str) -> Ran:
    """Run Alembic's own command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            CommandLine(prog="alembic").main(["-c", str(root / "alembic.ini"), *arguments])
        except SystemExit as end:
            assert end.code not in (0, None)
            lines = [line for line in (out.getvalue() + err.getvalue()).splitlines() if "FAILED" in line]
            return Ran(True, lines[-1] if lines else out.getvalue() + err.getvalue())
    return Ran(False, out.getvalue())
