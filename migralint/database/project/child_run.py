"""One child on one site: started, read, and completely removed afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import ChildMessages, Progress
from migralint.database.project.environment import child_environment, redactor, working_folder
from migralint.database.project.interpreter import choose_interpreter
from migralint.database.project.process import Ended, Message, run_child
from migralint.database.project.questions import ChildGoneError, Questions, Rows
from migralint.database.project.server_errors import one_line, refusal
from migralint.database.project.site import Site
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from migralint.source.reading import MOST_BYTES, open_regular, unreadable

Result = TypeVar("Result")
_MOST_SOURCE = 10_000_000
"""The maximum size of env.py in bytes."""
Ask = Callable[[str, str], Rows]
"""Runs a SELECT (second argument) on a database (first argument, its name), and returns the rows."""


class Run:
    """One run of a child process on one project."""

    def __init__(
        self,
        script: ScriptDirectory,
        options: VerifyOptions,
        site: Site,
        progress: Callable[[Progress], None],
        *,
        token: str | None = None,
    ) -> None:
        """`token`: a part of the names of its databases on a server; None: a new one.

        Raises InputError if no interpreter can be chosen.
        """
        self.script = script
        self.options = options
        self.site = site
        self.folder = working_folder(script)
        self.python = choose_interpreter(options.python, self.folder, os.environ)
        self._hidden = redactor(os.environ, options.secret_variables, *([site.url] if site.url else []))
        self.heard = ChildMessages(progress, self._hidden.redact)
        """The messages of the child so far."""
        self._token = token or os.urandom(6).hex()

    def redact(self, text: str) -> str:
        """Return `text` without secrets."""
        return self._hidden.redact(text)

    def carry_out(
        self,
        asked: Mapping[str, Any],
        *,
        work: Callable[[Ask], None],
        finish: Callable[[Ended], Result],
        meanwhile: Callable[[], object] = lambda: None,
        databases: Path | None = None,
    ) -> Result:
        """Run the child on the project, with `asked` as further fields of the request; return the result of `finish`.

        `meanwhile` is called once while the child starts; `work` runs while it waits with its databases on a server;
        `finish` is called after it has ended, while the SQLite files still exist. These are in the folder `databases`,
        otherwise in one that is removed afterwards. Raises InputError if the interpreter cannot be started, or no
        database can be created on the server.
        """
        with tempfile.TemporaryDirectory(prefix="migralint-") as scratch:
            if databases is None:
                databases = Path(scratch, "databases")
                databases.mkdir()
            questions = Questions(work)
            request = child_request(self.script, self.options, self.folder, str(databases), self.site.url, self._token)
            request |= asked
            try:
                ended = self._child(request, Path(scratch), self.heard.take, questions, meanwhile)
            finally:
                if self.site.url is not None and not self.site.throw_away and not self.heard.done:
                    request["only"] = "drop"
                    self._child(request, Path(scratch), lambda message: None, None)
            refused = self.heard.failure
            if refused is not None and refused.stage == "server":
                what = "no scratch database could be created on the server"
                raise refusal(refused, self.python, what=what, throw_away=self.site.throw_away)
            if isinstance(questions.error, ChildGoneError):
                raise InputError(
                    f"the built database could not be read: {one_line(self._hidden.redact(str(questions.error)))}",
                    hint=""
                    if self.site.throw_away
                    else (
                        "if the server was not reachable, drop the remaining databases there: "
                        f"migralint_scratch_{self._token}_…"
                    ),
                )
            if questions.error is not None and self.heard.done:
                raise questions.error
            return finish(replace(ended, output=self._hidden.redact(ended.output)))

    def _child(
        self,
        request: Mapping[str, Any],
        scratch: Path,
        on_message: Callable[[Message], None],
        questions: Questions | None,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Ended:
        options = self.options
        try:
            return run_child(
                self.python,
                request,
                scratch=scratch,
                folder=self.folder,
                environment=child_environment(os.environ, options.secret_variables, options.environment),
                timeout=options.timeout,
                on_message=on_message,
                questions=questions,
                meanwhile=meanwhile,
            )
        except OSError as error:
            raise InputError(f"cannot be started: {error.strerror}", path=self.python) from None


def child_request(
    script: ScriptDirectory, options: VerifyOptions, folder: str, databases: str, url: str | None, token: str
) -> dict[str, Any]:
    """Return the request to the child: the project, and `databases`, a folder of migralint for scratch files."""
    start = options.start
    _refuse_unreadable(os.path.join(script.path, "env.py"), _MOST_SOURCE)  # noqa: PTH118
    if start and start.lower().endswith(".sql"):
        _refuse_unreadable(start, MOST_BYTES)
    return {
        "scratch": databases,
        "server": url,
        "token": token,
        "script_location": script.path,
        "version_locations": list(script.version_locations),
        "unresolved": list(script.unresolved),
        "recursive": script.recursive,
        "root": folder,
        "ini": script.ini,
        "toml": script.toml,
        "section": script.section,
        "sys_path": list(options.sys_path),
        "x": list(options.x),
        "attributes": dict(options.attributes),
        "metadata": options.metadata,
        "imports": list(options.imports),
        "app": options.app,
        "start": os.path.abspath(start) if start and start.lower().endswith(".sql") else start,  # noqa: PTH100
        "setup_sql": list(options.setup_sql),
        "emulate": options.emulate,
        "dialect": options.dialect,
    }


def _refuse_unreadable(path: str, limit: int) -> None:
    """Raise InputError for a pipe, a device or a huge file: the child would read it forever. Ignore a missing file."""
    try:
        descriptor = open_regular(path)
    except (FileNotFoundError, IsADirectoryError):
        return
    except OSError as error:
        raise unreadable(error, path) from None
    try:
        if os.fstat(descriptor).st_size > limit:
            raise InputError(f"is larger than {limit // 1024} KiB, more than any such file needs", path=path)
    finally:
        os.close(descriptor)
