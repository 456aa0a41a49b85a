"""Reading CREATE TABLE texts: every constraint with its kind, name, columns and span."""

from __future__ import annotations

import sqlite3

import pytest

from migralint.sql.create_table import read_table
from migralint.sql.cursor import UnreadableStatementError


def kinds(sql: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(one.kind, one.name, one.columns) for one in read_table(sql).constraints]


def test_columns_with_their_types() -> None:
    table = read_table('CREATE TABLE t (a, "b c" VARCHAR(10, 2), [d] double precision NOT NULL, `e` TEXT DEFAULT 1)')
    assert [(one.name, table.text(one.type_span)) for one in table.columns] == [
        ("a", ""),
        ("b c", "VARCHAR(10, 2)"),
        ("d", "double precision"),
        ("e", "TEXT"),
    ]


def test_constraints_of_columns_and_table() -> None:
    assert kinds(
        "CREATE TABLE t (a INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT, b INT UNIQUE ON CONFLICT IGNORE "
        "CHECK (b > ')') REFERENCES p (x, y) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, "
        "CONSTRAINT uq UNIQUE (a, b COLLATE NOCASE DESC), FOREIGN KEY (a, b) REFERENCES p, CHECK (a IN (1, 2)))"
    ) == [
        ("primary key", "pk", ("a",)),
        ("unique", None, ("b",)),
        ("check", None, ()),
        ("foreign key", None, ("b",)),
        ("unique", "uq", ("a", "b")),
        ("foreign key", None, ("a", "b")),
        ("check", None, ()),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t(a int, check(a>0) check(a<5), constraint z)",  # no comma between, a name and nothing else
        "CREATE TABLE t(a int constraint q, b)",
        "CREATE TABLE t(a VARCHAR[], b \"VARCHAR(20)[]\", 'c' text)",
        "CREATE TABLE t(a int generated always as (c) stored, b int as (a) virtual not null, c)",
        "CREATE TABLE t(a text default 'it''s, (ok)', b default -1, c default (1 + (2)), d default current_timestamp)",
        "CREATE TABLE t(a int primary key, b text) WITHOUT ROWID, STRICT",
        "CREATE TABLE t(a int /* , b int */, -- c int\n b int)",
        "CREATE TABLE t(a int not null on conflict fail null, b int references t not deferrable)",
        "CREATE TABLE t(key int, desc_ int, generated int, always text)",
        "CREATE TABLE t(€uro int, x€ text, y\u00a0z int, ſet int, ٣ int)",
        "CREATE TABLE t(a int generated int, b generated always as (a), c int not null generated always as (a))",
        "CREATE TABLE t(a int, b int references t(a) not null deferrable initially deferred)",
        "CREATE TABLE t('a' 'text', [b] [int], `c` `d e`, \"unique\" int, "
        "unique ('a') unique ((b)), primary key (c collate nocase))",
        "CREATE TABLE t(a, b references t on insert cascade on delete set null match full)",
    ],
)
def test_reads_what_sqlite_takes(sql: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(sql)
    stored = connection.execute("select sql from sqlite_master where name = 't'").fetchone()[0]
    columns = [row[1] for row in connection.execute("pragma table_xinfo(t)")]
    assert [one.name for one in read_table(stored).columns] == columns


def test_options_after_the_body() -> None:
    table = read_table("CREATE TABLE t(a int primary key) STRICT, WITHOUT ROWID")
    assert (table.strict, table.without_rowid) == (True, True)


@pytest.mark.parametrize("sql", ["CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE TABLE t AS SELECT 1", "CREATE", ""])
def test_refuses_what_is_no_list_of_columns(sql: str) -> None:
    with pytest.raises(UnreadableStatementError):
        read_table(sql)
