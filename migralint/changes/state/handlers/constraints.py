"""Carries a schema over changes of constraints, those included that other changes bring along or take along."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.definitions import Column, Constraint, TableName
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import ConstraintState, Made, TableState
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint

_KINDS = {"foreignkey": "foreign key", "primary": "primary key", "unique": "unique", "check": "check"}


def constraints_of(column: Column, made: Made, age: int) -> list[ConstraintState]:
    """The constraints that a definition of a column contains."""
    name = (column.name or "",)
    constraints = [
        ConstraintState(replace(one, columns=one.columns or name), not one.not_valid, made, age=age)
        for one in column.constraints
    ]
    if column.unique and not column.index and not any(one.kind == "unique" for one in column.constraints):
        constraints.append(ConstraintState(Constraint("unique", columns=name, inline=True), made=made, age=age))
    return constraints


def with_constraint(state: SchemaState, table: TableState, old: ConstraintState, new: ConstraintState | None) -> None:
    """Replace a constraint of a table by `new`; None removes it."""
    held = state.tables.get(table.name.key, table)
    kept = tuple(new if one is old else one for one in held.constraints if one is not old or new is not None)
    state.tables[held.name.key] = replace(held, constraints=tuple(one for one in kept if one is not None))


def add_constraint(change: AddConstraint, state: SchemaState, made: Made) -> None:
    """Add the constraint; the columns of a primary key become NOT NULL."""
    entry = state.entry_or_new(change.table)
    if entry is None:
        return
    constraint = change.constraint
    held = ConstraintState(constraint, not constraint.not_valid, made, age=state.age)
    columns = entry.columns
    if constraint.kind == "primary key":
        columns = {**columns}
        for name in constraint.columns:
            if (column := columns.get(name.lower())) is not None:
                columns[name.lower()] = replace(column, primary_key=True, nullable=False)
    state.tables[entry.name.key] = replace(entry, columns=columns, constraints=(*entry.constraints, held))


def drop_constraint(change: DropConstraint, state: SchemaState, made: Made) -> None:
    """Remove the constraint with this name, or with the name that a convention or the server gave it; without a name,
    by kind."""
    entry = state.entry_or_new(change.table)
    if entry is None:
        return
    kind = _KINDS.get(change.kind or "")
    if change.name is not None:
        name = change.name.lower()
        kept = tuple(one for one in entry.constraints if (one.constraint.name or "").lower() != name)
        if len(kept) == len(entry.constraints):  # a naming convention completed the name: ck_orders_day for day
            kept = tuple(one for one in kept if not name.endswith(f"_{(one.constraint.name or ' ').lower()}"))
        if len(kept) == len(entry.constraints):  # the dropped constraint is one that the server named
            kept = tuple(one for one in kept if one.constraint.named or (kind and one.constraint.kind != kind))
    else:
        kept = tuple(one for one in entry.constraints if one.constraint.kind != kind)
    state.tables[entry.name.key] = replace(entry, constraints=kept)
    if change.cascade:
        drop_references(change.table, state)


def drop_references(target: TableName | None, state: SchemaState) -> None:
    """Remove the foreign keys of other tables that CASCADE drops too, because they need the dropped object."""
    for table, one in [*state.referencing(target)] if target is not None else ():
        with_constraint(state, table, one, None)


def validate_constraint(change: ValidateConstraint, state: SchemaState, made: Made) -> None:
    """Record the revision that validated the constraint."""
    held = state.constraint(change.table, change.name)
    entry = state.entry(change.table)
    if held is not None and entry is not None:
        with_constraint(state, entry, held, replace(held, validated=True, validated_in=made.revision))


def rename_constraint(change: RenameConstraint, state: SchemaState, made: Made) -> None:
    """Rename the constraint; everything else stays the same."""
    held = state.constraint(change.table, change.name)
    entry = state.entry(change.table)
    if held is not None and entry is not None and change.new_name is not None:
        renamed = replace(held, constraint=replace(held.constraint, name=change.new_name))
        with_constraint(state, entry, held, renamed)
