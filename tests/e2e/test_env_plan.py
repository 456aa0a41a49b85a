"""`migralint env plan` and `env export` as users run them, against real databases."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from migralint.database.postgresql.server.server import Server
from tests.support.alembic_oracle import Oracle
from tests.support.command_line import migralint
from tests.support.trees import write_tree

MANIFEST = "migralint-environments.toml"
REVISION = '''"""{message}

Revision ID: {id}
Revises: {parent}
"""
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down}


def upgrade():
    {upgrade}
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    steps = [
        ("a1", None, "create users", 'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))'),
        ("b2", "a1", "add mail", 'op.add_column("users", sa.Column("mail", sa.String(50)))'),
        ("c3", "b2", "fill mail", 'op.execute("UPDATE users SET mail = lower(mail)")'),
        ("d4", "c3", "nothing", "pass"),
        ("e5", "d4", "orders", 'op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))'),
    ]
    files = {
        f"versions/{id}.py": REVISION.format(
            id=id, parent=parent or "", down=repr(parent), message=message, upgrade=upgrade
        )
        for id, parent, message, upgrade in steps
    }
    files["versions/d4.py"] = files["versions/d4.py"].replace("Revises: c3", "Revises: a1")
    write_tree(tmp_path, {"env.py": "", **files})
    return tmp_path


def manifest(project: Path, text: str) -> None:
    (project / MANIFEST).write_text(f"version = 1\n{text}")


def planned(project: Path, *arguments: str, code: int = 0, **variables: str) -> Any:
    done = migralint("env", "plan", *arguments, "--format", "json", "-q", cwd=project, **variables)
    assert done.code == code, done.stderr
    found = json.loads(done.stdout)
    schema = (resources.files("migralint") / "json_schemas" / "env-plan.schema.json").read_text("utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def test_each_stamp_set_has_its_own_upgrade(project: Path) -> None:
    manifest(project, '[environments.fleet]\ncounts = { b2 = 40, e5 = 9, "" = 2, ffff = 1 }\nunread = 3\n')
    found = planned(project, "fleet", code=1)
    assert {"+".join(one["stamps"]): (one["databases"], one["steps"]) for one in found["stamp_sets"]} == {
        "b2": (40, ["c3", "d4", "e5"]),
        "e5": (9, []),
        "": (2, ["a1", "b2", "c3", "d4", "e5"]),
        "ffff": (1, []),
    }
    assert [one["refused"] for one in found["stamp_sets"] if one["refused"]] == [found["stamp_sets"][3]["refused"]]
    assert "no revision file has the id ffff" in found["stamp_sets"][3]["refused"]
    assert found["unread"] == 3
    by_id = {one["revision"]: one for one in found["revisions"]}
    assert list(by_id) == ["a1", "b2", "c3", "d4", "e5"]
    assert {one["code"] for one in by_id["d4"]["findings"]} == {"ML205"}
    assert by_id["b2"]["tables"] == [{"schema": None, "name": "users"}]
    assert (by_id["b2"]["runs_more"], by_id["c3"]["runs_more"]) == (False, True)
    text = migralint("env", "plan", "fleet", cwd=project)
    assert "ok 40 × b2: 3 revisions to run" in text.stdout
    assert "no 1 × ffff: no revision file has the id ffff" in text.stdout
    assert "3 databases never read" in text.stdout
    assert "ML205" in text.stdout


def test_the_order_is_alembics(project: Path) -> None:
    from migralint.commands.opening import ProjectOptions, open_script
    from migralint.loading.revisions.directory import load_directory

    manifest(project, '[environments.one]\nstamps = ["a1"]\n')
    history = load_directory(open_script(ProjectOptions(str(project)))[1]).history
    steps, _ = Oracle(list(history.revisions.values())).upgrade(["a1"])
    assert planned(project, "one")["stamp_sets"][0]["steps"] == list(steps)


def test_a_sqlite_file_is_measured_and_stays_as_it_is(project: Path) -> None:
    path = project / "shop.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('a1');"
        "CREATE TABLE users (id INTEGER PRIMARY KEY);"
    )
    connection.executemany("INSERT INTO users VALUES (?)", [(n,) for n in range(1234)])
    connection.commit()
    connection.close()
    manifest(project, '[environments.shop]\nstamps = ["b2"]\nurl-env = "SHOP"\n')
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    arguments = ("shop", "--connect", "--python", sys.executable)
    found = planned(project, *arguments, SHOP=f"sqlite:///{path}")
    assert found["server"].startswith("sqlite")
    assert found["stamp_sets"][0]["stamps"] == ["a1"]
    assert found["stamp_sets"][0]["steps"] == ["b2", "c3", "d4", "e5"]
    users, orders = found["tables"]
    assert (users["name"], users["exists"], users["rows"], users["exact"]) == ("users", True, 1234, True)
    assert users["bytes"] is None or users["bytes"] >= 4096
    assert (orders["name"], orders["exists"]) == ("orders", False)
    text = migralint("env", "plan", *arguments, cwd=project, SHOP=f"sqlite:///{path}").stdout
    assert "the record says b2" in text
    assert "users: 1,234 rows" in text
    assert "orders: does not exist yet" in text
    assert "it runs SQL or code that may use unknown tables" in text
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before


@pytest.mark.slow
def test_a_postgresql_database_is_measured(project: Path, postgresql: Server) -> None:
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE measured")
    with psycopg.connect(postgresql.url("measured"), autocommit=True) as inside:
        inside.execute("CREATE TABLE alembic_version (version_num varchar(32))")
        inside.execute("INSERT INTO alembic_version VALUES ('a1')")
        inside.execute("CREATE TABLE users (id int) PARTITION BY RANGE (id)")
        inside.execute("CREATE TABLE users_1 PARTITION OF users FOR VALUES FROM (0) TO (100000)")
        inside.execute("INSERT INTO users SELECT generate_series(1, 5000)")
        manifest(project, '[environments.shop]\nstamps = ["a1"]\nurl-env = "SHOP"\n')
        arguments = ("shop", "--connect", "--python", sys.executable)
        unanalysed = planned(project, *arguments, SHOP=postgresql.url("measured"))["tables"][0]
        inside.execute("ANALYZE")
        users, orders = planned(project, *arguments, SHOP=postgresql.url("measured"))["tables"]
    assert (unanalysed["rows"], unanalysed["bytes"] > 100_000) == (None, True)
    assert (users["rows"], users["exact"], users["bytes"] == unanalysed["bytes"]) == (5000, False, True)
    assert not orders["exists"]
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE measured WITH (FORCE)")


@pytest.mark.slow
def test_an_unreached_database_leaves_the_plan_of_the_record(project: Path) -> None:
    manifest(project, '[environments.shop]\nstamps = ["c3"]\nurl-env = "SHOP"\n')
    url = "postgresql+psycopg://app:hunter2@127.0.0.1:1/shop"
    done = migralint("env", "plan", "shop", "--connect", "--python", sys.executable, cwd=project, SHOP=url)
    assert (done.code, "ok c3: 2 revisions to run" in done.stdout) == (1, True)
    assert "shop was not read: " in done.stderr
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("shp",), 'did you mean "shop"?'),
        (("never",), "has no stamp set: it was never recorded"),
        (("ci",), "it is built by create_all"),
        (("fleet", "--connect"), "is not one database with a url-env"),
    ],
)
def test_bad_usage(project: Path, arguments: tuple[str, ...], words: str) -> None:
    manifest(
        project,
        '[environments.shop]\nstamps = ["c3"]\n[environments.never]\nurl-env = "X"\n'
        "[environments.ci]\ncreate-all = true\n[environments.fleet]\ncounts = { a1 = 2 }\n",
    )
    done = migralint("env", "plan", *arguments, cwd=project)
    assert (done.code, words in done.stderr) == (2, True), done.stderr


def test_export(project: Path) -> None:
    manifest(
        project,
        '[environments.fleet]\ncounts = { c3 = 40, "" = 2, ffff = 1 }\nrecorded-at = 2026-11-20T10:00:00Z\n'
        "[environments.ci]\ncreate-all = true\n[environments.never]\nurl-env = 'X'\n",
    )
    done = migralint("env", "export", cwd=project)
    assert done.code == 0
    families = {one.name: one.samples for one in text_string_to_metric_families(done.stdout)}
    assert {one.labels["stamps"]: one.value for one in families["migralint_pending_revisions"]} == {"c3": 2, "": 5}
    assert migralint("env", "export", "--output", "fleet.prom", cwd=project).stdout == ""
    assert (project / "fleet.prom").read_text() == done.stdout
    assert migralint("env", "export", "flet", cwd=project).code == 2
