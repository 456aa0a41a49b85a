"""ML328: type changes that rewrite the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.state.tables import IndexState
from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.expression import SourceText
from migralint.rules.operation.code import Source, call, source
from migralint.rules.operation.postgresql.advice import execute, steps
from migralint.rules.operation.postgresql.columns.casts import is_plain_cast, keeps_rows, type_name
from migralint.rules.operation.postgresql.columns.types_of_change import TypeChange, type_change

_ZONES = ({"timestamp", "timestamptz"},)


def type_change_rewrites(step: Step) -> Iterator[Problem]:
    """The type of a column changes, and PostgreSQL rewrites the whole table.

    Why:
        The table and all its indexes are rewritten, and reads and writes wait meanwhile (ACCESS EXCLUSIVE lock). The
        disk needs space for both copies.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_more_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.alter_column("orders", "number", existing_type=sa.Integer(), type_=sa.BigInteger())

    Instead:
        Add a column of the new type, and let the application write both; fill it in batches; read the new one; then
        drop the old one:

            # dialect: postgresql
            # a1b2c3d4e5f6_more_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("number_new", sa.BigInteger()))

    Note:
        No rows are written for a longer or unlimited VARCHAR, from VARCHAR to TEXT and back to VARCHAR without a
        length, for a NUMERIC of more digits and the same scale, for a timestamp of more fractional digits, and between
        TIMESTAMP and TIMESTAMPTZ after `SET LOCAL TIME ZONE 'UTC'`. An index over an expression of the column is
        rebuilt even then. If the old type is not known, this is only a note.
    """
    change: AlterColumn = step.change
    found = type_change(step)
    if found is None or not found.new.is_known or step.is_exempt(change.table):
        return
    new = type_name(found.new)
    if not found.old.is_known:
        yield step.problem(
            f"{found.where} becomes {new} from an unknown type: PostgreSQL may rewrite the whole table, and reads "
            "and writes wait (ACCESS EXCLUSIVE lock)",
            help=f"pass existing_type=…, so that this can be checked; if the type changes: {_way(change)}",
            severity=Severity.INFO,
        )
    elif not _keeps(step, found):
        yield step.problem(
            f"{found.where} becomes {new} from {type_name(found.old)}: PostgreSQL rewrites the whole table and its "
            f"indexes{_unless_in_utc(step, found)}, and reads and writes wait (ACCESS EXCLUSIVE lock)",
            help=(_in_utc(found) if change.using is None else "") + _way(change),
        )
    elif indexes := [*_built_anew(step, found)]:
        named = ", ".join(index.name or "an index" for index in indexes)
        yield step.problem(
            f"{found.where} becomes {new}: the rows stay, but {named} is rebuilt, and reads and writes of the table "
            "wait (ACCESS EXCLUSIVE lock)",
            help=steps(f"drop {named}", "change the type", f"build {named} again, concurrently"),
        )


def _keeps(step: Step, found: TypeChange) -> bool:
    change: AlterColumn = step.change
    if change.using is not None and not is_plain_cast(change.using, change.column or ""):
        return False
    if {found.old.family, found.new.family} in _ZONES:
        full = found.new.length == 6  # fractional digits are removed row by row
        return change.using is None and full and step.state.variables.get("timezone") == "utc"
    return keeps_rows(found.old, found.new)


def _built_anew(step: Step, found: TypeChange) -> Iterator[IndexState]:
    """The indexes that a change rebuilds even though it writes no rows: those over an expression of the column, and all
    that sort by a collation that it replaces."""
    change: AlterColumn = step.change
    name = (change.column or "").lower()
    word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    collated = found.old.collation.lower() != found.new.collation.lower()
    for index in step.state.indexes(change.table):
        parts = index.columns
        over = any(not part.is_column and word.search(part.text) for part in parts)
        if over or (collated and any(part.is_column and part.text.lower() == name for part in parts)):
            yield index


def _unless_in_utc(step: Step, found: TypeChange) -> str:
    """Which sessions write no rows, if that depends on the session."""
    change: AlterColumn = step.change
    if not _in_utc(found) or change.using is not None or "timezone" in step.state.variables:
        return ""
    return " unless the time zone of the session is UTC"


def _in_utc(found: TypeChange) -> str:
    if {found.old.family, found.new.family} not in _ZONES or found.new.length != 6:
        return ""
    zone = execute("SET LOCAL TIME ZONE 'UTC'")
    return f"if the times without zone are UTC, {zone} before it: then the rows stay as they are; otherwise "


def _way(change: AlterColumn) -> str:
    new = f"{change.column or '…'}_new"
    kind = source(SourceText(change.type.text)) if change.type is not None else "…"
    if change.origin.form == "sql":
        add = execute(f"ALTER TABLE {change.table or '…'} ADD COLUMN {new} {kind}")
    else:
        add = call("op.add_column", change.table, Source(f'sa.Column("{new}", {kind})'))
    return steps(
        f"{add}; the application writes both",
        f"copy {change.column or 'the column'} to it in batches",
        f"the application reads {new}; then drop {change.column or 'the old one'}",
    )
