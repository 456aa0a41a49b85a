"""What removed revisions make beyond tables: found by reading their operations."""

from __future__ import annotations

import pytest

from migralint.history.file import FileKind, RevisionFile
from migralint.history.operation import Operation, pack_operations
from migralint.history.revision import Revision
from migralint.pruning.repository.losses import losses
from migralint.source.location import Location


def file(revision_id: str, *operations: tuple[str, dict[str, object]]) -> RevisionFile:
    path = f"/x/{revision_id}.py"
    return RevisionFile(
        path,
        FileKind.REVISION,
        as_revision=Revision(revision_id),
        packed_operations=pack_operations(
            Operation(name, "upgrade", Location(path, line), **given)  # type: ignore[arg-type]
            for line, (name, given) in enumerate(operations, 1)
        ),
    )


def execute(*sql: str) -> tuple[str, dict[str, object]]:
    return "execute", {"sql": sql}


@pytest.mark.parametrize(
    ("sql", "loss"),
    [
        ("INSERT INTO users (id) VALUES (1)", "rows users"),
        ("insert or ignore into 'users' values (1)", "rows 'users'"),
        ("WITH x AS (SELECT 1) INSERT INTO users SELECT * FROM x", "rows users"),
        ("UPDATE users SET name = 'x'", "rows users"),
        ("-- a comment\n/* another */ CREATE VIEW adults AS SELECT 1", "view adults"),
        ("CREATE OR REPLACE MATERIALIZED VIEW adults AS SELECT 1", "view adults"),
        ("CREATE TRIGGER IF NOT EXISTS stamp AFTER INSERT ON t BEGIN SELECT 1; END", "trigger stamp"),
        ("CREATE OR REPLACE FUNCTION f(a int) RETURNS int AS $$ $$ LANGUAGE sql", "function f"),
        ("CREATE SEQUENCE s START 5", "sequence s"),
        ('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"', 'extension "uuid-ossp"'),
        ("CREATE TYPE mood AS ENUM ('sad')", "enum type mood"),
    ],
)
def test_sql_that_makes_something(sql: str, loss: str) -> None:
    (found,) = losses([file("a", execute(sql))])
    assert (str(found), found.revision, found.location.line) == (loss, "a", 1)


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1", "CREATE TABLE t (id int)", "ALTER TABLE t ADD c int", "DELETE FROM t", "CREATE INDEX i ON t (c)"],
)
def test_sql_that_models_bring_back_or_that_leaves_nothing(sql: str) -> None:
    assert list(losses([file("a", execute(sql))])) == []


def test_bulk_insert_and_code_that_cannot_be_read() -> None:
    files = [file("a", ("bulk_insert", {"table": "roles"}), ("get_bind", {}))]
    assert [str(loss) for loss in losses(files)] == ["rows roles", "unknown"]


def test_what_a_later_revision_drops_is_not_lost() -> None:
    files = [
        file("a", execute("CREATE VIEW v AS SELECT 1"), ("bulk_insert", {"table": "t"})),
        file("b", execute('DROP VIEW IF EXISTS "v"'), ("drop_table", {"table": "t"})),
    ]
    assert list(losses(files)) == []


def test_each_thing_is_reported_once_where_it_was_first_made() -> None:
    files = [file("a", execute("INSERT INTO t VALUES (1)")), file("b", execute("INSERT INTO public.t VALUES (2)"))]
    assert [loss.revision for loss in losses(files)] == ["a"]
