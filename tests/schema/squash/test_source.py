"""The generated revision builds what was there, its downgrade() removes it, and people can read it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from migralint.database.sqlite.reader import read_sqlite, stored_texts
from migralint.schema.compare import compare
from migralint.schema.database import Database
from migralint.schema.opsource.layout import without_parameters
from migralint.schema.squash.additions import left_over
from migralint.schema.squash.objects import NotWritableError
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.source import Header, revision_source
from migralint.schema.squash.style import Style
from tests.support.thorough import examples

HEADER = Header("5qua5h", "Everything at once", ("a", "b"), ("other",), ("core",), "2024-05-06 07:08:09")
EVERYTHING = """
CREATE TABLE region (id INTEGER NOT NULL, parent_id INTEGER, name VARCHAR(50) COLLATE "NOCASE" NOT NULL,
    CONSTRAINT pk_region PRIMARY KEY (id), CONSTRAINT fk_parent FOREIGN KEY(parent_id) REFERENCES region (id));
CREATE TABLE job (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, region_id INTEGER NOT NULL, state VARCHAR(9) NOT NULL,
    spent NUMERIC(10, 2) DEFAULT '0' NOT NULL, made DATETIME DEFAULT (datetime('now', ':never')) NOT NULL, data JSON,
    done BOOLEAN DEFAULT 0 NOT NULL, day DATE, weight FLOAT, raw BLOB, double INTEGER GENERATED ALWAYS AS (id * 2),
    FOREIGN KEY(region_id) REFERENCES region (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_state CHECK (state IN ('open', ':done')), CONSTRAINT uq_job UNIQUE (state, spent));
CREATE TABLE job_tag (job_id INTEGER NOT NULL, tag VARCHAR NOT NULL, PRIMARY KEY (job_id, tag)) WITHOUT ROWID;
CREATE TABLE odd (a MEDIUMINT, b "weird type", c TEXT UNIQUE ON CONFLICT IGNORE, PRIMARY KEY (a DESC));
CREATE UNIQUE INDEX ix_job_state ON job (lower(state), spent DESC) WHERE done = 0;
CREATE INDEX ix_region_name ON region (name);
INSERT INTO region VALUES (1, NULL, 'World'), (10, 1, 'It''s "here"'), (2, 1, 'a\\b: c :d');
INSERT INTO job (id, region_id, state, made, data, day, weight, raw) VALUES
    (7, 2, 'open', '2024-01-02 03:04:05.000006', '{"a": ":b"}', '2024-02-03', 1.5, x'00ff');
UPDATE sqlite_sequence SET seq = 12 WHERE name = 'job';
INSERT INTO odd VALUES (1, 'x', 'y');
CREATE VIEW open_job AS SELECT id, state FROM job WHERE state = 'open';
CREATE VIEW a_first AS SELECT id FROM open_job;
CREATE TRIGGER kept BEFORE DELETE ON region BEGIN SELECT raise(ABORT, 'no; never: ever'); END;
"""


def run(source: str, function: str, path: Path) -> None:
    """Run one function of a revision on a database file, as Alembic does."""
    module: dict[str, object] = {}
    exec(compile(source, "squash.py", "exec"), module)
    with create_engine(f"sqlite:///{path}", poolclass=NullPool).begin() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            module[function]()  # type: ignore[operator]


def made_by(sql: str, path: Path) -> Database:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    return read_sqlite(str(path))


def raw_where_needed(database: Database, path: Path) -> Style:
    """What the self-check of a squash arrives at for this database."""
    return Style("sqlite", stored=stored_texts(str(path), {}), names_by_convention=True, raw=frozenset({"odd"}))


def test_everything_comes_back_and_goes_again(tmp_path: Path) -> None:
    before = made_by(EVERYTHING, tmp_path / "before.db")
    source = revision_source(HEADER, (before, raw_where_needed(before, tmp_path / "before.db")))
    run(source, "upgrade", tmp_path / "after.db")
    after = read_sqlite(str(tmp_path / "after.db"))
    assert compare(before, after) == ()
    assert source.count("CREATE TABLE") == 1  # the one for which there are no operations
    run(source, "downgrade", tmp_path / "after.db")
    assert left_over(read_sqlite(str(tmp_path / "after.db"))) == ()


def test_the_same_database_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = set()
    for name in ("one.db", "two.db"):
        database = made_by(EVERYTHING, tmp_path / name)
        sources.add(revision_source(HEADER, (database, raw_where_needed(database, tmp_path / name))))
    (source,) = sources
    assert all(len(line) <= 100 for line in source.splitlines() if "CREATE" not in line and "raise" not in line)


def test_the_head_is_that_of_a_revision(tmp_path: Path) -> None:
    source = revision_source(
        HEADER, (made_by("CREATE TABLE t (id INTEGER NOT NULL)", tmp_path / "t.db"), Style("sqlite"))
    )
    assert source.startswith('"""Everything at once\n')
    module: dict[str, object] = {}
    exec(source, module)
    assert [module[name] for name in ("revision", "down_revision", "branch_labels", "depends_on")] == [
        "5qua5h",
        None,
        ("core",),
        ("other",),
    ]


def test_random_values_are_made_anew(tmp_path: Path) -> None:
    sql = """
        CREATE TABLE person (id INTEGER NOT NULL, uid VARCHAR(36) NOT NULL, seen DATETIME, made DATETIME
            DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO person VALUES
            (1, '3f8e7c1a-0000-4000-8000-123456789abc', '2024-01-02 03:04:05.000006', '2024-01-02 03:04:05');"""
    seen = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    style = Style("sqlite", window=Window(seen, seen))
    source = revision_source(HEADER, (made_by(sql, tmp_path / "a.db"), style))
    for name in ("b.db", "c.db"):
        run(source, "upgrade", tmp_path / name)
    rows = []
    for name in ("b.db", "c.db"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            rows.append(connection.execute("SELECT id, uid, length(seen), made FROM person").fetchone())
    assert rows[0][0] == rows[1][0] == 1
    assert rows[0][1] != rows[1][1]
    assert rows[0][2] == len("2024-01-02 03:04:05.000006")
    assert rows[0][3] not in (None, "2024-01-02 03:04:05")


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(), st.integers(-(2**63), 2**63 - 1), st.binary(), st.floats(allow_nan=False, allow_infinity=False),
            st.text(st.characters(exclude_categories=("Cs",))), st.sampled_from(["a:b :c \\:d", '"""', "\\", "%s %"]),
        ),
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_every_value_survives(tmp_path_factory: object, values: list[object]) -> None:
    folder: Path = tmp_path_factory.mktemp("values")  # type: ignore[attr-defined]
    with closing(sqlite3.connect(folder / "before.db")) as connection:
        connection.execute("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, value VARCHAR)")
        connection.executemany("INSERT INTO t (value) VALUES (?)", [(value,) for value in values])
        connection.commit()
    before = read_sqlite(str(folder / "before.db"))
    run(revision_source(HEADER, (before, Style("sqlite"))), "upgrade", folder / "after.db")
    assert compare(before, read_sqlite(str(folder / "after.db"))) == ()


def test_rows_of_virtual_tables_keep_their_rowid(tmp_path: Path) -> None:
    before = made_by(
        "CREATE VIRTUAL TABLE t USING fts5(a, b); INSERT INTO t (rowid, a, b) VALUES (70, ':x', NULL), (9, 'y', 'z')",
        tmp_path / "before.db",
    )
    (table,) = before.tables
    assert table.rows is not None
    assert table.rows.count == 2
    style = Style("sqlite", stored=stored_texts(str(tmp_path / "before.db"), {}))
    run(revision_source(HEADER, (before, style)), "upgrade", tmp_path / "after.db")
    assert compare(before, read_sqlite(str(tmp_path / "after.db"))) == ()
    with closing(sqlite3.connect(tmp_path / "after.db")) as connection:
        assert connection.execute("SELECT rowid FROM t WHERE t MATCH 'y'").fetchall() == [(9,)]


def test_what_a_virtual_table_does_not_show_is_refused(tmp_path: Path) -> None:
    sql = "CREATE VIRTUAL TABLE t USING fts5(a, content=''); INSERT INTO t (rowid, a) VALUES (7, 'x')"
    with pytest.raises(NotWritableError, match="virtual table t"):
        revision_source(HEADER, (made_by(sql, tmp_path / "t.db"), Style("sqlite")))


def test_only_what_is_used_is_imported(tmp_path: Path) -> None:
    sql = "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('datetime.date(1) uuid.uuid4() postgresql.UUID()')"
    source = revision_source(HEADER, (made_by(sql, tmp_path / "t.db"), Style("sqlite")))
    assert "import datetime" not in source
    assert "import uuid" not in source
    assert "import postgresql" not in source


def as_sqlalchemy_reads(text: str, names: str) -> str:
    """What `text()` makes of it; `names`: the characters of names. Raises where it finds a parameter."""
    if re.search(rf"(?<![:{names}\\]):([{names}]+)(?![:{names}])", text):
        raise LookupError(text)
    return re.sub(rf"\\(:[{names}]*)(?![:{names}])", lambda found: found[1], text)


BEFORE_2_1, SINCE_2_1 = r"\w$", r"\w"


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from("ab:\\ '-"), max_size=12))
def test_no_text_has_parameters(text: str) -> None:
    for names in (BEFORE_2_1, SINCE_2_1):
        assert as_sqlalchemy_reads(without_parameters(text), names) == text


@pytest.mark.parametrize("text", ["'$:a'", "$$:a", "':$a'", "':a$b'", "\\$:a", "$\\:a", "a$:b c"])
def test_nor_has_text_with_dollars(text: str) -> None:
    for names in (BEFORE_2_1, SINCE_2_1):
        assert as_sqlalchemy_reads(without_parameters(text), names) == text
