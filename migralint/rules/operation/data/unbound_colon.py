"""ML373: colons that are treated as parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem
from migralint.history.expression import SourceText
from migralint.history.operation import Operation


def unbound_colon(scope: RevisionScope) -> Iterator[Problem]:
    """A colon in SQL text is treated as a parameter without a value.

    Why:
        `op.execute` and `sa.text` read every `:name`, even inside quotes: "A value is required for bind parameter".
        Offline mode prints `%(name)s` into the script.
        https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("UPDATE settings SET value = '{\\\"on\\\":true}' WHERE id = 1")

    Instead:
        Bind the value, or escape the colon:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.execute(sa.text("UPDATE settings SET value = :value WHERE id = 1").bindparams(value='{"on":true}'))

    Note:
        `::type`, `12:30`, `:=` and `\\:` are not parameters.
    """
    for change in _first_statements(scope):
        operation = change.origin.operation
        if not _is_text(operation):
            continue
        bound = _bound(operation)
        if bound is None:
            continue
        texts = (*operation.sql, operation.template)
        names = [name for text in texts for name in _PARAMETER.findall(text) if name not in bound]
        if names:
            shown = ", ".join(f":{name}" for name in dict.fromkeys(names))
            yield scope.problem(
                f"{shown} in the text is a bind parameter, but no value is bound to it",
                change.origin.location,
                help="write \\: if a colon is meant, or bind it with sa.text(…).bindparams(…)",
            )


_PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")
"""SQLAlchemy's own pattern."""


def _first_statements(scope: RevisionScope) -> Iterator[Change]:
    """One change for each call that executes text."""
    seen: set[int] = set()
    for change in scope.view.upgrade:
        operation = change.origin.operation
        around = operation.around
        if change.origin.form != "sql" or id(operation) in seen or around.caught:
            continue
        seen.add(id(operation))
        yield change


def _bound(operation: Operation) -> frozenset[str] | None:
    """The names that `.bindparams(…)` or `.params(…)` binds; None if they are not known."""
    first = operation.arguments[0] if operation.arguments else None
    call = first.call() if isinstance(first, SourceText) else None
    names: set[str] = set()
    while call is not None and call.name in ("bindparams", "params"):
        if call.name == "params" and call.arguments:  # a dict
            return None
        names |= call.keywords.keys()
        for argument in call.arguments:
            made = argument.call() if isinstance(argument, SourceText) else None
            name = made.arguments[0] if made is not None and made.name == "bindparam" and made.arguments else None
            if not isinstance(name, str):
                return None
            names.add(name)
        inner = call.receiver
        call = inner.call() if isinstance(inner, SourceText) else None
    return None if "**" in names or (names and call is None) else frozenset(names)


def _is_text(operation: Operation) -> bool:
    """Whether SQLAlchemy searches it for parameters, and none is passed."""
    if operation.name not in ("execute", "scalar", "scalars") or len(operation.arguments) > 1:
        return False
    if any(name not in ("sqltext", "statement", "execution_options") for name in operation.keywords):
        return False
    first = operation.arguments[0] if operation.arguments else None
    if isinstance(first, SourceText):
        call = first.call()
        if call is None:
            return not operation.bind and "params(" not in first.text
        return call.name in ("text", "bindparams", "params") or (call.name != "DDL" and "params(" not in first.text)
    return True
