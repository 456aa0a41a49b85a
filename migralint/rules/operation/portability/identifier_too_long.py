"""ML397: names that are too long."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.tables import CreateTable, RenameTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity


def identifier_too_long(step: Step) -> Iterator[Problem]:
    """A name is longer than the database allows.

    Why:
        PostgreSQL keeps 63 bytes, MySQL and MariaDB 64 characters. SQLAlchemy refuses a longer name; in SQL, PostgreSQL
        truncates it silently, and two long names may become the same.

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index(
                    "ix_orders_number_of_the_customer_who_placed_it_and_of_the_one_who_pays",
                    "orders",
                    ["number"],
                )

    Instead:
        Shorten it:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_orders_number", "orders", ["number"])

    Note:
        SQLAlchemy shortens a name in `op.f(…)`, always to the same name.
    """
    change = step.change
    shortened = () if change.origin.form == "sql" else change.origin.operation.around.conventional
    for name in _names(change):
        if name in shortened:  # op.f(): SQLAlchemy shortens it itself, with a hash at the end
            continue
        limits = [63] if "postgresql" in step.dialects and len(name.encode()) > 63 else []
        limits += [64] if not step.dialects.isdisjoint({"mysql", "mariadb"}) and len(name) > 64 else []
        if limits:
            cut = change.origin.form == "sql" and limits == [63]
            yield step.problem(
                f"the name {name} is too long: {limits[0]} {'bytes' if limits[0] == 63 else 'characters'} are kept",
                help=f"shorten it, as {name[:40]}…",
                severity=Severity.WARNING if cut else None,
            )


def _names(change: Change) -> Iterator[str]:
    """The names that a change uses for new objects."""
    match change:
        case CreateTable():
            found = [change.table.name if change.table is not None else None, *(one.name for one in change.columns)]
            found += [one.name for one in change.constraints]
            found += [one.name for one in change.indexes]
        case AddColumn():
            found = [change.column.name, *(one.name for one in change.column.constraints)]
        case CreateIndex():
            found = [change.name]
        case AddConstraint():
            found = [change.constraint.name]
        case RenameTable():
            found = [change.new.name if change.new is not None else None]
        case AlterColumn():
            found = [change.new_name]
        case _:
            found = []
    yield from (name for name in found if name is not None)
