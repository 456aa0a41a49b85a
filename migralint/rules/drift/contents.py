"""Differences in the rows of tables, and differences that no other rule covers."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML550", Kind.ROWS)
def rows() -> None:
    """A table holds other rows after create_all than after the upgrade.

    Why:
        Revisions that insert roles, settings or other seed rows create them in upgraded databases; `create_all` does
        not. Databases that are built from the models, also in tests, do not have them. Rows that a removed revision
        inserted are lost permanently.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("INSERT INTO users (name) VALUES ('admin')")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(metadata, "after_create", sa.DDL("INSERT INTO users (name) VALUES ('admin')"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("INSERT INTO users (name) VALUES ('admin')")

    Note:
        If only columns with a time or random default differ, it is a note.
    """


@drift_rule("ML560", Kind.STORED_DDL, Severity.INFO)
def stored_ddl() -> None:
    """The stored definition of an object differs, although everything that is compared is the same: a note.

    Why:
        This is the last check, so that no difference is silent. It shows what no other rule covers, such as a named NOT
        NULL, the storage of a column, or on PostgreSQL a comment on the column of a view.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.execute("CREATE TABLE users (name TEXT CONSTRAINT nn NOT NULL)")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.execute('CREATE TABLE users ("name" text not null)')

    Note:
        A note is not drift, unless `--strict` is given.
    """
