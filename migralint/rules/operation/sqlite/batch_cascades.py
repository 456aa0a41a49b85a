"""ML364: batch mode that deletes rows of other tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.sqlite.rebuilding import rebuilds


def batch_cascades(step: Step) -> Iterator[Problem]:
    """Batch mode drops a table that others reference with ON DELETE.

    Why:
        To copy a table, batch mode drops the old one. With foreign keys switched on, SQLite deletes its rows first, and
        ON DELETE CASCADE or SET NULL applies to the referencing tables: their rows are lost, and the exit code is 0.
        https://www.sqlite.org/foreignkeys.html#fk_schemacommands

    Example:
            # dialect: sqlite
            # env.py
            def _on_connect(connection, _record):
                connection.execute("PRAGMA foreign_keys=ON")
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.create_table(
                    "lines", sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", ondelete="CASCADE"))
                )

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)

    Instead:
        Switch foreign keys off before the transaction starts:

            # dialect: sqlite
            # env.py
            def run_migrations_online(connection):
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.create_table(
                    "lines", sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", ondelete="CASCADE"))
                )

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)

    Note:
        If only an engine of the application switches foreign keys on, and env.py does not, this is only information:
        the migrations may use another engine.
    """
    change: BatchTable = step.change
    if change.table is None or not rebuilds(step, change):
        return
    others = [
        f"{table.name} (ON DELETE {one.constraint.reference.on_delete})"
        for table, one in step.state.referencing(change.table)
        if one.constraint.reference is not None
        and one.constraint.reference.on_delete in ("CASCADE", "SET NULL")
        and table.name.key != change.table.key
    ]
    on = _keys_are_on(step) if others else "off"
    if on == "off":
        return
    unless = ", if the migrations run with foreign keys on, as other connections of the application do"
    yield step.problem(
        f"copying {change.table} in batch mode first deletes its rows, and with them the rows of {', '.join(others)}"
        f"{unless if on == 'perhaps' else ''}",
        help="PRAGMA foreign_keys=OFF in env.py, before the migrations' transaction begins",
        severity=Severity.INFO if on == "perhaps" else None,
    )


def _keys_are_on(step: Step) -> Literal["on", "off", "perhaps"]:
    """Whether foreign keys are switched on when the revision runs: the first text in env.py decides for migrations; a
    listener for every engine counts too, one for an engine of the application counts as perhaps."""
    held = step.state.variables.get("foreign_keys")
    if held is not None:
        return "on" if held in _ON else "off"
    of_env = _PRAGMA.findall(step.project.env)
    if of_env:
        return "on" if of_env[0].lower() in _ON else "off"
    texts = [text for text in step.project.pragmas if any(one.lower() in _ON for one in _PRAGMA.findall(text))]
    if any(_EVERY_ENGINE.search(text) for text in texts):
        return "on"
    return "perhaps" if texts else "off"


_ON = ("on", "1", "true", "yes")
_PRAGMA = re.compile(r"PRAGMA\s+foreign_keys\s*[=(]\s*[\"']?(\w+)", re.IGNORECASE)
_EVERY_ENGINE = re.compile(r"\b(?:listens_for|listen)\(\s*(?:\w+\.)*(?:Engine|Pool)\s*,\s*[\"']connect[\"']")
