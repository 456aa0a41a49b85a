"""A MariaDB server for tests, from Debian's package mariadb-server."""

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

    def root(self) -> pymysql.connections.Connection:
        """A connection that may do everything; autocommit."""
        return pymysql.connect(unix_socket=self.socket, user="root", autocommit=True)

    def url(self, database: str = "", driver: str = "pymysql") -> str:
        """A SQLAlchemy URL."""
        return f"mysql+{driver}://app:p%40ss%2Fw%27rd%20%2541@127.0.0.1:{self.port}/{database}"


@contextmanager
def running(folder: Path) -> Iterator[MariaDB]:
    """Start a server with its files in `folder`; it ends with the block. Skips the test if its programs are missing."""
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
        maria = MariaDB(port, address)
        for _ in range(600):
            try:
                with maria.root() as connection, connection.cursor() as cursor:
                    cursor.execute("CREATE USER app@'%%' IDENTIFIED BY %s", (PASSWORD,))
                    cursor.execute("GRANT ALL ON *.* TO app@'%'")
                break
            except pymysql.OperationalError:
                time.sleep(0.1)
        yield maria
    finally:
        server.terminate()
        server.wait()


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/libexec")
    if found is None:
        pytest.skip(f"{name} is missing: install the package mariadb-server")
    return found
