"""A definition that cannot be read is no empty table: the pragmas still know its columns, keys and options."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.database.sqlite import table as sqlite_table
from migralint.schema.constraint import ForeignKey, PrimaryKey, UniqueConstraint
from migralint.sql.cursor import UnreadableStatementError
from tests.support.sqlite_files import database_from, differences

PARENT = "CREATE TABLE p (x INTEGER PRIMARY KEY, y TEXT, UNIQUE (x, y));"
CHILD = """CREATE TABLE c (
    a INTEGER NOT NULL, b TEXT DEFAULT 'x' UNIQUE, d INT REFERENCES p ON DELETE CASCADE,
    e INT AS (a + 1) STORED, CONSTRAINT pk PRIMARY KEY (b, a), CONSTRAINT positive CHECK (a > 0)
) WITHOUT ROWID;"""


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that this SQLite takes is unreadable, so the reader is told not to know the word WITHOUT."""
    known = sqlite_table.parse_create_table

    def parse(sql: str) -> object:
        if "WITHOUT" in sql:
            raise UnreadableStatementError(sql)
        return known(sql)

    monkeypatch.setattr(sqlite_table, "parse_create_table", parse)


@pytest.mark.usefixtures("unread")
def test_the_pragmas_are_the_second_source(tmp_path: Path) -> None:
    child, _ = database_from(tmp_path, "shop", PARENT + CHILD).tables
    assert not child.understood
    assert [(one.name, one.type, one.nullable, one.default) for one in child.columns] == [
        ("a", "INTEGER", False, None),
        ("b", "TEXT", False, "'x'"),
        ("d", "INT", True, None),
        ("e", "INT", True, None),
    ]
    assert child.primary_key == PrimaryKey(("b", "a"))
    assert child.uniques == (UniqueConstraint(("b",)),)
    assert child.foreign_keys == (ForeignKey(("d",), "p", ("x",), on_delete="CASCADE"),)
    assert child.options == ("WITHOUT ROWID",)


@pytest.mark.usefixtures("unread")
def test_a_key_that_both_sides_have_is_no_difference(tmp_path: Path) -> None:
    readable = CHILD.replace(") WITHOUT ROWID", ")").replace("b TEXT", "b TEXT NOT NULL")
    found = differences(tmp_path, PARENT + readable, PARENT + CHILD)
    assert {one.kind for one in found if not one.note} == {
        "table-options",
        "stored-ddl",
    }  # what cannot be read stays drift


@pytest.mark.usefixtures("unread")
def test_equal_text_is_a_match(tmp_path: Path) -> None:
    assert differences(tmp_path, PARENT + CHILD, PARENT + CHILD) == ()
