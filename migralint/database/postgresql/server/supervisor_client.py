"""The owner's side of a temporary server: sends orders to the supervisor, and releases it at the end."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from migralint.database.postgresql.server import supervisor
from migralint.source.errors import InputError


class SupervisorClient:
    """The supervisor process, seen from this end of its pipes."""

    folder: Path
    """The folder of the server."""

    def __init__(self, place: str, account: pwd.struct_passwd | None) -> None:
        """Start a supervisor with its folder in `place`; `account`: the owner of all files, None: the present user."""
        self._place = place
        self._account = account
        self._process = subprocess.Popen(
            [sys.executable, "-I", supervisor.__file__, place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def take_folder(self) -> None:
        """Wait for the folder. Raises InputError if it cannot be created."""
        answer = self._hear()
        if "folder" not in answer:
            raise InputError(
                f"no folder for a server can be created: {answer['error']}", path=self._place, hint="set TMPDIR"
            )
        self.folder = Path(answer["folder"])
        self.hand_over(self.folder)

    def hand_over(self, path: Path) -> None:
        """Make `account` the owner of a file, if there is an account."""
        if self._account is not None:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def run(self, *command: str | Path, output: Path, serve: float | None = None) -> int | None:
        """Let the supervisor run a program, and return the status as in `Supervisor.obey`.

        Raises InputError if it cannot be run.
        """
        account = self._account
        identity = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        order: supervisor.Order = {
            "command": list(map(str, command)),
            "serve": serve,
            "output": str(output),
            "environment": kept | {"LC_ALL": "C"},
            "identity": identity,
        }
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise _lost() from None
        answer = self._hear()
        if "error" in answer:
            raise InputError(f"{Path(command[0]).name} cannot be run: {answer['error']}", path=answer["filename"])
        status: int | None = answer["status"]
        return status

    def leave(self) -> None:
        """Let the supervisor remove everything, and wait for that; if it was killed, remove everything here."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        folder = getattr(self, "folder", None)
        if folder is not None and folder.exists():
            with suppress(OSError, ValueError, IndexError):
                pid = int((folder / "data" / "postmaster.pid").read_text().split("\n")[0])
                os.kill(pid, signal.SIGQUIT)
            supervisor.remove(folder)

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise _lost()
        answer: dict[str, Any] = json.loads(line)
        return answer


def _lost() -> InputError:
    return InputError("the process that supervises the temporary PostgreSQL server was killed")
