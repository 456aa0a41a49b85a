"""Turns the child's messages, and the databases it built, into results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import ChildMessages
from migralint.database.project.failure import Circumstances, explain
from migralint.database.project.failures.collect_circumstances import circumstances
from migralint.database.project.general_failure import general_failure
from migralint.database.project.process import Ended
from migralint.database.project.questions import Rows
from migralint.database.project.version_row import own_columns
from migralint.database.result import Failure, FailureKind, Interpreter, Status, TargetResult, Verification
from migralint.database.server_reader import server_reader
from migralint.database.sqlite.reader import read_sqlite
from migralint.database.verify.excluded import without_left_out, without_parts
from migralint.database.verify.used_names import used_constraint_names
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.compare import apply_allow, status
from migralint.schema.compare.allow import AllowEntry
from migralint.schema.compare.difference import Kind
from migralint.schema.database import Database, full_name
from migralint.schema.mend.differences import compare_and_mend
from migralint.source.errors import InputError


class ResultBuilder(Struct):
    """Turns the messages of the child into results, while the scratch files still exist."""

    script: ScriptDirectory
    options: VerifyOptions
    folder: str
    python: str
    heard: ChildMessages
    kind: str = "sqlite"
    """SQLAlchemy's name of the kind of database."""
    start: str = "empty"
    """The state from which the migrations start, as in `TargetResult.start`."""
    _read_from_server: dict[str, Database] = field(default_factory=dict)

    def read_server(self, ask: Callable[[str, str], Rows]) -> None:
        """Read every database that was built on a server; `ask` reaches the child, which still has them."""
        read = server_reader(self.kind)
        for built in self.heard.built.values():
            for side in ("models", "migrations"):
                name = built[side]["name"]
                leave_out = _leave_out(built, folds=self.kind != "postgresql")
                self._read_from_server[name] = read(partial(ask, name), leave_out=leave_out)

    def verification(self, ended: Ended) -> Verification:
        """Judge all targets after the child has ended."""
        heard = self.heard
        interpreter = heard.interpreter or Interpreter(self.python)
        general = self._general_failure(ended)
        used: set[AllowEntry] = set()
        results = [self._target(name, general, used) for name in heard.targets or ("default",)]
        notices = list(heard.notices)
        if ended.left_over:
            notices.append("the project left processes running; they were terminated")
        notices += filter(None, map(_maybe_not_imported, results))
        notices += filter(None, map(_version_table, results))
        notices += filter(None, map(_unread, results))
        compared = all(result.failure is None for result in results)
        unused = tuple(entry for entry in self.options.allow if entry not in used) if compared else ()
        return Verification(tuple(results), interpreter, unused, tuple(notices), ended.output)

    def _target(self, name: str, general: Failure | None, used: set[AllowEntry]) -> TargetResult:
        heard = self.heard
        base = TargetResult(
            name,
            f"sqlite {heard.interpreter.sqlite}" if self.kind == "sqlite" and heard.interpreter else self.kind,
            Status.FAILED,
            start=self.start,
            emulated=tuple(heard.emulated.get(name, ())),
            refused=tuple(heard.refusals.get(name, ())),
            revisions=len(heard.revision_files),
        )
        if name in heard.failures:
            return replace(base, failure=explain(heard.failures[name], self._circumstances(name)))
        built = heard.built.get(name)
        if built is None or (self.kind != "sqlite" and built["migrations"]["name"] not in self._read_from_server):
            return replace(base, failure=general)
        try:
            models, migrations = (self._read(built, side) for side in ("models", "migrations"))
        except InputError as error:
            return replace(base, failure=_unreadable(error))
        models, migrations = without_left_out(models, migrations, built["left_out"])
        differences = compare_and_mend(
            models,
            migrations,
            names_used=used_constraint_names(heard.revision_files),
            project_dialect=self.options.dialect or built.get("dialect"),
            dialects=self.options.dialects,
        )
        base = replace(base, dialect=self.options.dialect or built.get("dialect"))
        if self.kind != "sqlite":
            base = replace(base, database=f"{models.dialect} {models.version}".strip())
        allowed = apply_allow(without_parts(differences, built["left_out"]), self.options.allow)
        used |= {entry for _, entry in allowed.accepted}
        return replace(
            base,
            status=Status(status(allowed.remaining, strict=self.options.strict)),
            differences=allowed.remaining,
            accepted=allowed.accepted,
            heads=tuple(built["heads"]),
            version_columns=own_columns(built["versions"]),
            models=models,
            migrations=migrations,
        )

    def _read(self, built: Mapping[str, Any], side: str) -> Database:
        if self.kind != "sqlite":
            return self._read_from_server[built[side]["name"]]
        return read_sqlite(built[side]["path"], built[side]["schemas"], leave_out=_leave_out(built, folds=True))

    def _circumstances(self, target: str | None) -> Circumstances:
        return circumstances(
            self.script,
            self.options,
            self.python,
            self.folder,
            self.heard,
            target,
            on_sqlite=self.kind == "sqlite",
        )

    def _general_failure(self, ended: Ended) -> Failure | None:
        return general_failure(
            self.script, self.options, self.heard, ended, self.python, self.folder, on_sqlite=self.kind == "sqlite"
        )


def _version_table(result: TargetResult) -> str | None:
    """Return a notice that the version table is the project's own, for users who build databases by hand."""
    if not result.version_columns:
        return None
    columns = ", ".join(
        one["name"] + (f" ({one['length']} characters)" if one["length"] else "") for one in result.version_columns
    )
    return (
        f"the migrations create their own version table: {columns}; `migralint create` creates the same one, but "
        "`alembic stamp` on a database of create_all creates Alembic's (32 characters)"
    )


def _unread(result: TargetResult) -> str | None:
    """Return a notice that names the tables which were compared without their text."""
    sides = (side.tables for side in (result.models, result.migrations) if side is not None)
    names = ", ".join(sorted({full_name(one.schema, one.name) for side in sides for one in side if not one.understood}))
    if not names:
        return None
    return (
        f"migralint cannot read the definition of {names}: columns, keys and indexes are compared as SQLite lists "
        "them, checks, collations and names of constraints as text"
    )


def _maybe_not_imported(result: TargetResult) -> str | None:
    """Return a notice on another possible reason for tables without models, before a user drops the tables."""
    tables = [one.table for one in result.differences if one.kind == Kind.TABLE.word and one.models is None]
    names = ", ".join(filter(None, tables[:5])) + (", …" if len(tables) > 5 else "")
    if not names:
        return None
    return (
        f"the migrations create tables that the models do not have ({names}): if models of them exist, no "
        'code imports their modules; pass these with --import package.module, or imports = ["package.module"] in '
        "[tool.migralint.verify]"
    )


def _unreadable(error: InputError) -> Failure:
    words = (
        "a scratch database can no longer be read: the project's code removed or overwritten files in the folder "
        "for temporary files; prevent that code from running here"
    )
    return Failure("compare", FailureKind.PROJECT_ERROR, str(error), words)


def _leave_out(built: Mapping[str, Any], *, folds: bool) -> Callable[[str | None, str], bool]:
    """Return whether a table is left out by env.py, or is the version table; `folds`: the case of names is ignored."""

    def key(name: str) -> str:
        return name.lower() if folds else name

    left_out = {(one["schema"], key(one["table"])) for one in built["left_out"] if one["type"] == "table"}
    left_out.add((built["version_table_schema"], key(built["version_table"])))
    return lambda schema, table: (schema, key(table)) in left_out
