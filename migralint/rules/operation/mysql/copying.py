"""Which type changes MySQL and MariaDB make by copying the table."""

from __future__ import annotations

from migralint.changes.type_before import type_before
from migralint.changes.types import Type
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import Step

_BYTES = 4
"""Bytes of a character in utf8mb4."""
_ONE_BYTE = 255
"""The longest text whose length is stored in one byte, in bytes."""


def is_copied(step: Step) -> bool:
    """Whether a batch rewrites the table in any case, so that no MODIFY or CHANGE is used."""
    origin = step.change.origin
    return origin.is_batch and any(
        isinstance(one, BatchTable) and one.number == origin.batch and one.recreate == "always" for one in step.earlier
    )


def old_type(step: Step, change: AlterColumn) -> Type | None:
    """The old type for the dialect; None if it is not known."""
    old = type_before(change, step.state)
    return old.on(_dialect(step)) if old is not None and old.is_known else None


def new_type(step: Step, change: AlterColumn) -> Type | None:
    """The new type; None if there is none, or it is not known."""
    new = change.type.on(_dialect(step)) if change.type is not None else None
    return new if new is not None and new.is_known else None


def _dialect(step: Step) -> str:
    return "mysql" if "mysql" in step.dialects else "mariadb"


def changed_type(step: Step, change: AlterColumn) -> str:
    """Why a change of type copies the table; empty if it does not, or if that is not known."""
    old, new = old_type(step, change), new_type(step, change)
    if old is None or new is None or old.same_as(new) or _same_family_of_values(old, new):
        return ""
    where = f"the type of {change.column} changes from {old.text or old.family} to {new.text or new.family}"
    if old.family == "varchar" and new.family == "varchar":
        if old.length is None or new.length is None:
            return ""
        if new.length < old.length:
            return where
        if (old.length * _BYTES <= _ONE_BYTE) == (new.length * _BYTES <= _ONE_BYTE):
            return ""
        return where if "mysql" in step.dialects else ""
    return where


def _same_family_of_values(old: Type, new: Type) -> bool:
    """Enums and sets: appended values cost nothing, other changes have their own rules."""
    if old.family in ("enum", "set") and new.family == old.family:
        return True
    plain = {"boolean": "tinyint", "real": "float"}
    same = plain.get(old.family, old.family) == plain.get(new.family, new.family)
    return same and (old.length, old.precision, old.scale) == (new.length, new.precision, new.scale)
