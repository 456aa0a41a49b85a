"""`migralint env record`, `check` and `from-tags` as processes, against real databases and repositories."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
from syrupy.assertion import SnapshotAssertion

from migralint.database.postgresql.server.server import Server
from migralint.history.ledger import Ledger
from migralint.loading.records.ledger import encode_ledger
from tests.support.command_line import REPOSITORY, migralint
from tests.support.drawn_environments import drawn_ledger
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow

MANIFEST = "migralint-environments.toml"
DEAD = "postgresql://app:hunter2%40@127.0.0.1:1/shop"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"env.py": "", "versions/a1b2.py": revision_file("a1b2"), "versions/c3d4.py": revision_file("c3d4", "a1b2")}
    write_tree(tmp_path, files)
    return tmp_path


def database(path: Path, *stamps: str) -> str:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num)")
    connection.execute("DELETE FROM alembic_version")
    connection.executemany("INSERT INTO alembic_version VALUES (?)", [(stamp,) for stamp in stamps])
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


def valid(text: str, schema: str) -> Any:
    document = json.loads(text)
    described = (resources.files("migralint") / "json_schemas" / f"{schema}.schema.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(described))
    return document


def test_a_record_replaces_what_was_and_one_failure_costs_the_others_nothing(
    project: Path, snapshot: SnapshotAssertion
) -> None:
    (project / MANIFEST).write_text(
        """version = 1
# the shop
[environments.production]
stamps = ["a1b2"]   # by hand
url-env = "PROD"
recorded-at = 2026-01-01T00:00:00Z

[environments.staging]
url-env = "STAGING"

[environments.gone]
stamps = ["a1b2"]
recorded-at = 2026-01-01T00:00:00Z
url-env = "GONE"

[environments.nowhere]
url-env = "NOWHERE"

[environments.ci]
create-all = true
"""
    )
    urls = {"PROD": database(project / "p.db", "c3d4"), "STAGING": database(project / "s.db", "ffff"), "GONE": DEAD}
    done = migralint("env", "record", "--all", cwd=project, **urls)
    assert done.code == 1
    assert done.stdout == snapshot(name="stdout")
    unordered = sorted(re.sub(r"\(\d of 3\)", "(n of 3)", done.stderr).splitlines())
    assert [line for line in unordered if "gone was not read" not in line] == snapshot(name="stderr")
    assert "gone was not read" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    written = (project / MANIFEST).read_text()
    assert re.sub(r"= 20(?!26-01)\S+Z", "= now", written) == snapshot(name="manifest")


def test_a_record_for_programs(project: Path) -> None:
    entries = "".join(f"[environments.{name}]\nurl-env = '{name.upper()}'\n" for name in "abc")
    (project / MANIFEST).write_text(f"version = 1\n{entries}")
    url = database(project / "a.db", "a1b2")
    done = migralint("env", "record", "a", "b", "--format", "json", cwd=project, A=url, B=DEAD)
    document = valid(done.stdout, "env-record")
    assert done.code == 1
    assert [(one["name"], one["recorded"]) for one in document["environments"]] == [("a", True), ("b", False)]
    assert document["environments"][1]["error"]["kind"] == "unreachable"
    assert "hunter2" not in done.stdout + done.stderr


def test_nothing_reached_changes_nothing(project: Path) -> None:
    text = 'version = 1\n[environments.a]\nurl-env = "A"\n'
    (project / MANIFEST).write_text(text)
    done = migralint("env", "record", "a", cwd=project)
    assert (done.code, done.stdout) == (1, "")
    assert "a was not read: the variable A is not set" in done.stderr
    assert (project / MANIFEST).read_text() == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("record",), "name environments, or pass --all"),
        (("record", "a", "--all"), "name environments, or pass --all"),
        (("record", "Fleets"), 'did you mean "fleet"?'),
        (("record", "ci"), "has no url-env"),
        (("record", "fleet"), "name the databases"),
        (("record", "a", "--python", "nowhere/python"), "is not an interpreter"),
        (("check",), "or --url-env VARIABLE"),
        (("check", "a", "--url-env", "A"), "or --url-env VARIABLE"),
        (("check", "--url-env", "postgresql://app:hunter2@h/d"), "not a URL"),
        (("check", "--url-env", "app:hunter2@h"), "not a URL"),
        (("from-tags", "v*"), "not in a git repository"),
    ],
)
def test_bad_usage_is_explained_and_writes_nothing(project: Path, arguments: tuple[str, ...], words: str) -> None:
    text = (
        'version = 1\n[environments.a]\nurl-env = "A"\n[environments.ci]\ncreate-all = true\n'
        '[environments.fleet]\ncounts = { a1b2 = 3 }\nurl-env = "F"\n'
    )
    (project / MANIFEST).write_text(text)
    done = migralint("env", *arguments, cwd=project, A=f"sqlite:///{project}/a.db")
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
    assert (project / MANIFEST).read_text() == text


def test_a_check_writes_nothing_and_says_what_differs(project: Path, snapshot: SnapshotAssertion) -> None:
    text = """version = 1
