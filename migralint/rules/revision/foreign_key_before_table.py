"""ML215: a foreign key to a table that the same revision creates later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.expression import CallText, SourceText
from migralint.history.file import FileKind, RevisionFile
from migralint.history.operation import Operation
from migralint.rules.revision.table_sources import created_by_sql
from migralint.rules.wording import related, titled
from migralint.source.location import Location

_REFERENCES = re.compile(r"""\breferences\s+(?:["`\[]?\w+["`\]]?\.)?["`\[]?(\w+)""", re.IGNORECASE)
_TAKES_AWAY = frozenset({"drop_table", "rename_table"})


def foreign_key_before_table(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A foreign key to a table that the same revision creates further down.

    Why:
        PostgreSQL, MySQL and most other servers refuse a foreign key to a table that does not exist, and the upgrade of
        a new database stops. SQLite accepts it, so tests do not notice it. The usual cause is a squash or a first
        revision whose tables are sorted by name.

    Example:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")))
                op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))

    Instead:
        Create the table first, or the key last:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
                op.create_table("orders", sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")))

    Note:
        Only literal names in one `upgrade()` count, outside conditions. A project that only runs on SQLite can ignore
        this rule.
    """
    revision = file.as_revision
    if revision is None or file.kind is not FileKind.REVISION:
        return
    operations = [operation for operation in file.operations if operation.function == "upgrade"]
    created = _created(operations)
    if not created:
        return
    told: set[str] = set()
    for number, operation in enumerate(operations):
        if operation.conditions:
            continue
        for target in _referenced(operation, created):
            place, location = created[target]
            if place > number and target not in told and not _same(operation.table, target):
                told.add(target)
                yield Problem(
                    f"{titled(revision)} creates a foreign key to {target} before that table",
                    location=operation.location,
                    revisions=(revision.id,),
                    related=related(location, f"{target} is created here"),
                    help=(
                        f"create {target} first, or add the key with op.create_foreign_key after it; only SQLite "
                        "accepts the present order"
                    ),
                )


def _created(operations: list[Operation]) -> dict[str, tuple[int, Location]]:
    """The tables that certainly do not exist before, each with the number and place of the operation that creates
    it."""
    created: dict[str, tuple[int, Location]] = {}
    doubtful: set[str] = set()
    for number, operation in enumerate(operations):
        if operation.name in _TAKES_AWAY or operation.conditions:
            names = [operation.table, *operation.arguments, operation.keywords.get("new_table_name")]
            doubtful.update(name.lower() for name in names if isinstance(name, str))
        if operation.name == "create_table" and operation.table is not None:
            if operation.keywords.get("if_not_exists") or operation.table.lower() in created:
                doubtful.add(operation.table.lower())
            created.setdefault(operation.table.lower(), (number, operation.location))
        for statement in operation.sql:
            text = statement.lower()
            for name in created_by_sql(statement):
                created.setdefault(name, (number, operation.location))
                if "if not exists" in text:
                    doubtful.add(name)
            doubtful.update(re.findall(r"\bdrop\s+table\s+(?:if\s+exists\s+)?(?:\w+\.)?[\"`\[]?(\w+)", text))
    return {name: place for name, place in created.items() if name not in doubtful}


def _referenced(operation: Operation, known: Iterable[str]) -> Iterator[str]:
    if operation.name == "create_foreign_key":
        position = 1 if operation.batch else 2
        name = operation.keywords.get("referent_table", operation.keywords.get("referent"))
        if name is None and len(operation.arguments) > position:
            name = operation.arguments[position]
        if isinstance(name, str) and name.lower() in known:
            yield name.lower()
    elif operation.name in ("create_table", "add_column"):
        for argument in operation.arguments:
            # parsing a text is slow; most contain no foreign key
            if isinstance(argument, SourceText) and "ForeignKey" in argument.text:
                yield from (name for name in _in_call(argument.call()) if name in known)
    for statement in operation.sql:
        yield from (name.lower() for name in _REFERENCES.findall(statement) if name.lower() in known)


def _in_call(call: CallText | None) -> Iterator[str]:
    """The tables in the foreign keys of a call, in lower case."""
    if call is None or call.keywords.get("use_alter"):
        return
    if call.name == "ForeignKey":
        yield from _table(call.arguments[:1])
    elif call.name == "ForeignKeyConstraint":
        targets = call.arguments[1] if len(call.arguments) > 1 else call.keywords.get("refcolumns")
        yield from _table(targets if isinstance(targets, list | tuple) else ())
    else:
        for argument in call.arguments:
            if isinstance(argument, SourceText) and "ForeignKey" in argument.text:
                yield from _in_call(argument.call())


def _table(targets: Iterable[object]) -> Iterator[str]:
    for target in targets:
        if isinstance(target, str) and "." in target:
            yield target.split(".")[-2].lower()


def _same(table: str | None, target: str) -> bool:
    return table is not None and table.lower() == target
