"""An exception in the child, as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct


class Frame(Struct, frozen=True):
    """One frame of a traceback that belongs to the project."""

    path: str
    line: int
    function: str


class LeftOutStatement(Struct, frozen=True):
    """A statement that SQLite has no place for."""

    what: str
    """In words: "CREATE TYPE", "a partition"."""
    cls: str
    revision: str | None
    """None: while create_all ran."""
    sql: str


class DeclaredTable(Struct, frozen=True):
    """A table of the models."""

    name: str
    indexes: frozenset[str]
    """Their names."""
    empty_indexes: frozenset[str]
    """Those without a column or expression."""
    path: str | None
    """The file that declares it; None: unknown."""
    line: int | None


class Facts(Struct, frozen=True):
    """A failed stage as the child describes it."""

    stage: str
    types: tuple[str, ...] = ()
    """The exception's class with its module, then its bases; empty if nothing was raised."""
    error: str = ""
    """Its message."""
    original: str | None = None
    """Class and message of the driver's own error."""
    causes: tuple[str, ...] = ()
    """Class and message of what it was raised from."""
    frames: tuple[Frame, ...] = ()
    """Outermost first."""
    sql: str | None = None
    missing_module: str | None = None
    """The module that an import did not find."""
    not_emulated: str | None = None
    """Why emulation has left the statement to SQLite."""
    revision: str | None = None
    path: str | None = None
    """The revision's file; for the stage env, env.py."""
    refused: bool = False
    """The revision went on after a refused connection as if nothing had happened."""
    models_empty: bool = False
    declared: bool = True
    """With `models_empty`: there was a target metadata at all."""
    nothing_declared: bool = False
    """env.py never called configure(), or there is no env.py."""
    gone: bool = False
    """With the stage server: it does not answer any more."""
    left_behind: tuple[str, ...] = ()
    """With `gone`: the databases on it that could not be removed."""
    traceback: str = ""
    sqlstate: str | None = None
    """The server's code of the error: five characters, or MySQL's number."""
    dialect: str | None = None
    """What the project is written for, if it is known by now."""
    left_out: tuple[LeftOutStatement, ...] = ()
    """What the emulation passed over before."""
    declared_at: tuple[DeclaredTable, ...] = ()
    """With the stage create-all: the tables of the models."""

    @property
    def type_name(self) -> str:
        """The exception's class without its module; empty if nothing was raised."""
        return self.types[0].rpartition(".")[2] if self.types else ""

    @property
    def everything(self) -> str:
        """Message and causes, for looking for words."""
        return "\n".join((self.error, self.original or "", *self.causes))

    def is_a(self, *names: str) -> bool:
        """Whether the exception is of one of these classes (without modules)."""
        return any(kind.rpartition(".")[2] in names for kind in self.types)


def read_facts(message: Mapping[str, Any], redact: Callable[[str], str] = str) -> Facts:
    """Return the facts in a "failure" or "target-failure" message.

    `redact` removes secrets from the texts that project code or a database has written; the rest is ours.
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
