"""An engine that a revision opens on the configured URL sees the database that is migrated; no other does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server
from migralint.database.result import Status
from migralint.database.verify.verify import verify
from migralint.loading.discovery.discovery import discover
from tests.support.small_projects import A_TABLE, CREATE_A, small_project
from tests.support.verification import only_target, verified

pytestmark = pytest.mark.slow

URL = "postgresql://app:hunter2x@db.internal/shop"
ENV = """\
from alembic import context
from sqlalchemy import engine_from_config
from models import metadata

config = context.config
config.set_main_option("sqlalchemy.url", "{url}")
engine = engine_from_config(config.get_section(config.config_ini_section))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
"""
HELPERS = """\
from alembic import context

def table_exists(engine):
    return sa.inspect(engine).has_table("a")

def from_section():
    config = context.config
    return sa.engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.")

def from_url():
    return sa.create_engine(context.config.get_main_option("sqlalchemy.url"))

def counted(engine):
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT count(*) FROM a")).scalar() == 0

def begun(engine):
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO a VALUES (1)"))
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM a"))
    return True

def session(engine):
    from sqlalchemy.orm import Session
    with Session(engine) as opened:
        return opened.execute(sa.text("SELECT count(*) FROM a")).scalar() == 0

def reflected(engine):
    return "id" in sa.Table("a", sa.MetaData(), autoload_with=engine).columns
"""


def with_helper(root: Path, *body: str) -> Path:
    made = small_project(root, A_TABLE, "\n".join((CREATE_A, "import helpers", *body)), url=URL, env=ENV)
    (root / "helpers.py").write_text("import sqlalchemy as sa\n" + HELPERS)
    return made


@pytest.mark.parametrize("opened", ["from_section", "from_url"])
@pytest.mark.parametrize("used", ["table_exists", "counted", "begun", "session", "reflected"])
def test_an_engine_on_the_configured_url_sees_the_migrated_database(opened: str, used: str, tmp_path: Path) -> None:
    root = with_helper(tmp_path, f"assert helpers.{used}(helpers.{opened}())")
    verification = verified(root, sys_path=(str(root),))
    target = only_target(verification)
    assert (target.failure, target.status, target.refused) == (None, Status.MATCH, ())
    assert any("opens its own engine on the configured database" in one for one in verification.notices)


@pytest.mark.parametrize("used", ["table_exists", "counted", "begun", "session", "reflected"])
def test_on_a_server_too(used: str, postgresql: Server, tmp_path: Path) -> None:
    root = with_helper(tmp_path, f"assert helpers.{used}(helpers.from_section())")
    (script,) = discover(str(root))
    options = VerifyOptions(python=sys.executable, sys_path=(str(root),))
    (target,) = verify(script, options, database=postgresql.url()).targets
    assert (target.failure, target.status) == (None, Status.MATCH)


@pytest.mark.parametrize(
    "url", ["postgresql://app:hunter2x@db.internal/other", "postgresql://app@elsewhere/shop", "sqlite:///other.db"]
)
def test_any_other_url_stays_refused(url: str, tmp_path: Path) -> None:
    root = with_helper(tmp_path, f"assert helpers.table_exists(sa.create_engine({url!r}))")
    target = only_target(verified(root, sys_path=(str(root),)))
    assert target.failure is not None
    assert "connects to another database" in target.failure.explanation
    assert not (root / "other.db").exists()
