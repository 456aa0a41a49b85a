"""One revision with a body of SQL or Python, squashed on PostgreSQL, and databases built through the squash."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import psycopg

from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server
from migralint.database.squash.squash import Squashed, squash
from migralint.database.squash.squash_proof import Piece
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.schema.squash.source import Header
from tests.support.postgresql import new_database

OPTIONS = VerifyOptions(python=sys.executable, dialect="postgresql")
ENV = """\
from alembic import context
from sqlalchemy import MetaData, create_engine

metadata = MetaData()
url = context.config.get_main_option("sqlalchemy.url") or "postgresql://"
if context.is_offline_mode():
    context.configure(url=url, target_metadata=metadata)
    context.run_migrations()
else:
    with create_engine(url).begin() as connection:
        context.configure(connection=connection, target_metadata=metadata)
        context.run_migrations()
"""
REVISION = """\
import datetime
import json
import secrets
import uuid

from alembic import op

revision = {name!r}
down_revision = {parent!r}


def run(*statements):
    for one in statements:
        op.get_bind().connection.cursor().execute(one)


def upgrade():
{body}


def downgrade():
    pass
"""


def _revision(name: str, parent: str | None, body: str) -> str:
    return REVISION.format(name=name, parent=parent, body=textwrap.indent(textwrap.dedent(body).strip(), "    "))


def running(*statements: str) -> str:
    """Return the body of a revision that executes these statements."""
    return f"run(*{list(statements)!r})"


def squashed(root: Path, server: Server, body: str, accepted: Mapping[str, str] | None = None) -> Squashed:
    """Squash a revision with this body, on which another one builds. `run(*sql)` in it executes SQL."""
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text(ENV)
    (versions / "a1a1.py").write_text(_revision("a1a1", None, body))
    (versions / "b2b2.py").write_text(_revision("b2b2", "a1a1", "pass"))
    script = the_one(discover(str(root)))
    kept = {str(versions / "b2b2.py"): _revision("b2b2", "5qua5h", "pass").encode()}
    piece = Piece(Header("5qua5h", "Seeds", ("a1a1",)), ("a1a1",), str(versions / "5qua5h.py"))
    return squash(script, OPTIONS, [server.url()], [piece], kept, accepted=accepted)


def source(result: Squashed) -> str:
    """Return the text of the squash, which was accepted."""
    assert result.refusals == ()
    (data,) = result.files.values()
    return data.decode()


def upgrade(root: Path, result: Squashed, server: Server, name: str) -> psycopg.Connection:
    """Run `alembic upgrade head` through the squash on a new database, and return a connection to that."""
    url = new_database(server, name)
    versions = root / "migrations" / "versions"
    (versions / "a1a1.py").unlink(missing_ok=True)
    (versions / "5qua5h.py").write_text(source(result))
    (versions / "b2b2.py").write_text(_revision("b2b2", "5qua5h", "pass"))
    of_driver = url.replace("postgresql://", "postgresql+psycopg://").replace("%", "%%")
    (root / "alembic.ini").write_text(
        f"[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = {of_driver}\n"
    )
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return psycopg.connect(url, autocommit=True)
