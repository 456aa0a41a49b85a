"""ML304: drops that also drop other objects."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import DropColumn
from migralint.changes.values.constraints import DropConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import DropIndex
from migralint.changes.values.objects import DropObject, DropType
from migralint.changes.values.tables import DropTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_cascade(step: Step) -> Iterator[Problem]:
    """CASCADE drops objects that the revision does not name.

    Why:
        Views, foreign keys, columns and rows of other tables are dropped as well, and the revision does not show which
        ones. The referencing tables are locked as well. https://www.postgresql.org/docs/current/ddl-depend.html

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DROP TABLE orders CASCADE")

    Instead:
        Drop the dependent objects by name first:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_constraint("fk_payments_order", "payments", type_="foreignkey")
                op.drop_table("orders")

    Note:
        `ON DELETE CASCADE` of a foreign key is not meant. Tables of this revision do not count.
    """
    change = step.change
    if not getattr(change, "cascade", False) or step.is_exempt(getattr(change, "table", None)):
        return
    what = _named(change)
    yield step.problem(
        f"CASCADE on {what} drops or empties objects that the revision does not name",
        help="drop the dependent objects by name first and omit CASCADE: then nothing else is dropped",
    )


def _named(change: Change) -> str:
    match change:
        case DropTable():
            return f"the table {change.table or ''}".rstrip()
        case DropColumn():
            return f"the column {change.column or ''} of {change.table or 'a table'}"
        case DropConstraint():
            return f"the constraint {change.name or ''} of {change.table or 'a table'}"
        case ChangeData():
            return f"TRUNCATE of {change.table or 'a table'}"
        case DropType():
            return f"the type {change.name or ''}".rstrip()
        case DropIndex():
            return f"the index {change.name or ''}".rstrip()
        case DropObject():
            return f"the {change.kind} {change.name or ''}".rstrip()
    return "it"
