"""Turns an exception of project code into plain values: type, place, and the SQL."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

from ..emulation.explanation import explanation_of
from .place import is_project

LONGEST = 4000
"""The maximum number of characters of a message or statement."""


class StageError(Exception):
    """A stage could not be finished; `fields` are the details for the parent."""

    def __init__(self, stage: str, error: BaseException | None, root: str, **fields: Any) -> None:
        """`stage` is one of application, env, imports, metadata, start, create-all, revisions, upgrade."""
        super().__init__(stage)
        self.fields: dict[str, Any] = {"stage": stage, **fields}
        if error is not None:
            self.fields.update(describe(error, root))


def describe(error: BaseException, root: str) -> dict[str, Any]:
    """Return type names (of the error, then of its bases), message, project frames (outermost first), and SQL."""
    chain = list(_chain(error))
    statement = next((str(e.statement) for e in chain if getattr(e, "statement", None)), None)  # type: ignore[attr-defined]
    missing = next((e.name for e in chain if isinstance(e, ModuleNotFoundError) and e.name), None)
    original = next((e.orig for e in chain if getattr(e, "orig", None) is not None), None)  # type: ignore[attr-defined]
    return {
        "types": [_name(kind) for kind in type(error).__mro__ if kind is not object],
        "error": _message(error),
        "original": None if original is None else f"{type(original).__name__}: {_message(original)}",
        "sqlstate": next(filter(None, map(_sqlstate, chain)), None),
        "causes": [f"{type(e).__name__}: {_message(e)}" for e in chain[1:6]],
        "frames": _frames(error, root),
        "sql": None if statement is None else statement[:LONGEST],
        "missing_module": missing,
        "not_emulated": next(filter(None, map(explanation_of, chain)), None),
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__))[-20000:],
    }


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _sqlstate(error: BaseException) -> str | None:
    """Return the server's code of the error: a SQLSTATE of PostgreSQL, or the number of a MySQL error."""
    driver = getattr(error, "orig", None) or error
    code = getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None)
    arguments = getattr(driver, "args", ())
    if not code and type(driver).__module__.partition(".")[0] in ("pymysql", "MySQLdb", "mysql", "mariadb"):
        code = arguments[0] if arguments and isinstance(arguments[0], int) else getattr(driver, "errno", None)
    return None if code is None else str(code)


def _name(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _message(error: BaseException) -> str:
    orig = getattr(error, "orig", None)  # SQLAlchemy's text repeats the statement and links to its documentation
    try:
        return str(error if orig is None else orig)[:LONGEST]
    except BaseException:  # its text is code of the project, too
        return f"(its message cannot be read: {type(error).__name__})"


def _frames(error: BaseException, root: str) -> list[dict[str, Any]]:
    frames = [
        {"path": frame.filename, "line": frame.lineno, "function": frame.name}
        for frame in traceback.extract_tb(error.__traceback__)
        if is_project(frame.filename, root)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append({"path": error.filename, "line": error.lineno or 1, "function": "<module>"})
    return frames[-40:]
