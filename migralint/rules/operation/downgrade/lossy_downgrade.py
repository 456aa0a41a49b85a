"""ML382: losses that downgrade() does not mention."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import TableName
from migralint.changes.narrowing import narrowed
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import CreateTable, DropTable
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def lossy_downgrade(scope: RevisionScope) -> Iterator[Problem]:
    """upgrade() loses data, and downgrade() recreates its column or table without mentioning it.

    Why:
        After the downgrade, everything looks as before, but the column is empty. Off by default.

    Example:
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.drop_column("orders", "day")

            def downgrade():
                op.add_column("orders", sa.Column("day", sa.Date()))

    Instead:
        Say it:

            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.drop_column("orders", "day")

            def downgrade():
                # the days are lost
                op.add_column("orders", sa.Column("day", sa.Date()))
    """
    functions = scope.view.file.functions or {}
    downgrade = functions.get("downgrade")
    if downgrade is None or downgrade.explained or downgrade.raises or downgrade.empty:
        return
    if any(isinstance(one, ChangeData) for one in scope.view.downgrade):
        return
    lost = [one for one in scope.view.upgrade if isinstance(one, DropColumn | DropTable)]
    back = {getattr(one, "table", None) for one in scope.view.downgrade if isinstance(one, AddColumn | CreateTable)}
    for change in lost:
        if change.table is not None and change.table in back:
            what = f"{change.table}.{change.column}" if isinstance(change, DropColumn) else str(change.table)
            yield scope.problem(
                f"downgrade() creates {what} again, but not its data, and does not mention this",
                downgrade.location,
                help='mention it in a comment, or raise NotImplementedError("…")',
            )
            return
    for cut in scope.view.upgrade:
        if isinstance(cut, AlterColumn) and cut.type is not None and (cut.table, cut.column) in _altered(scope):
            old = cut.existing.type
            if old is not None and narrowed(old, cut.type):
                yield scope.problem(
                    f"downgrade() widens {cut.table}.{cut.column} again, but truncated values stay lost",
                    downgrade.location,
                    help='mention it in a comment, or raise NotImplementedError("…")',
                )
                return


def _altered(scope: RevisionScope) -> set[tuple[TableName | None, str | None]]:
    changed = (one for one in scope.view.downgrade if isinstance(one, AlterColumn) and one.type is not None)
    return {(one.table, one.column) for one in changed if one.table is not None}
