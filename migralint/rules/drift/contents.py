"""Differences in what tables hold, and what no other rule sees."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.drift.declared import drift_rule
from migralint.schema.compare.difference import Kind


@drift_rule("ML550", Kind.ROWS)
def rows() -> None:
    """A table holds other rows after create_all than after the upgrade.

    Why:
        Revisions that insert roles, settings or other seeds leave them in upgraded databases; `create_all` does not.
        Whoever builds a database from the models, tests included, works without them. Rows that a removed revision
        inserted are lost for good.

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
        If only columns differ whose default is the time or chance, it is a note.
    """


@drift_rule("ML560", Kind.STORED_DDL, Severity.INFO)
def stored_ddl() -> None:
    """What the database stores of an object differs, though all that is compared is the same: a note.

    Why:
        The last net: nothing differs silently. It shows what no other rule has a word for, such as a named NOT NULL,
        the storage of a column, or on PostgreSQL a comment on the column of a view.

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
        A note is no drift unless `--strict` is given.
    """
