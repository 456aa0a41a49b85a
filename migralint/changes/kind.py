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
"""Methods of Python's built-in values, without those whose names other objects use for methods that change a
database."""


class RevisionKind(StrEnum):
    """One word for the effect of a revision on code that was written for the schema before it."""

    EXPAND = "expand"
    """Only adds what old code does not notice, or relaxes a constraint."""
    CONTRACT = "contract"
    """Removes, renames or forbids something that old code may use."""
    DATA = "data"
    """Changes only rows."""
    MIXED = "mixed"
    """More than one of expand, contract and data."""
    NEUTRAL = "neutral"
    """Changes nothing that affects code or data."""
    UNKNOWN = "unknown"
    """A part of it cannot be read, or its effect cannot be known."""


class Kind(Struct, frozen=True):
    """The kind of a revision, with the effects that determine it."""

    kind: RevisionKind
    effects: tuple[Effect, ...] = ()
    """The effects of its changes, in order; changes without an effect are left out."""

    @property
    def reasons(self) -> tuple[Effect, ...]:
        """The effects that determine the kind: the unknown ones if there are any, otherwise all."""
        unknown = tuple(one for one in self.effects if one.word == "unknown")
        return unknown or self.effects


UNREAD = Kind(RevisionKind.UNKNOWN)
"""The kind of a revision whose file could not be read."""


class Effects:
    """Collects the effects of the changes of one revision, in order, each with the schema right before it.

    Old code never sees an object that the same revision creates: dropping or filling it again has no effect.
    """

    def __init__(self, revision: str) -> None:
        self._revision = revision
        self._seen: list[Effect] = []

    def see(self, change: Change, state: SchemaState) -> None:
        """Add the next change; `state` is only read, the caller applies the change to it."""
        effect = effect_of(change, state, self._revision)
        if effect is not None:
            self._seen.append(effect)

    def kind(self, operations: Iterable[Operation]) -> Kind:
        """The kind of the revision; call it after all changes were added.

        `operations`: the calls of its `upgrade()` that the changes were read from; an SQL block among them may run
        statements that no change represents.
        """
        effects = [*self._seen]
        unknown_at = {effect.location for effect in effects if effect.word == "unknown"}
        for operation in operations:
            why = _hidden(operation) if operation.function == "upgrade" and operation.location not in unknown_at else ""
            if why:
                effects.append(Effect("unknown", why, operation.location))
        words = {one.word for one in effects}
        if "unknown" in words:
            return Kind(RevisionKind.UNKNOWN, tuple(effects))
        if len(words) > 1:
            return Kind(RevisionKind.MIXED, tuple(effects))
        return Kind(RevisionKind(words.pop()) if words else RevisionKind.NEUTRAL, tuple(effects))


def _hidden(operation: Operation) -> str:
    """What a call does that none of its changes represents; empty if there is nothing."""
    if any(map(hides_statements, operation.sql)):
        return "runs a DO block that builds or calls statements"
    if operation.name == OPAQUE and not only_asks(operation) and not _is_method_of_value(operation.around.executed):
        return "runs code that cannot be analysed"
    if "**" in operation.keywords and operation.name != "create_table":
        return f"gives {operation.name}() arguments that cannot be read"
    return ""


def _is_method_of_value(called: str) -> bool:
    """Whether a call looks like a method of a str, dict or similar value: `params.get`, not `params.insert`."""
    _, dot, name = called.rpartition(".")
    return bool(dot) and name in _METHODS_OF_VALUES
