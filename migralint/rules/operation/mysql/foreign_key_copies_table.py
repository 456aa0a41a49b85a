"""ML355: foreign keys that are added with a copy."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def foreign_key_copies_table(step: Step) -> Iterator[Problem]:
    """A foreign key is added while foreign_key_checks is on.

    Why:
        The table is copied, and writes to it wait until every row is checked.
        https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html#online-ddl-foreign-key-operations

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_foreign_key("fk_customer", "orders", "customers", ["customer_id"], ["id"])

    Instead:
        Look for orphans first, then add the key without the check:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("SET foreign_key_checks = 0")
                op.create_foreign_key("fk_customer", "orders", "customers", ["customer_id"], ["id"])
                op.execute("SET foreign_key_checks = 1")
    """
    change = step.change
    if step.is_exempt(change.table) or step.state.variables.get("foreign_key_checks", "1") in ("0", "off"):
        return
    if isinstance(change, AddConstraint):
        keys = (change.constraint,) if change.constraint.kind == "foreign key" else ()
    else:
        keys = change.column.foreign_keys
    for key in keys:
        target = key.reference.table if key.reference is not None else None
        yield step.problem(
            f"the foreign key from {change.table or 'a table'} to {target or 'another table'} is added by copying "
            "the table: writes to it wait",
            help="check first that there are no orphans; SET foreign_key_checks=0, add it, SET foreign_key_checks=1",
        )
