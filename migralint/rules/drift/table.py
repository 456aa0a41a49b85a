"""ML501: differences of the kind table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def table(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A table that only the models or only the migrations make.

    Why:
        A table that no revision creates is missing in every database that was upgraded: the first query fails in
        production, while tests that use `create_all` pass. One that only the migrations make was forgotten when its
        model went, or its model is not imported where env.py collects the metadata.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))

            # upgrade() of the revisions
            op.execute("SELECT 1")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Note:
        Tables that env.py's `include_object` or `include_name` leaves out, and the version table, are not compared.
    """
    yield from problems(differences, Kind.TABLE)
