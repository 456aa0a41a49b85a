"""ML392: names to which the convention is applied again."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.tables import CreateTable
from migralint.findings.correction import Correction, WrapName
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.conventions import convention_of


def doubled_constraint_name(step: Step) -> Iterator[Problem]:
    """The naming convention is applied twice to a name.

    Why:
        A convention with `%(constraint_name)s` turns `ck_orders_paid` into `ck_orders_ck_orders_paid`; a drop by the
        first name does not find the constraint.
        https://alembic.sqlalchemy.org/en/latest/naming.html#bypassing-the-naming-convention-for-create-and-drop

    Example:
            # env.py
            convention = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
            metadata = MetaData(naming_convention=convention)
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_check_constraint("ck_orders_paid", "orders", "paid > 0")

    Instead:
        Mark the name as final:

            # env.py
            convention = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
            metadata = MetaData(naming_convention=convention)
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_check_constraint(op.f("ck_orders_paid"), "orders", "paid > 0")

    Note:
        `migralint check --fix` makes this change if a constraint is created, and the file does not drop it by that
        name.
    """
    change = step.change
    if change.origin.form == "sql" or change.table is None or not step.is_new:
        return
    template = convention_of("check", *step.project.naming)
    if template is None or "%(constraint_name)s" not in template:
        return
    start = template.partition("%(constraint_name)s")[0].replace("%(table_name)s", change.table.name)
    for name in _names(change):
        if start and name.startswith(start) and name not in change.origin.operation.around.conventional:
            yield step.problem(
                f"{name} already follows the naming convention: it becomes {start}{name}",
                help=f'op.f("{name}"), or the short name "{name.removeprefix(start)}"',
                correction=_correction(step, name),
            )


def _correction(step: Step, name: str) -> Correction | None:
    """`op.f(…)` around the name; None if a call uses the doubled name that the database has, or will have."""
    change = step.change
    if isinstance(change, DropConstraint) or any(
        isinstance(one, DropConstraint) and one.name == name and name not in one.origin.operation.around.conventional
        for one in (*step.later, *step.view.downgrade)
    ):
        return None
    return WrapName(change.origin.location, name, "alembic.op.f")


def _names(change: Change) -> Iterator[str]:
    if isinstance(change, AddConstraint):
        found = [change.constraint]
    elif isinstance(change, CreateTable):
        found = [*change.constraints, *(one for column in change.columns for one in column.constraints)]
    else:
        if isinstance(change, DropConstraint) and change.kind == "check" and change.name is not None:
            yield change.name
        return
    yield from (one.name for one in found if one.kind == "check" and one.name is not None)
