"""ML378: downgrades that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Unread
from migralint.changes.revision import may_only_ask
from migralint.changes.values.connection import AskDatabase
from migralint.changes.values.data import Select
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def empty_downgrade(scope: RevisionScope) -> Iterator[Problem]:
    """downgrade() does nothing, but upgrade() does something.

    Why:
        `alembic downgrade` succeeds, and according to the stamp the change was reversed. But it was not: the next
        upgrade fails on existing objects.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_a", "orders", ["a"])

            def downgrade():
                pass

    Note:
        A function of another module is not read. If its result is tested (`if already_done(op): return`), and its name
        does not suggest a change, it is assumed to be a query. Any other call of it is assumed to change something, and
        the message tells that it was not read.

    Instead:
        Reverse the change, or explain why not:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_a", "orders", ["a"])

            def downgrade():
                op.drop_index("ix_a", "orders")
    """
    functions = scope.view.file.functions or {}
    downgrade, upgrade = functions.get("downgrade"), functions.get("upgrade")
    if not scope.settings.downgrades or downgrade is None or upgrade is None or upgrade.empty:
        return
    if not downgrade.empty or downgrade.raises or downgrade.explained:
        return
    work = [one for one in scope.view.upgrade if _works(one)]
    if not work:
        return
    unread = {" ".join(one.text.split()) for one in work if isinstance(one, Unread) and one.why == "code"}
    does = "does something"
    if unread and all(isinstance(one, Unread) and one.why == "code" for one in work):
        called = ", ".join(f"{one}()" for one in sorted(filter(None, unread))[:2]) or "code"
        does = f"calls {called}, whose code is not read"
    yield scope.problem(
        f"downgrade() does nothing, though upgrade() {does}",
        downgrade.location,
        help=(
            'reverse the change, or raise NotImplementedError("…"), or explain in a comment why there is nothing to do'
        ),
    )


def _works(change: Change) -> bool:
    asks = isinstance(change, Unread) and may_only_ask(change.origin.operation)
    return not isinstance(change, AskDatabase | Select) and not asks
