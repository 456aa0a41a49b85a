"""Whether a statement of a revision runs inside a transaction."""

from __future__ import annotations

import re

from migralint.changes.change import Change
from migralint.changes.values.connection import Transaction
from migralint.findings.operation_context import Step

_NO_TRANSACTION = re.compile(
    r"isolation_level[\"']?\s*[=:]\s*[\"']?AUTOCOMMIT\b|\btransactional_ddl\s*=\s*False\b", re.IGNORECASE
)


def in_transaction(step: Step) -> bool:
    """Whether the change runs inside Alembic's transaction: not in an `autocommit_block()`, not after a COMMIT, and not
    if env.py or the configuration turns transactions off."""
    if step.in_autocommit or committed(step.earlier):
        return False
    project = step.project
    return not (_NO_TRANSACTION.search(project.env) or _NO_TRANSACTION.search(project.configuration))


def committed(changes: tuple[Change, ...]) -> bool:
    """Whether the last of these changes that starts or ends a transaction ends it."""
    words = [one.word for one in changes if isinstance(one, Transaction) and one.word != "SAVEPOINT"]
    return bool(words) and words[-1] != "BEGIN"


def shares_its_text(step: Step) -> bool:
    """Whether another statement is in the same text: a server runs the text as one transaction."""
    origin = step.change.origin
    if origin.form != "sql":
        return False
    return any(
        one.origin.operation is origin.operation and one.origin.number != origin.number for one in step.view.upgrade
    )
