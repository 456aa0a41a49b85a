"""ML353: tables that are converted to another character set."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.type_before import type_before
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.tables import Maintenance
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def converts_charset(step: Step) -> Iterator[Problem]:
    """A table or column is converted to another character set.

    Why:
        Every text is rewritten: the table is copied, and writes wait. Texts grow, and may exceed the limits of
        indexes.
        https://dev.mysql.com/doc/refman/8.0/en/charset-conversion.html

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4")

    Instead:
        The default of new columns can be changed at once:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders CHARACTER SET utf8mb4")
    """
    change = step.change
    if step.is_exempt(change.table):
        return
    if isinstance(change, Maintenance):
        if change.kind != "CONVERT TO CHARACTER SET":
            return
        what = str(change.table or "a table")
    else:
        if not _sets_another(step, change):
            return
        what = f"{change.table or 'a table'}.{change.column}"
    yield step.problem(
        f"{what} is converted to another character set or collation: MySQL copies the table, and writes to it wait",
        help="for a large table use gh-ost or pt-online-schema-change; check the lengths of its indexes first",
    )


def _sets_another(step: Step, change: AlterColumn) -> bool:
    new = change.type.collation if change.type is not None else ""
    if not new:
        return False
    old = type_before(change, step.state)
    return old is not None and old.is_known and old.collation.lower() != new.lower()
