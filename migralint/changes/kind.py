"""The kind of a revision: its effect on running code, computed from its changes; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from migralint.changes.change import Change
from migralint.changes.effects import Effect, effect_of
from migralint.changes.revision import only_asks
from migralint.changes.sql.called import hides_statements
from migralint.changes.state.schema import SchemaState
from migralint.history.operation import OPAQUE, Operation

_METHODS_OF_VALUES = {
    name
    for kind in (str, bytes, dict, list, set, datetime, timedelta, re.Pattern, re.Match)
    for name in dir(kind)
    if not name.startswith("_")
} - {"add", "clear", "extend", "insert", "remove", "update"}
"""Methods of Python's values; without those whose names other objects give to what changes a database."""


class RevisionKind(StrEnum):
    """In one word, whether code that was written for the schema before can go on."""

    EXPAND = "expand"
    """Only adds what old code does not notice, or forbids less."""
    CONTRACT = "contract"
    """Removes, renames or forbids what old code may use."""
    DATA = "data"
    """Changes rows alone."""
    MIXED = "mixed"
    """More than one of these."""
    NEUTRAL = "neutral"
    """Nothing that code or data could notice."""
    UNKNOWN = "unknown"
    """A part of it cannot be read, or what it means cannot be known."""


class Kind(Struct, frozen=True):
    """The kind of a revision, and why."""

    kind: RevisionKind
    effects: tuple[Effect, ...] = ()
    """What each change is, in order; those that nobody notices are left out."""

    @property
    def reasons(self) -> tuple[Effect, ...]:
        """The effects that decide: what is not known, otherwise all."""
        unknown = tuple(one for one in self.effects if one.word == "unknown")
        return unknown or self.effects


UNREAD = Kind(RevisionKind.UNKNOWN)
"""Of a revision whose file could not be read."""


class Effects:
    """Collects what the changes of one revision are, in their order, each with the schema right before it.

    What is made in the same revision is not seen by old code: dropping it again, or filling it, counts for nothing.
    """

    def __init__(self, revision: str) -> None:
        self._revision = revision
        self._seen: list[Effect] = []

    def see(self, change: Change, state: SchemaState) -> None:
        """Take the next change in; `state` is not carried over it."""
        found = effect_of(change, state, self._revision)
        if found is not None:
            self._seen.append(found)

    def kind(self, operations: Iterable[Operation]) -> Kind:
        """The kind of the revision, all changes seen.

        `operations`: the calls of its `upgrade()` that the changes were read from; a block of SQL among them may run
        what is in no change.
        """
        effects = [*self._seen]
        told = {effect.location for effect in effects if effect.word == "unknown"}
        for operation in operations:
            why = _hidden(operation) if operation.function == "upgrade" and operation.location not in told else ""
            if why:
                effects.append(Effect("unknown", why, operation.location))
        words = {one.word for one in effects}
        if "unknown" in words:
            return Kind(RevisionKind.UNKNOWN, tuple(effects))
        if len(words) > 1:
            return Kind(RevisionKind.MIXED, tuple(effects))
        return Kind(RevisionKind(words.pop()) if words else RevisionKind.NEUTRAL, tuple(effects))


def _hidden(operation: Operation) -> str:
    """What a call does of which its changes say nothing; empty if there is no such thing."""
    if any(map(hides_statements, operation.sql)):
        return "runs a DO block that builds or calls statements"
    if operation.name == OPAQUE and not only_asks(operation) and not _is_method_of_value(operation.around.executed):
        return "runs code that cannot be analysed"
    if "**" in operation.keywords and operation.name != "create_table":
        return f"gives {operation.name}() arguments that cannot be read"
    return ""


def _is_method_of_value(called: str) -> bool:
    """Whether a call is written as that of a method of texts, dicts and the like: `params.get`, not `params.insert`."""
    _, dot, name = called.rpartition(".")
    return bool(dot) and name in _METHODS_OF_VALUES
