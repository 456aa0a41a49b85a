"""Every drift rule's documentation is true: its example differs in that kind, its advice does not differ at all."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event
from sqlalchemy.dialects import postgresql

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import Server
from migralint.database.sqlite.reader import read_sqlite
from migralint.findings.rule import DriftRule
from migralint.findings.severity import Severity
from migralint.rules.drift_catalog import DRIFT
from migralint.schema.compare import Difference, Kind
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend

ON_SQLITE, ON_POSTGRESQL = "# the models\n", "# the models, on PostgreSQL\n"
UPGRADE = "# upgrade() of the revisions\n"
POSTGRESQL = [rule for rule in DRIFT if rule.documentation.found_code.startswith(ON_POSTGRESQL)]
SQLITE = [rule for rule in DRIFT if rule not in POSTGRESQL]


def build(connection: sa.Connection, code: str) -> None:
    """Run one half of an example."""
    metadata = sa.MetaData()
    names = {"sa": sa, "postgresql": postgresql, "event": event, "metadata": metadata}
    if code.startswith(UPGRADE):
        names["op"] = Operations(MigrationContext.configure(connection))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, "example", "exec"), names)
        metadata.create_all(connection)


def halves(code: str) -> tuple[str, str]:
    assert code.startswith((ON_SQLITE, ON_POSTGRESQL))
    models, upgrade = code.split(UPGRADE)
    return models, UPGRADE + upgrade


def on_sqlite(folder: Path, code: str) -> tuple[Difference, ...]:
    found: list[Database] = []
    for name, half in zip(("models", "migrations"), halves(code), strict=True):
        engine = sa.create_engine(f"sqlite:///{folder}/{name}.sqlite")
        with engine.begin() as connection:
            build(connection, half)
        engine.dispose()
        found.append(read_sqlite(f"{folder}/{name}.sqlite"))
    return compare_and_mend(*found)


def on_postgresql(server: Server, code: str) -> tuple[Difference, ...]:
    found: list[Database] = []
    engine = sa.create_engine(server.url(driver="psycopg"))
    for half in halves(code):
        with engine.connect() as connection:
            build(connection, half)
            found.append(read_postgresql(lambda query, on=connection: on.exec_driver_sql(query).fetchall()))
            connection.rollback()
    engine.dispose()
    return compare_and_mend(*found)


def check(rule: DriftRule, found: tuple[Difference, ...], advice: tuple[Difference, ...]) -> None:
    kinds = {difference.kind for difference in found}
    assert rule.name in kinds
    (problem, *_) = rule.check(found)
    assert rule.name in problem.message and problem.help
    assert [difference for difference in advice if difference.kind == rule.name] == []
    assert all(difference.note for difference in advice)
    assert (rule.severity is Severity.INFO) == all(d.note for d in found if d.kind == rule.name) or rule.code == "ML551"


@pytest.mark.parametrize("rule", SQLITE, ids=lambda rule: rule.code)
def test_on_sqlite(rule: DriftRule, tmp_path: Path) -> None:
    if "sqlite_strict" in rule.documentation.found_code + rule.documentation.clean_code:
        pytest.importorskip("sqlalchemy", minversion="2.0.37", reason="older versions make no STRICT tables")
    one, other = tmp_path / "example", tmp_path / "advice"
    one.mkdir()
    other.mkdir()
    page = rule.documentation
    check(rule, on_sqlite(one, page.found_code), on_sqlite(other, page.clean_code))


@pytest.mark.parametrize("rule", POSTGRESQL, ids=lambda rule: rule.code)
def test_on_postgresql(rule: DriftRule, postgresql_server: Server) -> None:
    page = rule.documentation
    check(rule, on_postgresql(postgresql_server, page.found_code), on_postgresql(postgresql_server, page.clean_code))


def test_every_kind_has_its_rule() -> None:
    assert [(rule.name, rule.code) for rule in DRIFT] == sorted(
        ((kind.word, kind.code) for kind in Kind), key=lambda pair: pair[1]
    )
