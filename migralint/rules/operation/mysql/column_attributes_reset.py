"""ML350: attributes that MODIFY resets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.changes.definitions import Default
from migralint.changes.state.handlers.modified import is_modify
from migralint.changes.state.tables import ColumnState
from migralint.changes.values.columns import AlterColumn
from migralint.findings.correction import AddKeywords, Correction
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.exact_source import exact_default, exact_text
from migralint.rules.operation.mysql.copying import is_copied


def column_attributes_reset(step: Step) -> Iterator[Problem]:
    """MODIFY or CHANGE resets what the call does not repeat.

    Why:
        On MySQL and MariaDB, Alembic turns this call into MODIFY or CHANGE, which redefines the column: attributes that
        are not repeated are lost silently. A NOT NULL column becomes nullable, the default and the comment disappear, a
        key loses AUTO_INCREMENT. https://dev.mysql.com/doc/refman/8.0/en/alter-table.html

    Example:
            # dialect: mysql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table(
                    "orders",
                    sa.Column("id", sa.Integer(), primary_key=True),
                    sa.Column("note", sa.String(40), nullable=False, server_default="none"),
                )

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String(60))

    Instead:
        Repeat all attributes:

            # dialect: mysql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table(
                    "orders",
                    sa.Column("id", sa.Integer(), primary_key=True),
                    sa.Column("note", sa.String(40), nullable=False, server_default="none"),
                )

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "note",
                    existing_type=sa.String(40),
                    type_=sa.String(60),
                    existing_nullable=False,
                    existing_server_default="none",
                )

    Note:
        What an earlier call of this kind has already taken away is not reported again.
        If all missing attributes are known from earlier revisions, `migralint check --fix` adds them to the call.
    """
    change: AlterColumn = step.change
    if change.column is None or not is_modify(change) or is_copied(step):
        return
    column = step.state.column(change.table, change.column)
    missing = dict(_missing(change, column))
    if not missing:
        return
    certain = any(one is not None for one in missing.values())
    shown = ", ".join(f"{name}={value if value is not None else '…'}" for name, value in missing.items())
    where = f"{change.table or 'a table'}.{change.column}"
    if change.redefines:
        message, help = f"MODIFY or CHANGE of {where} resets the attributes that it omits", f"repeat {_sql(missing)}"
    else:
        message = f"this becomes MODIFY or CHANGE, and {where} {'loses' if certain else 'may lose'} {_words(missing)}"
        help = f"add {shown} to the call"
    severity = None if certain else Severity.WARNING
    yield step.problem(message, help=help, severity=severity, correction=_correction(change, column, missing))


def _correction(change: AlterColumn, column: ColumnState | None, missing: dict[str, str | None]) -> Correction | None:
    """All missing keywords with the values from the history; None if one of the values is not certain."""
    exact = dict(missing)
    if column is None or change.redefines:
        return None
    if "existing_server_default" in exact:
        exact["existing_server_default"] = (
            exact_default(column.default) if isinstance(column.default, Default) else None
        )
    if isinstance(column.comment, str) and "existing_comment" in exact:
        exact["existing_comment"] = exact_text(column.comment)
    known = tuple((name, value) for name, value in exact.items() if value is not None)
    return AddKeywords(change.origin.location, known) if len(known) == len(exact) else None


_WORDS = {
    "existing_nullable": "NOT NULL",
    "existing_server_default": "its default",
    "existing_comment": "its comment",
    "existing_autoincrement": "AUTO_INCREMENT",
}


def _missing(change: AlterColumn, column: ColumnState | None) -> Iterator[tuple[str, str | None]]:
    """The missing keywords, each with its value as source; None: the value is not known."""
    definition = change.column_definition
    key = column is not None and (column.primary_key or bool(definition and definition.primary_key))
    gone = column.reset if column is not None else frozenset()
    if "nullable" not in gone and change.nullable is None and change.existing.nullable is None and not key:
        nullable = column.nullable if column is not None else None
        said = "existing_nullable" in change.existing.given or "nullable" in change.keywords
        if nullable is not True and not said and not (change.redefines and nullable is None):
            yield "existing_nullable", "False" if nullable is False else None
    if column is None:
        return
    default = column.default
    literal = isinstance(default, Default) and default.kind in ("text", "string", "function") and "default" not in gone
    said_default = change.default != "keep" or "existing_server_default" in change.existing.given
    if isinstance(default, Default) and literal and not said_default and not column.primary_key:
        yield "existing_server_default", default.source or repr(default.text)
    said_comment = change.comment is not False or "existing_comment" in change.existing.given or "comment" in gone
    if isinstance(column.comment, str) and not said_comment:
        yield "existing_comment", repr(column.comment)
    said_auto = change.autoincrement is not None or "existing_autoincrement" in change.existing.given
    if column.autoincrement and not said_auto:
        yield "existing_autoincrement", "True"


def _words(missing: Iterable[str]) -> str:
    return " and ".join(_WORDS[one] for one in missing)


def _sql(missing: dict[str, str | None]) -> str:
    words = {"existing_nullable": "NOT NULL", "existing_autoincrement": "AUTO_INCREMENT"}
    named = {"existing_server_default": "DEFAULT", "existing_comment": "COMMENT"}
    return ", ".join(words.get(name) or f"{named[name]} {value}" for name, value in missing.items())
