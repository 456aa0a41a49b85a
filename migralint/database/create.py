"""Builds an up-to-date database in the project's interpreter: create_all and the rows of `alembic stamp heads`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import child_request
from migralint.database.project.conversation import ChildMessages, Progress
from migralint.database.project.environment import child_environment, redactor, with_password, working_folder
from migralint.database.project.failure import explain
from migralint.database.project.failures.collect_circumstances import circumstances
from migralint.database.project.interpreter import choose_interpreter
from migralint.database.project.process import run_child
from migralint.database.project.server_errors import refusal
from migralint.database.result import Failure
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

_PATIENCE = 30.0
"""The number of seconds in which the child can remove what it has built so far."""
_LEFT = "parts may still be in the database, which was empty before: drop and create it again"


class Created(Struct, frozen=True):
    """The database was built."""

    tables: int
    heads: tuple[str, ...]
    """The rows of the version table."""
    version_table: str
    differs: tuple[str, ...] = ()
    """How the new database differs from one that the migrations build, in words; nothing of theirs is missing."""


class Occupied(Struct, frozen=True):
    """The database is not empty, so nothing was built."""

    found: tuple[str, ...]
    """Its tables and views, sorted."""


class Script(Struct, frozen=True):
    """The statements that would build the database; no connection was made."""

    statements: tuple[str, ...]
    differs: tuple[str, ...] = ()
    """As `Created.differs`."""


class NotCreated(Struct, frozen=True):
    """The project's code, or the database, failed; everything was removed again."""

    failure: Failure


def create(
    script: ScriptDirectory,
    options: VerifyOptions,
    url: str,
    *,
    as_sql: bool = False,
    version_columns: Sequence[Mapping[str, Any]] = (),
    progress: Callable[[Progress], None] = lambda step: None,
) -> Created | Occupied | Script | NotCreated:
    """Build the database that `url` names, completely or not at all; in one transaction if its DDL is transactional.

    `version_columns`: the columns of the version table after an upgrade, as in `TargetResult`.
    `options.secret_variables` hides the URLs of real databases from project code. Raises InputError if there is no
    revision, the interpreter cannot be started, the database does not answer, or env.py declares several targets.
    """
    refuse_without_revisions(script, "build or stamp")
    url = with_password(_absolute(url), os.environ)
    folder = working_folder(script)
    python = choose_interpreter(options.python, folder, os.environ)
    hidden = redactor(os.environ, options.secret_variables, url)
    messages: dict[str, dict[str, Any]] = {}
    heard = ChildMessages(progress, hidden.redact)
    new_file = _new_file(url)

    def take(message: dict[str, Any]) -> None:
        messages[message["message"]] = message
        heard.take(message)

    with tempfile.TemporaryDirectory(prefix="migralint-") as scratch:
        databases = Path(scratch, "databases")
        databases.mkdir()
        request = child_request(script, options, folder, str(databases), url, "")
        request |= {"only": "create", "as_sql": as_sql, "version_columns": [dict(one) for one in version_columns]}
        try:
            ended = run_child(
                python,
                request,
                scratch=Path(scratch),
                folder=folder,
                environment=child_environment(os.environ, options.secret_variables, options.environment),
                timeout=options.timeout,
                on_message=take,
                patience=_PATIENCE,
            )
        except OSError as error:
            raise InputError(f"cannot be started: {error.strerror}", path=python) from None
        except KeyboardInterrupt:
            if _may_be_left(url, heard, messages):
                raise InputError("interrupted", hint=_LEFT) from None
            raise
        finally:
            if new_file is not None and "created" not in messages:
                _remove(new_file)
    if heard.failure is not None and not ended.timed_out:
        around = circumstances(script, options, python, folder, heard, on_sqlite=url.startswith("sqlite"))
        failure = explain(heard.failure, around)
        if failure.stage == "server":
            raise refusal(heard.failure, python, what="the database cannot be reached")
        return NotCreated(failure)
    match messages:
        case {"created": created}:
            return Created(created["tables"], tuple(created["heads"]), created["version_table"])
        case {"occupied": occupied}:
            return Occupied(tuple(occupied["found"]))
        case {"script": text}:
            return Script(tuple(text["statements"]))
        case {"several": several}:
            raise InputError(
                f"env.py declares several databases ({several['text']}), but only one can be built",
                hint="pass the models with --metadata package.module:attribute",
            )
    last = hidden.redact(ended.output).strip().rpartition("\n")[2]
    why = "it timed out" if ended.timed_out else f"it exited with status {ended.status}"
    raise InputError(
        f"the project's process did not finish: {why}{f'; it said: {last}' if last else ''}",
        hint=_LEFT if _may_be_left(url, heard, messages) else "the database was left empty",
    )


def _may_be_left(url: str, heard: ChildMessages, messages: Mapping[str, Any]) -> bool:
    """Whether the child ended during statements that cannot be rolled back, and did not report that it cleaned up."""
    transactional = url.startswith(("sqlite", "postgres"))
    building = heard.progress.stage == "create-all" and heard.failure is None
    return building and not transactional and not {"created", "occupied"} & messages.keys()


def _new_file(url: str) -> str | None:
    """Return the SQLite file that will be created; None if it exists, or if the database is no file."""
    scheme, _, path = url.partition(":///")
    file = path.partition("?")[0]
    is_file = scheme.partition("+")[0] == "sqlite" and file and not file.startswith((":memory:", "file:"))
    return file if is_file and not os.path.exists(file) else None


def _remove(file: str) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _absolute(url: str) -> str:
    """Make the path of an SQLite file absolute: the user's working directory is not that of the child."""
    scheme, separator, path = url.partition(":///")
    if scheme.partition("+")[0] != "sqlite" or not path or path.startswith(("/", ":memory:")):
        return url
    return f"{scheme}{separator}{os.path.abspath(path)}"
