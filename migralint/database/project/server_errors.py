"""Explains why a server gave us no database, or became unreachable, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from migralint.database.project.child_error import Facts
from migralint.source.errors import InputError

PACKAGES = {
    "psycopg2": "psycopg2-binary",
    "psycopg": "psycopg[binary]",
    "MySQLdb": "mysqlclient",
    "mysql": "mysql-connector-python",
}
"""The package that contains a driver's module, if it has another name."""
FULL = ("No space left on device", "wrote only", "disk is full", "Disk full", "is full", "DiskFull")
"""Messages of a full database or file system; servers also have a code for it."""


def refusal(facts: Facts, python: str, *, what: str, throw_away: bool = False) -> InputError:
    """Return the error for users about a failure in the stage "server".

    `what`: the action that failed, as the beginning of a sentence; `throw_away`: the server is a temporary one of
    migralint.
    """
    message = one_line(facts.original or facts.error)
    if facts.missing_module is not None:
        package = PACKAGES.get(facts.missing_module, facts.missing_module)
        return InputError(
            f"{python} has no driver for this server: the module {facts.missing_module} is missing",
            hint=(
                f"install {package} there, use a driver that it has in the URL (dialect+driver://…), or pass the "
                "project's own interpreter with --python"
            ),
        )
    if facts.is_a("NoSuchModuleError"):
        return InputError(
            f"SQLAlchemy in {python} does not know this database or driver: {message}",
            hint="correct the URL, or pass the project's own interpreter with --python",
        )
    room = "set TMPDIR to a folder with more space" if throw_away else "free some disk space on the server"
    if facts.gone:  # a full server may also stop responding, and databases remain on it
        while_ = f" while revision {facts.revision} was running" if facts.revision else ""
        hints = (room if is_full(facts) else "", _hint_on_leftovers(facts, throw_away=throw_away))
        return InputError(
            f"the server stopped responding{while_}: {message}", hint="; ".join(hint for hint in hints if hint)
        )
    if is_full(facts):
        return InputError(f"{what}, because the disk is full: {message}", hint=room)
    if facts.frames:
        last = facts.frames[-1]
        return InputError(
            f"{what}, since code of the project fails that runs on every connection, {last.function}() in "
            f"{Path(last.path).name}:{last.line}: {message}",
            hint="it takes the server for another kind of database: if a variable tells it which one it has, set "
            'environment = { NAME = "URL of that kind" } in [tool.migralint.verify]; where the project does not run '
            "on this kind, leave it out (--database, or the setting dialect)",
        )
    hint = "" if throw_away else "it needs a server that answers and a role that may create databases"
    return InputError(f"{what}: {message}", hint=hint)


def is_full(facts: Facts) -> bool:
    """Whether the disk of the database is full."""
    return facts.sqlstate in ("53100", "1021", "1114") or any(words in facts.everything for words in FULL)


def one_line(text: str) -> str:
    """Return a driver's message on one line."""
    return " ".join(text.split())


def _hint_on_leftovers(facts: Facts, *, throw_away: bool) -> str:
    if throw_away or not facts.left_behind:
        return ""
    return f"when it is back, drop any databases left from this run: {', '.join(facts.left_behind)}"
