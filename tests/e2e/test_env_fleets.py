"""`migralint env record` over fleets: real files, a real server, sockets that hang, reset and refuse, real commands."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.command_line import REPOSITORY, migralint
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow

MANIFEST = "migralint-environments.toml"
RECORDS = "migralint-records/fleet.jsonl"
SLOW = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"env.py": "", "versions/a1b2.py": revision_file("a1b2"), "versions/c3d4.py": revision_file("c3d4", "a1b2")}
    write_tree(tmp_path, files)
    return tmp_path


def database(path: Path, *stamps: object, table: str = "alembic_version") -> str:
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE {table} (version_num)")
    connection.executemany(f"INSERT INTO {table} VALUES (?)", [(stamp,) for stamp in stamps])
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


def fleet(project: Path, *lines: dict[str, Any] | str, keys: str = "", before: str = "") -> None:
    """A manifest whose command prints these lines."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (project / "tenants.py").write_text("".join(f"print({text!r})\n" for text in texts))
    command(project, "tenants.py", keys=keys, before=before)


def command(project: Path, *arguments: str, keys: str = "", before: str = "") -> None:
    listed = json.dumps([sys.executable, *arguments])
    (project / MANIFEST).write_text(f"version = 1\n[environments.fleet]\n{before}command = {listed}\n{keys}")


def located(project: Path, number: int, stamp: str = "a1b2") -> list[dict[str, Any]]:
    return [{"database": f"t{i}", "url": database(project / f"t{i}.db", stamp)} for i in range(number)]


def record(project: Path, *arguments: str, **variables: str) -> Any:
    return migralint("env", "record", "fleet", "--python", sys.executable, *arguments, cwd=project, **variables)


def manifest(project: Path) -> str:
    return re.sub(r"recorded-at = 20\S+Z", "recorded-at = now", (project / MANIFEST).read_text())


def document(project: Path, *arguments: str) -> Any:
    done = record(project, "--format", "json", "-q", *arguments)
    found = json.loads(done.stdout)
    schema = (resources.files("migralint") / "json_schemas" / "env-record.schema.json").read_text("utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found["environments"][0]


# What a command says.


def test_a_command_that_has_read_the_stamps_itself(project: Path) -> None:
    fleet(
        project,
        {"database": "t1", "version_num": "a1b2"},
        {"database": "t2", "version_num": ["a1b2", "c3d4"]},
        {"database": "t3", "version_num": "a1b2"},
        {"database": "t4", "version_num": None},
        {"database": "t1", "version_num": "c3d4"},
        "",
        keys="# a comment that stays\n",
    )
    done = record(project)
    assert (done.code, done.stdout) == (0, "fleet  2 × a1b2, c3d4, 1 × unstamped, 1 × a1b2  first record\n")
    assert 'counts = { "a1b2+c3d4" = 2, "" = 1, "a1b2" = 1 }\nrecorded-at = now\n' in manifest(project)
    assert "# a comment that stays" in manifest(project)
    assert not (project / "migralint-records").exists()


def test_a_command_that_names_urls(project: Path) -> None:
    lines = [
        *located(project, 3),
        {"database": "own table", "url": database(project / "o.db", "c3d4", table="v"), "version_table": "v"},
        {"database": "read already", "version_num": "c3d4"},
    ]
    fleet(project, *lines)
    assert record(project).stdout == "fleet  3 × a1b2, 2 × c3d4  first record\n"
    assert migralint("env", "check", "fleet", "--python", sys.executable, cwd=project).code == 0


OLD = 'counts = { "a1b2" = 7 }\nrecorded-at = 2026-01-01T00:00:00Z\n'


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "printed nothing"),
        ("print('Traceback')", "line 1: it is not JSON"),
        ("print('[1]')", "line 1: it is not a JSON object"),
        ('print(\'{"database": "t", "version_num": "a"}\'); raise SystemExit("no: hunter2@x")', "ended with status 1"),
        ('print(\'{"database": "t", "verison_num": "a"}\')', '"verison_num" is not a valid key'),
        ('print(\'{"database": "t"}\')', 'either "version_num" or "url"'),
        ('print(\'{"database": "t", "version_num": "a+b"}\')', '"version_num" is not a revision id'),
        ('print(\'{"database": "t", "version_num": 5}\')', '"version_num" must be a revision id'),
        ('print(\'{"database": "", "version_num": "a"}\')', '"database" must be the name of a database'),
        ('print(\'{"database": "postgresql://u:hunter2@h/d", "version_num": "a"}\')', "contains a URL with a password"),
        ('for v in "a", "": print(\'{"database": "t", "version_num": "%s"}\' % v)', "a version in one line and none"),
        ('for v in "ab": print(\'{"database": "t", "url": "sqlite:///%s"}\' % v)', '"t" was named before'),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended with signal SIGSEGV"),
        ("while True: print('x' * 99)", "it is not JSON"),
        ("import sys; sys.stdout.write('[' * 3_000_000)", "it is longer than"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\n')", "it is not JSON"),
    ],
)
def test_a_command_that_is_no_use_leaves_the_record_as_it_was(project: Path, code: str, words: str) -> None:
    (project / "tenants.py").write_text(code)
    command(project, "tenants.py", before=OLD)
    text = (project / MANIFEST).read_text()
    done = record(project)
    assert (done.code, done.stdout) == (1, "")
    assert "fleet was not read: its command " in done.stderr
    assert words in done.stderr
    assert "hunter2" not in done.stderr.replace("no: hunter2@x", "")  # no URL: nobody can know that it is a secret
    assert (project / MANIFEST).read_text() == text


