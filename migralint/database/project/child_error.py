"""An exception in the child, as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct


class Frame(Struct, frozen=True):
    """One frame of a traceback, from code of the project."""

    path: str
    line: int
    function: str


class LeftOutStatement(Struct, frozen=True):
    """A statement that SQLite cannot execute and that was skipped."""

    what: str
    """A description: "CREATE TYPE", "a partition"."""
    cls: str
    revision: str | None
    """None: create_all was running."""
    sql: str


class DeclaredTable(Struct, frozen=True):
    """A table of the models."""

    name: str
    indexes: frozenset[str]
    """The names of its indexes."""
    empty_indexes: frozenset[str]
    """The indexes without a column or expression."""
    path: str | None
    """The file that declares it; None: unknown."""
    line: int | None


class Facts(Struct, frozen=True):
    """A failed stage, as the child describes it."""

    stage: str
    types: tuple[str, ...] = ()
    """The exception's class with its module, then its bases; empty if no exception was raised."""
    error: str = ""
    """The message of the exception."""
    original: str | None = None
    """The class and the message of the driver's own error."""
    causes: tuple[str, ...] = ()
    """The class and the message of each exception from which it was raised."""
    frames: tuple[Frame, ...] = ()
    """The outermost frame first."""
    sql: str | None = None
    missing_module: str | None = None
    """The module that could not be imported."""
    not_emulated: str | None = None
    """Why the emulation has left the statement to SQLite."""
    revision: str | None = None
    path: str | None = None
    """The file of the revision; for the stage env, env.py."""
    refused: bool = False
    """Whether the revision continued after a refused connection, ignoring the error."""
    models_empty: bool = False
    declared: bool = True
    """With `models_empty`: whether there was a target metadata."""
    nothing_declared: bool = False
    """Whether env.py never called configure(), or does not exist."""
    gone: bool = False
    """With the stage server: whether the server no longer answers."""
    left_behind: tuple[str, ...] = ()
    """With `gone`: the databases on it that could not be removed."""
    traceback: str = ""
    sqlstate: str | None = None
    """The server's code of the error: five characters, or a number of MySQL."""
    dialect: str | None = None
    """The project's dialect, if it is already known."""
    left_out: tuple[LeftOutStatement, ...] = ()
    """The statements that the emulation had skipped before."""
    declared_at: tuple[DeclaredTable, ...] = ()
    """With the stage create-all: the tables of the models."""

    @property
    def type_name(self) -> str:
        """The exception's class without its module; empty if no exception was raised."""
        return self.types[0].rpartition(".")[2] if self.types else ""

    @property
    def everything(self) -> str:
        """The message and all causes, for text searches."""
        return "\n".join((self.error, self.original or "", *self.causes))

    def is_a(self, *names: str) -> bool:
        """Whether the exception is an instance of one of these classes (without modules)."""
        return any(kind.rpartition(".")[2] in names for kind in self.types)


def read_facts(message: Mapping[str, Any], redact: Callable[[str], str] = str) -> Facts:
    """Return the facts in a "failure" or "target-failure" message.

    `redact` removes secrets from texts of project code or of a database; all other texts come from migralint.
    """
    return Facts(
        stage=message["stage"],
        types=tuple(message.get("types") or ()),
        error=redact(message.get("error") or ""),
        original=_redacted(message.get("original"), redact),
        causes=tuple(map(redact, message.get("causes") or ())),
        frames=tuple(Frame(f["path"], f["line"], f["function"]) for f in message.get("frames") or ()),
        sql=_redacted(message.get("sql"), redact),
        missing_module=message.get("missing_module"),
        not_emulated=_redacted(message.get("not_emulated"), redact),
        revision=message.get("revision"),
        path=message.get("path"),
        refused=bool(message.get("refused")),
        models_empty=bool(message.get("models_empty")),
        declared=bool(message.get("declared", True)),
        nothing_declared=bool(message.get("nothing_declared")),
        gone=bool(message.get("gone")),
        left_behind=tuple(message.get("left_behind") or ()),
        traceback=redact(message.get("traceback") or ""),
        sqlstate=message.get("sqlstate"),
        dialect=message.get("dialect"),
        left_out=tuple(
            LeftOutStatement(one["what"], one["cls"], one["revision"], redact(one["statement"]))
            for one in message.get("left_out") or ()
        ),
        declared_at=tuple(
            DeclaredTable(one["table"], frozenset(one["indexes"]), frozenset(one["empty"]), one["path"], one["line"])
            for one in message.get("declared_at") or ()
        ),
    )


def _redacted(text: str | None, redact: Callable[[str], str]) -> str | None:
    return None if text is None else redact(text)
