"""Flask-Migrate's own env.py and commands, single and for several binds, through the guard."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import flask
import flask_migrate
import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.support.command_line import migralint
from tests.support.guarded_project import IDS, MANIFEST, REVISION
from tests.support.trees import write_tree

A1, A2, A3, B1, B2 = IDS


@pytest.fixture(params=["single", "multidb"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> flask.Flask:
    several = request.param == "multidb"
    app = flask.Flask("harbour", root_path=str(tmp_path))
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/app.db"
    if several:
        app.config["SQLALCHEMY_BINDS"] = {"berths": f"sqlite:///{tmp_path}/berths.db"}
    flask_migrate.Migrate(app, SQLAlchemy(app), directory=str(tmp_path / "migrations"))
    with app.app_context():
        flask_migrate.init(multidb=several)
    revisions = {
        f"migrations/versions/{name}.py": REVISION.format(
            id=name,
            parent=None if name[1] == "1" else f"{name[0]}{int(name[1]) - 1}" * 4,
            arguments="engine_name" if several else "",
        )
        for name in IDS
    }
    write_tree(tmp_path, {"migrations/migralint-environments.toml": MANIFEST, **revisions})
    done = migralint("guard", "migrations", "--write", cwd=tmp_path)
    assert done.code == 0, done.stdout + done.stderr
    done = migralint("prune", "migrations", "--apply", "--no-verify", "--archive", "kept.tar.gz", cwd=tmp_path)
    assert done.code == 0, done.stdout + done.stderr
    return app


def stamp(path: Path, *rows: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"DROP TABLE IF EXISTS t_{A3}")  # an earlier database of several has it by then
        database.execute("DROP TABLE IF EXISTS alembic_version")
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.executemany("INSERT INTO alembic_version VALUES (?)", [(row,) for row in rows])
        database.commit()


def test_upgrade(app: flask.Flask, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    binds = app.config.get("SQLALCHEMY_BINDS") or {}
    databases = [tmp_path / "app.db", *(tmp_path / f"{name}.db" for name in binds)]
    for path in databases[:-1]:
        stamp(path, A2, B2)
    stamp(databases[-1], A1, B2)
    before = databases[-1].read_bytes()
    with app.app_context(), pytest.raises(SystemExit):
        flask_migrate.upgrade(revision="heads")
    assert "Error: the database is stamped a1a1a1a1, which was pruned on" in capfd.readouterr().err
    assert databases[-1].read_bytes() == before

    for path in databases:
        stamp(path, A2, B2)
    with app.app_context():
        flask_migrate.upgrade(revision="heads")
    for path in databases:
        with closing(sqlite3.connect(path)) as database:
            assert set(database.execute("SELECT version_num FROM alembic_version")) == {(A3,), (B2,)}
