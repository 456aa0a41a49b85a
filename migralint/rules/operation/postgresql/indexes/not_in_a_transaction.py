"""ML322: statements that PostgreSQL refuses inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.connection import OutsideTransaction
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.tables import DetachPartition, Maintenance
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, create_index, drop_index, execute
from migralint.rules.operation.postgresql.transaction import in_transaction, shares_its_text


def not_in_a_transaction(step: Step) -> Iterator[Problem]:
    """A statement that PostgreSQL refuses inside a transaction is in Alembic's transaction.

    Why:
        `CREATE INDEX CONCURRENTLY`, `DROP INDEX CONCURRENTLY`, `REINDEX … CONCURRENTLY`, `DETACH PARTITION …
        CONCURRENTLY`, `VACUUM`, `CREATE DATABASE` and `ALTER SYSTEM` fail with "cannot run inside a transaction block".
        https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_index_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_orders_day", "orders", ["day"], postgresql_concurrently=True)

    Instead:
        Run it outside the transaction:

            # dialect: postgresql
            # a1b2c3d4e5f6_index_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.create_index("ix_orders_day", "orders", ["day"], postgresql_concurrently=True)

    Note:
        Several statements in one string are a separate transaction: such a statement needs its own `op.execute`, also
        in an `autocommit_block()`. If env.py sets `isolation_level="AUTOCOMMIT"` or `transactional_ddl=False` there
        is no transaction.
    """
    change = step.change
    refused = _refused(change)
    if not refused:
        return
    what = f"{refused}{_of_what(change)}"
    if in_transaction(step):
        yield step.problem(
            f"{what} fails here: PostgreSQL refuses it inside a transaction", help=f"{AUTOCOMMIT}{_again(change)}"
        )
    elif shares_its_text(step):
        yield step.problem(
            f"{what} fails here: PostgreSQL runs the statements of one string as a transaction, and refuses it there",
            help=f"move it into its own op.execute: {_again(change)}",
        )


def _of_what(change: Change) -> str:
    if isinstance(change, CreateIndex | DropIndex) and change.name is not None:
        return f" of {change.name}"
    table = getattr(change, "table", None)
    return f" of {table}" if table is not None and change.origin.form != "sql" else ""


def _again(change: Change) -> str:
    """The same call."""
    if change.origin.form == "sql":
        statement = " ".join(change.origin.statement.split())
        return execute(statement) if len(statement) < 160 else "…"
    if isinstance(change, CreateIndex):
        return create_index(change)
    return drop_index(change, change.table) if isinstance(change, DropIndex) else "…"


def _refused(change: Change) -> str:
    match change:
        case CreateIndex(concurrently=True):
            return "CREATE INDEX CONCURRENTLY"
        case DropIndex(concurrently=True):
            return "DROP INDEX CONCURRENTLY"
        case DetachPartition(concurrently=True):
            return "DETACH PARTITION … CONCURRENTLY"
        case Maintenance(kind="REINDEX", concurrently=True):
            return "REINDEX … CONCURRENTLY"
        case Maintenance(kind="REINDEX", argument="schema" | "database" | "system"):
            return f"REINDEX {change.argument.upper()}"
        case Maintenance(kind="VACUUM" | "VACUUM FULL"):
            return change.kind
        case Maintenance(kind="CLUSTER", table=None):
            return "CLUSTER of all tables" if change.origin.statement.split()[1:] in ([], ["VERBOSE"]) else ""
        case OutsideTransaction():
            return change.word
    return ""
