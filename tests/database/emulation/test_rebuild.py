"""A rebuilt table is the old one in everything but what was edited."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.database.child.emulation.execution.rebuild import rebuild
from migralint.database.child.emulation.reading import table_edit as edit
from migralint.database.child.emulation.reading.catalogue import Catalogue
from migralint.database.child.emulation.reading.table_edit import set_nullable
from tests.support.thorough import examples

RICH = """
CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, a VARCHAR(9) COLLATE NOCASE DEFAULT (1 + 2)
  CONSTRAINT ck CHECK (a <> ''), g INT GENERATED ALWAYS AS (id + 1) STORED, up INT REFERENCES p (id), n INT);
CREATE TABLE child (id INTEGER PRIMARY KEY, p INT REFERENCES p (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT * FROM p;
CREATE UNIQUE INDEX ix ON p (lower(a) DESC) WHERE a IS NOT NULL;
CREATE TRIGGER tr AFTER INSERT ON p BEGIN UPDATE p SET n = CASE WHEN 1 THEN 2 END; END;
INSERT INTO p (a, up) VALUES ('x', 1), ('y', 1), ('z', 2);
DELETE FROM p WHERE id = 3;
INSERT INTO child VALUES (1, 1), (2, 2);
"""


def everything(connection: sqlite3.Connection) -> dict[str, Any]:
    """All that the database knows, order of creation and quoting of the table's name aside."""
    master = connection.execute("select type, name, tbl_name, replace(sql, '\"p\"', 'p') from sqlite_master").fetchall()
    found: dict[str, Any] = {"master": sorted(map(repr, master))}
    for kind, name, *_ in master:
        if kind == "table":
            found[f"rows of {name}"] = connection.execute(f'select * from "{name}"').fetchall()
            for pragma in ("table_xinfo", "foreign_key_list", "index_list"):
                rows = connection.execute(f'pragma {pragma}("{name}")').fetchall()
                found[f"{pragma} of {name}"] = (
                    sorted(map(repr, rows)) if pragma != "index_list" else sorted(repr(row[1:]) for row in rows)
                )
        elif kind == "index":
            found[f"columns of {name}"] = connection.execute(f'pragma index_xinfo("{name}")').fetchall()
    return found


@pytest.mark.parametrize("foreign_keys", [True, False])
@pytest.mark.parametrize("in_transaction", [True, False])
def test_nothing_is_lost(foreign_keys: bool, in_transaction: bool) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(f"pragma foreign_keys = {foreign_keys}")
    connection.executescript(RICH)
    before = everything(connection)
    if in_transaction:
        connection.execute("begin")
    catalogue = Catalogue(connection)
    table = catalogue.table("main", "p")
    rebuild(catalogue, "main", table, table)
    assert everything(connection) == before
    assert connection.in_transaction is in_transaction
    if in_transaction:
        connection.execute("rollback")
        assert everything(connection) == before
    assert connection.execute("pragma foreign_keys").fetchone() == (int(foreign_keys),)
    assert connection.execute("pragma legacy_alter_table").fetchone() == (0,)
    assert connection.execute("insert into p (a) values ('new') returning id").fetchone() == (4,)


@pytest.mark.parametrize("foreign_keys", [True, False])
@pytest.mark.parametrize("in_transaction", [True, False])
def test_a_failure_leaves_everything_as_it_was(foreign_keys: bool, in_transaction: bool) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(f"pragma foreign_keys = {foreign_keys}")
    connection.executescript(RICH)
    connection.execute("update p set up = null where id = 2")
    before = everything(connection)
    if in_transaction:
        connection.execute("begin")
    catalogue = Catalogue(connection)
    table = catalogue.table("main", "p")
    column = table.column("up")
    assert column is not None
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        rebuild(catalogue, "main", table, set_nullable(table, column, False))
    assert everything(connection) == before


def test_a_table_of_an_attached_database() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("attach ':memory:' as other")
    connection.execute("create table other.t (a int, b int)")
    connection.execute("create index other.ix on t (a)")
    connection.execute("create trigger other.tr after insert on t begin select 1; end")
    connection.execute("insert into other.t values (1, 2)")
    catalogue = Catalogue(connection)
    table = catalogue.table("other", "t")
    rebuild(catalogue, "other", table, table)
    assert connection.execute("select * from other.t").fetchall() == [(1, 2)]
    assert sorted(connection.execute("select name from other.sqlite_master")) == [("ix",), ("t",), ("tr",)]


NAMES = st.sampled_from(["a", "B b", "order", 'qu"ote', "ünï", "[x", "rowid"])
TYPES = st.sampled_from(["", "INT", "VARCHAR(5)", "double precision", "BLOB", "NUMERIC(5, 2)", '"odd type"'])
CONSTRAINTS = st.lists(
    st.sampled_from(
        ["DEFAULT 1", "DEFAULT (random())", "COLLATE NOCASE", "CHECK ({0} <> ')')", "CONSTRAINT c1 UNIQUE",
         "UNIQUE ON CONFLICT IGNORE", "REFERENCES p ({0})", "NULL", "/* , */"]
    ),
    max_size=3,
    unique=True,
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A CREATE TABLE text for a table `p`, and its column names."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    columns = []
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        columns.append(f"{quoted} {draw(TYPES)} " + " ".join(draw(CONSTRAINTS)).replace("{0}", quoted))
    first = '"' + names[0].replace('"', '""') + '"'
    extra = draw(
        st.lists(st.sampled_from([f"PRIMARY KEY ({first} DESC)", f"CONSTRAINT uq UNIQUE ({first})", f"CHECK ({first})",
                                  f"FOREIGN KEY ({first}) REFERENCES p ({first}) DEFERRABLE"]), max_size=3, unique=True)
    )  # fmt: skip
    separator = draw(st.sampled_from([", ", ",\n  ", " -- comment\n, "]))
    options = draw(st.sampled_from(["", " WITHOUT ROWID"])) if any("PRIMARY" in one for one in extra) else ""
    return f"CREATE TABLE p ({separator.join(columns + extra)}\n){options}", names


@settings(max_examples=examples(60), deadline=None)
@given(tables(), st.lists(st.lists(st.integers(-2, 9) | st.text(max_size=3), min_size=4, max_size=4), max_size=3))
def test_any_table_makes_the_round_trip(generated: tuple[str, list[str]], rows: list[list[Any]]) -> None:
    sql, names = generated
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(sql)
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    connection.execute(f"create index ix on p ({quoted[0]} desc, {quoted[-1]} collate nocase) where {quoted[0]} > 1")
    for row in rows:
        marks = ", ".join("?" * len(names))
        connection.execute(f"insert or ignore into p ({', '.join(quoted)}) values ({marks})", row[: len(names)])
    before = everything(connection)
    catalogue = Catalogue(connection)
    table = catalogue.table("main", "p")
    assert [one.name for one in table.columns] == names
    rebuild(catalogue, "main", table, table)
    assert everything(connection) == before


@settings(max_examples=examples(60), deadline=None)
@given(tables(), st.data())
def test_an_edit_changes_what_it_says_and_nothing_else(generated: tuple[str, list[str]], data: st.DataObject) -> None:
    sql, names = generated
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(sql)
    catalogue = Catalogue(connection)
    position = data.draw(st.integers(0, len(names) - 1))
    place, value = data.draw(
        st.sampled_from([("type", "CLOB (7)"), ("notnull", 1), ("notnull", 0), ("dflt", "'it''s'")])
    )
    before = connection.execute("pragma table_xinfo(p)").fetchall()
    table = catalogue.table("main", "p")
    column = table.column(names[position])
    assert column is not None
    if place == "type":
        new = edit.set_type(table, column, str(value))
    elif place == "notnull":
        new = edit.set_nullable(table, column, not value)
    else:
        new = edit.set_default(table, column, str(value))
    rebuild(catalogue, "main", table, new)
    expected = [list(row) for row in before]
    expected[position][{"type": 2, "notnull": 3, "dflt": 4}[place]] = value
    if "WITHOUT ROWID" in sql:  # its key columns are NOT NULL whatever the text says
        for row in expected:
            row[3] = max(row[3], int(row[5] > 0))
    assert [list(row) for row in connection.execute("pragma table_xinfo(p)")] == expected


@settings(max_examples=examples(60), deadline=None)
@given(tables())
def test_adding_and_dropping_again_leaves_the_text_as_it_was(generated: tuple[str, list[str]]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(generated[0])
    table = Catalogue(connection).table("main", "p")
    longer = edit.add_column(table, "added TEXT DEFAULT (1) CHECK (added > 0)")
    column = longer.column("added")
    assert column is not None
    assert edit.drop_column(longer, column).sql == table.sql
    longer = edit.add_constraint(table, "CONSTRAINT added CHECK (1)")
    assert edit.drop_constraint(longer, longer.table_constraints[-1]).sql == table.sql
