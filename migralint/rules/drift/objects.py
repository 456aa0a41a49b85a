"""Differences in objects other than tables and types."""

from __future__ import annotations

from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML540", Kind.VIEW)
def view() -> None:
    """A view is missing, superfluous or different.

    Why:
        `create_all` only creates tables. A view that a revision created does not exist in databases built from the
        models, unless the models create it in a listener: tests and new installations lack it.

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
        Materialised views count as views, with their indexes.
    """


@drift_rule("ML541", Kind.TRIGGER)
def trigger() -> None:
    """A trigger is missing, superfluous or different.

    Why:
        `create_all` only creates tables. Data that the trigger keeps consistent in upgraded databases becomes
        inconsistent in databases built from the models. Alembic's batch mode on SQLite drops the triggers of a table.

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


@drift_rule("ML546", Kind.FUNCTION)
def function() -> None:
    """A function, procedure or aggregate is missing, superfluous or different.

    Why:
        `create_all` only creates tables. Triggers, defaults and queries that call the function work in upgraded
        databases and fail in those built from the models.

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
        White space and comments in a body are not a difference.
    """


@drift_rule("ML547", Kind.EXTENSION)
def extension() -> None:
    """An extension is missing or superfluous.

    Why:
        Types, operators and functions of the extension do not exist in databases built from the models.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE EXTENSION citext")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(metadata, "after_create", sa.DDL("CREATE EXTENSION citext"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE EXTENSION citext")

    Note:
        The statements of env.py's session (the setting `setup-sql`) are run on both sides.
    """


@drift_rule("ML548", Kind.POLICY)
def policy() -> None:
    """A row security policy is missing, superfluous or different.

    Why:
        Policies decide which role sees which rows. A database built without a policy shows its rows to every role, or
        to none.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE POLICY own ON users USING (name = current_user)")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(
                metadata, "after_create", sa.DDL("CREATE POLICY own ON users USING (name = current_user)")
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE POLICY own ON users USING (name = current_user)")
    """


@drift_rule("ML549", Kind.OTHER_OBJECT)
def other_object() -> None:
    """Anything else that one side lacks: statistics, a collation, a cast, a publication, SQLite's user_version.

    Why:
        `create_all` only creates tables. Features that use such an object only work in upgraded databases.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE STATISTICS same ON name, (lower(name)) FROM users")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(
                metadata, "after_create", sa.DDL("CREATE STATISTICS same ON name, (lower(name)) FROM users")
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE STATISTICS same ON name, (lower(name)) FROM users")
    """


@drift_rule("ML552", Kind.PRIVILEGES)
def privileges() -> None:
    """The owner or the privileges of an object differ.

    Why:
        Without a REVOKE, a database allows what was forbidden; without a GRANT, or with another owner, the application
        is denied access. The owner also decides as which role a SECURITY DEFINER function runs.

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
