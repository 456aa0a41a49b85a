"""Differences in columns."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML510", Kind.COLUMN)
def column() -> None:
    """A column that only the models or only the migrations have.

    Why:
        Every query that names the column fails where it is missing. A column that only the migrations have and that is
        NOT NULL without a default makes each insert of the application fail.

    Example:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.Text)
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Instead:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.Text)
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))
            op.add_column("users", sa.Column("email", sa.Text))
    """


@drift_rule("ML511", Kind.COLUMN_TYPE)
def column_type() -> None:
    """A column's type differs.

    Why:
        Values that fit in tests do not fit in production, or vice versa: a shorter VARCHAR rejects them, another type
        compares and sorts them differently. Two names of one type (INT and INTEGER, DECIMAL and NUMERIC) are not a
        difference.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.String(320)))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.String(255)))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.String(320)))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.String(320)))
    """


@drift_rule("ML512", Kind.COLUMN_NULLABLE)
def column_nullable() -> None:
    """A column allows NULL on one side only.

    Why:
        If the migrations allow NULL and the models do not, there may be rows that the application cannot read. In the
        opposite case, its inserts fail.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text, nullable=False))
    """


@drift_rule("ML513", Kind.COLUMN_DEFAULT)
def column_default() -> None:
    """A column's server default differs.

    Why:
        Rows that other programs or later migrations insert get different values in a database built by `create_all` and
        in an upgraded one. Alembic compares server defaults only on request, and then reports differences in spelling.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, server_default="5"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, server_default="5"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer, server_default=sa.text("5")))

    Note:
        The usual cause is a default that was added for existing rows and never dropped. `'5'` and `5` are the same
        for a column of numbers.
    """


@drift_rule("ML514", Kind.COLUMN_COLLATION)
def column_collation() -> None:
    """A column's collation differs.

    Why:
        It decides which strings are equal: a unique constraint that ignores case in one database accepts both `Ann` and
        `ann` in the other.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.String(80, collation="NOCASE")))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.String(80)))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.String(80, collation="NOCASE")))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.String(80, collation="NOCASE")))
    """


@drift_rule("ML515", Kind.COLUMN_COMPUTED)
def column_computed() -> None:
    """A generated column's expression differs, or one side does not generate the column.

    Why:
        The two databases give different values for the same row. If the migrations create a plain column, it stays
        empty.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("a", sa.Integer),
                sa.Column("twice", sa.Integer, sa.Computed("a * 2")),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("a", sa.Integer), sa.Column("twice", sa.Integer, sa.Computed("a + 2"))
            )

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("a", sa.Integer),
                sa.Column("twice", sa.Integer, sa.Computed("a * 2")),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("a", sa.Integer), sa.Column("twice", sa.Integer, sa.Computed("a * 2"))
            )

    Note:
        No database can change the expression of a generated column in place: drop the column and add it again.
    """


@drift_rule("ML516", Kind.COLUMN_IDENTITY)
def column_identity() -> None:
    """An identity column's options differ, or one side has no identity.

    Why:
        With ALWAYS, the server rejects values from the application; without an identity, nothing generates a value.
        Start and increment determine the generated numbers.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, sa.Identity(), nullable=False))

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False))
    """


@drift_rule("ML517", Kind.COLUMN_AUTOINCREMENT)
def column_autoincrement() -> None:
    """A key is numbered automatically on one side only.

    Why:
        On SQLite, a key that is not INTEGER PRIMARY KEY stays NULL if no value is given, and without AUTOINCREMENT the
        number of a deleted row is used again. On PostgreSQL, inserts fail for a column that has lost its sequence.

    Example:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Instead:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
    """


@drift_rule("ML518", Kind.COLUMN_COMMENT)
def column_comment() -> None:
    """A column's comment differs.

    Why:
        People and tools read comments in the database. Databases built by `create_all` and upgraded ones then have
        different descriptions of the same column.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, comment="how many may log in"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer))

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, comment="how many may log in"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer, comment="how many may log in"))
    """


@drift_rule("ML519", Kind.COLUMN_ORDER, Severity.INFO)
def column_order() -> None:
    """The columns are in a different order: a note.

    Why:
        Columns that are added later come last, so the order differs in most projects that are older than a year. It
        matters to `INSERT` without names, to `SELECT *` by position and to `COPY`.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("b", sa.Integer))
            op.add_column("users", sa.Column("a", sa.Integer))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("b", sa.Integer), sa.Column("a", sa.Integer))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("b", sa.Integer))
            op.add_column("users", sa.Column("a", sa.Integer))

    Note:
        A note is not drift, unless `--strict` is given. No database can move a column: change the order in the models.
    """
