"""Does create_all give what the migrations give? Puts the child, the reader and the comparison together."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migralint.database.conversation import Conversation, Progress
from migralint.database.failure import Circumstances, explain
from migralint.database.interpreter import choose_interpreter
from migralint.database.process import Ended, run_child
from migralint.database.result import Failure, FailureKind, Interpreter, Status, TargetResult, Verification
from migralint.database.sqlite.reader import read_sqlite
from migralint.database.surroundings import child_environment, redacted, redactor, working_folder
from migralint.database.used_names import used_constraint_names
from migralint.database.verify_options import VerifyOptions
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.compare import apply_allow, compare, status
from migralint.schema.compare.allow import AllowEntry
from migralint.schema.database import Database
from migralint.source.errors import InputError


def verify(
    script: ScriptDirectory,
    options: VerifyOptions = VerifyOptions(),  # noqa: B008 -- frozen
    *,
    progress: Callable[[Progress], None] | None = None,
) -> Verification:
    """Build both databases on SQLite and compare them.

    Runs project code, in its own interpreter; `progress` is called as it goes. Whatever is wrong with the project is in
    the result. Raises InputError if the interpreter cannot be started.
    """
    folder = working_folder(script)
    python = choose_interpreter(options.python, folder, os.environ)
    environment = child_environment(os.environ, options.secret_variables, options.environment)
    secrets = redactor(os.environ, options.secret_variables)
    with tempfile.TemporaryDirectory(prefix="migralint-") as scratch:
        databases = Path(scratch, "databases")
        databases.mkdir()
        heard = Conversation(progress or (lambda _: None), lambda text: redacted(text, secrets))
        try:
            ended = run_child(
                python,
                _request(script, options, folder, str(databases)),
                scratch=Path(scratch),
                folder=folder,
                environment=environment,
                timeout=options.timeout,
                on_message=heard.take,
            )
        except OSError as error:
            raise InputError(f"cannot be started: {error.strerror}", path=python) from None
        return _Judgement(script, options, folder, python, heard).verification(
            replace(ended, output=redacted(ended.output, secrets))
        )


def _request(script: ScriptDirectory, options: VerifyOptions, folder: str, databases: str) -> dict[str, Any]:
    start = options.start
    return {
        "scratch": databases,
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


@dataclass
class _Judgement:
    """Turns what was heard into results; the scratch files still exist."""

    script: ScriptDirectory
    options: VerifyOptions
    folder: str
    python: str
    heard: Conversation

    def verification(self, ended: Ended) -> Verification:
        heard = self.heard
        interpreter = heard.interpreter or Interpreter(self.python)
        general = self._general_failure(ended)
        used: set[AllowEntry] = set()
        results = [self._target(name, general, used) for name in heard.targets or ("default",)]
        notices = list(heard.notices)
        if ended.left_over:
            notices.append("the project left processes running; they have been ended")
        compared = all(result.failure is None for result in results)
        unused = tuple(entry for entry in self.options.allow if entry not in used) if compared else ()
        return Verification(tuple(results), interpreter, unused, tuple(notices), ended.output)

    def _target(self, name: str, general: Failure | None, used: set[AllowEntry]) -> TargetResult:
        heard = self.heard
        base = TargetResult(
            name,
            f"sqlite {heard.interpreter.sqlite}" if heard.interpreter else "sqlite",
            Status.FAILED,
            start=self.options.start or "empty",
            emulated=tuple(heard.emulated.get(name, ())),
            refused=tuple(heard.refusals.get(name, ())),
            revisions=len(heard.revision_files),
        )
        if name in heard.failures:
            return replace(base, failure=explain(heard.failures[name], self._circumstances(name)))
        if name not in heard.built:
            return replace(base, failure=general)
        built = heard.built[name]
        models, migrations = (self._read(built, side) for side in ("models", "migrations"))
        found = compare(
            models,
            migrations,
            names_used=used_constraint_names(heard.revision_files),
            project_dialect=self.options.dialect or built.get("dialect"),
        )
        base = replace(base, dialect=self.options.dialect or built.get("dialect"))
        allowed = apply_allow(found, self.options.allow)
        used |= {entry for _, entry in allowed.accepted}
        return replace(
            base,
            status=Status(status(allowed.remaining, strict=self.options.strict)),
            differences=allowed.remaining,
            accepted=allowed.accepted,
            heads=tuple(built["heads"]),
            models=models,
            migrations=migrations,
        )

    def _read(self, built: Mapping[str, Any], side: str) -> Database:
        version = (built["version_table_schema"], built["version_table"].lower())
        left_out = {(one["schema"], one["table"].lower()) for one in built["left_out"]} | {version}
        return read_sqlite(
            built[side]["path"],
            built[side]["schemas"],
            leave_out=lambda schema, table: (schema, table.lower()) in left_out,
        )

    def _circumstances(self, target: str | None) -> Circumstances:
        refusals = self.heard.refusals.get(target) or self.heard.refusals.get(None) or ()
        return Circumstances(self.python, self.folder, self.heard.revision_files, tuple(refusals))

    def _general_failure(self, ended: Ended) -> Failure | None:
        """What ended the child before all targets were built; None if nothing did."""
        heard = self.heard
        if heard.failure is not None:
            return explain(heard.failure, self._circumstances(None))
        if heard.done:
            return None
        now = heard.progress
        where = f"while revision {now.revision} was running" if now.revision else f"in the stage {now.stage}"
        if ended.timed_out:
            kind, error = FailureKind.TIMEOUT, ""
            words = (
                f"after {self.options.timeout:g} seconds the project's code had not finished ({where}); see --timeout"
            )
        else:
            kind = FailureKind.CRASHED
            how = f"signal {-ended.status}" if ended.status < 0 else f"exit status {ended.status}"
            error = ended.output.strip().rpartition("\n")[2][-300:]
            words = f"the project's process ended by itself ({how}) {where}"
        place = place_in_stack(ended.stack, self.folder)
        return Failure(now.stage, kind, error, words, now.revision, *place, None, traceback=ended.stack or ended.output)


def place_in_stack(stack: str, folder: str) -> tuple[str | None, int | None]:
    """Return path and line of the innermost frame below `folder` in a stack that faulthandler wrote."""
    for line in stack.splitlines():
        head, _, rest = line.strip().partition('File "')
        path, _, after = rest.partition('", line ')
        number = after.partition(" ")[0]
        if not head and path.startswith(folder + os.sep) and number.isdigit() and "site-packages" not in path:
            return path, int(number)
    return None, None
