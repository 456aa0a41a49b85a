"""ML543: differences of the kind enum-type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def enum_type(differences: Iterable[Difference]) -> Iterator[Problem]:
    """An enum type is missing, superfluous, or its values or their order differ.

    Why:
        A value that the models know and the type does not is refused when the first row uses it. The order of the
        values is the order in which the column sorts. Autogenerate does not compare enum types.

    Example:
            # the models, on PostgreSQL
            sa.Table("teams", metadata, sa.Column("plan", sa.Enum("free", "pro", "gold", name="plan")))

            # upgrade() of the revisions
            op.create_table("teams", sa.Column("plan", sa.Enum("free", "pro", name="plan")))

    Instead:
            # the models, on PostgreSQL
            sa.Table("teams", metadata, sa.Column("plan", sa.Enum("free", "pro", "gold", name="plan")))

            # upgrade() of the revisions
            op.create_table("teams", sa.Column("plan", sa.Enum("free", "pro", name="plan")))
            op.execute("ALTER TYPE plan ADD VALUE 'gold'")
    """
    yield from problems(differences, Kind.ENUM_TYPE)
