"""Differences in what a database holds beside tables and types."""

from __future__ import annotations

from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML540", Kind.VIEW)
def view() -> None:
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


@drift_rule("ML541", Kind.TRIGGER)
def trigger() -> None:
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


@drift_rule("ML546", Kind.FUNCTION)
def function() -> None:
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


@drift_rule("ML547", Kind.EXTENSION)
def extension() -> None:
    """An extension is missing or superfluous.

    Why:
        Types, operators and functions of the extension are not there in databases built from the models.

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
        What env.py's own session does (the setting `setup-sql`) is done on both sides.
    """


@drift_rule("ML548", Kind.POLICY)
def policy() -> None:
    """A row security policy is missing, superfluous or says something else.

    Why:
        Policies decide who sees which rows. A database built without one shows its rows to all, or to nobody.

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
        `create_all` makes tables only. What such an object is for works in upgraded databases alone.

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
