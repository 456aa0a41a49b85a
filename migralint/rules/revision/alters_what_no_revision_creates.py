"""ML214: tables that are changed but never made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem, Related
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.operation import OPAQUE, Operation, SourceText
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
_MAY_CREATE = frozenset(
    {
        *("create_table", "execute", "get_bind", "get_context", "invoke", "run_async", "rename_table", "run_sync"),
        *("run_callable", "scalar", "exec_driver_sql", "executemany", "executescript", OPAQUE),
    }
)
_OWN_DIRECTIVES = _ALTERING | {"f", "inline_literal", "register_operation", "drop_index"}
_CREATED_BY_SQL = re.compile(
    r"""\b(?:create\s+(?:\w+\s+){0,3}?(?:table|view)\s+(?:if\s+not\s+exists\s+)?
        |rename\s+to\s+|into\s+)["`\[]?(?:\w+["`\]]?\.["`\[]?)?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_SHOWN = 5


def alters_what_no_revision_creates(subject: HistoryContext) -> Iterator[Problem]:
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
        file (a connection, SQL put together at run time) is given the benefit of the doubt. After a prune nothing is
        reported: the revisions that created the tables are gone on purpose.
    """
    history = subject.history
    if subject.begins_after_prune:
        return
    if subject.unplaced or any(file.error for file in subject.files):
        return  # an unread file may create anything
    created: set[str] = set()
    suspects: dict[str, dict[str, Location]] = {}
    opaque: list[str] = []
    for file in subject.files:
        revision = file.as_revision
        if revision is None or file.kind is not FileKind.REVISION:
            continue
        # One pass: operations are unpacked anew each time they are asked for.
        operations = [operation for operation in file.operations if operation.function == "upgrade"]
        created.update(_created(operations))
        if altered := _altered(operations):
            suspects[revision.id] = altered
        if _is_opaque(file, operations):
            opaque.append(revision.id)
    missing = {table for altered in suspects.values() for table in altered} - created
    if not missing:
        return
    # What comes after a revision whose effect cannot be read may find its tables there.
    doubtful = history.descendants(opaque) | frozenset(opaque)
    for identifier in (revision for revision in history.order if revision in suspects):
        fresh = {table: place for table, place in suspects[identifier].items() if table in missing}
        if fresh and identifier not in doubtful:
            yield _problem(history, identifier, fresh)
        missing -= fresh.keys()


def _altered(operations: Iterable[Operation]) -> dict[str, Location]:
    """The tables that are changed, each with the first place."""
    altered: dict[str, Location] = {}
    for operation in operations:
        if operation.name in _ALTERING and operation.table is not None:
            altered.setdefault(operation.table, operation.location)
    return altered


def _created(operations: Iterable[Operation]) -> Iterator[str]:
    for operation in operations:
        if operation.name == "create_table" and operation.table is not None:
            yield operation.table
        if operation.name == "rename_table":
            names = [*operation.arguments[1:2], operation.keywords.get("new_table_name")]
            yield from (name for name in names if isinstance(name, str))
        for statement in operation.sql:
            yield from _CREATED_BY_SQL.findall(statement)


def _is_opaque(file: RevisionFile, operations: list[Operation]) -> bool:
    if file.functions is None or "upgrade" not in file.functions:
        return True
    if not operations:
        return "upgrade" not in file.empty_functions  # it works without a call that could be read
    return any(_may_create(operation) for operation in operations)


def _may_create(operation: Operation) -> bool:
    if operation.name in _MAY_CREATE:
        unknown = operation.table is None or any(isinstance(one, SourceText) for one in operation.arguments[:1])
        return not operation.sql and unknown
    return _is_directive_of_others(operation)


def _is_directive_of_others(operation: Operation) -> bool:
    """`op.create_view()` and the like, which an extension or the project has registered."""
    return not operation.bind and not operation.batch and operation.name not in _OWN_DIRECTIVES


def _problem(history: History, identifier: str, places: dict[str, Location]) -> Problem:
    tables = list(places)
    word = "the table" if len(tables) == 1 else "the tables"
    return Problem(
        f"{titled(history.revisions[identifier])} changes {word} {listed(tables)}, which no revision creates",
        location=places[tables[0]],
        revisions=(identifier,),
        related=tuple(Related(places[table], f"here it is {table}") for table in tables[1:_SHOWN]),
        help="an upgrade from an empty database fails here; if the history is meant to start from create_all, "
        "ignore this rule, otherwise add the revision that creates it",
    )
