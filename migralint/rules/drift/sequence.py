"""ML542: differences of the kind sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def sequence(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A sequence is missing, superfluous, or counts or belongs otherwise.

    Why:
        Inserts that take a value from a missing sequence fail. One that its column does not own is left behind when the
        table goes, and a smaller maximum is reached earlier.

    Example:
            # the models, on PostgreSQL
            sa.Sequence("numbers", start=1000, metadata=metadata)
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE SEQUENCE numbers")
            op.create_table("users", sa.Column("name", sa.Text))

    Instead:
            # the models, on PostgreSQL
            sa.Sequence("numbers", start=1000, metadata=metadata)
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE SEQUENCE numbers START WITH 1000")
            op.create_table("users", sa.Column("name", sa.Text))
    """
    yield from problems(differences, Kind.SEQUENCE)
