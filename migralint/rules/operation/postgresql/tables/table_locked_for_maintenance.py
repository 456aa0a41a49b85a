"""ML338: commands that work through a table, or lock it, while everybody waits."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.tables import Maintenance
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, execute
from migralint.rules.operation.postgresql.tables.locks import lock_mode

_REWRITES = ("VACUUM FULL", "CLUSTER", "SET LOGGED", "SET UNLOGGED", "SET TABLESPACE", "SET ACCESS METHOD")


def table_locked_for_maintenance(step: Step) -> Iterator[Problem]:
    """A command processes a whole table, or locks it, for as long as the migration takes.

    Why:
        VACUUM FULL, CLUSTER, SET LOGGED and SET TABLESPACE rewrite the table; REINDEX builds its indexes; LOCK TABLE
        locks it until the end of the transaction. Writes wait meanwhile, and usually reads as well.
        https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_tidy.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("REINDEX TABLE orders")

    Instead:
        Do it outside migrations, or concurrently:

            # dialect: postgresql
            # a1b2c3d4e5f6_tidy.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.execute("REINDEX TABLE CONCURRENTLY orders")

    Note:
        REFRESH MATERIALIZED VIEW is only an info; a unique index on the view makes CONCURRENTLY possible. A mode of
        LOCK TABLE that allows reads and writes does not count.
    """
    change: Maintenance = step.change
    name = change.table
    kind = change.kind
    if change.concurrently or step.is_exempt(name):
        return
    if kind in _REWRITES:
        yield step.problem(
            f"{kind} rewrites {name or 'every table'}, and reads and writes wait (ACCESS EXCLUSIVE lock)",
            help="do it outside the migrations, at a quiet time"
            + (", or use pg_repack" if kind in ("VACUUM FULL", "CLUSTER") else ""),
        )
    elif kind == "REINDEX":
        found = step.state.index(name.name if name is not None else None)
        if found is not None and step.is_exempt(found[0].name):
            return
        statement = f"REINDEX {change.argument.upper() or 'TABLE'} CONCURRENTLY {name or '…'}"
        concurrently = step.at_least("postgresql", 12)
        yield step.problem(
            f"REINDEX of {name or 'a database'} makes writes wait (SHARE lock), and reads that use the index (ACCESS "
            "EXCLUSIVE lock on the index)",
            help=f"{AUTOCOMMIT}{execute(statement)}"
            if concurrently
            else "build another index concurrently, and swap the two",
        )
    elif kind == "LOCK TABLE":
        mode = lock_mode(change)
        if mode:
            yield step.problem(
                f"LOCK TABLE holds {name or 'a table'} ({mode} lock) until the end of the transaction, which covers "
                "all revisions of the upgrade",
                help=(
                    "do not lock more than the statements do themselves; or set transaction_per_migration=True in "
                    "env.py"
                ),
            )
    elif kind == "REFRESH MATERIALIZED VIEW":
        view = step.state.view(name)
        if view is not None and step.made_here(view.made):
            return
        concurrent = f"REFRESH MATERIALIZED VIEW CONCURRENTLY {name or '…'}"
        yield step.problem(
            f"the refresh of {name or 'a view'} makes its readers wait (ACCESS EXCLUSIVE lock)",
            help=f"with a unique index on it: {execute(concurrent)}",
            severity=Severity.INFO,
        )
