"""Explains a failed upgrade, and a schema of --start that could not be used."""

from __future__ import annotations

from migralint.database.project.child_error import Facts
from migralint.database.project.failures.circumstances import Circumstances, name_of
from migralint.database.project.failures.databases import own_database, supported_databases
from migralint.database.project.failures.missing_table import missing_table
from migralint.database.project.failures.sqlite_limits import is_unsupported, left_out_before, refuses_sqlite
from migralint.database.project.origin import creators, is_created
from migralint.database.result import FailureKind

_NOT_LOCATED = "Can't locate revision"
"""Alembic's message for an id that no file in the version locations has."""


def explain_upgrade(facts: Facts, around: Circumstances) -> tuple[FailureKind, str]:
    """Return the kind, the cause and the advice."""
    table = missing_table(facts)
    if around.on_sqlite:
        limited = _of_sqlite(facts, around, table)
        if limited is not None:
            return FailureKind.UNSUPPORTED_SQL, limited
    if table is not None and not is_created(table.rpartition(".")[2], around.revision_files):
        first = bool(around.revision_files) and facts.path == around.revision_files[0]
        who = "the first revision" if first else f"revision {facts.revision}"
        return FailureKind.NOT_FROM_EMPTY, (
            f"{who} uses the table {table}, which no revision creates: this history does not start from an empty "
            "database; pass the schema it starts from with --start FILE.sql or --start package.module:metadata"
        )
    if facts.is_a("SystemExit"):
        return FailureKind.PROJECT_ERROR, f"revision {facts.revision} ends the process (sys.exit) in its upgrade()"
    if facts.is_a("EOFError"):
        return FailureKind.PROJECT_ERROR, f"revision {facts.revision} asks for input, which is not available here"
    if table is not None:
        return FailureKind.PROJECT_ERROR, _too_early(table, facts, around)
    if facts.revision is None and facts.is_a("CommandError") and _NOT_LOCATED in facts.error:
        return FailureKind.PROJECT_ERROR, (
            "the upgrade cannot begin: Alembic does not find a revision that is in the directory. env.py, or a "
            "module it imports, sets version_locations itself and so overrides the configuration: do not set it "
            "there if the configuration does"
        )
    if facts.revision is None:
        return FailureKind.PROJECT_ERROR, (
            "the upgrade cannot begin: the version table cannot be created; if it needs a schema that env.py's "
            "session creates first, set setup-sql in [tool.migralint.verify]"
        )
    words = f"the upgrade() of revision {facts.revision} fails on an empty database"
    if around.on_sqlite and facts.dialect not in (None, "sqlite"):
        words += (
            f"; it is written for {facts.dialect}, and this is SQLite: verify on the project's own kind of database "
            f"with {own_database(facts, around)}"
        )
    return FailureKind.PROJECT_ERROR, words


def _of_sqlite(facts: Facts, around: Circumstances, table: str | None) -> str | None:
    left_out = left_out_before(facts, table)
    if left_out is not None:
        own = left_out.revision in (None, facts.revision)
        where = "" if own else f" of revision {left_out.revision}"
        needed = f"uses {table}" if table is not None else "fails"
        statement = " ".join(left_out.sql.split())[:80]
        return (
            f"revision {facts.revision} {needed} after a statement{where} that SQLite does not support and that was "
            f"skipped ({left_out.what}: {statement}); verify on the project's own kind of database with "
            f"{own_database(facts, around)}"
        )
    if refuses_sqlite(facts):
        return (
            f"revision {facts.revision} does not run on SQLite: the project's own code rejects it; verify with "
            f"{supported_databases(facts, around)}"
        )
    if is_unsupported(facts):
        why = f" ({facts.not_emulated})" if facts.not_emulated else ""
        return (
            f"revision {facts.revision} uses a feature that SQLite does not have{why}; verify on the project's own "
            f"kind of database with {own_database(facts, around)}"
        )
    return None


def _too_early(table: str, facts: Facts, around: Circumstances) -> str:
    """Explain why a table that some revision creates does not exist: not yet, or not any more."""
    who = f"revision {facts.revision} uses the table {table}"
    files = list(around.revision_files)
    at = creators(table.rpartition(".")[2], files)
    if facts.path in at:
        return f"{who} before it creates it, further down in {name_of(facts.path)}:{at[facts.path]}"
    now = files.index(facts.path) if facts.path in files else len(files)
    later = [path for path in files[now + 1 :] if path in at]
    earlier = [path for path in files[:now] if path in at]
    if later and not earlier:
        return f"{who}, which a later revision creates ({name_of(later[0])}:{at[later[0]]})"
    if earlier:
        return (
            f"{who}, which {name_of(earlier[-1])}:{at[earlier[-1]]} creates, but which does not exist at this "
            "point: that statement did not run on this database, or the table was dropped or renamed later"
        )
    return (
        f"{who}, which does not exist at this point of the history; if something else creates it before the "
        "first revision runs, pass that with --start FILE.sql or --start package.module:metadata"
    )


def explain_start(facts: Facts, around: Circumstances) -> str:
    """Return why the file or object in --start could not be used."""
    what = "the schema of --start could not be loaded into the empty database"
    if facts.is_a("UnicodeDecodeError"):
        return f"{what}: the file is not UTF-8"
    if around.on_sqlite and is_unsupported(facts):
        return (
            f"{what}: its SQL is run unchanged, and SQLite does not support it; write it for SQLite, pass "
            "package.module:metadata, or verify on the project's own kind of database with --database"
        )
    return what
