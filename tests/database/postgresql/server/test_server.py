"""A throw-away server answers its owner alone, and is gone afterwards, also when its owner is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server.server import throw_away_server
from migralint.source.errors import InputError

pytestmark = pytest.mark.slow


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files of this test alone, which the server's unprivileged user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", name)
        monkeypatch.setenv("TMPDIR", name)
        yield Path(name)


def test_a_server_runs_for_the_block_and_asks_for_its_password(temporary: Path) -> None:
    with throw_away_server() as server:
        with psycopg.connect(server.url()) as connection:
            row = connection.execute("show server_version").fetchone()
            assert row is not None
            assert row[0].startswith(server.version)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://migralint:wrong@127.0.0.1:{server.port}/postgres")
        assert server.password not in repr(server)
    assert list(temporary.iterdir()) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url(), connect_timeout=5)


def test_a_killed_owner_leaves_no_server_and_no_folder(temporary: Path) -> None:
    script = (
        "import os, signal\nfrom migralint.database.postgresql.server.server import throw_away_server\n"
        "with throw_away_server() as server:\n"
        "    print(server.url(), flush=True)\n"
        "    input()\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    url = owner.stdout.readline().strip()
    with psycopg.connect(url) as connection:
        pid_file = connection.execute("show data_directory").fetchone()
        assert pid_file is not None
        folder = Path(pid_file[0]).parent
    assert folder.parent == temporary
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    wait_until(lambda: not folder.exists())
    assert list(temporary.iterdir()) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=5)


@pytest.mark.parametrize("moment", ["*", "*/password", "*/data", "*/data/base/1", "*/data/postmaster.pid"])
def test_an_owner_killed_while_the_server_starts_leaves_nothing(temporary: Path, moment: str) -> None:
    script = (
        "from migralint.database.postgresql.server.server import throw_away_server\n"
        "with throw_away_server() as server:\n    input()\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE)
    wait_until(lambda: bool(list(temporary.glob(moment))))
    owner.kill()
    owner.wait()
    wait_until(lambda: not list(temporary.iterdir()) and not processes_about(temporary))


def processes_about(folder: Path) -> list[str]:
    """Command lines that name the folder, this one's aside."""
    listed = subprocess.run(["ps", "-eww", "-o", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if str(folder) in line and "ps -eww" not in line]


def wait_until(condition: Callable[[], bool]) -> None:
    """Fail if it does not come true within two minutes: a loaded machine takes its time."""
    last = time.monotonic() + 120
    while time.monotonic() < last:
        if condition():
            return
        time.sleep(0.002)
    pytest.fail("still waiting")


@pytest.mark.parametrize("name", ["x" * 120, 'it\'s "quoted" $HOME'])
def test_a_long_or_odd_folder_for_temporary_files_is_no_hindrance(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = temporary / name
    folder.mkdir(mode=0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with throw_away_server() as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change to another user")
def test_a_folder_for_temporary_files_out_of_reach_of_the_unprivileged_user_is_reported(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "closed"))
    with pytest.raises(InputError, match="cannot reach it") as raised, throw_away_server():
        pass
    assert "set TMPDIR" in raised.value.hint
    assert list((temporary / "closed").iterdir()) == []


def test_a_server_is_removed_although_its_supervisor_was_killed(temporary: Path) -> None:
    with throw_away_server():
        (supervisor,) = [line for line in processes_about(temporary) if "supervisor.py" in line]
        os.kill(int(supervisor.split()[0]), signal.SIGKILL)
    assert list(temporary.iterdir()) == []
    wait_until(lambda: not processes_about(temporary))


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that the server's unprivileged user can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_programs_that_do_not_work_are_reported(public_folder: Path, temporary: Path) -> None:
    for name in ("initdb", "postgres"):
        (public_folder / name).write_text("#!/bin/sh\necho 'library missing' >&2\nexit 127\n")
        (public_folder / name).chmod(0o755)
    with pytest.raises(InputError, match="initdb failed: library missing"), throw_away_server(public_folder):
        pass
    assert list(temporary.iterdir()) == []


def test_the_cause_is_told_rather_than_the_last_line(public_folder: Path, temporary: Path) -> None:
    said = "1 UTC [2] FATAL:  could not write: No space left on device\ninitdb: removing data directory"
    (public_folder / "initdb").write_text(f"#!/bin/sh\necho '{said}'\nexit 1\n")
    (public_folder / "postgres").write_text("#!/bin/sh\n")
    for program in public_folder.iterdir():
        program.chmod(0o755)
    with pytest.raises(InputError, match="initdb failed: could not write: No space left"):
        throw_away_server(public_folder).__enter__()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change to another user")
def test_programs_out_of_reach_of_the_unprivileged_user_are_reported(tmp_path: Path) -> None:
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    tmp_path.chmod(0o700)
    with pytest.raises(InputError, match="cannot be run by the user"), throw_away_server(tmp_path):
        pass
