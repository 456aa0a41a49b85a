"""The reader in an interpreter of its own: the project's, whatever becomes of it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from migralint.database.postgresql.server.server import Server
from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import DatabaseReading, OneTable, Query, Schemas, StampSet
from tests.support.verification import PYTHON


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database stamped at a."""
    return database(tmp_path / "shop.db", "a")


def database(path: Path, stamp: str) -> str:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE alembic_version (version_num)")
    connection.execute("INSERT INTO alembic_version VALUES (?)", (stamp,))
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


def read(url: str, *, python: str = PYTHON, timeout: int = 30) -> Outcome:
    return read_stamps([Job("x", url, OneTable())], python=python, timeout=timeout)["x"]


def failure(outcome: Outcome) -> Unread:
    assert isinstance(outcome, Unread), outcome
    return outcome


def test_it_needs_nothing_of_migralint(url: str, tmp_path: Path) -> None:
    site = next(path for path in sys.path if path.endswith("site-packages"))
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncd / && exec env -u PYTHONPATH PYTHONPATH={site} {sys.executable} "$@"\n')
    python.chmod(0o755)
    outcome = read(url, python=str(python))
    assert isinstance(outcome, Stamped), outcome
    assert outcome.stamp_sets == (StampSet(frozenset("a")),)


def test_the_url_is_in_no_argument_and_no_file(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\nls /proc/self/fd > /dev/null\nexit 3\n')
    python.chmod(0o755)
    outcome = failure(read("postgresql://u:hunter2@h/d", python=str(python)))
    assert outcome.kind == "crashed"
    assert "hunter2" not in (tmp_path / "arguments").read_text()


def test_an_interpreter_without_sqlalchemy_is_named(url: str, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    python = str(tmp_path / "bare" / "bin" / "python")
    outcome = failure(read(url, python=python))
    assert outcome.kind == "missing-sqlalchemy"
    assert python in outcome.message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "timeout", "kind", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 30, "crashed", "SIGSEGV"),
        ("import sys; sys.exit('no: hunter2')", 30, "crashed", "exit status 1: no: ***"),
        ("import time; time.sleep(600)", -4, "timeout", "did not answer"),
    ],
)
def test_a_driver_that_breaks_the_process(tmp_path: Path, body: str, timeout: int, kind: str, words: str) -> None:
    broken = tmp_path / "site"
    broken.mkdir()
    (broken / "brokendriver.py").write_text(body)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec env PYTHONPATH={broken} {sys.executable} -c "import brokendriver"\n')
    python.chmod(0o755)
    outcome = failure(read("postgresql://u:hunter2@h/d", python=str(python), timeout=timeout))
    assert (outcome.kind, words in outcome.message) == (kind, True), outcome


def test_an_interpreter_that_is_none(url: str, tmp_path: Path) -> None:
    assert "cannot be started" in failure(read(url, python=str(tmp_path / "none"))).message


def test_one_failure_costs_the_others_nothing(tmp_path: Path) -> None:
    jobs = [
        Job("one", database(tmp_path / "1.db", "a"), OneTable()),
        Job("two", "sqlite:////nowhere.db", OneTable()),
        Job("three", database(tmp_path / "3.db", "b"), OneTable()),
        Job("four", "postgresql://u:hunter2@127.0.0.1:1/d", OneTable()),
    ]
    done: list[str] = []
    outcomes = read_stamps(jobs, python=PYTHON, timeout=30, on_outcome=lambda job, _: done.append(job.name))
    assert list(outcomes) == ["one", "two", "three", "four"]
    assert sorted(done) == ["four", "one", "three", "two"]
    assert [one.stamp_sets for one in outcomes.values() if isinstance(one, Stamped)] == [
        (StampSet(frozenset("a")),),
        (StampSet(frozenset("b")),),
    ]
    assert isinstance(outcomes["two"], Unread)
    assert isinstance(outcomes["four"], Unread)


@pytest.mark.corpus
def test_the_oldest_sqlalchemy_and_every_driver(postgresql: Server, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "old")], check=True)
    python = str(tmp_path / "old" / "bin" / "python")
    packages = ["sqlalchemy[asyncio]==1.4.54", "psycopg2-binary", "asyncpg", "pg8000"]
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    urls = [postgresql.url("postgres", driver) for driver in ("psycopg2", "asyncpg", "pg8000", "")]
    readings: list[DatabaseReading] = [
        OneTable("nothing"),
        Schemas("public"),
        Query("select datname::text, 'a%' from pg_database limit 1"),
    ]
    jobs = [Job(f"{u} {r}", url, reading) for u, url in enumerate(urls) for r, reading in enumerate(readings)]
    for outcome in read_stamps(jobs, python=python, timeout=60).values():
        assert isinstance(outcome, Stamped), outcome
