"""Whatever CREATE TABLE SQLite accepts, the reader agrees with SQLite's own pragmas about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import compare
from tests.support.thorough import examples

NAMES = [
    "a",
    "b",
    "Group",
    "unit price",
    "check",
    'quo"te',
    "ключ",
    "primary",
    "€uro",
    "x\u00a0y",
    "key",
    "ſet",
    "always",
]
UNQUOTED = {"a", "b", "ключ", "€uro", "x\u00a0y", "key", "ſet", "always"}


def quotings(name: str) -> list[str]:
    """The ways to write a name."""
    doubled = name.replace('"', '""')
    ways = [f'"{doubled}"', f"`{name}`", f"[{name}]", f"'{name}'"]
    return ways + ([name] if name in UNQUOTED else [])


def words(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


names = st.sampled_from(NAMES).flatmap(lambda name: st.sampled_from(quotings(name)))
space = words(" ", "\n", " /* , ) */ ", " -- ( '\n")
constraint_name = st.one_of(st.just(""), names.map(lambda name: f"CONSTRAINT {name} "))
conflict = words("", "", " ON CONFLICT IGNORE", " on conflict abort")
actions = words(
    "",
    " ON DELETE CASCADE",
    " ON UPDATE SET NULL ON DELETE NO ACTION",
    " MATCH SIMPLE",
    " DEFERRABLE",
    " ON INSERT CASCADE",
)
checks = words("1 > 0", "'a)' <> 'b('", "(2 IN (1, 2))", "typeof(1) = 'integer'")

types = words(
    *(
        "",
        "INTEGER",
        "varchar(20)",
        "NUMERIC (10 , 2)",
        "double precision",
        '"odd type"',
        "'text'",
        "[]",
        "generated int",
    ),
    *(
        "int generated",
        "always",
        "timestamp with time zone",
        "x€ text",
        "decimal(-1,+2)",
        "varchar[]",
        "key",
        "desc",
        "if",
    ),
)


@st.composite
def columns(draw: st.DrawFn, name: str) -> str:
    parts = [draw(st.sampled_from(quotings(name)))]
    parts.append(draw(types))
    clauses = [
        words("NOT NULL", "NOT NULL ON CONFLICT FAIL", "NULL"),
        words(
            "DEFAULT 1",
            "DEFAULT -1.5",
            "DEFAULT 'x, y'",
            "DEFAULT (1 + (2))",
            "DEFAULT NULL",
            "DEFAULT x'00'",
            "DEFAULT +1",
            "DEFAULT key",
        ),
        conflict.map(lambda text: f"UNIQUE{text}"),
        checks.map(lambda text: f"CHECK ({text})"),
        words("COLLATE NOCASE", 'COLLATE "rtrim"'),
        st.tuples(words("", "(a)"), actions).map(lambda both: f"REFERENCES other{both[0]}{both[1]}"),
    ]
    chosen = draw(st.lists(st.integers(0, len(clauses) - 1), max_size=3, unique=True))
    parts += [draw(constraint_name) + draw(clauses[index]) for index in chosen]
    return draw(space).join(parts)


@st.composite
def tables(draw: st.DrawFn) -> str:
    chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    elements = [draw(columns(name)) for name in chosen]
    some = st.lists(st.sampled_from(chosen), min_size=1, max_size=2, unique=True).map(
        lambda picked: ", ".join('"' + name.replace('"', '""') + '"' for name in picked)
    )
    constraints = [
        st.tuples(some, conflict).map(lambda both: f"UNIQUE ({both[0]}){both[1]}"),
        checks.map(lambda text: f"CHECK ({text})"),
        st.tuples(some, actions).map(lambda both: f"FOREIGN KEY ({both[0]}) REFERENCES other{both[1]}"),
        some.map(lambda picked: f"PRIMARY KEY ({picked})"),
    ]
    further = draw(st.lists(st.integers(0, len(constraints) - 1), max_size=3, unique=True))
    elements += [draw(constraint_name) + draw(constraints[index]) for index in further]
    options = draw(words("", "", " STRICT", " without rowid"))
    own = ("," + draw(space)).join(elements[: len(chosen)])
    # SQLite asks for a comma before the first constraint of the table, not between the others.
    between = draw(words(" ", ", ", " /* ) */ "))
    table = "".join(f", {between.join(elements[len(chosen) :])}" for _ in further[:1])
    return f"CREATE TABLE t ({own}{table}){options}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@settings(max_examples=examples(120), deadline=None)
@given(sql=tables())
def test_the_reader_agrees_with_the_pragmas(folder: Path, sql: str) -> None:
    path = folder / "t.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE other (a INTEGER PRIMARY KEY)")
        try:
            connection.execute(sql)
        except sqlite3.OperationalError:
            assume(False)
        info = connection.execute("PRAGMA table_xinfo(t)").fetchall()
        listed = connection.execute("PRAGMA index_list(t)").fetchall()
        keys = connection.execute("PRAGMA foreign_key_list(t)").fetchall()
        indexes = {
            name: tuple(row[2].lower() for row in connection.execute("SELECT * FROM pragma_index_info(?)", (name,)))
            for _, name, *_ in listed
        }
    (_, table) = read_sqlite(str(path)).tables
    assert table.understood
    assert [(c.name, c.type, c.default) for c in table.columns] == [(row[1], row[2], row[4]) for row in info]
    own = sorted((row[5], row[1].lower()) for row in info if row[5])
    assert tuple(name.lower() for name in (table.primary_key.columns if table.primary_key else ())) == tuple(
        name for _, name in own
    )
    # SQLite makes one index for equal constraints, and none for what the primary key says already.
    said = {tuple(name.lower() for name in unique.columns) for unique in table.uniques}
    made = {indexes[name] for _, name, _, origin, _ in listed if origin == "u"}
    assert made <= said and all(columns in indexes.values() or len(own) == 1 for columns in said)
    assert sum(len(key.columns) for key in table.foreign_keys) == len(keys)
    assert sorted(key.on_delete or "NO ACTION" for key in table.foreign_keys for _ in key.columns) == sorted(
        row[6] for row in keys
    )
    assert compare(read_sqlite(str(path)), read_sqlite(str(path))) == ()
