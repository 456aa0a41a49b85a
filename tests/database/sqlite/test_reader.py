"""The SQLite reader against files made by SQLite itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.column import Computed
from migralint.schema.constraint import Check, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.index import IndexPart
from migralint.source.errors import InputError
from tests.support.sqlite_files import database_from

USERS = """
CREATE TABLE teams (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS "users" (
    [id] INTEGER, -- the key, and a comma
    `email` VARCHAR(320) CONSTRAINT nn NOT NULL ON CONFLICT IGNORE DEFAULT ('a,b)') CONSTRAINT uq UNIQUE,
    'age' INT /* years */ DEFAULT -1 CHECK ("age" > -2),
    upper_email TEXT GENERATED ALWAYS AS (upper(email)) STORED,
    team_id INTEGER REFERENCES teams ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT "age, or none" CHECK (age < 200 OR age IS NULL)
    FOREIGN KEY (team_id, age) REFERENCES teams (id, code) MATCH FULL ON UPDATE NO ACTION
);
CREATE INDEX ix_users ON users (lower(email) COLLATE NOCASE DESC, age) WHERE age NOTNULL;
CREATE VIEW adults (name) AS SELECT email FROM users WHERE age > 17;
CREATE TRIGGER touch UPDATE OF age ON users BEGIN UPDATE teams SET code = 'x'; END;
INSERT INTO teams (code) VALUES ('it''s'), (x'00ff');
DELETE FROM teams WHERE id = 1;
"""


def test_reads_every_part_of_a_table(tmp_path: Path) -> None:
    database = database_from(tmp_path, "users", USERS)
    teams, users = database.tables
    assert [column.name for column in users.columns] == ["id", "email", "age", "upper_email", "team_id"]
    identity, email, age, computed, _ = users.columns
    assert (identity.autoincrement, identity.nullable) == ("rowid", False)
    assert (email.type, email.nullable, email.on_conflict, email.default) == (
        "VARCHAR(320)",
        False,
        "IGNORE",
        "'a,b)'",
    )
    assert (age.default, computed.computed) == ("-1", Computed("upper(email)", stored=True))
    assert users.primary_key == PrimaryKey(("id",), "pk_users")
    assert users.uniques == (UniqueConstraint(("email",), "uq"),)
    assert users.checks == (Check('"age" > -2'), Check("age < 200 OR age IS NULL", "age, or none"))
    assert users.foreign_keys == (
        ForeignKey(("team_id",), "teams", ("id",), on_delete="SET NULL", deferrable="DEFERRABLE INITIALLY DEFERRED"),
        ForeignKey(("team_id", "age"), "teams", ("id", "code"), match="FULL"),
    )
    assert users.indexes[0].parts == (
        IndexPart("lower(email)", False, True, collation="NOCASE"),
        IndexPart("age"),
    )
    assert users.indexes[0].where == "age NOTNULL"
    assert (users.understood, teams.understood) == (True, True)


def test_reads_collations_counters_and_rows(tmp_path: Path) -> None:
    teams = database_from(tmp_path, "users", USERS).tables[0]
    assert teams.columns[0].autoincrement == "AUTOINCREMENT"
    assert teams.columns[1].collation == "NOCASE"
    assert teams.position == 2
    assert teams.rows is not None
    assert (teams.rows.columns, teams.rows.kept) == (("code", "id"), (("x'00ff'", "2"),))


def test_reads_views_and_triggers(tmp_path: Path) -> None:
    database = database_from(tmp_path, "users", USERS)
    assert database.views[0].definition == "(name) SELECT email FROM users WHERE age > 17"
    (trigger,) = database.triggers
    assert trigger.table == "users"
    assert trigger.definition.startswith("BEFORE UPDATE OF age ON users")


def test_schemas_are_attached_files(tmp_path: Path) -> None:
    database_from(tmp_path, "main", "CREATE TABLE a (x)")
    database_from(tmp_path, "audit", "CREATE TABLE a (y); CREATE TABLE alembic_version (version_num)")
    database = read_sqlite(
        str(tmp_path / "main.sqlite"),
        {"audit": str(tmp_path / "audit.sqlite")},
        leave_out=lambda schema, name: (schema, name) == ("audit", "alembic_version"),
    )
    assert [(table.schema, table.name) for table in database.tables] == [(None, "a"), ("audit", "a")]
    assert database.schemas == ("audit",)


def test_grammar_it_does_not_know_is_said_and_not_lost(tmp_path: Path) -> None:
    virtual = database_from(tmp_path, "search", "CREATE VIRTUAL TABLE docs USING fts5(body, tokenize = 'porter')")
    (table,) = virtual.tables  # and not the shadow tables behind it
    assert table.options == ("USING fts5 ( body , tokenize = 'porter' )",)


def test_nothing_is_written(tmp_path: Path) -> None:
    database_from(tmp_path, "users", USERS)
    path = tmp_path / "users.sqlite"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    read_sqlite(str(path))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [file.name for file in tmp_path.iterdir()] == ["users.sqlite"]


def test_a_file_that_is_missing_or_no_database_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such database file"):
        read_sqlite(str(tmp_path / "none.sqlite"))
    (tmp_path / "text.sqlite").write_text("not a database, but long enough to be looked at " * 40)
    with pytest.raises(InputError, match="not a database"):
        read_sqlite(str(tmp_path / "text.sqlite"))
