"""Differences in sequences and types."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML542", Kind.SEQUENCE)
def sequence() -> None:
    """A sequence is missing, superfluous, or has different options or another owner.

    Why:
        Inserts that use a missing sequence fail. A sequence that is not owned by its column remains when the table is
        dropped, and a smaller maximum is reached earlier.

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


@drift_rule("ML551", Kind.SEQUENCE_POSITION, Severity.WARNING)
def sequence_position() -> None:
    """A sequence has a different position although the rows are the same.

    Why:
        A sequence below the numbers in use returns one of them again, and the insert fails. A sequence that is ahead
        only skips numbers: that is a note.

    Example:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
            op.execute("INSERT INTO users DEFAULT VALUES")
            op.execute("DELETE FROM users")

    Instead:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
    """


@drift_rule("ML543", Kind.ENUM_TYPE)
def enum_type() -> None:
    """An enum type is missing, superfluous, or its values or their order differ.

    Why:
        A value that only the models have is rejected when the first row uses it. The order of the
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


@drift_rule("ML544", Kind.DOMAIN)
def domain() -> None:
    """A domain is missing, superfluous or different.

    Why:
        All columns of the domain use its type, default and checks: one difference changes what many tables accept.

    Example:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE DOMAIN zip AS text CHECK (VALUE <> '')"))
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE DOMAIN zip AS text")
            op.create_table("users", sa.Column("name", sa.Text))

    Instead:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE DOMAIN zip AS text CHECK (VALUE <> '')"))
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.execute("CREATE DOMAIN zip AS text CHECK (VALUE <> '')")
            op.create_table("users", sa.Column("name", sa.Text))
    """


@drift_rule("ML545", Kind.COMPOSITE_TYPE)
def composite_type() -> None:
    """A composite or range type is missing, superfluous or different.

    Why:
        Columns and functions that use the type contain or return different values, or cannot be created.

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
