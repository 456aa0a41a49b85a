"""ML541: differences of the kind trigger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def trigger(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A trigger is missing, superfluous or says something else.

    Why:
        `create_all` makes tables only. What the trigger keeps in order in upgraded databases goes wrong in those built
        from the models. Alembic's batch mode on SQLite drops the triggers of a table.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE TRIGGER once AFTER INSERT ON users BEGIN SELECT 1; END")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(
                metadata,
                "after_create",
                sa.DDL("CREATE TRIGGER once AFTER INSERT ON users BEGIN SELECT 1; END"),
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE TRIGGER once AFTER INSERT ON users BEGIN SELECT 1; END")

    Note:
        PostgreSQL's rules count as triggers.
    """
    yield from problems(differences, Kind.TRIGGER)
