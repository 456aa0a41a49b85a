"""verify on a real PostgreSQL server: thrown away, or named; what it leaves behind there, which is nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server, throw_away_server
from migralint.database.result import FailureKind, Status
from migralint.database.verify.verify import verify
from migralint.loading.discovery.discovery import discover
from migralint.source.errors import InputError
from tests.support.command_line import REPOSITORY, migralint

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(postgresql: Server) -> Server:
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN PASSWORD 'weak/secret'")
    return postgresql


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "bookshop"
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    return root


def databases(server: Server) -> set[str]:
    with psycopg.connect(server.url()) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


OPTIONS = VerifyOptions(python=sys.executable)


def test_a_match_leaves_no_database_behind(server: Server, shop: Path) -> None:
    before = databases(server)
    (script,) = discover(str(shop))
    result = verify(script, OPTIONS, database=server.url())
    assert result.status is Status.MATCH
    assert result.targets[0].database == f"postgresql {server.version}"
    assert databases(server) == before


def test_drift_is_found_and_mended_in_the_server_s_words(server: Server, shop: Path) -> None:
    models = shop / "bookshop" / "models.py"
    models.write_text(models.read_text().replace("String(320)", "String(255)"))
    (script,) = discover(str(shop))
    result = verify(script, OPTIONS, database=server.url())
    assert result.status is Status.DRIFT
    (difference,) = [one for one in result.targets[0].differences if not one.note]
    assert (difference.kind, difference.table, difference.object) == ("column-type", "customer", "email")
    assert (difference.models, difference.migrations) == ("character varying(255)", "character varying(320)")


def test_a_failing_migration_is_explained_and_leaves_nothing_behind(server: Server, shop: Path) -> None:
    before = databases(server)
    first = next((shop / "migrations" / "versions").glob("1f0c*"))
    column = '    op.add_column("users", sa.Column("x", sa.Integer()))\n'
    first.write_text(first.read_text().replace("    op.create_table(", f"{column}    op.create_table(", 1))
    (script,) = discover(str(shop))
    failure = verify(script, OPTIONS, database=server.url()).targets[0].failure
    assert failure is not None
    assert failure.kind is FailureKind.NOT_FROM_EMPTY
    assert "uses the table users, which no revision creates" in failure.explanation
    assert databases(server) == before


def test_a_crash_of_the_project_leaves_nothing_behind(server: Server, shop: Path) -> None:
    before = databases(server)
    last = next((shop / "migrations" / "versions").glob("b4fd*"))
    last.write_text(last.read_text().replace("    op.add_column", "    import os; os._exit(3)\n    op.add_column"))
    (script,) = discover(str(shop))
    failure = verify(script, OPTIONS, database=server.url()).targets[0].failure
    assert failure is not None
    assert failure.kind is FailureKind.CRASHED
    assert databases(server) == before


WAITS = {"in Python": "while True: pass", "for the server": "op.execute('select pg_sleep(1000)')"}


@contextmanager
def verifying(shop: Path, url: str, temporary: Path, waiting: str) -> Iterator[subprocess.Popen[str]]:
    """A `migralint verify` whose last revision is running and does not come to its end by itself."""
    last = next((shop / "migrations" / "versions").glob("b4fd*"))
    mark = shop / "running"
    wait = f"    open({str(mark)!r}, 'w').close()\n    {waiting}\n    op.add_column"
    last.write_text(last.read_text().replace("    op.add_column", wait))
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "migralint", "verify", "--python", sys.executable, "--database", url],
        cwd=shop,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not mark.exists() and process.poll() is None:
        subprocess.run(["true"], check=True)
    yield process
    assert process.stderr is not None
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_it_leaves_nothing_behind(server: Server, shop: Path, number: signal.Signals) -> None:
    before = databases(server)
    with verifying(shop, server.url(), shop / "temporary", WAITS["in Python"]) as process:
        process.send_signal(number)
        _, said = process.communicate()
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert "interrupted" in said
    assert databases(server) == before
    assert list((shop / "temporary").iterdir()) == []


@pytest.mark.parametrize("waiting", WAITS.values(), ids=WAITS)
def test_killed_it_leaves_nothing_behind(server: Server, shop: Path, waiting: str) -> None:
    before = databases(server)
    with verifying(shop, server.url(), shop / "temporary", waiting) as process:
        process.kill()
        process.wait()
    for _ in range(5000):
        if databases(server) == before and not list((shop / "temporary").iterdir()):
            break
    else:
        pytest.fail(f"left: {databases(server) - before}, {list((shop / 'temporary').iterdir())}")


def test_a_server_that_goes_away_is_not_the_project_s_fault(shop: Path) -> None:
    with throw_away_server() as dying, verifying(shop, dying.url(), shop / "temporary", WAITS["for the server"]) as it:
        with psycopg.connect(dying.url()) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        os.kill(int(Path(row[0], "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        _, said = it.communicate()
        assert it.returncode == 2
        assert "the server stopped responding while revision b4fd1cf32c0b was running" in said
        assert "left from this run: migralint_scratch_" in said
        assert dying.password not in said
    assert list((shop / "temporary").iterdir()) == []


def test_a_missing_driver_is_named_with_the_interpreter_that_lacks_it(shop: Path) -> None:
    url = "postgresql+pg8000://somebody:hunter2@127.0.0.1:1/postgres"
    done = migralint("verify", "--python", sys.executable, "--database", url, cwd=shop)
    assert done.code == 2
    assert f"{sys.executable} has no driver for this server: the module pg8000 is missing" in done.stderr
    assert "hunter2" not in done.stderr


def test_a_role_that_may_not_create_databases_is_refused_without_its_password(server: Server, shop: Path) -> None:
    url = f"postgresql://plain:weak%2Fsecret@127.0.0.1:{server.port}/postgres"
    done = migralint("verify", "--python", sys.executable, "--database", url, cwd=shop)
    assert done.code == 2
    assert "permission denied to create database" in done.stderr
    assert "may create databases" in done.stderr
    for secret in ("weak/secret", "weak%2Fsecret"):
        assert secret not in done.stdout + done.stderr


def test_a_wrong_password_is_named_as_that_and_not_shown(server: Server, shop: Path) -> None:
    url = f"postgresql://migralint:hunter2@127.0.0.1:{server.port}/postgres"
    (script,) = discover(str(shop))
    with pytest.raises(InputError, match="password authentication failed") as raised:
        verify(script, OPTIONS, database=url)
    assert "hunter2" not in str(raised.value)


def test_a_malformed_url_is_never_repeated(shop: Path) -> None:
    done = migralint("verify", "--database", "postgresql://u:pa ss@word@host/x", cwd=shop)
    assert done.code == 2
    assert "pa ss" not in done.stderr
    assert "word" not in done.stderr.replace("password", "")


def test_the_command_starts_a_server_of_its_own(shop: Path) -> None:
    done = migralint("verify", "--python", sys.executable, "--database", "postgresql", "--database", "sqlite", cwd=shop)
    assert done.code == 0, done.stdout + done.stderr
    assert "postgresql" in done.stdout and "sqlite" in done.stdout
