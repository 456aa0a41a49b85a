"""ML540: differences of the kind view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def view(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A view is missing, superfluous or says something else.

    Why:
        `create_all` makes tables only. A view that a revision made is not there in databases built from the models,
        unless the models make it in a listener: tests and new installations then lack it.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE VIEW names AS SELECT name FROM users")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(metadata, "after_create", sa.DDL("CREATE VIEW names AS SELECT name FROM users"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE VIEW names AS SELECT name FROM users")

    Note:
        Materialised views are views here, with their indexes.
    """
    yield from problems(differences, Kind.VIEW)
