"""Which tables a revision creates, as far as its file shows, and whether it may create others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migralint.history.file import RevisionFile
from migralint.history.operation import OPAQUE, Operation, SourceText

_NAME = r"""["`\[]?(?:[\w$ ]+["`\]]?\.["`\[]?){0,2}([\w$]+)"""
_CREATED_BY_SQL = re.compile(
    rf"""\bcreate\s+(?:(?!table\b|view\b)\w+\s+){{0,4}}?(?:table|view)\s+(?:if\s+not\s+exists\s+)?{_NAME}
        |\brename\s+(?:table\s+.+?\s+)?to\s+{_NAME}
        |(?<!insert\s)(?<!merge\s)(?<!replace\s)(?<!ignore\s)(?<!overwrite\s)\binto\s+{_NAME}""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(
    r"""\bcreate\s+(?:\w+\s+){0,4}?(?:table|view)\s+(?:if\s+not\s+exists\s+)?(?:["`\[][^"`\]]+["`\]]\.)?["`\[]([^"`\]]+)["`\]]
        |\brename\s+to\s+["`\[]([^"`\]]+)["`\]]""",
    re.IGNORECASE | re.VERBOSE,
)
_UNKNOWN_SQL = re.compile(
    r"""^\s*(?:(?:call|do|exec|execute|perform)\b|select\s+[\w."]+\s*\(|\\i\b)|\bexecute\s+(?:format|immediate|')""",
    re.IGNORECASE,
)
"""SQL that runs code whose text is elsewhere."""
_MAY_CREATE = frozenset(
    {
        *("create_table", "execute", "get_bind", "get_context", "invoke", "run_async", "rename_table", "run_sync"),
        *("run_callable", "scalar", "exec_driver_sql", "executemany", "executescript", OPAQUE),
    }
)
_CREATES_NO_TABLE = frozenset(
    {
        *("add_column", "alter_column", "batch_alter_table", "bulk_insert", "create_check_constraint"),
        *("create_exclude_constraint", "create_foreign_key", "create_index", "create_primary_key"),
        *("create_table_comment", "create_unique_constraint", "drop_column", "drop_constraint", "drop_index"),
        *("drop_table", "drop_table_comment", "f", "inline_literal", "register_operation"),
    }
)
"""Alembic's own directives; others were registered by an extension or the project, as `op.create_view()`."""


def created_tables(operations: Iterable[Operation]) -> Iterator[str]:
    """Yield the names of the tables and views that operations create, in lower case: servers fold names."""
    for operation in operations:
        if operation.name == "create_table" and operation.table is not None:
            yield operation.table.lower()
        if operation.name == "rename_table":
            names = [*operation.arguments[1:2], operation.keywords.get("new_table_name")]
            yield from (name.lower() for name in names if isinstance(name, str))
        for statement in operation.sql:
            yield from created_by_sql(statement)


def created_by_sql(statement: str) -> Iterator[str]:
    """Yield the names of the tables and views that SQL text creates, in lower case."""
    for groups in _CREATED_BY_SQL.findall(statement):
        yield from (name.lower() for name in groups if name)
    for groups in _QUOTED.findall(statement):
        yield from (name.lower() for name in groups if name)


def may_create_others(file: RevisionFile, operations: list[Operation]) -> bool:
    """Whether a revision may create tables that cannot be read from its file; `operations` are those of `upgrade()`."""
    if file.functions is None or "upgrade" not in file.functions:
        return True
    if not operations:
        return "upgrade" not in file.empty_functions  # it changes something without a call that could be read
    if any(function.delegates for name, function in file.functions.items() if name != "downgrade"):
        return True
    return any(map(_is_opaque, operations))


def _is_opaque(operation: Operation) -> bool:
    if any(_UNKNOWN_SQL.search(statement) for statement in operation.sql):
        return True
    if operation.name not in _MAY_CREATE:
        return not (operation.bind or operation.batch or operation.name in _CREATES_NO_TABLE)
    if operation.sql:
        return False
    return operation.table is None or any(isinstance(argument, SourceText) for argument in operation.arguments[:1])
