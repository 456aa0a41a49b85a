"""`env record` over many databases: of one PostgreSQL, of files, with a host that hangs among them, killed and resumed.

    python bench/fleet.py                        1,000 databases of one server, 300 SQLite files
    python bench/fleet.py --databases 10000      needs 75 GB of disk and some minutes to make them; next to none with
                                                 PostgreSQL 18 and TMPDIR on XFS or btrfs, which share what is copied

Prints a table. The server is thrown away afterwards, and so are its databases.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from migralint.database.postgresql.server.server import Server, throw_away_server

REVISION = 'revision = "{0}"\ndown_revision = {1}\n\n\ndef upgrade():\n    pass\n'


@dataclass
class Run:
    """What one run of the command took."""

    code: int
    wall: float
    cpu: float
    """Seconds of the command and its readers, without the server."""
    peak: float
    """MiB of the command and its readers together, sampled ten times a second."""
    said: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the databases, read them, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", type=int, default=1000, help="databases of one PostgreSQL server")
    parser.add_argument("--files", type=int, default=300, help="SQLite files")
    parser.add_argument("--driver", default="psycopg", help="the driver of PostgreSQL")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        files(Path(folder), options.files)
    with tempfile.TemporaryDirectory() as folder, throw_away_server() as server:
        databases(Path(folder), server, options.databases, options.driver)


def files(folder: Path, number: int) -> None:
    """SQLite files: the CPU time of one more database."""
    lines = []
    for index in range(number):
        path = folder / f"{index}.db"
        connection = sqlite3.connect(path)
        connection.executescript(
            "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('a1')"
        )
        connection.close()
        lines.append({"database": f"t{index}", "url": f"sqlite:///{path}"})
    project(folder, concurrency=2)
    name(folder, lines[:1])
    one = record(folder)
    name(folder, lines)
    all_of_them = record(folder)
    assert all_of_them.code == 0, all_of_them.said
    each = (all_of_them.cpu - one.cpu) / (number - 1) * 1000
    show(f"{number:,} SQLite files", all_of_them, f"{each:.2f} ms CPU a database beyond the first")


def databases(folder: Path, server: Server, number: int, driver: str) -> None:
    """Databases of one server: all at once, twice again, killed and resumed, with a host that hangs among them.

    In the first run the server reads every copy from the disk; a server in use has the catalogs of its databases in
    memory.
    """
    began = time.perf_counter()
    make(server, number)
    print(f"{number:,} databases of PostgreSQL {server.version} made in {time.perf_counter() - began:.0f} s")
    lines = [{"database": f"t{index}", "url": server.url(f"t{index}", driver)} for index in range(number)]
    project(folder, concurrency=16)
    name(folder, lines)
    done = record(folder)
    assert done.code == 0, done.said
    show(f"{number:,} databases of one PostgreSQL, first time", done, f"{number / done.wall:,.0f} a second")

    records = folder / "migralint-records" / "fleet.jsonl"
    records.unlink()
    for which in ("second", "third"):
        done = record(folder)
        assert done.code == 0, done.said
        show(f"the same, {which} time", done, f"{number / done.wall:,.0f} a second")
        records.unlink()

    record(folder, kill_after=number // 3)
    kept = records.read_bytes().count(b"\n")
    resumed = record(folder, "--resume")
    assert resumed.code == 0, resumed.said
    show(f"killed after {kept:,}, then --resume", resumed, f"{number - kept:,} read")

    with hanging() as port:
        hangs = [{"database": f"h{i}", "url": f"postgresql+{driver}://u:p@127.0.0.2:{port}/h{i}"} for i in range(20)]
        name(folder, [*hangs, *lines])
        done = record(folder)
        assert done.code == 1, done.said
        show(f"the same and {len(hangs)} on a host that hangs", done, "each of them named, the others recorded")


def make(server: Server, number: int) -> None:
    """Copies of one small database."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        if connection.info.server_version >= 180_000:
            with suppress(psycopg.Error):  # where the system can
                connection.execute("ALTER SYSTEM SET file_copy_method = clone")
                connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE model TEMPLATE template0")
        with psycopg.connect(server.url("model"), autocommit=True) as inside:
            inside.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
            inside.execute("INSERT INTO alembic_version VALUES ('a1')")
        for index in range(number):
            connection.execute(f"CREATE DATABASE t{index} TEMPLATE model STRATEGY file_copy".encode())


def project(folder: Path, concurrency: int) -> None:
    """A history of two revisions, and a manifest with one fleet."""
    (folder / "versions").mkdir()
    (folder / "env.py").write_text("")
    for revision, parent in (("a1", None), ("b2", "a1")):
        (folder / "versions" / f"{revision}.py").write_text(REVISION.format(revision, repr(parent)))
    (folder / "migralint-environments.toml").write_text(
        f'version = 1\n[environments.fleet]\ncommand = ["cat", "{folder}/lines"]\nconcurrency = {concurrency}\n'
        "keep-records = true\n"
    )


def name(folder: Path, lines: Sequence[dict[str, str]]) -> None:
    """Let the command print these lines."""
    (folder / "lines").write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def record(folder: Path, *arguments: str, kill_after: int | None = None) -> Run:
    """Run `env record`; kill it (SIGKILL) once so many databases are recorded."""
    command = [
        sys.executable,
        "-m",
        "migralint",
        "env",
        "record",
        "fleet",
        "-q",
        "--python",
        sys.executable,
        *arguments,
    ]
    before = os.times()
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        peak = 0.0
        records = folder / "migralint-records" / "fleet.jsonl"
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            if kill_after is not None and records.exists() and records.read_bytes().count(b"\n") >= kill_after:
                process.send_signal(signal.SIGKILL)
            time.sleep(0.1 if kill_after is None else 0.01)
        output.seek(0)
        said = output.read().decode()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(process.returncode, time.perf_counter() - start, cpu, peak, said)


def memory(process: int) -> float:
    """MiB of a process and its children, shared pages shared out (PSS)."""
    total = 0.0
    for one in [process, *children(process)]:
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
        except OSError:
            continue
    return total


def children(process: int) -> list[int]:
    """The children of all its threads."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(one) for one in path.read_text().split()]
        except OSError:
            continue
    return found


@contextmanager
def hanging() -> Iterator[int]:
    """The port of a server that accepts and says nothing."""
    with socket.create_server(("127.0.0.2", 0), backlog=1000) as silent:
        yield silent.getsockname()[1]


def show(what: str, run: Run, more: str) -> None:
    """Print one line."""
    print(f"{what:45} {run.wall:6.1f} s  {run.cpu:6.1f} s CPU  {run.peak:5.0f} MiB  {more}", flush=True)


if __name__ == "__main__":
    main()
