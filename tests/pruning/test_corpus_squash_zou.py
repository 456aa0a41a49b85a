"""A real chain of 189 revisions for PostgreSQL, with seed rows whose keys are random, squashed without any help."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import compare
from migralint.schema.database import Database
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.seeds.volatile import Run, compared, find_volatile
from tests.support.command_line import migralint
from tests.support.corpus import corpus_folder
from tests.support.git import commit_all, repository
from tests.support.postgresql import new_database

pytestmark = pytest.mark.corpus

PACKAGES = ("zou==0.20.85", "flask_fixtures", "flask_principal", "flask_restful", "ldap3", "matterhook", "slackclient")
"""The last release before this project squashed its history by hand, and what the next ones no longer bring along."""
DEPENDENCIES = ("zou==1.0.34", "psycopg2-binary")
"""A later release brings the same dependencies, in versions that have wheels; the newest one asks for another redis."""
HEAD = "a1b2c3d4e5f6"
REMOVED = 188
MANIFEST = f"""\
version = 1

[environments.production]
stamps = ["{HEAD}"]
recorded-at = 2026-11-20T10:00:00Z

[environments.ci]
create-all = true
"""
SETTINGS = """\
python = "{python}"
dialect = "postgresql"

[verify]
databases = ["postgresql"]
app = "zou.app:app"
"""
UPGRADE = """\
import sys

from flask_migrate import downgrade, upgrade

from zou.app import app

with app.app_context():
    {"upgrade": upgrade, "downgrade": downgrade}[sys.argv[1]]("zou/migrations", sys.argv[2])
"""
Upgraded = Callable[..., Database]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = corpus_folder(tmp_path_factory) / "environments" / "zou"
    if not folder.exists():
        pip = [str(folder / "bin" / "pip"), "install", "--quiet"]
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([*pip, *DEPENDENCIES], check=True)
        subprocess.run([*pip, "--no-deps", PACKAGES[0]], check=True)
        subprocess.run([*pip, *PACKAGES[1:]], check=True)
    return folder


@pytest.fixture(scope="module")
def projects(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project as it was, and after the squash."""
    (packages,) = environment.glob("lib/python*/site-packages")
    folder = tmp_path_factory.mktemp("zou")
    root = folder / "before"
    shutil.copytree(packages / "zou", root / "zou", ignore=shutil.ignore_patterns("__pycache__"))
    ini = (root / "zou" / "migrations" / "alembic.ini").read_text()
    (root / "alembic.ini").write_text(ini.replace("[alembic]", "[alembic]\nscript_location = %(here)s/zou/migrations"))
    (root / "migralint.toml").write_text(SETTINGS.format(python=environment))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n")
    (root / "upgrade.py").write_text(UPGRADE)
    (root / "zou" / "migrations" / "migralint-environments.toml").write_text(MANIFEST)
    repository(root)
    after = folder / "after"
    shutil.copytree(root, after)
    done = migralint("prune", "--squash", "--apply", cwd=after)
    assert done.code == 0, done.stdout[-3000:] + done.stderr
    commit_all(after)
    return {"before": root, "after": after}


@pytest.fixture
def upgraded(environment: Path, postgresql: Server) -> Upgraded:
    """Runs the project's commands on one new database, and returns it with its version table."""
    names = iter(range(100))

    def work(*steps: tuple[Path, str, str]) -> Database:
        name = f"zou_{next(names)}"
        url = new_database(postgresql, name)
        of = conninfo_to_dict(url)
        names_of = {"DB_HOST": "host", "DB_PORT": "port", "DB_USERNAME": "user", "DB_PASSWORD": "password"}
        variables = {variable: str(of.get(key) or "") for variable, key in names_of.items()}
        for root, *arguments in steps:
            done = subprocess.run(
                [str(environment / "bin" / "python"), "upgrade.py", *arguments],
                cwd=root,
                env={**os.environ, **variables, "DB_DATABASE": name},
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr[-3000:]
        with psycopg.connect(url) as connection:
            return read_postgresql(lambda query: connection.execute(query).fetchall())

    return work


def test_people_can_read_it(projects: dict[str, Path]) -> None:
    versions = projects["after"] / "zou" / "migrations" / "versions"
    (path,) = versions.glob("*_squash_of_*.py")
    source = path.read_text()
    assert len(list(versions.glob("*.py"))) == 2
    assert source.startswith(f'"""Squash of {REMOVED} revisions\n')
    # What is no operation: rows of a table whose type SQLAlchemy has no word for.
    assert "CREATE TABLE" not in source
    assert "uuid.uuid4()" in source


def test_an_empty_database_becomes_what_it_became(projects: dict[str, Path], upgraded: Upgraded) -> None:
    start = datetime.now(UTC)
    one, other, squashed = (upgraded((projects[name], "upgrade", "head")) for name in ("before", "before", "after"))
    window = Window(start, datetime.now(UTC))
    volatile = find_volatile([(Run(one, window), Run(other, window))])
    assert (volatile.unknown, volatile.unstable) == (frozenset(), ())
    assert {table for table, _ in volatile.fresh} == {"task_status", "task_type"}
    assert compare(*(compared(each, window, volatile) for each in (one, squashed))) == ()


def test_production_upgrades_as_before(projects: dict[str, Path], upgraded: Upgraded) -> None:
    steps = (projects["before"], "upgrade", HEAD), (projects["after"], "upgrade", "head")
    assert [table.name for table in upgraded(*steps).tables if table.name == "alembic_version"]


def test_a_database_that_the_squash_built_goes_back_to_nothing(projects: dict[str, Path], upgraded: Upgraded) -> None:
    left = upgraded((projects["after"], "upgrade", "head"), (projects["after"], "downgrade", "base"))
    assert ([table.name for table in left.tables], left.enums) == (["alembic_version"], ())