[environments.same]
stamps = ["c3d4"]
url-env = "SAME"
[environments.moved]
stamps = ["a1b2"]
url-env = "MOVED"
[environments.foreign]
stamps = ["ffff"]
url-env = "FOREIGN"
[environments.new]
url-env = "NEW"
"""
    (project / MANIFEST).write_text(text)
    urls = {
        "SAME": database(project / "same.db", "c3d4"),
        "MOVED": database(project / "moved.db", "c3d4"),
        "FOREIGN": database(project / "foreign.db", "ffff"),
        "NEW": database(project / "new.db"),
    }
    done = migralint("env", "check", "--all", "-q", cwd=project, **urls)
    assert done.code == 1
    assert re.sub(r"sqlite [\d.]+", "sqlite N", done.stdout) == snapshot
    assert (project / MANIFEST).read_text() == text
    assert migralint("env", "check", "same", cwd=project, **urls).code == 0
    document = valid(migralint("env", "check", "--all", "--format", "json", cwd=project, **urls).stdout, "env-check")
    assert [(one["name"], one["fine"], one["record"]) for one in document["environments"]] == [
        ("same", True, "same"),
        ("moved", False, "differs"),
        ("foreign", False, "same"),
        ("new", False, "differs"),
    ]


@pytest.mark.parametrize(
    ("stamps", "code", "words"),
    [
        (("c3d4",), 0, "ok c3d4: at or above the floor"),
        (("a1b2",), 0, "ok a1b2: at or above the floor"),
        (("0001",), 1, "0001 was pruned on 2026-10-01"),
        ((), 1, "the first revisions of an upgrade were pruned"),
        (("ffff",), 1, "no revision file has the id ffff"),
        (("c3",), 1, "Alembic uses c3d4"),
        (("a1b2", "c3d4"), 1, "a1b2 is an ancestor of c3d4"),
    ],
)
def test_the_guard_before_a_deploy(project: Path, stamps: tuple[str, ...], code: int, words: str) -> None:
    (project / "migralint-pruned.json").write_bytes(
        encode_ledger(drawn_ledger("# pruned: 0001 0002 (kept above: a1b2)"))
    )
    done = migralint("env", "check", "--url-env", "DB", cwd=project, DB=database(project / "x.db", *stamps))
    assert (done.code, done.stderr) == (code, "")
    assert words in done.stdout
    if stamps == ("0001",):
        assert "migralint rescue 0001 --write DIR` and upgrade it from there to a1b2" in done.stdout
    assert not (project / MANIFEST).exists()


def test_before_any_prune_a_new_database_is_fine(project: Path) -> None:
    (project / "migralint-pruned.json").write_bytes(encode_ledger(Ledger()))
    done = migralint("env", "check", "--url-env", "DB", cwd=project, DB=database(project / "x.db"))
    assert (done.code, "ok unstamped: an upgrade runs every revision" in done.stdout) == (0, True)


def test_without_a_stamp_the_tables_of_the_first_revision_are_in_its_way(project: Path) -> None:
    body = "    op.create_table('orders', sa.Column('id', sa.Integer()))"
    imports = "import sqlalchemy as sa\nfrom alembic import op"
    text = f"{revision_file('a1b2')}\n{imports}\n\n\ndef upgrade():\n{body}\n"
    (project / "versions/a1b2.py").write_text(text)
    url = database(project / "shop.db")
    assert migralint("env", "check", "--url-env", "SHOP_URL", cwd=project, SHOP_URL=url).code == 0
    connection = sqlite3.connect(project / "shop.db")
    connection.execute("CREATE TABLE of_somebody_else (id)")
    assert migralint("env", "check", "--url-env", "SHOP_URL", cwd=project, SHOP_URL=url).code == 0
    connection.execute("CREATE TABLE orders (id)")
    connection.close()
    done = migralint("env", "check", "--url-env", "SHOP_URL", cwd=project, SHOP_URL=url)
    assert (done.code, "already has orders" in done.stdout) == (1, True)


@pytest.fixture
def tenants(postgresql: Server) -> Iterator[str]:
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE tenants")
        with psycopg.connect(postgresql.url("tenants"), autocommit=True) as inside:
            for number in range(30):
                inside.execute(f"CREATE SCHEMA tenant_{number}".encode())
                table = f"tenant_{number}.alembic_version"
                if number:
                    inside.execute(f"CREATE TABLE {table} (version_num varchar(32))".encode())
                    inside.execute(f"INSERT INTO {table} VALUES ('{('a1b2', 'c3d4')[number % 2]}')".encode())
        yield postgresql.url("tenants")
        connection.execute("DROP DATABASE tenants WITH (FORCE)")


def test_a_fleet_is_recorded_and_checked(project: Path, tenants: str) -> None:
    assert migralint("env", "add", "tenants", "--url-env", "T", "--schemas", "tenant_*", cwd=project).code == 0
    done = migralint("env", "record", "tenants", cwd=project, T=tenants)
    assert (done.code, done.stdout) == (0, "tenants  15 × c3d4, 14 × a1b2, 1 × unstamped  first record\n")
    assert 'counts = { "c3d4" = 15, "a1b2" = 14, "" = 1 }' in (project / MANIFEST).read_text()
    assert migralint("env", "check", "tenants", cwd=project, T=tenants).code == 0
    wrong = tenants.replace("/tenants", "/postgres")
    done = migralint("env", "record", "tenants", cwd=project, T=wrong)
    assert done.code == 1
    assert "no schema matches tenant_*" in done.stderr
    assert '"c3d4" = 15' in (project / MANIFEST).read_text()


def test_tags_of_releases(project: Path) -> None:
    repository(project)
    git(project, "tag", "v1.0")
    (project / "versions" / "e5f6.py").write_text(revision_file("e5f6", "c3d4"))
    commit_all(project)
    git(project, "tag", "v1.1")
    done = migralint("env", "from-tags", "v1.*", "--add", "releases", cwd=project)
    assert (done.code, done.stdout) == (0, "v1.0  c3d4\nv1.1  e5f6\n")
    assert "2 tags in 2 stamp sets" in migralint("env", "list", cwd=project).stdout
    document = valid(migralint("env", "from-tags", "v1.1", "--format", "json", cwd=project).stdout, "env-from-tags")
    assert document["tags"] == [{"tag": "v1.1", "heads": ["e5f6"], "flaw": None}]
    (project / "versions" / "broken.py").write_text(revision_file("g7h8", "gone"))
    commit_all(project)
    git(project, "tag", "v1.2")
    done = migralint("env", "from-tags", "v1.*", cwd=project)
    assert (done.code, "v1.2  it has no file for gone" in done.stdout) == (1, True)
    done = migralint("env", "from-tags", "w*", cwd=project)
    assert (done.code, "no tag matches w*" in done.stderr) == (2, True)


def test_an_interrupt_leaves_no_reader_behind(project: Path) -> None:
    (project / MANIFEST).write_text("version = 1\n[environments.a]\nurl-env = 'A'\n[environments.b]\nurl-env = 'B'\n")
    before = (project / MANIFEST).read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://app:hunter2@127.0.0.1:{silent.getsockname()[1]}/shop"
        process = subprocess.Popen(
            [sys.executable, "-m", "migralint", "env", "record", "--all"],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "A": url, "B": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        readers = [silent.accept()[0] for _ in range(2)]
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        assert (process.returncode, stdout) == (130, "")
        assert stderr == "migralint: interrupted\n"
        for reader in readers:
            with reader:
                reader.settimeout(30)
                while reader.recv(4096):  # what the driver said first; then its end: the reader is gone
                    pass
    assert (project / MANIFEST).read_bytes() == before
