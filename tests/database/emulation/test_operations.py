"""Alembic's operations that SQLite lacks, on a project that targets PostgreSQL."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic.ddl.sqlite import SQLiteImpl

from tests.support.scratch import Scratch, scratch


def users(base: Scratch) -> None:
    base.op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(50), unique=True),
        sa.Column("age", sa.Integer, sa.CheckConstraint("age > 0")),
    )
    base.run("INSERT INTO users (email, age) VALUES ('x', 1)")


def _last_not_null(sql: str) -> str:
    """SQLite from 3.53 on sets NOT NULL itself, and writes it behind the checks."""
    return re.sub(r"NOT NULL (CHECK \([^()]*\))", r"\1 NOT NULL", sql)


def test_alter_column_changes_each_property() -> None:
    with scratch() as base:
        users(base)
        base.op.alter_column(
            "users", "age", nullable=False, server_default="3", type_=sa.BigInteger(), new_column_name="years"
        )
        assert _last_not_null("years BIGINT DEFAULT '3' NOT NULL CHECK (years > 0)") in _last_not_null(
            base.sql("users")
        )
        base.op.alter_column("users", "years", nullable=True, server_default=None)
        assert "years BIGINT CHECK (years > 0)" in base.sql("users")
        assert base.rows("select * from users") == [(1, "x", 1)]
        assert set(base.classes.values()) == {"exact"}


def test_a_comment_has_no_meaning_on_sqlite() -> None:
    with scratch() as base:
        users(base)
        before = base.sql("users")
        base.op.alter_column("users", "age", comment="in years")
        base.op.create_table_comment("users", "people")
        assert base.sql("users") == before
        assert set(base.classes.values()) == {"no meaning here"}


def test_constraints_of_every_kind_come_and_go() -> None:
    with scratch() as base:
        users(base)
        base.op.create_unique_constraint("uq", "users", ["email", "age"])
        base.op.create_check_constraint("ck", "users", "age < 200")
        base.op.create_foreign_key("fk", "users", "users", ["age"], ["id"], ondelete="SET NULL")
        text = base.sql("users")
        assert "CONSTRAINT uq UNIQUE (email, age)" in text
        assert "CONSTRAINT ck CHECK (age < 200)" in text
        assert "CONSTRAINT fk FOREIGN KEY(age) REFERENCES users (id) ON DELETE SET NULL" in text
        for name, kind in (("uq", "unique"), ("ck", "check"), ("fk", "foreignkey")):
            base.op.drop_constraint(name, "users", type_=kind)
        assert "CONSTRAINT" not in base.sql("users")
        assert set(base.classes.values()) == {"exact"}


def test_a_primary_key_makes_its_columns_not_null() -> None:
    with scratch() as base:
        base.run("CREATE TABLE pair (a INT, b INT)")
        base.op.create_primary_key("pk", "pair", ["a", "b"])
        assert base.sql("pair").endswith("( a INTEGER NOT NULL, b INTEGER NOT NULL, CONSTRAINT pk PRIMARY KEY (a, b) )")


@pytest.mark.parametrize(
    ("dialect", "name", "kind"),
    [
        ("postgresql", "users_email_key", "unique"),
        ("postgresql", "users_age_check", None),
        ("postgresql", "users_pkey", "primary"),
        ("mysql", "email", "unique"),
        ("mysql", "users_chk_1", "check"),
        (None, "users_email_key", "unique"),
    ],
)
def test_answers_to_the_names_a_server_gives(dialect: str | None, name: str, kind: str | None) -> None:
    with scratch(dialect) as base:
        users(base)
        base.op.drop_constraint(name, "users", type_=kind)
        expected = {"unique": "UNIQUE", "check": "CHECK", None: "CHECK", "primary": "PRIMARY KEY"}[kind]
        assert expected not in base.sql("users")
        assert "guessed" in base.classes.values()


def test_a_servers_name_stays_when_table_and_column_are_renamed() -> None:
    with scratch() as base:
        users(base)
        base.op.rename_table("users", "people")
        base.op.alter_column("people", "email", new_column_name="mail")
        base.op.drop_constraint("users_email_key", "people")
        assert "UNIQUE" not in base.sql("people")


def test_numbers_of_mysql_foreign_keys_are_not_used_twice() -> None:
    with scratch("mysql") as base:
        base.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t (id), b INT REFERENCES t (id))")
        base.op.drop_constraint("t_ibfk_1", "t", type_="foreignkey")
        base.op.create_foreign_key(None, "t", "t", ["a"], ["id"])
        base.op.drop_constraint("t_ibfk_2", "t", type_="foreignkey")
        assert "b INTEGER, FOREIGN" in base.sql("t")
        base.op.drop_constraint("t_ibfk_3", "t", type_="foreignkey")
        assert "REFERENCES" not in base.sql("t")


def test_a_missing_constraint_is_the_drivers_error() -> None:
    with scratch() as base:
        users(base)
        with pytest.raises(sa.exc.ProgrammingError, match="does not exist"):
            base.op.drop_constraint("nope", "users")


def test_add_column_that_sqlite_refuses() -> None:
    with scratch() as base:
        users(base)
        base.op.add_column("users", sa.Column("made", sa.DateTime, server_default=sa.func.now(), nullable=False))
        base.op.add_column("users", sa.Column("boss", sa.Integer, sa.ForeignKey("users.id", name="fk_boss")))
        base.op.add_column("users", sa.Column("code", sa.String(3), unique=True))
        text = base.sql("users")
        assert "made TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL" in text.replace("(CUR", "CUR").replace("P)", "P")
        assert "CONSTRAINT fk_boss FOREIGN KEY(boss) REFERENCES users (id)" in text
        assert "UNIQUE (code)" in text
        assert base.rows("select made is not null from users") == [(1,)]


def test_drop_column_takes_its_constraints_and_indexes_along() -> None:
    with scratch() as base:
        users(base)
        base.op.create_index("ix", "users", ["age"])
        base.op.create_check_constraint("ck", "users", "age < 200")
        base.op.drop_column("users", "age")
        assert base.sql("users") == (
            "CREATE TABLE users ( id INTEGER NOT NULL, email VARCHAR(50), PRIMARY KEY (id), UNIQUE (email) )"
        )
        assert base.sql("ix") == ""


def test_batch_of_a_postgresql_project_loses_nothing() -> None:
    with scratch() as base:
        users(base)
        base.run("CREATE INDEX ix ON users (lower(email) DESC)", "CREATE VIEW v AS SELECT * FROM users")
        with base.op.batch_alter_table("users") as batch:
            batch.alter_column("age", nullable=False)
            batch.drop_constraint("users_email_key", type_="unique")
            batch.create_unique_constraint("uq", ["email"])
            batch.create_unique_constraint("uq", ["age"])  # a batch replaces a constraint of the same name
        assert _last_not_null("age INTEGER NOT NULL CHECK (age > 0)") in _last_not_null(base.sql("users"))
        assert base.sql("users").endswith("CONSTRAINT uq UNIQUE (age) )")
        assert base.sql("ix") == "CREATE INDEX ix ON users (lower(email) DESC)"
        assert base.rows("select email from v") == [("x",)]


def test_a_missing_constraint_in_batch_is_a_value_error() -> None:
    with scratch() as base:
        users(base)
        with pytest.raises(ValueError, match="No such constraint: 'nope'"), base.op.batch_alter_table("users") as batch:
            batch.drop_constraint("nope", type_="unique")


def test_batch_of_an_sqlite_project_is_alembics_own() -> None:
    with scratch("sqlite") as base:
        base.run("CREATE TABLE t (a INT CHECK (a > 0), b INT)")
        with base.op.batch_alter_table("t") as batch:
            batch.alter_column("b", nullable=False)
        assert "CHECK" not in base.sql("t")  # what production would lose too
        assert base.log.entries == ()


def test_recreate_always_stays_with_alembic() -> None:
    with scratch() as base:
        users(base)
        with base.op.batch_alter_table("users", recreate="always") as batch:
            batch.alter_column("age", nullable=False)
        assert "age INTEGER NOT NULL" in base.sql("users")
        assert base.log.entries == ()


def test_an_sqlite_project_is_helped_where_sqlite_refuses() -> None:
    with scratch("sqlite") as base:
        base.run("CREATE TABLE t (a INT, b INT)")
        base.op.create_unique_constraint("uq", "t", ["a"])
        assert "CONSTRAINT uq UNIQUE (a)" in base.sql("t")
        assert base.classes == {"ADD CONSTRAINT by rebuilding the table": "exact"}


def test_strict_emulates_nothing() -> None:
    with scratch(strict=True) as base:
        users(base)
        with pytest.raises(NotImplementedError):
            base.op.create_unique_constraint("uq", "users", ["age"])
        with pytest.raises(sa.exc.OperationalError):
            base.run("COMMENT ON TABLE users IS 'x'")


def test_everything_is_put_back() -> None:
    with scratch() as base:
        users(base)
        assert type(base.context.impl) is not SQLiteImpl
        context = base.context
    assert type(context.impl) is SQLiteImpl
    assert not [name for name in vars(context.impl) if name.startswith("migralint")]


def test_each_emulation_names_its_revision() -> None:
    # The upgrade loop says which revision runs; two revisions are counted apart.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    from migralint.database.child.emulation.install import install
    from migralint.database.child.emulation.record import EmulationLog

    log, running = EmulationLog(), ["a"]
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        with install(
            context, project_dialect="postgresql", strict=False, record=log, current_revision=lambda: running[0]
        ):
            op = Operations(context)
            op.execute("SET lock_timeout = 1")
            op.execute("SET lock_timeout = 2")
            running[0] = "b"
            op.execute("SET lock_timeout = 3")
    assert [(entry.revision, entry.count) for entry in log.entries] == [("a", 2), ("b", 1)]


def test_a_constraint_that_reflection_could_not_name() -> None:
    # On a server the inspector gives a name; on SQLite there is none.
    with scratch("mysql") as base:
        base.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t (id))")
        (key,) = sa.inspect(base.connection).get_foreign_keys("t")
        base.op.drop_constraint(key["name"], "t", type_="foreignkey")
        assert "REFERENCES" not in base.sql("t")
        assert base.classes["DROP CONSTRAINT by rebuilding the table"] == "guessed"


def test_the_first_of_several_unnamed_keys_is_taken_back_when_another_was_meant() -> None:
    with scratch("mysql") as base:
        base.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t (id), b INT REFERENCES t (id))")
        base.op.drop_constraint(None, "t", type_="foreignkey")
        base.op.create_foreign_key(None, "t", "t", ["b"], ["id"], ondelete="CASCADE")
        text = base.sql("t")
        assert text.count("REFERENCES") == 2
        assert "FOREIGN KEY(b) REFERENCES t (id) ON DELETE CASCADE" in text
        assert "FOREIGN KEY (a) REFERENCES t (id)" in text


def test_batch_with_a_naming_convention_finds_its_names() -> None:
    with scratch("mysql") as base:
        base.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t (id), b INT REFERENCES t (id))")
        convention = {"fk": "fk_%(table_name)s_%(column_0_name)s"}
        with base.op.batch_alter_table("t", naming_convention=convention) as batch:
            batch.drop_constraint("fk_t_b", type_="foreignkey")
        assert base.sql("t") == "CREATE TABLE t ( id INTEGER PRIMARY KEY, a INTEGER REFERENCES t (id), b INTEGER )"


def test_a_foreign_key_with_use_alter_is_there_already() -> None:
    # SQLAlchemy writes it into SQLite's CREATE TABLE; on a server the migration adds it afterwards.
    with scratch() as base:
        key = sa.ForeignKeyConstraint(["a"], ["t.id"], name="fk", use_alter=True)
        base.op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer), key)
        base.op.create_foreign_key("fk", "t", "t", ["a"], ["id"], ondelete="CASCADE")
        assert base.sql("t").count("REFERENCES") == 1
        assert "ON DELETE CASCADE" in base.sql("t")


def test_a_primary_key_in_batch_replaces_the_one_before() -> None:
    with scratch() as base:
        users(base)
        with base.op.batch_alter_table("users") as batch:
            batch.create_primary_key("pk", ["id", "age"])
        assert base.sql("users").count("PRIMARY KEY") == 1
        assert "CONSTRAINT pk PRIMARY KEY (id, age)" in base.sql("users")
