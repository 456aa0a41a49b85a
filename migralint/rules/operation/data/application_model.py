"""ML369: models of the application in migrations."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def application_model(step: Step) -> Iterator[Problem]:
    """A revision uses a model of the application.

    Why:
        The model changes later, but the revision does not. In a year, a fresh upgrade selects columns here that only a
        later revision adds, and fails.

    Example:
            # app/__init__.py
            # app/models.py
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            from app.models import Order
            from sqlalchemy.orm import Session

            def upgrade():
                session = Session(bind=op.get_bind())
                for order in session.query(Order):
                    order.note = ""

    Instead:
        Declare what the revision needs:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                orders = sa.table("orders", sa.column("note"))
                op.execute(orders.update().values(note=""))

    Note:
        Classes that the revision itself declares, column types, enums and constants do not count.
    """
    operation = step.change.origin.operation
    own = [name for name in operation.around.models if _is_own(name, step)]
    if not own:
        return
    name = own[0].rpartition(".")[2]
    yield step.problem(
        f"{own[0].lstrip('.')} is a model of the application: a later upgrade from empty will use its future state",
        help=f'declare what is needed in the revision: sa.table("…", sa.column("…")) instead of {name}',
    )


def _is_own(name: str, step: Step) -> bool:
    return name.startswith(".") or name.partition(".")[0] in step.project.packages
