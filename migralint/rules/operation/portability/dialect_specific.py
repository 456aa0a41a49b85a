"""ML383: SQL that one of several databases rejects."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.types import Type
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem
from migralint.rules.operation.portability.peculiarities import called, foreign_type, peculiar


def dialect_specific(scope: RevisionScope) -> Iterator[Problem]:
    """SQL or a type that one of the project's databases rejects or interprets differently.

    Why:
        A project that runs on several databases upgrades on the one that was tested, and fails on the other. Some SQL
        is accepted with a different meaning: on MySQL, `"x"` is a string and `||` is OR.

    Example:
            # dialect: postgresql sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("UPDATE orders SET day = now()::date")

    Instead:
        Test the dialect, or write SQL that works on all of them:

            # dialect: postgresql sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                if op.get_bind().dialect.name == "postgresql":
                    op.execute("UPDATE orders SET day = now()::date")
    """
    if len(scope.dialects) < 2:
        return
    seen: set[tuple[int, int]] = set()
    for change in scope.view.upgrade:
        origin = change.origin
        around = origin.operation.around
        here = frozenset(
            one for one in scope.dialects if (around.only is None or one in around.only) and one not in around.without
        )
        key = (id(origin.operation), origin.number)
        if len(here) < 2 or around.caught or around.asked:
            continue
        if origin.form == "sql" and key not in seen:
            seen.add(key)
            yield from _of_sql(scope, change, here)
        for column, kind in _types(change):
            yield from _of_type(scope, change, column, kind, here)


def _of_sql(scope: RevisionScope, change: Change, here: frozenset[str]) -> Iterator[Problem]:
    for what, refusing in peculiar(change.origin.statement, scope.settings):
        others = sorted(refusing & here)
        if others and not refusing >= here:
            yield scope.problem(
                f"{what} does not work on {' and '.join(map(called, others))}, which the project also uses",
                change.origin.location,
                help="guard it with a test of op.get_bind().dialect.name, or write it with SQLAlchemy Core",
            )
            return


def _types(change: Change) -> Iterator[tuple[str, Type]]:
    if isinstance(change, AddColumn):
        yield change.column.name or "a column", change.column.type
    elif isinstance(change, CreateTable):
        yield from ((column.name or "a column", column.type) for column in change.columns)
    elif isinstance(change, AlterColumn) and change.type is not None and change.origin.form != "sql":
        yield change.column or "a column", change.type


def _of_type(scope: RevisionScope, change: Change, column: str, kind: Type, here: frozenset[str]) -> Iterator[Problem]:
    owner = foreign_type(kind)
    refusing = sorted(one for one in here if owner and one not in owner and kind.on(one) is kind)
    if kind.family == "jsonb":
        refusing = [one for one in refusing if one != "sqlite"]
    if refusing and owner & here:
        yield scope.problem(
            f"the type {kind.text} of {column} does not work on {' and '.join(map(called, refusing))}",
            change.origin.location,
            help=f'give it a variant: {kind.text}.with_variant(sa.…(), "{refusing[0]}")',
        )
