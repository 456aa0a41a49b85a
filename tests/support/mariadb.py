"""A MariaDB server for tests, from Debian's package mariadb-server, or a MySQL server that somebody else has started.

`MIGRALINT_TEST_MYSQL=SOCKET:PORT` names the latter: its root has no password; all its databases and users are dropped.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql
import pytest

PASSWORD = "p@ss/w'rd %41"


@dataclass(frozen=True)
class MariaDB:
    """A running server with the user "app", who may do everything."""

    port: int
    socket: str
    is_mysql: bool = False

    def root(self) -> pymysql.connections.Connection:
        """A connection that may do everything; autocommit."""
        return pymysql.connect(unix_socket=self.socket, user="root", autocommit=True)

    def url(self, database: str = "", driver: str = "pymysql") -> str:
        """A SQLAlchemy URL."""
        return f"mysql+{driver}://app:p%40ss%2Fw%27rd%20%2541@127.0.0.1:{self.port}/{database}"


@contextmanager
def running(folder: Path) -> Iterator[MariaDB]:
    """Start a server with its files in `folder`; it ends with the block. Skips the test if its programs are missing."""
    if named := os.environ.get("MIGRALINT_TEST_MYSQL"):
        address, _, port_text = named.rpartition(":")
        mysql = _prepared(MariaDB(int(port_text), address, is_mysql=True))
        _tidy(mysql)
        yield mysql
        _tidy(mysql)
        return
    user = getpass.getuser()
    data = str(folder / "data")
    common = ["--no-defaults", f"--datadir={data}", f"--user={user}"]
    install = [_program("mariadb-install-db"), *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(install, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = str(folder / "socket")
    server = subprocess.Popen(
        [
            *(_program("mariadbd"), *common, f"--socket={address}", f"--port={port}", f"--pid-file={folder}/pid"),
            *("--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _prepared(MariaDB(port, address))
    finally:
        server.terminate()
        server.wait()


def _prepared(server: MariaDB) -> MariaDB:
    """The server, once it answers, with its user."""
    for _ in range(600):
        try:
            with server.root() as connection, connection.cursor() as cursor:
                cursor.execute("CREATE USER IF NOT EXISTS app@'%%' IDENTIFIED BY %s", (PASSWORD,))
                cursor.execute("GRANT ALL ON *.* TO app@'%'")
            break
        except pymysql.OperationalError:
            time.sleep(0.1)
    return server


def _tidy(server: MariaDB) -> None:
    with server.root() as connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        for (name,) in cursor.fetchall():
            if name not in ("mysql", "sys", "information_schema", "performance_schema"):
                cursor.execute(f"DROP DATABASE `{name}`")
        cursor.execute("SELECT user FROM mysql.user WHERE host = '%' AND user <> 'app'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP USER `{name}`@'%'")


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/libexec")
    if found is None:
        pytest.skip(f"{name} is missing: install the package mariadb-server")
    return found
