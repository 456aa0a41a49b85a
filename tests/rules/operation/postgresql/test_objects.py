"""ML338-ML342: maintenance, enum values, partitions."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import findings, found

BLOCK = "with op.get_context().autocommit_block():\n    "
NEW_VALUE = "op.execute(\"ALTER TYPE state ADD VALUE 'paused'\")\n"
PARTITIONED = 'op.create_table("events", sa.Column("n", sa.Integer()), postgresql_partition_by="RANGE (n)")\n'
OLD = 'op.create_table("old", sa.Column("n", sa.Integer()))\n'
ATTACH = 'op.execute("ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM (0) TO (9)")'


def sql(statement: str) -> str:
    return f"op.execute({statement!r})"


FOUND = [
    # table-locked-for-maintenance
    ("ML338", BLOCK + sql("VACUUM FULL orders")),
    ("ML338", BLOCK + sql("VACUUM (FULL, ANALYZE) orders")),
    ("ML338", sql("CLUSTER orders USING ix")),
    ("ML338", sql("REINDEX INDEX ix")),
    ("ML338", sql("REINDEX TABLE orders")),
    ("ML338", sql("ALTER TABLE orders SET UNLOGGED")),
    ("ML338", sql("ALTER TABLE orders SET TABLESPACE fast")),
    ("ML338", sql("ALTER TABLE orders SET ACCESS METHOD heap")),
    ("ML338", sql("LOCK TABLE orders")),
    ("ML338", sql("LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE")),
    ("ML338", sql("LOCK orders IN EXCLUSIVE MODE NOWAIT")),
    ("ML338", sql("REFRESH MATERIALIZED VIEW totals")),
    # enum-value-used-at-once
    ("ML339", NEW_VALUE + sql("UPDATE jobs SET state = 'paused'")),
    ("ML339", NEW_VALUE + sql("ALTER TABLE jobs ALTER state SET DEFAULT 'paused'")),
    ("ML339", NEW_VALUE + 'op.alter_column("jobs", "state", server_default="paused")'),
    ("ML339", NEW_VALUE + 'op.add_column("jobs", sa.Column("s", postgresql.ENUM(name="state"), '
     "server_default=sa.text(\"'paused'\")))"),
    ("ML339", NEW_VALUE + 't = sa.table("jobs", sa.column("state"))\nop.bulk_insert(t, [{"state": "paused"}])'),
    ("ML339", NEW_VALUE + sql("INSERT INTO jobs (state) VALUES ('paused')")),
    ("ML339", NEW_VALUE + 'op.create_index("ix", "jobs", ["n"], postgresql_where=sa.text("state = \'paused\'"))'),
    ("ML339", NEW_VALUE + sql("CREATE VIEW v AS SELECT * FROM jobs WHERE state = 'paused'")),
    # attach-partition-scans
    ("ML340", ATTACH),
    # detach-partition-not-concurrent
    ("ML341", sql("ALTER TABLE events DETACH PARTITION old")),
]  # fmt: skip

CLEAN = [
    ("ML338", BLOCK + sql("VACUUM orders")),
    ("ML338", BLOCK + sql("REINDEX TABLE CONCURRENTLY orders")),
    ("ML338", BLOCK + sql("REINDEX (CONCURRENTLY) INDEX ix")),
    ("ML338", sql("LOCK TABLE orders IN ROW EXCLUSIVE MODE")),
    ("ML338", sql("LOCK TABLE orders IN ACCESS SHARE MODE")),
    ("ML338", sql("REFRESH MATERIALIZED VIEW CONCURRENTLY totals")),
    ("ML338", sql("CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA") + "\n" + sql("REFRESH MATERIALIZED VIEW v")),
    ("ML338", 'op.create_table("orders", sa.Column("id", sa.Integer()))\n' + sql("ALTER TABLE orders SET UNLOGGED")),
    ("ML338", sql("ALTER TABLE orders SET (fillfactor = 70)")),
    ("ML339", NEW_VALUE),
    ("ML339", NEW_VALUE + sql("UPDATE jobs SET state = 'waiting'")),
    ("ML339", BLOCK + NEW_VALUE + sql("UPDATE jobs SET state = 'paused'")),
    ("ML339", NEW_VALUE + "op.execute('COMMIT')\n" + sql("UPDATE jobs SET state = 'paused'")),
    ("ML339", NEW_VALUE + sql("ALTER TYPE state ADD VALUE 'later' AFTER 'paused'")),
    ("ML340", OLD + ATTACH),
    ("ML340", sql("ALTER TABLE old ADD CONSTRAINT fits CHECK (n >= 0 AND n < 9)") + "\n" + ATTACH),
    ("ML341", BLOCK + sql("ALTER TABLE events DETACH PARTITION old CONCURRENTLY")),
    ("ML341", sql("ALTER TABLE events DETACH PARTITION old FINALIZE")),
    ("ML341", PARTITIONED + sql("ALTER TABLE events DETACH PARTITION old")),
    ("ML342", BLOCK + 'op.create_index("ix", "events", ["n"], postgresql_concurrently=True)'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_found(code: str, upgrade: str) -> None:
    (finding,) = findings(upgrade, dialect="postgresql", select=[code])
    if "REFRESH" in upgrade:
        assert finding.severity is Severity.INFO


@pytest.mark.parametrize(("code", "upgrade"), CLEAN)
def test_clean(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == []


def test_the_use_of_the_value_is_related() -> None:
    (finding,) = findings(
        NEW_VALUE + "\n" + sql("UPDATE jobs SET state = 'paused'"), dialect="postgresql", select=["ML339"]
    )
    place, use = finding.problem.location, finding.problem.related[0].location
    assert place is not None and use is not None and use.line == place.line + 2


def test_a_table_without_a_column_of_the_type_holds_no_such_value() -> None:
    before = 'op.create_table("notes", sa.Column("id", sa.Integer()), sa.Column("kind", sa.String(20)))'
    upgrade = NEW_VALUE + sql("UPDATE notes SET kind = 'paused'")
    assert found(upgrade, dialect="postgresql", select=["ML339"], before=before) == []
    typed = before.replace("sa.String(20)", 'sa.Enum("a", name="state")')
    assert found(upgrade, dialect="postgresql", select=["ML339"], before=typed) == ["ML339"]


def test_a_type_of_the_same_revision_depends_on_the_server() -> None:
    upgrade = sql("CREATE TYPE state AS ENUM ('a')") + "\n" + NEW_VALUE + sql("UPDATE jobs SET state = 'paused'")

    def on(version: str) -> list[str]:
        return found(upgrade, dialect="postgresql", select=["ML339"], settings=f'postgresql-version = "{version}"\n')

    assert on("17") == []
    assert on("14") == ["ML339"]
    assert on("11") == []


def test_before_version_12_the_value_itself_fails() -> None:
    settings = 'postgresql-version = "11"\n'
    assert found(NEW_VALUE, dialect="postgresql", select=["ML339"], settings=settings) == ["ML339"]
    assert found(BLOCK + NEW_VALUE, dialect="postgresql", select=["ML339"], settings=settings) == []


def test_a_check_proves_the_bounds_only_if_it_is_valid_and_on_the_key() -> None:
    def attached(check: str) -> list[str]:
        before = PARTITIONED + OLD + sql(f"ALTER TABLE old ADD CONSTRAINT fits CHECK {check}")
        return found(ATTACH, dialect="postgresql", select=["ML340"], before=before)

    assert attached("(n IS NOT NULL AND n >= 0 AND n < 9)") == []
    assert attached("(n >= 0) NOT VALID") == ["ML340"]
    assert attached("(m >= 0)") == ["ML340"]


def test_partitioned_tables_take_no_concurrent_index() -> None:
    options = {"dialect": "postgresql", "select": ["ML342"], "before": PARTITIONED}
    concurrent = BLOCK + 'op.create_index("ix", "events", ["n"], postgresql_concurrently=True)'
    assert found(concurrent, **options) == ["ML342"]
    assert found(BLOCK + sql("CREATE INDEX CONCURRENTLY ix ON events (n)"), **options) == ["ML342"]
    assert found(sql("CREATE INDEX ix ON ONLY events (n)"), **options) == []
    by_sql = sql("CREATE TABLE events (n int) PARTITION BY RANGE (n)")
    assert found(concurrent, dialect="postgresql", select=["ML342"], before=by_sql) == ["ML342"]
    indexed = {**options, "before": PARTITIONED + 'op.create_index("ix", "events", ["n"])'}
    assert found(BLOCK + sql("DROP INDEX CONCURRENTLY ix"), **indexed) == ["ML342"]


def test_detaching_concurrently_needs_version_14() -> None:
    upgrade = sql("ALTER TABLE events DETACH PARTITION old")
    assert found(upgrade, dialect="postgresql", select=["ML341"], settings='postgresql-version = "13"\n') == []
