"""ML361: new columns whose default is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.definitions import Default
from migralint.changes.values.columns import AddColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call


def non_constant_default(step: Step) -> Iterator[Problem]:
    """A column is added with a default that SQLite rejects if the table has rows.

    Why:
        SQLite refuses CURRENT_TIMESTAMP and expressions as the default of an added column if the table has rows. On an
        empty table it works: tests pass, but production fails.
        https://www.sqlite.org/lang_altertable.html#alter_table_add_column

    Example:
            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("made_at", sa.DateTime(), server_default=sa.func.now()))

    Instead:
        In batch mode, the table is copied, and any default is possible:

            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.add_column(sa.Column("made_at", sa.DateTime(), server_default=sa.func.now()))
    """
    change: AddColumn = step.change
    default = change.column.default
    if change.origin.is_batch or default is None or step.is_exempt(change.table) or not _is_computed(default):
        return
    better = call("op.batch_alter_table", change.table)
    yield step.problem(
        f"SQLite does not add {change.column.name or 'a column'} to {change.table or 'a table'} with the default "
        f"{default.text or default.source} once the table has rows",
        help=f"with {better} as batch: batch.add_column({change.column.text or '…'})",
    )


def _is_computed(default: Default) -> bool:
    if default.kind in ("function",):
        return True
    text = (default.text or "").strip()
    return default.kind == "text" and bool(_MOMENT.fullmatch(text) or text.startswith("("))


_MOMENT = re.compile(r"CURRENT_(?:TIMESTAMP|DATE|TIME)(?:\(\))?|\w+\s*\(.*\)", re.IGNORECASE | re.DOTALL)
