"""ML214: tables that are changed but never made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem, Related
from migralint.findings.subject import Subject
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.operation import Operation, SourceText
from migralint.rules.wording import listed, titled
from migralint.source.location import Location

_ALTERING = frozenset(
    {
        "add_column",
        "alter_column",
        "batch_alter_table",
        "bulk_insert",
        "create_check_constraint",
        "create_exclude_constraint",
        "create_foreign_key",
        "create_index",
        "create_primary_key",
        "create_table_comment",
        "create_unique_constraint",
        "drop_column",
        "drop_constraint",
        "drop_table",
        "drop_table_comment",
        "rename_table",
    }
)
_MAY_CREATE = frozenset({"create_table", "execute", "get_bind", "get_context", "invoke", "run_async", "rename_table"})
_CREATED_BY_SQL = re.compile(
    r"""\b(?:create\s+(?:\w+\s+){0,3}?(?:table|view)\s+(?:if\s+not\s+exists\s+)?
        |rename\s+to\s+|into\s+)["`\[]?(?:\w+["`\]]?\.["`\[]?)?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_SHOWN = 5


def alters_what_no_revision_creates(subject: Subject) -> Iterator[Problem]:
    """A revision that changes a table which no revision creates.

    Why:
        The history does not start from an empty database: `alembic upgrade head` fails there with "no such table". The
        table was made by an earlier, lost history, by `create_all`, or its name is mistyped.

    Example:
        `users` comes from nowhere:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("users", sa.Column("email", sa.String()))

    Instead:
        Let a revision create it first:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("users", sa.Column("id", sa.Integer()))
                op.add_column("users", sa.Column("email", sa.String()))

    Note:
        Only `upgrade()` and literal table names count. A revision behind code whose effect cannot be read from the
        file (a connection, SQL put together at run time) is given the benefit of the doubt.
    """
    history = subject.history
    if subject.unplaced or any(file.error for file in subject.files):
        return  # an unread file may create anything
    created = {name for file in subject.files for name in _created(_upgrade(file))}
    suspects: dict[str, list[Operation]] = {}
    for file in subject.files:
        if file.as_revision is not None and file.kind is FileKind.REVISION:
            altering = [
                operation
                for operation in _upgrade(file)
                if operation.name in _ALTERING and operation.table is not None and operation.table not in created
            ]
            if altering:
                suspects[file.as_revision.id] = altering
    if not suspects:
        return
    doubtful = _behind_opaque(history, subject.files)
    reported: set[str] = set()
    for identifier in (revision for revision in history.order if revision in suspects):
        fresh = [operation for operation in suspects[identifier] if operation.table not in reported]
        if fresh and identifier not in doubtful:
            yield _problem(history, identifier, fresh)
        reported.update(operation.table for operation in fresh if operation.table is not None)


def _upgrade(file: RevisionFile) -> Iterator[Operation]:
    return (operation for operation in file.operations if operation.function == "upgrade")


def _created(operations: Iterable[Operation]) -> Iterator[str]:
    for operation in operations:
        if operation.name == "create_table" and operation.table is not None:
            yield operation.table
        if operation.name == "rename_table":
            names = [*operation.arguments[1:2], operation.keywords.get("new_table_name")]
            yield from (name for name in names if isinstance(name, str))
        for statement in operation.sql:
            yield from _CREATED_BY_SQL.findall(statement)


def _behind_opaque(history: History, files: Iterable[RevisionFile]) -> frozenset[str]:
    """Revisions that are, or come after, one whose effect on tables cannot be read."""
    opaque = [file.as_revision.id for file in files if file.as_revision is not None and _is_opaque(file)]
    known = [identifier for identifier in opaque if identifier in history]
    return history.descendants(known) | frozenset(known)


def _is_opaque(file: RevisionFile) -> bool:
    if file.functions is None or "upgrade" not in file.functions:
        return True
    operations = list(_upgrade(file))
    if not operations:
        return "upgrade" not in file.empty_functions  # it works without a call that could be read
    return any(
        operation.name in _MAY_CREATE
        and not operation.sql
        and (operation.table is None or any(isinstance(argument, SourceText) for argument in operation.arguments[:1]))
        for operation in operations
    )


def _problem(history: History, identifier: str, operations: list[Operation]) -> Problem:
    first: dict[str, Location] = {}
    for operation in operations:
        if operation.table is not None:
            first.setdefault(operation.table, operation.location)
    tables = list(first)
    word = "the table" if len(tables) == 1 else "the tables"
    return Problem(
        f"{titled(history.revisions[identifier])} changes {word} {listed(tables)}, which no revision creates",
        location=first[tables[0]],
        revisions=(identifier,),
        related=tuple(Related(location, f"here it is {table}") for table, location in list(first.items())[1:_SHOWN]),
        help="an upgrade from an empty database fails here; if the history is meant to start from create_all, "
        "ignore this rule, otherwise add the revision that creates it",
    )
