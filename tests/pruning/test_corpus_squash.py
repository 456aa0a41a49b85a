"""A real chain of 141 revisions squashed on SQLite and PostgreSQL: nobody can tell the difference, twice over."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import Server
from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import compare
from migralint.schema.database import Database
from tests.support.command_line import migralint
from tests.support.corpus import corpus_folder
from tests.support.corpus import environment as made
from tests.support.git import commit_all, repository
from tests.support.postgresql import new_database

pytestmark = pytest.mark.corpus

PACKAGE = "dstack[server]==0.22.5"
KEPT = ("620892d149b5", "652af7a3c9c9", "40f19bea9d2a")
"""The three newest revisions, oldest first: production is two behind the head."""
MANIFEST = """\
version = 1

[environments.production]
stamps = ["{production}"]
recorded-at = 2026-11-20T10:00:00Z

[environments.staging]
stamps = ["40f19bea9d2a"]
recorded-at = 2026-11-20T10:00:00Z

[environments.ci]
create-all = true
"""
SETTINGS = """\
python = "{python}"
dialect = ["sqlite", "postgresql"]

[verify]
databases = ["sqlite", "postgresql"]
"""
Upgraded = Callable[..., Database]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(PACKAGE, corpus_folder(tmp_path_factory), "psycopg2-binary")


@pytest.fixture(scope="module")
def projects(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project as it was, after a squash, and after another one when production has moved on."""
    (packages,) = environment.glob("lib/python*/site-packages")
    server = packages / "dstack" / "_internal" / "server"
    folder = tmp_path_factory.mktemp("dstack")
    root = folder / "before"
    shutil.copytree(server / "migrations", root / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    ini = (server / "alembic.ini").read_text()
    (root / "alembic.ini").write_text(re.sub("(?m)^script_location = .*", "script_location = %(here)s/migrations", ini))
    (root / "migralint.toml").write_text(SETTINGS.format(python=environment))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n")
    (root / "migrations" / "migralint-environments.toml").write_text(MANIFEST.format(production=KEPT[0]))
    repository(root)
    once, twice = folder / "once", folder / "twice"
    shutil.copytree(root, once)
    squash(once)
    shutil.copytree(once, twice)
    (twice / "migrations" / "migralint-environments.toml").write_text(MANIFEST.format(production=KEPT[2]))
    commit_all(twice)
    squash(twice)
    return {"before": root, "once": once, "twice": twice}


def squash(root: Path) -> None:
    done = migralint("prune", "--squash", "--apply", "--format", "json", cwd=root)
    assert done.code == 0, done.stdout + done.stderr
    commit_all(root)


def generated(root: Path) -> Path:
    (path,) = (root / "migrations" / "versions").rglob("*_squash_of_*.py")
    return path


def alembic(environment: Path, root: Path, url: str, *arguments: str) -> None:
    variables = {**os.environ, "DSTACK_DATABASE_URL": url, "HOME": str(root.parent)}
    command = [str(environment / "bin" / "alembic"), *arguments]
    subprocess.run(command, cwd=root, env=variables, check=True, capture_output=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest, environment: Path, tmp_path: Path) -> Upgraded:
    """Runs Alembic's commands of projects on one new database, and returns it with its version table."""
    names = iter(range(100))

    def on_sqlite(*steps: tuple[Path, str, str]) -> Database:
        path = tmp_path / f"{next(names)}.db"
        for root, *arguments in steps:
            alembic(environment, root, f"sqlite+aiosqlite:///{path}", *arguments)
        return read_sqlite(str(path))

    def on_postgresql(*steps: tuple[Path, str, str]) -> Database:
        server: Server = request.getfixturevalue("postgresql")
        name = f"corpus_{next(names)}"
        new_database(server, name)
        for root, *arguments in steps:
            alembic(environment, root, server.url(name, "asyncpg"), *arguments)
        with psycopg.connect(server.url(name)) as connection:
            return read_postgresql(lambda query: connection.execute(query).fetchall())

    return on_sqlite if request.param == "sqlite" else on_postgresql


def test_people_can_read_it(projects: dict[str, Path]) -> None:
    for name, count in (("once", 138), ("twice", 3)):
        source = generated(projects[name]).read_text()
        assert source.startswith(f'"""Squash of {count} revisions\n')
        assert source.count("op.create_table(") == 34
        assert "op.execute(" not in source  # this project has nothing for which there is no operation
        assert source.count("if on_postgresql") < 8
        # What PostgreSQL makes of an expression stays as it is.
        assert [line for line in source.splitlines() if len(line) > 100 and "::character varying" not in line] == []
    assert len(list((projects["once"] / "migrations" / "versions").rglob("[0-9]*.py"))) == len(KEPT) + 1


def test_an_empty_database_becomes_what_it_became(projects: dict[str, Path], upgraded: Upgraded) -> None:
    before = upgraded((projects["before"], "upgrade", "head"))
    for name in ("once", "twice"):
        assert compare(before, upgraded((projects[name], "upgrade", "head"))) == ()


def test_databases_at_kept_revisions_upgrade_as_before(projects: dict[str, Path], upgraded: Upgraded) -> None:
    before = upgraded((projects["before"], "upgrade", "head"))
    for name, revisions in (("once", KEPT), ("twice", KEPT[2:])):
        for revision in revisions:
            steps = (projects["before"], "upgrade", revision), (projects[name], "upgrade", "head")
            assert compare(before, upgraded(*steps)) == ()


def test_a_database_that_the_squash_built_goes_back_to_nothing(projects: dict[str, Path], upgraded: Upgraded) -> None:
    for name in ("once", "twice"):
        left = upgraded((projects[name], "upgrade", "head"), (projects[name], "downgrade", "base"))
        assert [table.name for table in left.tables] == ["alembic_version"]
        assert left.enums == ()


def test_verify_runs_through_the_squash(projects: dict[str, Path]) -> None:
    def found(root: Path) -> list[object]:
        done = migralint("verify", "--format", "json", cwd=root)
        targets = json.loads(done.stdout)["targets"]
        assert [target["start"] for target in targets] == ["empty", "empty"], done.stderr
        return [target["differences"] for target in targets]

    before = found(projects["before"])
    assert found(projects["once"]) == before
    assert found(projects["twice"]) == before


def test_rows_come_through(projects: dict[str, Path], environment: Path, tmp_path: Path) -> None:
    """What production holds is there after it has upgraded with the new files."""
    path = tmp_path / "production.db"
    url = f"sqlite+aiosqlite:///{path}"
    alembic(environment, projects["before"], url, "upgrade", KEPT[0])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO users (id, name, token, global_role, projects_quota, token_hash, active, created_at) "
            "VALUES ('0' , 'Ann', 't', 'admin', 3, 'h', 1, '2024-01-02 03:04:05.000000')"
        )
        connection.commit()
    alembic(environment, projects["once"], url, "upgrade", "head")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name, projects_quota FROM users").fetchall() == [("Ann", 3)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(KEPT[2],)]
