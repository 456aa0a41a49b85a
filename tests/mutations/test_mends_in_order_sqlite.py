"""The mends of a whole report, run from the first to the last, leave no drift: in both directions, on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import Difference
from migralint.schema.compare.difference import Kind
from migralint.schema.mend.differences import compare_and_mend
from tests.mutations.test_mends_sqlite import run_mend
from tests.support.sqlite_files import database_from

BEFORE = """
CREATE TABLE place (id INTEGER NOT NULL, name VARCHAR(20) DEFAULT 'x', PRIMARY KEY (id));
CREATE TABLE person (id INTEGER NOT NULL, at INTEGER, note VARCHAR(9), PRIMARY KEY (id),
    CONSTRAINT fk_at FOREIGN KEY (at) REFERENCES place (id), CONSTRAINT ck_note CHECK (note <> ''));
CREATE INDEX ix_person_note ON person (note);
CREATE VIEW a_first AS SELECT id, note FROM person;
CREATE VIEW z_second AS SELECT id FROM a_first;
CREATE TRIGGER noted AFTER INSERT ON person BEGIN UPDATE person SET note = 'n' WHERE id = new.id; END;
"""
AFTER = """
CREATE TABLE z_country (id INTEGER NOT NULL, PRIMARY KEY (id));
CREATE TABLE a_city (id INTEGER NOT NULL, country INTEGER, PRIMARY KEY (id),
    CONSTRAINT fk_country FOREIGN KEY (country) REFERENCES z_country (id));
CREATE INDEX ix_city ON a_city (country);
CREATE TABLE person (id INTEGER NOT NULL, at INTEGER, city INTEGER, PRIMARY KEY (id),
    CONSTRAINT uq_city UNIQUE (city), CONSTRAINT fk_city FOREIGN KEY (city) REFERENCES a_city (id));
CREATE INDEX ix_person_at ON person (at);
CREATE VIEW b_second AS SELECT id FROM y_first;
CREATE VIEW y_first AS SELECT id, city FROM person;
"""
TABLE = "CREATE TABLE t (id INTEGER NOT NULL, a VARCHAR(5){}, PRIMARY KEY (id){});"
MORE = {
    "index": (TABLE.format("", "") + "CREATE UNIQUE INDEX ix_a ON t (a) WHERE a > 'b';", TABLE.format("", "")),
    "default": (TABLE.format(" DEFAULT 'x'", ""), TABLE.format("", "")),
    "check": (TABLE.format("", ", CONSTRAINT ck CHECK (a <> '')"), TABLE.format("", "")),
    "column": (TABLE.format("", ""), "CREATE TABLE t (id INTEGER NOT NULL, PRIMARY KEY (id));"),
    "view": (TABLE.format("", "") + "CREATE VIEW v AS SELECT 100 % id AS r FROM t;", TABLE.format("", "")),
    "table": (TABLE.format("", "") + "CREATE INDEX ix_a ON t (a);", ""),
}


def mended(folder: Path, models: str, migrations: str) -> list[Difference]:
    """Run the mends of the report on the migrations' database; what is left of it."""
    wanted, built = database_from(folder, "models", models), database_from(folder, "migrations", migrations)
    for difference in compare_and_mend(wanted, built):
        run_mend(folder / "migrations.sqlite", difference.mend)
    left = compare_and_mend(wanted, read_sqlite(str(folder / "migrations.sqlite")))
    return [one for one in left if not one.note]


@pytest.mark.parametrize(
    ("models", "migrations"),
    [(AFTER, BEFORE), (BEFORE, AFTER), (AFTER, ""), ("", AFTER), (BEFORE, ""), ("", BEFORE)],
    ids=["forwards", "backwards", "all of it", "none of it", "all of the other", "none of the other"],
)
def test_a_whole_report_runs_from_top_to_bottom(tmp_path: Path, models: str, migrations: str) -> None:
    if (models, migrations) == (AFTER, BEFORE):
        pytest.importorskip(
            "sqlalchemy", minversion="2.1", reason="older versions misread a CHECK that ends with its table"
        )
    assert mended(tmp_path, models, migrations) == []


def test_the_differences_of_a_table_stay_together(tmp_path: Path) -> None:
    found = compare_and_mend(database_from(tmp_path, "models", AFTER), database_from(tmp_path, "migrations", BEFORE))
    places = [number for number, one in enumerate(found) if one.table == "person" and one.kind != "trigger"]
    assert places == list(range(places[0], places[0] + len(places)))


@pytest.mark.parametrize(
    ("more", "kind", "source"),
    [
        ("index", Kind.INDEX, """Index("ix_a", "a", unique=True, sqlite_where=text("a > 'b'"))"""),
        ("default", Kind.COLUMN_DEFAULT, """server_default=text("'x'")"""),
        ("check", Kind.CHECK_CONSTRAINT, """CheckConstraint("a <> ''", name="ck")"""),
        ("column", Kind.COLUMN, 'Column("a", String(length=5), nullable=True)'),
        (
            "view",
            Kind.VIEW,
            'event.listen(metadata, "after_create", DDL(\'CREATE VIEW "v" AS SELECT 100 %% id AS r FROM t\'))',
        ),
        ("table", Kind.TABLE, 'Index("ix_a", "a"),'),
    ],
)
def test_what_the_migrations_have_more_is_python_for_the_models(
    tmp_path: Path, more: str, kind: Kind, source: str
) -> None:
    migrations, models = MORE[more]
    (found,) = compare_and_mend(
        database_from(tmp_path, "models", models), database_from(tmp_path, "migrations", migrations)
    )
    assert found.kind == kind.word
    assert source in found.models_mend
    assert found.mend  # the other way round is said as well
    assert mended(tmp_path, models, migrations) == []
    (missing,) = compare_and_mend(
        database_from(tmp_path, "models", migrations), database_from(tmp_path, "migrations", models)
    )
    assert missing.models_mend == ""
