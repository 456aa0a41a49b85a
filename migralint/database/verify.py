"""Does create_all give what the migrations give? Puts the child, the reader and the comparison together."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migralint.database.conversation import Conversation, Progress
from migralint.database.interpreter import choose_interpreter
from migralint.database.judgement import Judgement
from migralint.database.postgresql.server import throw_away_server
from migralint.database.process import Ended, Message, run_child
from migralint.database.questions import Questions
from migralint.database.result import Verification
from migralint.database.surroundings import child_environment, redacted, redactor, with_password, working_folder
from migralint.database.verify_options import VerifyOptions
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError


def verify(
    script: ScriptDirectory,
    options: VerifyOptions = VerifyOptions(),  # noqa: B008 -- frozen
    *,
    database: str = "sqlite",
    progress: Callable[[Progress], None] | None = None,
) -> Verification:
    """Build both databases and compare them.

    `database`: "sqlite", "postgresql" (a server to throw away) or the URL of a server on which scratch databases are
    made and dropped. Runs project code, in its own interpreter; `progress` is called as it goes. Whatever is wrong with
    the project is in the result. Raises InputError if the interpreter or the server cannot be started, or the named
    server gives us no database of our own.
    """
    hear = progress or (lambda _: None)
    if database == "sqlite":
        return _Run(script, options, None, hear).verification()
    if database == "postgresql":
        hear(Progress("server"))
        with throw_away_server() as server:
            return _Run(script, options, server.url(), hear, throw_away=True).verification()
    return _Run(script, options, with_password(database, os.environ), hear).verification()


@dataclass
class _Run:
    """One child on one kind of database."""

    script: ScriptDirectory
    options: VerifyOptions
    url: str | None
    """The server's; None: SQLite files."""
    progress: Callable[[Progress], None]
    throw_away: bool = False
    """The server is our own and goes anyway: nothing on it has to be tidied up."""
    token: str = field(default_factory=lambda: secrets.token_hex(6))

    def verification(self) -> Verification:
        """Run it and judge what it says."""
        folder = working_folder(self.script)
        python = choose_interpreter(self.options.python, folder, os.environ)
        hidden = redactor(os.environ, self.options.secret_variables, *([self.url] if self.url else []))
        heard = Conversation(self.progress, lambda text: redacted(text, hidden))
        with tempfile.TemporaryDirectory(prefix="migralint-") as scratch:
            databases = Path(scratch, "databases")
            databases.mkdir()
            judgement = Judgement(self.script, self.options, folder, python, heard, self._kind())
            questions = Questions(judgement.read_server)
            request = child_request(self.script, self.options, folder, str(databases), self.url, self.token)
            try:
                ended = self._child(python, request, Path(scratch), folder, heard.take, questions)
            finally:
                if self.url is not None and not self.throw_away and not heard.done:
                    request["only"] = "drop"
                    self._child(python, request, Path(scratch), folder, lambda message: None, None)
            ended = replace(ended, output=redacted(ended.output, hidden))
            refused = heard.failure
            if refused is not None and refused.stage == "server":
                raise InputError(
                    f"no scratch database could be made on the server: {refused.original or refused.error}",
                    hint="--database URL needs a server that answers and a role that may create databases",
                )
            return judgement.verification(ended)

    def _child(
        self,
        python: str,
        request: Mapping[str, Any],
        scratch: Path,
        folder: str,
        on_message: Callable[[Message], None],
        questions: Questions | None,
    ) -> Ended:
        try:
            return run_child(
                python,
                request,
                scratch=scratch,
                folder=folder,
                environment=child_environment(os.environ, self.options.secret_variables, self.options.environment),
                timeout=self.options.timeout,
                on_message=on_message,
                questions=questions,
            )
        except OSError as error:
            raise InputError(f"cannot be started: {error.strerror}", path=python) from None

    def _kind(self) -> str:
        return "sqlite" if self.url is None else self.url.partition(":")[0].partition("+")[0]


def child_request(
    script: ScriptDirectory, options: VerifyOptions, folder: str, databases: str, url: str | None, token: str
) -> dict[str, Any]:
    """What the child is asked for: the project as found, and `databases`, a folder of our own for scratch files."""
    start = options.start
    return {
        "scratch": databases,
        "server": url,
        "token": token,
        "script_location": script.path,
        "version_locations": list(script.version_locations),
        "recursive": script.recursive,
        "root": folder,
        "ini": script.ini,
        "toml": script.toml,
        "section": script.section,
        "sys_path": list(options.sys_path),
        "x": list(options.x),
        "attributes": dict(options.attributes),
        "metadata": options.metadata,
        "app": options.app,
        "start": os.path.abspath(start) if start and start.lower().endswith(".sql") else start,  # noqa: PTH100
        "setup_sql": list(options.setup_sql),
        "emulate": options.emulate,
        "dialect": options.dialect,
    }