def test_a_command_that_never_ends(project: Path) -> None:
    command(project, "-c", 'while True: print(\'{"database": "t", "version_num": "a"}\')', before=OLD)
    done = record(project, "--command-timeout", "1")
    assert (done.code, "did not end within 1 seconds" in done.stderr) == (1, True)
    assert OLD in (project / MANIFEST).read_text()


def test_a_command_that_is_not_there(project: Path) -> None:
    (project / MANIFEST).write_text('version = 1\n[environments.fleet]\ncommand = ["ops/none.sh"]\n')
    done = record(project)
    assert (done.code, "none.sh cannot be started: No such file" in done.stderr) == (1, True)


def test_a_fleet_is_added_by_its_command(project: Path) -> None:
    (project / "my tenants.py").write_text('print(\'{"database": "t", "version_num": "a1b2"}\')')
    arguments = ("--command", f"'{sys.executable}' 'my tenants.py'", "--keep-records", "--per-host", "2")
    added = migralint("env", "add", "fleet", *arguments, cwd=project)
    assert (added.code, "run `migralint env record fleet`" in added.stderr) == (0, True)
    assert 'my tenants.py"]\nper-host = 2\nkeep-records = true\n' in (project / MANIFEST).read_text()
    assert record(project).stdout == "fleet  a1b2  first record\n"
    assert list(records(project)) == ["t"]
    listed = json.loads(migralint("env", "list", "--format", "json", cwd=project).stdout)["environments"][0]
    schema = (resources.files("migralint") / "json_schemas" / "env-list.schema.json").read_text("utf-8")
    jsonschema.validate(listed, json.loads(schema)["$defs"]["environment"] | {"$defs": json.loads(schema)["$defs"]})
    assert listed["reading"]["command"] == [sys.executable, "my tenants.py"]
    done = migralint("env", "add", "other", "--command", "python 'x", cwd=project)
    assert (done.code, "--command: no closing quotation" in done.stderr) == (2, True)


def test_no_shell_reads_the_command(project: Path) -> None:
    (project / MANIFEST).write_text('version = 1\n[environments.fleet]\ncommand = ["echo", "$(touch x); `touch x`"]\n')
    assert "it is not JSON" in record(project).stderr
    assert not (project / "x").exists()


def test_passwords_of_printed_urls_are_shown_nowhere(project: Path) -> None:
    url = "postgresql+psycopg://app:hun%40ter2@127.0.0.1:1/shop"
    fleet(project, {"database": "t", "url": url}, {"database": "u", "url": "nonsense hun@ter2"}, keys="")
    done = record(project)
    (project / "tenants.py").write_text(
        f'import sys\nprint(\'{{"database": "t", "url": "{url}"}}\')\nsys.exit("{url} hun@ter2 hun%40ter2")'
    )
    failed = record(project)
    written = "".join(path.read_text() for path in project.rglob("*.toml"))
    for text in (done.stdout, done.stderr, failed.stdout, failed.stderr, written):
        assert not re.search("hun(@|%40)ter2", text), text
    assert "postgresql+psycopg" not in done.stderr
    assert "***" in failed.stderr


