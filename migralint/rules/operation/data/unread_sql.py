"""ML376: what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Unread
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def unread_sql(scope: RevisionScope) -> Iterator[Problem]:
    """A part of a revision could not be read.

    Why:
        That part was not checked, and the findings about other revisions of the same tables are no longer certain.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute(make_sql())

    Instead:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM a WHERE id = 1")

    Note:
        `op.execute(CreateIndex(ix))`, `table.create(bind)`, `op.invoke(ops.AddColumnOp(…))`, text that is built of
        known parts, and what a dict or a condition chooses by the name of the dialect are read as well.
    """
    unread = [one for one in scope.view.upgrade if isinstance(one, Unread)]
    if not unread:
        return
    first = unread[0]
    what = {
        "sql": "SQL that could not be parsed",
        "value": "an executed value that is not literal",
        "code": "a call that could not be followed",
    }[first.why]
    more = f", and {len(unread) - 1} more in this revision" if len(unread) > 1 else ""
    shown = " ".join(first.text.split())[:60]
    yield scope.problem(
        f"{what}{f' ({shown})' if shown else ''}{more}: this part is not checked",
        first.origin.location,
        help="to have it checked, write the SQL as a literal, or call op in the revision itself",
    )
