"""Project code can reach no database but the scratch ones, from wherever and however it tries."""

from __future__ import annotations

import shutil
from pathlib import Path

from migralint.database.result import FailureKind, Status
from tests.support.verification import FIXTURES, only_target, verified

ATTEMPTS = {
    "sqlite3.connect": "sqlite3.connect('other.db')",
    "under another name": "connect_to('other.db')",
    "by its path object": "sqlite3.connect(pathlib.Path('other.db'))",
    "by a URI": "sqlite3.connect('file:other.db?mode=rwc', uri=True)",
    "the class": "sqlite3.Connection('other.db')",
    "the C module": "_sqlite3.connect('other.db')",
    "an engine": "sa.create_engine('sqlite:///other.db').connect()",
    "an engine made when the file was loaded": "ENGINE.connect()",
    "an engine of a server": "sa.create_engine('postgresql+psycopg://u:secret@localhost:1/d').connect()",
    "an async engine": "asyncio.run(over_asyncio())",
    "a driver": "psycopg.connect('host=localhost port=1 password=secret')",
    "a driver's class": "psycopg.Connection.connect('host=localhost port=1 password=secret')",
    "an async driver, which connects in a thread": "asyncio.run(over_aiosqlite())",
    "ATTACH": "op.execute(\"ATTACH DATABASE 'other.db' AS other\")",
    "ATTACH on the driver's connection": "op.get_bind().connection.cursor().execute(\"ATTACH 'other.db' AS other\")",
    "ATTACH to a database in memory": "sqlite3.connect(':memory:').execute(\"ATTACH 'other.db' AS other\")",
    "ATTACH among other statements": "op.get_bind().connection.cursor().executescript(\"; ATTACH 'other.db' AS o\")",
    "VACUUM INTO": "vacuum_into()",
    "a URI that is not in memory": "sqlite3.connect('file:other.db?x=mode=memory', uri=True)",
    "a URI that leads out": "sqlite3.connect(f'file:{SCRATCH}/%2e%2e/%2e%2e/%2e%2e/other.db', uri=True)",
    "ATTACH with a comment before it": "op.execute(\"/* mine */ attach 'other.db' as other\")",
}
REVISION = '''"""Tries everything.

Revision ID: 3c
Revises: 2b
"""

import _sqlite3
import asyncio
import os
import pathlib
import sqlite3
from sqlite3 import connect as connect_to

import aiosqlite
import psycopg
import sqlalchemy as sa
from alembic import op
from sqlalchemy.ext.asyncio import create_async_engine

revision = "3c"
down_revision = "2b"
ENGINE = sa.create_engine("sqlite:///other.db")
SCRATCH = os.environ["MIGRALINT_SCRATCH"] + "/databases"


def vacuum_into():
    with op.get_context().autocommit_block():
        op.execute("VACUUM INTO 'other.db'")


async def over_asyncio():
    async with create_async_engine("postgresql+asyncpg://u:secret@localhost:1/d").connect():
        pass


async def over_aiosqlite():
    async with aiosqlite.connect("other.db"):
        pass


def upgrade():
'''


def test_every_way_is_refused_and_reported_though_it_was_swallowed(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    path = folder / "migrations" / "versions" / "3c_everything.py"
    lines = [f"    try: {attempt}\n    except Exception: pass\n" for attempt in ATTEMPTS.values()]
    path.write_text(REVISION + "".join(lines))
    verification = verified(folder)
    target = only_target(verification)
    assert (target.status, target.failure and target.failure.kind) == (Status.FAILED, FailureKind.PROJECT_ERROR)
    first = REVISION.count("\n") + 1
    reported = {refusal.line for refusal in target.refused if refusal.path == str(path)}
    in_coroutine = REVISION[: REVISION.index("async with create_async_engine")].count("\n") + 1
    assert in_coroutine in reported
    missed = [name for index, name in enumerate(ATTEMPTS) if first + 2 * index not in reported]
    vacuumed = REVISION[: REVISION.index("op.execute")].count("\n") + 1
    assert vacuumed in reported
    assert missed == ["an async engine", "VACUUM INTO"]  # reported where their functions are
    assert not list(folder.glob("other*"))
    assert "secret" not in repr(verification)


def test_a_database_in_memory_harms_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    models = folder / "shop" / "models.py"
    models.write_text("import sqlite3\nsqlite3.connect(':memory:').execute('SELECT 1')\n" + models.read_text())
    target = only_target(verified(folder))
    assert (target.status, target.refused) == (Status.MATCH, ())


ATTACHING = """
        connection.exec_driver_sql("ATTACH DATABASE 'other.db' AS other")
        connection.exec_driver_sql("CREATE TABLE other.made (a)")"""


def test_an_env_py_that_attaches_a_file_gets_nothing_attached(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    env = folder / "migrations" / "env.py"
    online = env.read_text().replace(
        "if context.is_offline_mode():", "if context.is_offline_mode():\n    raise OSError"
    )
    env.write_text(online.replace("engine.connect() as connection:", f"engine.connect() as connection:{ATTACHING}"))
    target = only_target(verified(folder))
    assert target.status is Status.MATCH
    assert not (folder / "other.db").exists()


def test_what_follows_from_a_refusal_is_explained_by_it(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_match", folder)
    body = "def upgrade():\n    op.get_bind().connection.cursor().execute(\"ATTACH 'other.db' AS other\")\n"
    (folder / "migrations" / "versions" / "3c_attach.py").write_text(REVISION.replace("def upgrade():\n", body))
    failure = only_target(verified(folder)).failure
    assert failure is not None
    assert "revision 3c connects to another database (ATTACH DATABASE 'other.db')" in failure.explanation


def test_an_engine_that_was_led_astray_while_it_was_imported_is_refused_to_the_migrations(tmp_path: Path) -> None:
    """Its connection is open already, to an empty database in memory: a migration would find nothing there."""
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "verify_connects_on_import", folder)
    models = folder / "models.py"
    text = models.read_text().replace(
        "import sqlite3\n\nfrom sqlalchemy import", "from sqlalchemy import create_engine,"
    )
    before, _, after = text.partition("with sqlite3.connect")
    engine = 'engine = create_engine("sqlite:///shop.db")\nengine.connect().close()\nLENGTH = 320\n'
    models.write_text(before + engine + after[after.index("\nBase") :])
    assert only_target(verified(folder)).status is Status.MATCH
    revision = folder / "migrations/versions/1a_customer.py"
    statement = "models.engine.connect().exec_driver_sql('SELECT 1')"
    revision.write_text(
        revision.read_text().replace("import sqlalchemy as sa", "import models\nimport sqlalchemy as sa")
        + f"    try:\n        {statement}\n    except Exception:\n        pass\n"
    )
    target = only_target(verified(folder))
    assert target.failure is not None
    assert target.failure.explanation.startswith("revision 1a connects to another database")
    assert (target.failure.path, target.failure.line) == (str(revision), revision.read_text().count("\n") - 2)
