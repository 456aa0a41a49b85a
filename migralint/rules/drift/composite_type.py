"""ML545: differences of the kind composite-type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def composite_type(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A composite or range type is missing, superfluous or says something else.

    Why:
        Columns and functions that use the type hold or return something else, or cannot be made.

    Example:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE TYPE address AS (street text, zip text)"))
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE TYPE address AS (street text)")
            op.create_table("users", sa.Column("name", sa.Text))

    Instead:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE TYPE address AS (street text, zip text)"))
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE TYPE address AS (street text, zip text)")
            op.create_table("users", sa.Column("name", sa.Text))
    """
    yield from problems(differences, Kind.COMPOSITE_TYPE)