# What databases say.


def test_what_could_not_be_read_is_grouped_by_cause_and_blocks_a_prune(project: Path) -> None:
    broken = project / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    lines = [
        *located(project, 2, "c3d4"),
        *({"database": f"gone{i}", "url": f"sqlite:///{project}/gone{i}.db"} for i in range(5)),
        {"database": "broken", "url": f"sqlite:///{broken}"},
        {"database": "number", "url": database(project / "number.db", 5)},
        {"database": "garbage", "url": database(project / "garbage.db", "a+b")},
        {"database": "crowded", "url": database(project / "crowded.db", *map(str, range(2000)))},
        {"database": "again", "url": f"sqlite:///{project}/t0.db"},
        {"database": "by a link", "url": f"sqlite:///{project}/link.db"},
    ]
    (project / "link.db").symlink_to("t1.db")
    fleet(project, *lines)
    before = digests(project)
    done = record(project)
    assert done.code == 1
    assert done.stdout == "fleet  2 × c3d4  (11 never read)  first record\n"
    for words in (
        "5 databases not read (gone0, gone1, gone2 and 2 more): the file",
        "1 database not read (broken): file is not a database",
        "2 databases not read (number, garbage): the version table holds 5, which is not a revision id",
        "(crowded): the version table holds more than 1000 rows",
        '(again): it has the same URL as "t0"',
    ):
        assert words in done.stderr, done.stderr
    assert re.search(r'\((by a link|t1)\): its URL points to the database of "(t1|by a link)"', done.stderr)
    assert digests(project) == before
    assert "unread = 11\n" in manifest(project)
    plan = migralint("prune", "--format", "json", cwd=project)
    assert json.loads(plan.stdout)["status"] == "blocked"
    assert "ML410" in {one["code"] for one in json.loads(plan.stdout)["blockers"]}
    applied = migralint("prune", "--apply", "--no-verify", cwd=project)
    assert (applied.code, (project / "versions" / "a1b2.py").exists()) == (1, True)
    kinds = {one["kind"] for one in document(project)["failures"]}
    assert kinds == {"unreachable", "error", "same-database"}


def digests(project: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in project.glob("*.db")}


