"""ML370: sessions in migrations."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.data import Orm
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def orm_session(scope: RevisionScope) -> Iterator[Problem]:
    """A revision uses an ORM session.

    Why:
        A session decides itself when to flush, and does nothing in offline mode (`alembic upgrade --sql`). Off by
        default.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                session = sa.orm.Session(bind=op.get_bind())
                session.query(Order).delete()

    Instead:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM orders WHERE id = 3")
    """
    for change in scope.view.upgrade:
        if isinstance(change, Orm):
            yield scope.problem(
                "an ORM session is used here: it chooses the order of its statements, and offline mode renders nothing",
                change.origin.location,
                help="use op.execute() with SQLAlchemy Core statements",
            )
            return
