"""Changes of constraints."""

from __future__ import annotations

from migralint.changes.change import OnTable
from migralint.changes.definitions import Constraint


class AddConstraint(OnTable, frozen=True):
    """A new constraint."""

    constraint: Constraint = Constraint("")


class DropConstraint(OnTable, frozen=True):
    """A dropped constraint."""

    name: str | None = None
    named: bool = True
    """False: the call passes None as the name."""
    kind: str | None = None
    """"foreignkey", "unique", "check", "primary", or another text of `type_`; None: not specified."""
    cascade: bool = False
    if_exists: bool = False


class ValidateConstraint(OnTable, frozen=True):
    """VALIDATE CONSTRAINT."""

    name: str | None = None


class RenameConstraint(OnTable, frozen=True):
    """A renamed constraint."""

    name: str | None = None
    new_name: str | None = None