@contextmanager
def server_that(answer: str) -> Iterator[int]:
    """A socket that accepts and says nothing, or resets what it accepts, or garbage."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        held = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                if answer == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()
                elif answer == "garbage":
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    connection.close()
                else:
                    held.append(connection)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()


@pytest.mark.parametrize("answer", ["nothing", "reset", "garbage"])
@pytest.mark.parametrize("driver", ["psycopg", *(pytest.param(one, marks=SLOW) for one in ("psycopg2", "asyncpg"))])
def test_a_server_that_is_none_costs_its_own_databases(project: Path, answer: str, driver: str) -> None:
    with server_that(answer) as port:
        bad = [
            {"database": f"bad{i}", "url": f"postgresql+{driver}://u:hunter2@127.0.0.1:{port}/d{i}"} for i in range(2)
        ]
        fleet(project, *bad, *located(project, 3), keys="concurrency = 3\nper-host = 2\n")
        done = record(project, "--timeout", "1")
    assert (done.code, done.stdout) == (1, "fleet  3 × a1b2  (2 never read)  first record\n"), done.stderr
    assert all(name in done.stderr for name in ("bad0", "bad1"))
    assert "hunter2" not in done.stderr
    assert "unread = 2" in manifest(project)


def test_a_server_without_any_answer_is_left_alone_after_some_databases(project: Path) -> None:
    dead = [{"database": f"d{i}", "url": f"postgresql+psycopg://u:hunter2@127.0.0.1:1/d{i}"} for i in range(40)]
    fleet(project, *dead, *located(project, 1))
    found = document(project)
    causes = {one["message"]: one["databases"] for one in found["failures"]}
    assert sum(causes.values()) == 40
    assert sum(number for message, number in causes.items() if message.startswith("not tried")) >= 25
    assert found["fleet"] | {"oldest": ""} == {
        "listed": 41, "read": 1, "kept": 0, "unread": 40, "sample_of": None, "oldest": ""
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "ended with signal SIGSEGV"),
        ("os._exit(3)", "ended with exit status 3: noise of a driver"),
        pytest.param("while True: pass", "it did not answer within 1 seconds", marks=SLOW),
    ],
)
def test_a_driver_that_takes_its_reader_along_costs_one_database(project: Path, body: str, words: str) -> None:
    (project / "site").mkdir()
    (project / "site" / "sitecustomize.py").write_text(
        "import os, signal, sqlite3\nconnect = sqlite3.connect\n"
        "def broken(target, **options):\n"
        "    if 't3.db' in target:\n        print('noise of a driver', flush=True)\n"
        f"        {body}\n"
        "    return connect(target, **options)\nsqlite3.connect = broken\n"
    )
    python = project / "python"
    python.write_text(f'#!/bin/sh\nexec env PYTHONPATH={project}/site {sys.executable} "$@"\n')
    python.chmod(0o755)
    fleet(project, *located(project, 8), keys="concurrency = 1\n")
    done = migralint("env", "record", "fleet", "--python", str(python), "--timeout", "1", cwd=project)
    assert (done.code, done.stdout) == (1, "fleet  7 × a1b2  (1 never read)  first record\n")
    assert "1 database not read (t3): " in done.stderr
    assert words in done.stderr


# Records of single databases.


def records(project: Path) -> dict[str, dict[str, Any]]:
    lines = (project / RECORDS).read_text().splitlines()
    return {one["database"]: one for one in map(json.loads, lines)}


def test_with_records_an_unreached_database_counts_as_recorded_before(project: Path) -> None:
    fleet(project, *located(project, 3), keys="keep-records = true\n")
    assert record(project).code == 0
    old = {**records(project)["t1"], "recorded_at": "2026-03-01T00:00:00Z"}
    (project / RECORDS).write_text(
        "".join(json.dumps(one) + "\n" for one in ({**records(project), "t1": old}).values())
    )
    (project / "t1.db").unlink()
    done = record(project)
    assert done.code == 1
    assert "3 × a1b2  (1 as recorded before, the oldest 2026-03-01T00:00:00Z)  as before" in done.stdout
    assert "recorded-at = 2026-03-01T00:00:00Z" in (project / MANIFEST).read_text()
    assert "unread" not in manifest(project)
    assert records(project)["t1"] == old


def test_a_run_that_was_killed_is_resumed(project: Path) -> None:
    fleet(project, *located(project, 4), keys="keep-records = true\n")
    record(project)
    kept = (project / RECORDS).read_text().splitlines(keepends=True)
    stale = json.dumps({**json.loads(kept[1]), "recorded_at": "2026-03-01T00:00:00Z"})
    (project / RECORDS).write_text(kept[0] + stale + "\n" + kept[2][:20])  # as SIGKILL leaves it
    found = document(project, "--resume", "--fresher-than", "6h")
    assert (found["fleet"]["read"], found["fleet"]["kept"], found["fleet"]["unread"]) == (3, 1, 0)
    assert found["stamp_sets"][0]["databases"] == 4
    assert len((project / RECORDS).read_text().splitlines()) == 4


@pytest.mark.parametrize(
    "line", ["nonsense", "{}", '{"database": "t", "stamps": ["a+b"], "recorded_at": "2026-01-01T00:00:00Z"}',
             '{"database": "t", "stamps": ["a"], "recorded_at": "2026-01-01T00:00:00"}']
)  # fmt: skip
def test_a_records_file_with_garbage_is_refused_as_it_is(project: Path, line: str) -> None:
    fleet(project, *located(project, 1), keys="keep-records = true\n")
    (project / "migralint-records").mkdir()
    (project / RECORDS).write_text(line + "\n")
    done = record(project)
    assert (done.code, f"{RECORDS}:1: this line" in done.stderr) == (2, True), done.stderr
    assert (project / RECORDS).read_text() == line + "\n"


def test_a_sample_is_marked_and_never_enough(project: Path) -> None:
    fleet(project, *located(project, 10, "c3d4"))
    done = record(project, "--sample", "3")
    assert (done.code, done.stdout) == (0, "fleet  3 × c3d4  (a sample of 10)  first record\n")
    assert "sample-of = 10\n" in manifest(project)
    assert "a sample of 10" in migralint("env", "list", cwd=project).stdout
    done = migralint("prune", "--apply", "--no-verify", cwd=project)
    assert (done.code, (project / "versions" / "a1b2.py").exists()) == (1, True)
    assert "only a sample of its 10 databases was read" in done.stdout + done.stderr
    assert record(project).code == 0
    assert "sample-of" not in manifest(project)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--resume",), "has no records to resume from"),
        (("--fresher-than", "6h"), "--fresher-than requires --resume"),
        (("--resume", "--fresher-than", "soon"), "not an age"),
    ],
)
def test_options_that_mean_nothing(project: Path, arguments: tuple[str, ...], words: str) -> None:
    fleet(project, *located(project, 1))
    done = record(project, *arguments)
    assert (done.code, words in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("keep", [True, False])
def test_ctrl_c_keeps_what_was_read(project: Path, keep: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://app:hunter2@127.0.0.1:{silent.getsockname()[1]}/shop"
        lines = [*located(project, 5), {"database": "hangs", "url": url}]
        fleet(project, *lines, keys="concurrency = 1\nkeep-records = true\n" if keep else "concurrency = 1\n")
        process = subprocess.Popen(
            [sys.executable, "-m", "migralint", "env", "record", "fleet", "--python", sys.executable],
            cwd=project,
            env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    read = re.search(r'counts = { "a1b2" = (\d) }', manifest(project))
    assert read is not None, stderr
    assert f"unread = {6 - int(read[1])}" in manifest(project)
    assert "interrupted: what was read is recorded" in stderr
    assert (project / "migralint-records").exists() == keep


# A control plane.


@pytest.fixture
def control(postgresql: Server) -> Iterator[Server]:
    names = ("control", "tenant_a", "tenant_b")
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())
        for name, stamp in (("tenant_a", "a1b2"), ("tenant_b", "c3d4")):
            with psycopg.connect(postgresql.url(name), autocommit=True) as inside:
                inside.execute("CREATE TABLE alembic_version (version_num varchar(32))")
                inside.execute("INSERT INTO alembic_version VALUES (%s)", [stamp])
        with psycopg.connect(postgresql.url("control"), autocommit=True) as inside:
            inside.execute("CREATE TABLE tenants (name text, dsn text)")
            for name in names[1:]:
                inside.execute("INSERT INTO tenants VALUES (%s, %s)", [name, postgresql.url(name)])
        yield postgresql
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_a_targets_query(project: Path, control: Server) -> None:
    sql = "select name, dsn from tenants order by 1"
    arguments = ("--url-env", "CONTROL", "--targets-query", sql, "--concurrency", "2", "--keep-records")
    assert migralint("env", "add", "fleet", *arguments, cwd=project).code == 0
    url = control.url("control")
    done = record(project, CONTROL=url)
    assert (done.code, done.stdout) == (0, "fleet  1 × a1b2, 1 × c3d4  first record\n"), done.stderr
    assert "CONTROL is not set" in record(project).stderr
    with psycopg.connect(control.url("control"), autocommit=True) as inside:
        host = control.url("tenant_a").replace("127.0.0.1", "localhost")
        inside.execute("INSERT INTO tenants VALUES ('other name', %s), ('none', NULL)", [host])
        done = record(project, CONTROL=url)
        assert (done.code, "row 1: it has no URL" in done.stderr) == (1, True), done.stderr
        inside.execute("DELETE FROM tenants WHERE name = 'none'")
    done = record(project, CONTROL=url)
    assert done.code == 1
    assert re.search(r'its URL points to the database of "(tenant_a|other name)"', done.stderr), done.stderr
    assert control.password not in done.stderr + (project / MANIFEST).read_text() + (project / RECORDS).read_text()


def test_a_targets_query_only_reads(project: Path, control: Server) -> None:
    for sql, words in (("delete from tenants", "must be a SELECT"), ("select name from tenants", "1 columns")):
        (project / MANIFEST).write_text(
            f'version = 1\n[environments.fleet]\nurl-env = "CONTROL"\ntargets-query = "{sql}"\n'
        )
        done = record(project, CONTROL=control.url("control"))
        assert (done.code, words in done.stderr) == (1, True), done.stderr
