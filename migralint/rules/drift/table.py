"""Differences in tables."""

from __future__ import annotations

from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML501", Kind.TABLE)
def table() -> None:
    """A table that only the models or only the migrations create.

    Why:
        A table that no revision creates is missing in every database that was upgraded: the first query fails in
        production, while tests that use `create_all` pass. If only the migrations create a table, it was forgotten when
        its model was removed, or its model is not imported by env.py.

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
        Tables that env.py's `include_object` or `include_name` excludes, and the version table, are not compared.
    """


@drift_rule("ML502", Kind.TABLE_OPTIONS)
def table_options() -> None:
    """A table's options differ: STRICT, WITHOUT ROWID, UNLOGGED, partitioning, row security.

    Why:
        Options decide what a table accepts and keeps. An unlogged table is empty after a crash; a table without STRICT
        accepts text in an integer column. Autogenerate does not compare them.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)
    """


@drift_rule("ML503", Kind.TABLE_COMMENT)
def table_comment() -> None:
    """A table's comment differs.

    Why:
        People and tools read comments in the database. Databases built by `create_all` and upgraded ones then have
        different descriptions of the same table.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer), comment="people who log in")

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer))

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("id", sa.Integer), comment="people who log in")

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer), comment="people who log in")
    """


@drift_rule("ML539", Kind.SCHEMA)
def schema() -> None:
    """A schema that only one side has.

    Why:
        Everything in it is missing too, or it is no longer used.

    Example:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE SCHEMA audit"))
            sa.Table("users", metadata, sa.Column("id", sa.Integer))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer))

    Instead:
            # the models, on PostgreSQL
            event.listen(metadata, "before_create", sa.DDL("CREATE SCHEMA audit"))
            sa.Table("users", metadata, sa.Column("id", sa.Integer))

            # upgrade() of the revisions
            op.execute("CREATE SCHEMA audit")
            op.create_table("users", sa.Column("id", sa.Integer))
    """
