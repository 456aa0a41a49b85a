"""Differences in constraints and indexes."""

from __future__ import annotations

from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML520", Kind.PRIMARY_KEY)
def primary_key() -> None:
    """The primary key differs: its columns, their order, or one side has none.

    Why:
        The key decides which rows can exist; its order decides which queries are fast. Autogenerate does not compare
        it.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("team", sa.Integer, primary_key=True, autoincrement=False),
                sa.Column("name", sa.Text, primary_key=True),
            )

            # upgrade() of the revisions
            op.create_table(
                "users",
                sa.Column("team", sa.Integer, primary_key=True),
                sa.Column("name", sa.Text, nullable=False),
            )

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("team", sa.Integer, primary_key=True, autoincrement=False),
                sa.Column("name", sa.Text, primary_key=True),
            )

            # upgrade() of the revisions
            op.create_table(
                "users",
                sa.Column("team", sa.Integer, nullable=False),
                sa.Column("name", sa.Text, nullable=False),
                sa.PrimaryKeyConstraint("team", "name"),
            )
    """


@drift_rule("ML521", Kind.UNIQUE_CONSTRAINT)
def unique_constraint() -> None:
    """A unique constraint is missing, superfluous or different.

    Why:
        Without it, duplicates can be inserted; they are only noticed when the constraint is added later. A unique index
        instead of a constraint is also a difference: the two are dropped by different operations, and only the
        constraint can be deferred or referenced.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, unique=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, unique=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text), sa.UniqueConstraint("email"))
    """


@drift_rule("ML522", Kind.CHECK_CONSTRAINT)
def check_constraint() -> None:
    """A check constraint is missing, superfluous or different.

    Why:
        Rows that the models forbid are accepted, or rows that the application writes are rejected. Autogenerate does
        not compare checks, and Alembic's batch mode on SQLite drops those without a name.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("age", sa.Integer),
                sa.CheckConstraint("age >= 0", name="ck_users_age"),
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("age", sa.Integer))

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("age", sa.Integer),
                sa.CheckConstraint("age >= 0", name="ck_users_age"),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("age", sa.Integer), sa.CheckConstraint("(age >= 0)", name="ck_users_age")
            )

    Note:
        Parentheses, quotes and case without a meaning are not a difference; the same operands in another order are a
        note.
    """


@drift_rule("ML523", Kind.FOREIGN_KEY)
def foreign_key() -> None:
    """A foreign key is missing, superfluous or different.

    Why:
        Without it, rows can reference rows that do not exist. With a different ON DELETE, a deletion also deletes other
        rows, or fails, in one of the two databases.

    Example:
            # the models
            sa.Table("teams", metadata, sa.Column("id", sa.Integer, primary_key=True))
            sa.Table("users", metadata, sa.Column("team", sa.ForeignKey("teams.id", ondelete="CASCADE")))

            # upgrade() of the revisions
            op.create_table("teams", sa.Column("id", sa.Integer, primary_key=True))
            op.create_table("users", sa.Column("team", sa.Integer, sa.ForeignKey("teams.id")))

    Instead:
            # the models
            sa.Table("teams", metadata, sa.Column("id", sa.Integer, primary_key=True))
            sa.Table("users", metadata, sa.Column("team", sa.ForeignKey("teams.id", ondelete="CASCADE")))

            # upgrade() of the revisions
            op.create_table("teams", sa.Column("id", sa.Integer, primary_key=True))
            op.create_table(
                "users", sa.Column("team", sa.Integer, sa.ForeignKey("teams.id", ondelete="CASCADE"))
            )
    """


@drift_rule("ML524", Kind.EXCLUSION_CONSTRAINT)
def exclusion_constraint() -> None:
    """An exclusion constraint is missing, superfluous or different.

    Why:
        It forbids overlapping rows, such as two bookings of one room. Autogenerate does not compare it, so a constraint
        that only the models have never reaches a database.

    Example:
            # the models, on PostgreSQL
            sa.Table(
                "bookings",
                metadata,
                sa.Column("during", postgresql.TSRANGE),
                postgresql.ExcludeConstraint(("during", "&&"), name="once"),
            )

            # upgrade() of the revisions
            op.create_table("bookings", sa.Column("during", postgresql.TSRANGE))

    Instead:
            # the models, on PostgreSQL
            sa.Table(
                "bookings",
                metadata,
                sa.Column("during", postgresql.TSRANGE),
                postgresql.ExcludeConstraint(("during", "&&"), name="once"),
            )

            # upgrade() of the revisions
            op.create_table("bookings", sa.Column("during", postgresql.TSRANGE))
            op.create_exclude_constraint("once", "bookings", ("during", "&&"))
    """


@drift_rule("ML525", Kind.CONSTRAINT_NAME)
def constraint_name() -> None:
    """A constraint has another name: `drop_constraint` by name will fail on one side.

    Why:
        A later revision that drops the constraint uses its name. Two different explicit names are drift. A name on one
        side and no name, or a generated one, on the other is a note, unless the code of a revision uses the name.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("email", sa.Text),
                sa.UniqueConstraint("email", name="uq_users_email"),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("email", sa.Text), sa.UniqueConstraint("email", name="unique_email")
            )

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("email", sa.Text),
                sa.UniqueConstraint("email", name="uq_users_email"),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("email", sa.Text), sa.UniqueConstraint("email", name="uq_users_email")
            )

    Note:
        A naming convention in the MetaData, with `target_metadata` in env.py, gives both sides the same names.
    """


@drift_rule("ML530", Kind.INDEX)
def index() -> None:
    """An index is missing, superfluous, or differs under the same name.

    Why:
        A query that is fast in tests reads the whole table in production; without a unique index, duplicates can be
        inserted. Keys, their order and direction, expressions, the condition of a partial index, method and operator
        classes are all compared. An index is identified by its name, which `drop_index` uses.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, index=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, index=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))
            op.create_index("ix_users_email", "users", ["email"])
    """
