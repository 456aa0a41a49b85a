"""`migralint verify` on SQLite beside the same work in one process (CPU time) and pytest-alembic's model test (wall).

    python bench/verify.py

The project is made here: N revisions that each add a table, a column or an index, and the models they lead to. Needs
the package index on the first run. Prints markdown.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK, environment, migralint
from timing import Contender, machine, race

COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""All contenders may keep compiled files, as on most machines, whatever the shell says."""
SIZES = (11, 100, 300)
PACKAGES = ("alembic==1.20.1", "sqlalchemy==2.1.9", "pytest-alembic==0.13.1", "pytest")

ENV = """\
from alembic import context
from models import metadata
from sqlalchemy import create_engine

if context.is_offline_mode():
    context.configure(url="sqlite://", target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
else:
    given = context.config.attributes.get("connection")
    engine = given if given is not None else create_engine("sqlite:///scratch.db")
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            context.run_migrations()
"""

SAME_WORK = """\
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
import sys, tempfile
sys.path.insert(0, ".")
with tempfile.TemporaryDirectory() as folder:
    def scratch(name):
        engine = create_engine(f"sqlite:///{folder}/{name}.sqlite")

        @event.listens_for(engine, "connect")
        def prepare(connection, record):
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA journal_mode=MEMORY")

        return engine
    config = Config("alembic.ini")
    config.attributes["connection"] = scratch("migrations")
    command.upgrade(config, "heads")
    from models import metadata
    metadata.create_all(scratch("models"))
"""
"""On files as `verify` makes them: in a temporary folder, and nothing waits for the disk."""

PYTEST = "from pytest_alembic.tests import test_model_definitions_match_ddl\n"
"""On pytest-alembic's own default, a database in memory."""


def project(size: int) -> Path:
    """A project of `size` revisions and its models."""
    root = WORK / f"verify-{size}"
    shutil.rmtree(root, ignore_errors=True)
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n")
    (root / "migrations" / "env.py").write_text(ENV)
    (root / "test_migrations.py").write_text(PYTEST)
    (root / "same_work.py").write_text(SAME_WORK)
    (root / "pytest.ini").write_text("[pytest]\n")  # this repository's settings are not for it
    models = ["from sqlalchemy import Column, Index, Integer, MetaData, String, Table", "", "metadata = MetaData()"]
    for number in range(size):
        parent = f'"r{number - 1:04}"' if number else "None"
        table, kind = f"t{number // 3}", number % 3
        operation = (
            f'op.create_table("{table}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String(50)))',
            f'op.add_column("{table}", sa.Column("b", sa.Integer))',
            f'op.create_index("ix_{table}_b", "{table}", ["b"])',
        )[kind]
        (versions / f"r{number:04}_step.py").write_text(
            f'"""Step {number}"""\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "r{number:04}"\n'
            f"down_revision = {parent}\n\n\ndef upgrade():\n    {operation}\n\n\ndef downgrade():\n    pass\n"
        )
        if kind == 0:
            columns = ['Column("id", Integer, primary_key=True)', 'Column("a", String(50))']
            columns += ['Column("b", Integer)'] if number + 1 < size else []
            models.append(f'{table} = Table("{table}", metadata, {", ".join(columns)})')
        elif kind == 2:
            models.append(f'Index("ix_{table}_b", {table}.c.b)')
    (root / "models.py").write_text("\n".join(models) + "\n")
    return root


def main() -> None:
    """Measure and print."""
    own, packages = migralint(), environment("verify", *PACKAGES)
    print("| revisions | CPU, × upgrade and create_all in one process | wall, × pytest-alembic's model test |")
    print("|---|---|---|")
    for size in SIZES:
        root = project(size)
        verify = Contender(
            "migralint verify",
            [str(own / "migralint"), "verify", "--python", str(packages / "python")],
            root,
            environment=COMPILED,
            allowed=(0,),
        )
        work = Contender(
            "the same work",
            [str(packages / "python"), "same_work.py"],
            root,
            environment=COMPILED,
            allowed=(0,),
        )

        tests = Contender(
            "pytest-alembic",
            [str(packages / "pytest"), "-q", "-p", "no:cacheprovider", "-k", "model_definitions", "test_migrations.py"],
            root,
            environment=COMPILED,
            allowed=(0,),
        )
        race([verify, work, tests], rounds=5)
        cpu, wall = verify.cpu_seconds / work.cpu_seconds, verify.seconds / tests.seconds
        print(f"| {size} | {cpu:.2f} | {wall:.2f} |", flush=True)
    print(f"\n{machine()}; medians of 5 interleaved runs")


if __name__ == "__main__":
    main()
