"""A throw-away server answers its owner alone, and is gone afterwards, also when its owner is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server import throw_away_server
from migralint.source.errors import InputError


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
        "import os, signal\nfrom migralint.database.postgresql.server import throw_away_server\n"
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
    # The watchdog is the last to hold the folder; wait for it by its own exit, as seen through its folder.
    for _ in range(2000):
        if not folder.exists():
            break
        subprocess.run(["true"], check=True)
    assert list(temporary.iterdir()) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=5)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that the server's unprivileged user can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_programs_that_do_not_work_are_reported(public_folder: Path, temporary: Path) -> None:
    for name in ("initdb", "pg_ctl", "postgres"):
        (public_folder / name).write_text("#!/bin/sh\necho 'library missing' >&2\nexit 127\n")
        (public_folder / name).chmod(0o755)
    with pytest.raises(InputError, match="initdb failed: library missing"), throw_away_server(public_folder):
        pass
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change to another user")
def test_programs_out_of_reach_of_the_unprivileged_user_are_reported(tmp_path: Path) -> None:
    for name in ("initdb", "pg_ctl", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    tmp_path.chmod(0o700)
    with pytest.raises(InputError, match="cannot be run by the user"), throw_away_server(tmp_path):
        pass
