"""A query through a dialect that SQLAlchemy does not bring along, as warehouses have one: DuckDB, if installed."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import Job, Stamped, Unread
from migralint.environments.environment import Query, StampSet

duckdb = pytest.importorskip("duckdb", reason="duckdb-engine is not installed")
pytest.importorskip("duckdb_engine", reason="duckdb-engine is not installed")
pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "stamps.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE stamps AS SELECT 't' || i AS tenant, 'a1' AS version_num FROM range(3) t(i)")
    connection.execute("INSERT INTO stamps VALUES ('t3', 'b2'), ('t3', 'c3')")
    connection.close()
    return path


def read(path: Path, sql: str) -> Stamped | Unread:
    url = f"duckdb:///{path}"
    return read_stamps([Job("fleet", url, Query(sql))], python=sys.executable, timeout=30)["fleet"]


def test_a_fleet_in_a_warehouse(warehouse: Path) -> None:
    before = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    outcome = read(warehouse, "select tenant, version_num from stamps order by 1")
    assert isinstance(outcome, Stamped), outcome
    assert outcome.stamp_sets == (
        StampSet(frozenset({"a1"}), 3, ("t0", "t1", "t2")),
        StampSet(frozenset({"b2", "c3"}), 1, ("t3",)),
    )
    assert hashlib.sha256(warehouse.read_bytes()).hexdigest() == before


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    outcome = read(tmp_path / "none.duckdb", "select 1, 2")
    assert isinstance(outcome, Unread)
    assert outcome.kind == "unreachable"
    assert list(tmp_path.iterdir()) == []


def test_what_writes_is_refused(warehouse: Path) -> None:
    for sql in ("drop table stamps", "select nextval('s'), 1", "copy stamps to 'x.csv'"):
        assert isinstance(read(warehouse, sql), Unread)
