"""ML386: enum types that are created twice."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.objects import CreateType
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related


def enum_type_created_twice(step: Step) -> Iterator[Problem]:
    """Creating a table also creates an enum type that already exists.

    Why:
        The upgrade fails with "already exists" if the revisions run in two upgrades. If one upgrade runs both,
        SQLAlchemy remembers the type, and there is no error: CI with an empty database passes.

    Example:
            # dialect: postgresql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("state", sa.Enum("new", "paid", name="state")))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("lines", sa.Column("state", sa.Enum("new", "paid", name="state")))

    Instead:
        Pass create_type=False:

            # dialect: postgresql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("state", sa.Enum("new", "paid", name="state")))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa
            from sqlalchemy.dialects import postgresql

            def upgrade():
                op.create_table(
                    "lines", sa.Column("state", postgresql.ENUM("new", "paid", name="state", create_type=False))
                )
    """
    change = step.change
    if isinstance(change, CreateType):
        held = step.state.type(change.name.name if change.name is not None else None)
        if held is not None and not change.check_first and held.made is not None and held.made.dialects is None:
            yield _problem(step, held.name, "drop it first, or omit it")
        return
    told: set[str] = set()
    for column in change.columns:
        kind = column.type.on("postgresql")
        if kind.family != "enum" or kind.name is None or not kind.native or kind.name in told:
            continue
        if not kind.create_type and kind.function.rpartition(".")[2] == "ENUM":
            continue
        held = step.state.type(kind.name)
        if held is None or held.made is None or held.made.dialects is not None:
            continue
        same_revision = held.made.revision == step.view.revision.id
        if same_revision and held.by == "create_table" and held.values == kind.values:
            continue
        if not kind.create_type and same_revision:
            continue
        told.add(kind.name)
        yield _problem(step, kind.name, f'postgresql.ENUM(…, name="{kind.name}", create_type=False)')


def _problem(step: Step, name: str, help: str) -> Problem:
    held = step.state.type(name)
    made = held.made if held is not None else None
    related = (Related(made.location, "it is created here"),) if made is not None and made.location is not None else ()
    return step.problem(
        f"the enum type {name} already exists: this fails, unless both revisions run in one upgrade",
        related=related,
        help=help,
    )
