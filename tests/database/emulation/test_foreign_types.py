"""Types of other dialects on SQLite: alike for create_all and for migrations, and said to be a loss."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from migralint.database.child.emulation.install import install_for_create_all
from migralint.database.child.emulation.record import EmulationLog
from tests.support.scratch import scratch

MOOD = ("sad", "ok", "happy")


def metadata() -> sa.MetaData:
    found = sa.MetaData()
    sa.Table(
        "t",
        found,
        sa.Column("id", postgresql.UUID(), primary_key=True),
        sa.Column("data", postgresql.JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("tags", postgresql.ARRAY(sa.String(20))),
        sa.Column("ip", postgresql.INET),
        sa.Column("words", postgresql.TSVECTOR),
        sa.Column("mood", sa.Enum(*MOOD, name="mood")),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()")),
        sa.Column("raw", postgresql.BYTEA),
        postgresql.ExcludeConstraint(("id", "="), name="ex"),
        sa.Index("ix", "ip", unique=True, postgresql_where=sa.text("ip IS NOT NULL")),
    )
    return found


def test_create_all_and_migrations_give_the_same_text() -> None:
    engine, log = sa.create_engine("sqlite://"), EmulationLog()
    with (
        engine.connect() as connection,
        install_for_create_all(connection, project_dialect="postgresql", strict=False, record=log) as enums,
    ):
        metadata().create_all(connection)
        models = [row[0] for row in connection.exec_driver_sql("select sql from sqlite_master where sql is not null")]
    with scratch() as base:
        base.op.create_table(
            "t",
            sa.Column("id", postgresql.UUID(), primary_key=True),
            sa.Column("data", postgresql.JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
            sa.Column("tags", postgresql.ARRAY(sa.String(20))),
            sa.Column("ip", postgresql.INET),
            sa.Column("words", postgresql.TSVECTOR),
            sa.Column("mood", postgresql.ENUM(*MOOD, name="mood", create_type=False)),
            sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()")),
            sa.Column("raw", sa.LargeBinary),
        )
        base.op.create_index("ix", "t", ["ip"], unique=True, postgresql_where=sa.text("ip IS NOT NULL"))
        assert [row[0] for row in base.rows("select sql from sqlite_master where sql is not null")] == models
        assert base.classes["the type TSVECTOR as its name"] == "meaning lost"
    assert 'tags "VARCHAR(20)[]"' in models[0]
    assert "at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP" in models[0].replace("(CUR", "CUR")
    assert models[1].endswith("WHERE ip IS NOT NULL")
    assert enums == {"mood": MOOD}
    assert "an exclusion constraint left out" in {entry.what for entry in log.entries}


def test_values_of_an_enumeration_follow_its_statements() -> None:
    engine, log = sa.create_engine("sqlite://"), EmulationLog()
    with (
        engine.connect() as connection,
        install_for_create_all(connection, project_dialect="postgresql", strict=False, record=log) as enums,
    ):
        for sql in (
            "CREATE TYPE public.mood AS ENUM ('sad', 'ok')",
            "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy'",
            "ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'",
            "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
            "CREATE TYPE gone AS ENUM ('x')",
            "DROP TYPE IF EXISTS gone",
        ):
            connection.execute(sa.text(sql))
        assert enums == {"mood": ("blue", "fine", "ok", "happy")}


def test_a_cast_in_a_data_statement_is_not_changed() -> None:
    # SQLite's CAST to a type it does not know makes numbers of texts.
    with scratch() as base:
        text = sa.select(sa.cast(sa.literal_column("'sad'"), sa.Enum(*MOOD, name="mood")))
        assert base.connection.execute(text).scalar() == "sad"


def test_mysql_types_and_the_loss_of_an_enumeration() -> None:
    with scratch("mysql") as base:
        base.op.create_table(
            "t",
            sa.Column("e", mysql.ENUM("a", "bcd")),
            sa.Column("n", mysql.BIGINT(unsigned=True)),
            sa.Column("t", mysql.LONGTEXT),
            sa.Column("b", mysql.TINYINT(1)),
        )
        assert base.sql("t") == "CREATE TABLE t ( e VARCHAR(3), n BIGINT UNSIGNED, t LONGTEXT, b BOOLEAN )"
        assert base.classes["an enumeration as VARCHAR"] == "meaning lost"


def test_an_sqlite_project_and_other_engines_are_left_alone() -> None:
    plain = sa.create_engine("sqlite://")
    with scratch() as base:
        assert str(sa.schema.CreateTable(metadata().tables["t"]).compile(base.connection.engine)).count("JSONB") == 1
        column = sa.Table("u", sa.MetaData(), sa.Column("at", sa.DateTime(timezone=True)))
        assert "DATETIME" in str(sa.schema.CreateTable(column).compile(plain))
    with scratch("sqlite") as base:
        assert "DATETIME" in str(sa.schema.CreateTable(column).compile(base.connection.engine))
