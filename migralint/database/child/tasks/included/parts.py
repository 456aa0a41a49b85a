"""The parts of a table about which Alembic's autogenerate asks, the models' paired with the database's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint

KINDS = {
    "unique_constraint": UniqueConstraint,
    "foreign_key_constraint": ForeignKeyConstraint,
    "check_constraint": CheckConstraint,
}


@dataclass
class Part:
    """A column, an index or a constraint, on one side or on both."""

    kind: str
    """Alembic's word for the kind."""
    model: Any
    actual: Any
    columns: tuple[str, ...]

    @property
    def model_name(self) -> str | None:
        """Its name in the models."""
        return _name(self.model)

    @property
    def actual_name(self) -> str | None:
        """Its name in the database."""
        return _name(self.actual)

    @property
    def may_differ(self) -> bool:
        """Whether Alembic may treat the two as different: if one side has no name, Alembic pairs equal definitions."""
        return self.model_name is not None and self.model_name == self.actual_name


def parts(model: Table | None, actual: Table | None, *, checks: bool) -> Iterator[Part]:
    """Yield the parts of a table; if one side lacks the table, only the parts about which Alembic then asks.

    With `checks`, also yield named CHECK constraints: Alembic asks about them only with its plugin.
    """
    if model is None or actual is None:
        yield from _indexes(model, actual)  # Alembic does not ask about columns and constraints of such a table
        return
    yield from _columns(model, actual)
    yield from _indexes(model, actual)
    for kind in ("unique_constraint", "foreign_key_constraint"):
        yield from _constraints(kind, _of(model, kind), _of(actual, kind))
    if checks:
        named = [[one for one in _of(side, "check_constraint") if _name(one)] for side in (model, actual)]
        yield from _constraints("check_constraint", *named)


def _columns(model: Table, actual: Table) -> Iterator[Part]:
    for name in {**dict.fromkeys(model.columns.keys()), **dict.fromkeys(actual.columns.keys())}:
        ours, theirs = model.columns.get(name), actual.columns.get(name)
        column: Any = ours if ours is not None else theirs
        yield Part("column", ours, theirs, (column.name,))


def _indexes(model: Table | None, actual: Table | None) -> Iterator[Part]:
    ours, theirs = ({} if side is None else {str(one.name): one for one in side.indexes} for side in (model, actual))
    for name in {**ours, **theirs}:
        index: Any = ours.get(name) or theirs.get(name)
        columns = tuple(getattr(one, "name", None) or str(one) for one in index.expressions)
        yield Part("index", ours.get(name), theirs.get(name), columns)


def _constraints(kind: str, ours: list[Any], theirs: list[Any]) -> Iterator[Part]:
    """Pair constraints with the same name, then those with the same definition if one side has no name."""
    rest = list(theirs)
    for one in ours:
        name, says = _name(one), _says(one)
        match = next((other for other in rest if name is not None and _name(other) == name), None)
        if match is None:
            match = next((other for other in rest if None in (name, _name(other)) and _says(other) == says), None)
        if match is not None:
            rest.remove(match)
        yield Part(kind, one, match, _column_names(one))
    for other in rest:
        yield Part(kind, None, other, _column_names(other))


def _name(thing: Any) -> str | None:
    """Return the name as in Alembic: None if a naming convention yields no name."""
    name = getattr(thing, "name", None)
    return name if isinstance(name, str) else None


def _of(table: Table, kind: str) -> list[Any]:
    return sorted(
        (one for one in table.constraints if isinstance(one, KINDS[kind])),
        key=lambda one: (_name(one) or "", _column_names(one)),
    )


def _says(constraint: Any) -> tuple[Any, ...]:
    targets = [one.target_fullname for one in getattr(constraint, "elements", ())]
    return (_column_names(constraint), tuple(targets))


def _column_names(constraint: Any) -> tuple[str, ...]:
    keys = getattr(constraint, "column_keys", None)
    return tuple(keys) if keys else tuple(column.name for column in constraint.columns)
