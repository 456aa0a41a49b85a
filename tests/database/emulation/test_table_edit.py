"""Editing CREATE TABLE texts: the edit, and not one byte beside it."""

from __future__ import annotations

from migralint.database.child.emulation.reading import table_edit as edit
from migralint.sql.create_table import Column, TableText, read_table

TEXT = """CREATE TABLE t (
  a INT CHECK (a > 0), -- the first
  b TEXT /* two */ NOT NULL DEFAULT 'x',
  UNIQUE (a)
)"""


def table() -> TableText:
    return read_table(TEXT)


def column(name: str) -> Column:
    found = table().column(name)
    assert found is not None
    return found


def test_type() -> None:
    assert edit.set_type(table(), column("b"), "VARCHAR(9)").sql == TEXT.replace("TEXT", "VARCHAR(9)")


def test_default_changed_dropped_added() -> None:
    assert edit.set_default(table(), column("b"), "(1 + 1)").sql == TEXT.replace("'x'", "(1 + 1)")
    assert edit.set_default(table(), column("b"), None).sql == TEXT.replace(" DEFAULT 'x'", "")
    assert edit.set_default(table(), column("a"), "7").sql == TEXT.replace("a INT", "a INT DEFAULT 7")


def test_nullability() -> None:
    assert edit.set_nullable(table(), column("b"), True).sql == TEXT.replace(" NOT NULL", "")
    assert edit.set_nullable(table(), column("a"), False).sql == TEXT.replace("a INT", "a INT NOT NULL")
    assert edit.set_nullable(table(), column("b"), False).sql == TEXT


def test_add_and_drop_a_column() -> None:
    added = edit.add_column(table(), "c INT")
    assert added.sql == TEXT.replace("DEFAULT 'x'", "DEFAULT 'x', c INT")
    assert [one.name for one in edit.drop_column(added, column("b")).columns] == ["a", "c"]
    assert [one.name for one in edit.drop_column(added, column("a")).columns] == ["b", "c"]


def test_dropping_never_lets_a_comment_swallow_what_follows() -> None:
    dropped = edit.drop_column(table(), column("b"))
    assert "-- the first\n" in dropped.sql
    assert len(dropped.table_constraints) == 1


def test_add_and_drop_constraints() -> None:
    added = edit.add_constraint(table(), "CONSTRAINT ck CHECK (b <> '')")
    assert added.sql == TEXT.replace("UNIQUE (a)", "UNIQUE (a), CONSTRAINT ck CHECK (b <> '')")
    assert edit.drop_constraint(added, added.table_constraints[1]).sql == TEXT
    check = column("a").constraints[0]
    assert edit.drop_constraint(table(), check).sql == TEXT.replace(" CHECK (a > 0)", "")


def test_drops_one_of_two_constraints_that_no_comma_separates() -> None:
    text = read_table("CREATE TABLE t(a, check(a>0) check(a<5))")
    assert edit.drop_constraint(text, text.table_constraints[0]).sql == "CREATE TABLE t(a, check(a<5))"


def test_rename_quotes_the_name() -> None:
    assert edit.rename_table(table(), 'n"w', "main").sql == TEXT.replace("TABLE t ", 'TABLE "main"."n""w" ')
