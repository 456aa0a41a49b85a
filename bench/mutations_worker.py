"""Asks one peer about each changed database; runs in the peers' environment. See mutations.py.

A peer has found a change if it says something of the changed database that it does not say of the unchanged one; what
it says of that one are false alarms, which do not count against it here.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from tests.support.shop import models

ENV = """
from alembic import context
from tests.support.shop import models

connection = context.config.attributes["connection"]
if hasattr(connection, "connect"):
    connection = connection.connect()
context.configure(
    connection=connection,
    target_metadata=[models.named, models.plain],
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
"""
REVISION = """
revision, down_revision = "a1b2c3d4e5f6", None
def upgrade(): pass
def downgrade(): pass
"""


def main() -> None:
    """Print one JSON list: "found", "quiet" or "crashed" for each database."""
    peer, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    ask = {"alembic": alembic_check, "pytest-alembic": pytest_alembic, "sqlalchemy-diff": sqlalchemy_diff}[peer]
    unchanged = answer(ask, folder / "shop.sqlite")
    print(json.dumps([verdict(answer(ask, folder / f"{number}.sqlite"), unchanged) for number in range(count)]))


def answer(ask: Callable[[Path], str], path: Path) -> str | None:
    """What the peer says; None if it raises what is no finding of its."""
    try:
        return ask(path)
    except Exception:
        return None


def verdict(said: str | None, unchanged: str | None) -> str:
    """In one word."""
    if said is None:
        return "crashed" if unchanged is not None else "quiet"
    return "quiet" if said == unchanged else "found"


def in_order(text: str) -> str:
    """The lines sorted: two runs of a peer need not give them in the same order."""
    return "\n".join(sorted(line.strip().rstrip(",") for line in text.splitlines()))


def alembic_check(path: Path) -> str:
    """What `alembic check` compares, types and server defaults included."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext

    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        operations = produce_migrations(context, [models.named, models.plain]).upgrade_ops
    engine.dispose()
    return in_order(render_python_code(operations))


def pytest_alembic(path: Path) -> str:
    """Its test test_model_definitions_match_ddl."""
    import pytest_alembic
    from pytest_alembic.config import Config
    from pytest_alembic.tests import test_model_definitions_match_ddl

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "versions").mkdir()
        (folder / "env.py").write_text(ENV)
        (folder / "script.py.mako").write_text("${upgrades}\n")
        (folder / "versions" / "a.py").write_text(REVISION)
        copy = shutil.copy(path, folder / "copy.sqlite")
        engine = sa.create_engine(f"sqlite:///{copy}")
        with pytest_alembic.runner(Config({"script_location": scratch}), engine) as runner:
            try:
                test_model_definitions_match_ddl(runner)
            except Exception as error:
                if type(error).__name__ != "AlembicTestFailure":
                    raise
                return in_order(str(error))
            finally:
                engine.dispose()
    return "equal"


def sqlalchemy_diff(path: Path) -> str:
    """Its comparison with the database that create_all makes."""
    from sqlalchemydiff.comparer import Comparer

    models_file = path.parent / "models.sqlite"
    first = sa.create_engine(f"sqlite:///{models_file}")
    if not models_file.exists():
        with first.begin() as connection:
            models.create_all(connection)
    second = sa.create_engine(f"sqlite:///{path}")
    try:
        return in_order(json.dumps(Comparer(first, second).compare().errors, default=str, sort_keys=True, indent=0))
    finally:
        first.dispose()
        second.dispose()


if __name__ == "__main__":
    main()
