"""Only one statement that only reads may be a manifest's query."""

from __future__ import annotations

import pytest

from migralint.database.stamps.statement import why_refused


@pytest.mark.parametrize(
    "sql",
    [
        "select tenant, version_num from ops.stamps",
        "SELECT tenant, version_num FROM ops.stamps;",
        "select a, b from x union all select c, d from y -- both regions",
        "with t as (select 1 as a, '2' as b) select a, b from t",
        "select tenant, coalesce(version, '') from s where note <> 'drop table x; delete'",
        "select name, version_num from s join t using (id) order by 1 limit 5",
        "select t::text, v from s",
    ],
)
@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "mysql", "sqlite"])
def test_reading_is_allowed(sql: str, scheme: str) -> None:
    if "::" in sql and scheme != "postgresql+psycopg":
        return
    assert why_refused(sql, scheme) == ""


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select 1, 2; drop table x", "2 statements"),
        ("select 1, 2; select 3, 4", "2 statements"),
        ("", "0 statements"),
        ("-- nothing", "0 statements"),
        ("update t set a = 1", "may write"),
        ("delete from t returning a, b", "may write"),
        ("insert into t select 1, 2", "may write"),
        ("with x as (delete from t returning a, b) select a, b from x", "DELETE"),
        ("with x as (insert into t values (1) returning a) select a, 1 from x", "INSERT"),
        ("select a, b into copy from t", "INTO"),
        ("select a, b from t for update", "LOCK"),
        ("drop table t", "may write"),
        ("truncate t", "may write"),
        ("call p()", "may write"),
        ("copy t to program 'x'", "may write"),
        ("set role x", "may write"),
        ("commit", "may write"),
        ("select from where", "cannot be parsed"),
    ],
)
def test_anything_else_is_refused(sql: str, words: str) -> None:
    refusal = why_refused(sql, "postgresql")
    assert words in refusal or "cannot be parsed" in refusal
    assert refusal


@pytest.mark.parametrize(
    ("scheme", "sql"),
    [
        ("trino", "select tenant, max_by(version_num, at) from hive.ops.stamps group by 1"),
        ("clickhouse+http", "select tenant, argMax(version_num, at) from ops.stamps group by tenant"),
        ("bigquery", "select tenant, version_num from `project.ops.stamps`"),
        ("snowflake", "select tenant, coalesce(version_num, '') from ops.stamps qualify row_number() over "
         "(partition by tenant order by at desc) = 1"),
        ("duckdb", "select tenant, version_num from stamps"),
    ],
)  # fmt: skip
def test_a_warehouse_is_asked_with_its_own_functions(scheme: str, sql: str) -> None:
    assert why_refused(sql, scheme) == ""


@pytest.mark.parametrize(
    ("scheme", "sql", "words"),
    [
        ("snowflake", "select tenant, ops.touch(version_num) from stamps", "calls touch(), and on snowflake nothing"),
        ("snowflake", "select tenant, ids.nextval from stamps", "a number from a sequence"),
        ("duckdb", "select nextval('s'), 1", "calls nextval()"),
        ("duckdb", "select * from read_csv('/etc/passwd')", "calls"),
        ("clickhouse", "select * from remote('other', a.b)", "calls remote()"),
        ("bigquery", "select 1, 2; drop table x", "2 statements"),
        ("trino", "delete from t", "may write"),
    ],
)
def test_where_nothing_is_read_only_a_function_of_ones_own_is_refused(scheme: str, sql: str, words: str) -> None:
    assert words in why_refused(sql, scheme)


def test_both_sides_know_the_same_warehouses() -> None:
    from migralint.database.stamps.reader import transaction
    from migralint.database.stamps.statement import WAREHOUSES

    assert set(transaction._WAREHOUSES) == set(WAREHOUSES)
