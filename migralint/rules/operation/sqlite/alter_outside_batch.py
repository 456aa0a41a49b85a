"""ML360: changes that SQLite makes only in batch mode."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint
from migralint.changes.values.tables import Comment
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call


def alter_outside_batch(step: Step) -> Iterator[Problem]:
    """SQLite cannot make this change outside batch mode.

    Why:
        SQLite's ALTER TABLE can only add, drop and rename columns and rename tables. Everything else fails: Alembic
        raises NotImplementedError, SQL is a syntax error. Batch mode copies the table instead.
        https://www.sqlite.org/lang_altertable.html https://alembic.sqlalchemy.org/en/latest/batch.html

    Example:
            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("orders", "day", existing_type=sa.Date(), nullable=False)

    Instead:
            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)

    Note:
        A plain rename works, and so do simple columns, tables and indexes.
    """
    change = step.change
    if change.origin.is_batch:
        return
    what = _refused(change)
    if what is None:
        return
    table = getattr(change, "table", None)
    better = call("op.batch_alter_table", table)
    yield step.problem(
        f"SQLite cannot {what}{f' of {table}' if table is not None else ''} outside batch mode",
        help=f"with {better} as batch: the same call without the table's name; it copies the table",
    )


def _refused(change: Change) -> str | None:
    """The part that SQLite rejects, in words; None if it accepts the change."""
    match change:
        case AlterColumn():
            return _altered(change)
        case AddConstraint():
            return f"add the {change.constraint.kind or 'index'} {change.constraint.name or ''}".rstrip()
        case DropConstraint():
            return f"drop the constraint {change.name or ''}".rstrip()
        case AddColumn():
            return _added(change)
        case Comment() if change.origin.form == "op":
            return "set the comment"
        case RenameConstraint():
            return f"rename the constraint {change.name or ''}".rstrip()
    return None


def _altered(change: AlterColumn) -> str | None:
    changed = [
        word
        for word, is_changed in (
            ("type", change.type is not None),
            ("nullability", change.nullable is not None),
            ("default", change.default != "keep"),
            ("comment", change.comment is not False),
        )
        if is_changed
    ]
    return f"change the {' and '.join(changed)} of the column {change.column or ''}".rstrip() if changed else None


def _added(change: AddColumn) -> str | None:
    """An inline foreign key is a statement of its own; so is UNIQUE, unless an index implements it."""
    column = change.column
    if change.origin.form == "sql":
        return None
    if column.foreign_keys and not change.inline_references:
        return f"add the foreign key of the column {column.name or ''}".rstrip()
    if column.unique and not column.index:
        return f"add the unique column {column.name or ''}".rstrip()
    return None
