"""ML552: differences of the kind privileges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def privileges(differences: Iterable[Difference]) -> Iterator[Problem]:
    """The owner of an object differs, or who may do what with it.

    Why:
        A database built without a REVOKE lets everybody do what somebody has forbidden; without a GRANT, or with
        another owner, the application is refused. The owner also decides as whom a SECURITY DEFINER function runs.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("GRANT SELECT ON users TO PUBLIC")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(metadata, "after_create", sa.DDL("GRANT SELECT ON users TO PUBLIC"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("GRANT SELECT ON users TO PUBLIC")
    """
    yield from problems(differences, Kind.PRIVILEGES)
