"""ML346: primary keys that run out."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import Column
from migralint.changes.types import Type
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem

_SHORT = {"integer": "2 147 483 647", "serial": "2 147 483 647", "smallint": "32 767", "smallserial": "32 767"}


def short_primary_key(step: Step) -> Iterator[Problem]:
    """A table gets an INTEGER or SMALLINT primary key.

    Why:
        After 2 147 483 647, no more rows can be added, and widening the column rewrites the whole table (ML328).
        https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))

    Instead:
        Use BIGINT from the beginning:

            # dialect: postgresql
            # a1b2c3d4e5f6_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True))

    Note:
        Keys of several columns, and keys that reference another table, do not count.
    """
    change: CreateTable = step.change
    key = _key(change)
    if key is None or change.temporary:
        return
    kind: Type = key.type.on("postgresql")
    if kind.family not in _SHORT:
        return
    yield step.problem(
        f"the primary key {change.table or 'a table'}.{key.name or '…'} ends at {_SHORT[kind.family]}",
        help=f'sa.Column("{key.name or "…"}", sa.BigInteger(), sa.Identity(), primary_key=True)',
    )


def _key(change: CreateTable) -> Column | None:
    """The only column of the primary key, if it is not part of a foreign key."""
    names = {name.lower() for one in change.constraints if one.kind == "primary key" for name in one.columns}
    keys = [one for one in change.columns if one.primary_key or (one.name or "").lower() in names]
    targets = {name.lower() for one in change.constraints if one.kind == "foreign key" for name in one.columns}
    if len(keys) != 1 or len(names) > 1 or keys[0].foreign_keys or (keys[0].name or "").lower() in targets:
        return None
    return keys[0]
