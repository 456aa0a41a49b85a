"""ML546: differences of the kind function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def function(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A function, procedure or aggregate is missing, superfluous or says something else.

    Why:
        `create_all` makes tables only. Triggers, defaults and queries that call the function work in upgraded databases
        and fail in those built from the models.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(
                metadata, "after_create", sa.DDL("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")

    Note:
        White space and comments in a body are no difference.
    """
    yield from problems(differences, Kind.FUNCTION)
