"""The mend of a difference, run by Alembic on the migrations' database, takes that difference away."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import Difference
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.support.shop.mutations import MUTATIONS, Mutation
from tests.support.shop.script import SHOP
from tests.support.sqlite_files import database_from

pytestmark = pytest.mark.slow

ADVICE_ONLY = {
    "column order",  # Alembic can only make the table anew
    "named NOT NULL",
    "NOT NULL ON CONFLICT",
    "primary key ON CONFLICT",
    "ON CONFLICT of a check",
    "row added",  # what the models should insert is not for a migration to delete
    "counter ahead",
    "unique collation",
    "unique ON CONFLICT lost",
    "unique added",
}
"""Of these the mend is advice, or asks for what reflection does not see."""
COMPUTED = (
    "    full_name VARCHAR(81) GENERATED ALWAYS AS (first || ' ' || last) STORED,\n",
    "    initials VARCHAR(2) GENERATED ALWAYS AS (substr(first, 1, 1) || substr(last, 1, 1)) VIRTUAL,\n",
)
"""Alembic's batch mode cannot copy a table that has generated columns; the mend says so."""


def without_computed(script: str) -> str:
    for column in COMPUTED:
        script = script.replace(column, "")
    return script


TRIED = [m for m in MUTATIONS if m.name not in ADVICE_ONLY and without_computed(m.script) != without_computed(SHOP)]
TRIED = [
    m for m in TRIED if "GENERATED" not in without_computed(m.script) and "full_name" not in without_computed(m.script)
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return database_from(tmp_path_factory.mktemp("shop"), "shop", without_computed(SHOP))


def run_mend(path: Path, source: str) -> None:
    """Run the lines as `upgrade()` would."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reflection says what it cannot read
        connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")  # else a view over the table is in the way
        operations = Operations(MigrationContext.configure(connection))
        exec(compile(source, "mend", "exec"), {"op": operations, "sa": sa})
    engine.dispose()


@pytest.mark.parametrize("mutation", TRIED, ids=lambda m: m.name)
def test_the_mend_takes_the_difference_away(shop: Database, tmp_path: Path, mutation: Mutation) -> None:
    found = compare_and_mend(shop, database_from(tmp_path, "other", without_computed(mutation.script)))
    path = tmp_path / "other.sqlite"
    for difference in found:
        assert not all(line.startswith("#") for line in difference.mend.splitlines())
        run_mend(path, difference.mend)
    after = {(d.kind, d.table, d.object) for d in compare_and_mend(shop, read_sqlite(str(path))) if not d.note}
    assert not after & {(d.kind, d.table, d.object) for d in found}
    lost = [one for one in after if not any(forgotten(line, one[0], one[2]) for line in advice(found))]
    assert lost == []


def advice(found: tuple[Difference, ...]) -> list[str]:
    return [line for difference in found for line in difference.mend.splitlines() if line.startswith("# batch mode")]


def forgotten(advice: str, kind: str, name: str | None) -> bool:
    """Whether the advice says that batch mode forgets this."""
    return str(name) in advice or ("ON CONFLICT" in advice and kind == "unique-constraint")


def test_a_project_for_another_dialect_is_not_told_to_use_batch_mode(tmp_path: Path) -> None:
    ours = database_from(tmp_path, "ours", "CREATE TABLE t (a VARCHAR(3), CONSTRAINT c CHECK (a <> ':x'))")
    theirs = database_from(tmp_path, "theirs", "CREATE TABLE t (a VARCHAR(2))")
    kind, check = compare_and_mend(ours, theirs, project_dialect="postgresql")
    assert kind.mend == ('op.alter_column("t", "a", type_=sa.String(length=3), existing_type=sa.String(length=2))')
    assert check.mend == """op.create_check_constraint("c", "t", sa.text("a <> '\\\\:x'"))"""
