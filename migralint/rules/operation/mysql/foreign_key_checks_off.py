"""ML356: foreign key checks that stay off."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.connection import SetVariable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def foreign_key_checks_off(step: Step) -> Iterator[Problem]:
    """foreign_key_checks is switched off and not switched on again.

    Why:
        All later revisions of the same upgrade run without checks, and rows without a parent are accepted. They are
        never checked afterwards.
        https://dev.mysql.com/doc/refman/8.0/en/server-system-variables.html#sysvar_foreign_key_checks

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("SET foreign_key_checks = 0")
                op.execute("DELETE FROM customers WHERE id = 3")

    Instead:
        Switch it on again, even after a failure:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("SET foreign_key_checks = 0")
                try:
                    op.execute("DELETE FROM customers WHERE id = 3")
                finally:
                    op.execute("SET foreign_key_checks = 1")
    """
    change: SetVariable = step.change
    if change.name != "foreign_key_checks" or change.value not in ("0", "off"):
        return
    conditions = change.origin.operation.conditions
    for one in step.later:
        on = isinstance(one, SetVariable) and one.name == "foreign_key_checks" and one.value not in ("0", "off")
        if on and set(one.origin.operation.conditions) <= set(conditions):
            return
    yield step.problem(
        "foreign_key_checks stays off: the rest of the upgrade runs without foreign key checks",
        help="wrap the statements in try: … finally: op.execute('SET foreign_key_checks = 1')",
    )
