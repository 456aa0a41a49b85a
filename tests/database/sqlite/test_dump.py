"""An SQLite database written down as SQL is the same database when it is read in again."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from migralint.database.sqlite.dump import dump_sqlite, literal
from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import compare
from tests.support.thorough import examples

EVERYTHING = """
CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, boss INTEGER REFERENCES parent (id), note TEXT);
CREATE TABLE pair (a TEXT, b TEXT COLLATE NOCASE, "rowid" INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE "odd name" ("a ""b" REAL DEFAULT 1.5, data BLOB, rowid TEXT, twice INT AS (rowid || rowid) STORED,
    CHECK (length(data) < 100));
CREATE TABLE "Late" (id INTEGER PRIMARY KEY, at TEXT DEFAULT (datetime('now')));
CREATE UNIQUE INDEX ux ON "Late" (lower(at) DESC) WHERE at IS NOT NULL;
CREATE TABLE alembic_version (version_num VARCHAR(32));
INSERT INTO alembic_version VALUES ('x');
INSERT INTO parent VALUES (9, 3, 'it''s' || char(13) || char(10)), (3, NULL, NULL);
UPDATE sqlite_sequence SET seq = 40 WHERE name = 'parent';
INSERT INTO pair VALUES ('b', 'x', 1), ('a', 'y', NULL);
INSERT INTO "odd name" VALUES (0.1, x'00ff', 'r'), (9e999, NULL, CAST(x'ff00' AS TEXT)), (-1e-310, x'', '');
INSERT INTO "Late" VALUES (1, 'a;b'), (2, NULL);
CREATE VIEW everybody AS SELECT id, note FROM parent;
CREATE TRIGGER forbid BEFORE DELETE ON parent BEGIN SELECT raise(ABORT, 'no; never'); END;
CREATE TRIGGER counted AFTER INSERT ON parent BEGIN INSERT INTO "Late" (at) VALUES ('again'); END;
"""


def is_version_table(schema: str | None, table: str) -> bool:
    return schema is None and table == "alembic_version"


def written(path: Path, schemas: dict[str, str]) -> str:
    return ";\n".join(dump_sqlite(str(path), schemas, is_version_table)) + ";\n"


def read_in(text: str, path: Path, attached: dict[str, str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for name, file in attached.items():
            connection.execute("ATTACH ? AS " + name, (file,))
        connection.executescript(text)


def test_everything_comes_back(tmp_path: Path) -> None:
    files = {side: tmp_path / f"{side}.db" for side in ("before", "after")}
    other = {side: {"other": str(tmp_path / f"{side}-other.db")} for side in files}
    for path in (files["before"], Path(other["before"]["other"])):
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(EVERYTHING)
    text = written(files["before"], other["before"])
    read_in(text, files["after"], other["after"])
    before, after = (read_sqlite(str(files[side]), other[side], leave_out=is_version_table) for side in files)
    assert len(before.tables) == 9  # alembic_version of another schema is a table like others
    assert compare(before, after) == ()
    assert written(files["after"], other["after"]) == text
    assert not any(line != line.rstrip() for line in text.splitlines())


@settings(max_examples=examples(200), deadline=None)
@example(1.3924256648451362e-306)
@given(st.one_of(st.text(), st.binary(), st.integers(-(2**63), 2**63 - 1), st.none(), st.floats(allow_nan=False)))
def test_a_literal_means_the_value(value: object) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        (found,) = connection.execute(f"SELECT {literal(connection, value)}").fetchone()
    if isinstance(value, float):
        assert struct.pack("d", found) == struct.pack("d", value) or found == value == 0
    else:
        assert (type(found), found) == (type(value), value)
