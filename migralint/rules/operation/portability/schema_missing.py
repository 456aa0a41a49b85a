"""ML396: tables that are named without their schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def schema_missing(step: Step) -> Iterator[Problem]:
    """A table of a schema is named without the schema, or vice versa.

    Why:
        This is another table, or none: the session's search path decides.

    Example:
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), schema="shop")

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("due", sa.Date()))

    Instead:
        Name it:

            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), schema="shop")

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("due", sa.Date()), schema="shop")
    """
    change = step.change
    table = change.table
    if table is None or step.dialects == frozenset({"sqlite"}) or step.state.entry(table) is not None:
        return
    if _SEARCH.search(step.project.env) or "search_path" in step.state.variables or not step.state.is_certain:
        return
    others = [
        one
        for one in step.state.tables.values()
        if one.name.name.lower() == table.name.lower() and one.made is not None and one.age >= step.state.age
    ]
    if len(others) == 1 and bool(others[0].name.schema) != bool(table.schema):
        known = others[0].name
        help = f'add schema="{known.schema}"' if known.schema else "omit the schema"
        yield step.problem(
            f"the history has {known}, but this names {table}: another table, or a missing one", help=help
        )


_SEARCH = re.compile(r"search_path|schema_translate_map|version_table_schema|include_schemas|default_schema")
