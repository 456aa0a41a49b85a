"""What removed revisions make beyond tables: found by reading their operations."""

from __future__ import annotations

import pytest

from migralint.history.file import FileKind, RevisionFile
from migralint.history.operation import OPAQUE, Operation, SourceText, pack_operations
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


MAKES = {
    "INSERT INTO users (id) VALUES (1)": "rows users",
    "insert or ignore into 'users' values (1)": "rows 'users'",
    "INSERT OR REPLACE INTO users VALUES (1)": "rows users",
    "INSERT IGNORE INTO `my users` VALUES (1)": "rows `my users`",
    "INSERT LOW_PRIORITY IGNORE users (id) VALUES (1)": "rows users",
    "INSERT INTO users SET id = 1": "rows users",
    "INSERT INTO users DEFAULT VALUES": "rows users",
    'INSERT INTO "Public"."Users" AS u (id) VALUES (1) ON CONFLICT DO NOTHING': 'rows "Public"."Users"',
    "INSERT INTO [dbo].[users] ([id]) VALUES (1)": "rows [dbo].[users]",
    "INSERT INTO users SELECT 1": "rows users",
    "INSERT INTO users (id) (SELECT 1)": "rows users",
    "INSERT INTO users (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM users)": "rows users",
    "INSERT INTO users SELECT 1 FROM dual": "rows users",
    "INSERT INTO users SELECT n FROM generate_series(1, 3) AS g(n)": "rows users",
    "INSERT INTO users SELECT oid FROM pg_catalog.pg_class": "rows users",
    "INSERT INTO users SELECT id FROM (VALUES (1), (2)) AS v (id)": "rows users",
    "INSERT INTO users SELECT id FROM (SELECT 1 AS id) x LEFT JOIN t ON t.id = x.id": "rows users",
    "INSERT INTO users SELECT count(*) FROM other": "rows users",
    "INSERT INTO users SELECT id FROM other UNION ALL SELECT 1": "rows users",
    "INSERT INTO users (id) VALUES ((SELECT max(id) FROM other))": "rows users",
    "WITH x AS (SELECT 1) INSERT INTO users SELECT * FROM x": "rows users",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO users SELECT i FROM n": "rows users",
    "INSERT INTO users WITH x AS (SELECT 1 AS a) SELECT a FROM x": "rows users",
    "REPLACE INTO users VALUES (1)": "rows users",
    "MERGE INTO users u USING (VALUES (1)) v ON v.a = u.id WHEN NOT MATCHED THEN INSERT VALUES (1)": "rows users",
    "COPY users (id, name) FROM stdin": "rows users",
    "COPY users FROM '/x.csv' WITH (FORMAT csv)": "rows users",
    "LOAD DATA LOCAL INFILE 'x' INTO TABLE users": "rows users",
    "CREATE TABLE users AS SELECT 1 AS id": "rows users",
    "SELECT 1 AS id INTO users": "rows users",
    "-- INSERT INTO t\nINSERT INTO users VALUES ('; DROP TABLE users')": "rows users",
    "/* one */ -- two\n\t INSERT INTO users VALUES (1);": "rows users",
    "-- a comment\n/* another */ CREATE VIEW adults AS SELECT 1": "view adults",
    "CREATE OR REPLACE MATERIALIZED VIEW adults AS SELECT 1": "view adults",
    "CREATE ALGORITHM = MERGE DEFINER = `root`@`%` SQL SECURITY INVOKER VIEW adults AS SELECT 1": "view adults",
    "/*!50001 CREATE VIEW adults AS SELECT 1 */": "view adults",
    "CREATE OR REPLACE RECURSIVE VIEW s.adults (n) AS SELECT 1": "view s.adults",
    "CREATE TRIGGER IF NOT EXISTS g AFTER INSERT ON t BEGIN SELECT 1; DELETE FROM x; END": "trigger g",
    "CREATE CONSTRAINT TRIGGER stamp AFTER UPDATE ON t EXECUTE FUNCTION f()": "trigger stamp",
    "CREATE EVENT TRIGGER stamp ON ddl_command_end EXECUTE FUNCTION f()": "trigger stamp",
    "CREATE OR REPLACE FUNCTION f(a int) RETURNS int AS $$ INSERT INTO t; $$ LANGUAGE sql": "function f",
    "CREATE FUNCTION f() RETURNS int AS $f1$ BEGIN; END; $f1$ LANGUAGE plpgsql": "function f",
    "CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1); UPDATE t SET a = 1; END": "function p",
    "CREATE SEQUENCE IF NOT EXISTS s START 5": "sequence s",
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public': 'extension "uuid-ossp"',
    "CREATE TYPE mood AS ENUM ('sad')": "enum type mood",
    "CREATE TYPE pair AS (a int, b int)": "type pair",
    "CREATE DOMAIN email AS text CHECK (value ~ '@')": "domain email",
    "CREATE POLICY p ON t USING (true)": "policy p",
    "CREATE RULE r AS ON INSERT TO t DO NOTHING": "rule r",
    "CREATE SCHEMA IF NOT EXISTS audit": "schema audit",
    "CREATE VIRTUAL TABLE search USING fts5(title)": "virtual table search",
    "CREATE TEXT SEARCH CONFIGURATION german (COPY = simple)": "text search object german",
    "DO $$ BEGIN INSERT INTO t VALUES (1); END $$": "unknown",
    "CALL fill()": "unknown",
    "SELECT create_hypertable('t', 'at')": "unknown",
    "SELECT audit.audit_table('users')": "unknown",
    "IF NOT EXISTS (SELECT 1 FROM t) INSERT INTO t VALUES (1)": "unknown",
}


@pytest.mark.parametrize(("sql", "loss"), MAKES.items())
def test_sql_that_makes_something(sql: str, loss: str) -> None:
    (found,) = losses([file("a", execute(sql))])
    assert (str(found), found.revision, found.location.line, found.seen) == (loss, "a", 1, False)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "CREATE TABLE t (id int)",
        'CREATE TABLE IF NOT EXISTS "insert" (view int, trigger text)',
        "CREATE TABLE t AS SELECT * FROM other",
        "ALTER TABLE t ADD c int",
        "ALTER TABLE t ADD COLUMN view int DEFAULT 1",
        "DELETE FROM t",
        "CREATE INDEX i ON t (c)",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (c)",
        "UPDATE users SET name = 'x'",
        "UPDATE OR IGNORE users SET name = 'x'",
        "UPDATE ONLY public.users SET name = (SELECT 'insert into t')",
        "WITH x AS (SELECT 1) UPDATE users SET a = 1 FROM x",
        "WITH x AS (SELECT 1) DELETE FROM users USING x",
        "INSERT INTO users SELECT * FROM other",
        "INSERT INTO users (a, b) SELECT o.a, t.b FROM public.other AS o JOIN t ON t.id = o.id WHERE o.a > 1",
        "INSERT INTO users SELECT x.a FROM other x LEFT JOIN generate_series(1, 2) g ON true",
        "INSERT INTO users SELECT a, count(*) FROM other GROUP BY a",
        "INSERT INTO users SELECT 1 FROM other UNION SELECT 2 FROM t",
        "INSERT INTO users TABLE other",
        "INSERT INTO users WITH x AS (SELECT * FROM other) SELECT a FROM x",
        "WITH moved AS (DELETE FROM other RETURNING *) INSERT INTO users SELECT * FROM moved",
        "INSERT INTO users SELECT id FROM (SELECT id FROM other) x",
        "MERGE INTO users USING other ON true WHEN NOT MATCHED THEN INSERT VALUES (1)",
        "MERGE INTO users USING (VALUES (1)) v ON true WHEN MATCHED THEN UPDATE SET a = 1",
        "COPY users TO '/x.csv'",
        "COPY (SELECT 1 FROM t) TO stdout",
        "SELECT setval('s', 5)",
        "SELECT set_config('search_path', '', false)",
        "CREATE TEMPORARY VIEW v AS SELECT 1",
        "CREATE DATABASE other",
        "SET lock_timeout = '1s'",
        "PRAGMA foreign_keys = ON",
        "GRANT INSERT ON t TO x",
        "COMMENT ON VIEW v IS 'create view w'",
        "BEGIN; COMMIT",
        "",
        "-- CREATE VIEW v AS SELECT 1",
    ],
)
def test_sql_that_models_bring_back_or_that_leaves_nothing(sql: str) -> None:
    assert list(losses([file("a", execute(sql))])) == []


def test_every_statement_of_a_string_is_read() -> None:
    sql = (
        "BEGIN;\nINSERT INTO a VALUES (1);\n\nCREATE VIEW v AS SELECT ';';; -- ;\nINSERT INTO b SELECT * FROM a; COMMIT"
    )
    assert [str(loss) for loss in losses([file("a", execute(sql))])] == ["rows a", "rows b", "view v"]


def test_a_trigger_between_statements() -> None:
    trigger = "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM b; END"
    sql = f"INSERT INTO b VALUES (1); {trigger}; CREATE VIEW v AS SELECT 1"
    assert [str(loss) for loss in losses([file("a", execute(sql))])] == ["rows b", "trigger g", "view v"]


def test_rows_come_only_from_tables_that_have_some() -> None:
    files = [
        file("a", execute("INSERT INTO seeded VALUES (1)")),
        file(
            "b", execute("INSERT INTO one SELECT * FROM public.seeded"), execute("INSERT INTO two SELECT * FROM empty")
        ),
        file("c", execute("INSERT INTO three SELECT * FROM two"), execute("INSERT INTO four SELECT * FROM one")),
    ]
    assert [str(loss) for loss in losses(files)] == ["rows seeded", "rows one", "rows four"]


def test_after_what_nobody_can_read_any_table_may_have_rows() -> None:
    files = [file("a", (OPAQUE, {})), file("b", execute("INSERT INTO t SELECT * FROM other"))]
    assert [str(loss) for loss in losses(files)] == ["unknown", "rows t"]


@pytest.mark.parametrize(
    ("operation", "loss"),
    [
        (("bulk_insert", {"table": "roles"}), ["rows roles"]),
        (("bulk_insert", {"arguments": (SourceText("tables.roles"), SourceText("rows"))}), ["rows tables.roles"]),
        (("bulk_insert", {"arguments": (SourceText("make(x)"), SourceText("rows"))}), ["rows"]),
        (("execute", {"table": "roles", "verb": "insert"}), ["rows roles"]),
        (("execute", {"table": "roles", "verb": "update"}), []),
        (("execute", {"arguments": (SourceText("sql"),)}), ["unknown"]),
        (("execute", {"bind": True}), ["unknown"]),
        (("add_all", {"bind": True}), ["unknown"]),
        (("bulk_save_objects", {"bind": True}), ["unknown"]),
        (("run_sync", {"bind": True}), ["unknown"]),
        (("commit", {"bind": True}), []),
        (("get_bind", {}), []),
        (("create_type", {"bind": True, "arguments": ("mood",)}), ["enum type mood"]),
        (("create_entity", {}), ["unknown"]),
        (("invoke", {}), ["unknown"]),
        (("run_async", {}), ["unknown"]),
        ((OPAQUE, {}), ["unknown"]),
        (("create_index", {}), []),
        (("alter_column", {"batch": True}), []),
    ],
)
def test_operations(operation: tuple[str, dict[str, object]], loss: list[str]) -> None:
    assert [str(one) for one in losses([file("a", operation)])] == loss


@pytest.mark.parametrize(
    "gone",
    [
        execute('DROP VIEW IF EXISTS s."V", other CASCADE', "DROP TABLE t", "DROP TYPE IF EXISTS public.mood")
        + execute("DROP FUNCTION f(int)"),
        execute("drop materialized view v", "truncate table only t restart identity", "DROP DOMAIN mood")
        + execute("DROP ROUTINE x; DROP PROCEDURE f"),
        execute("DROP VIEW v; DELETE FROM t; DROP TYPE mood; DROP AGGREGATE f (int)"),
    ],
)
def test_what_is_dropped_in_any_spelling(gone: tuple[object, ...]) -> None:
    made = execute(
        "CREATE VIEW v AS SELECT 1",
        "INSERT INTO t VALUES (1)",
        "CREATE TYPE mood AS ENUM ('a')",
        "CREATE FUNCTION f() AS ''",
    )
    pairs: list[tuple[str, dict[str, object]]] = list(zip(gone[::2], gone[1::2], strict=True))  # type: ignore[arg-type]
    assert list(losses([file("a", made), file("b", *pairs)])) == []


RENAMES = [execute("ALTER TABLE t RENAME TO u"), ("rename_table", {"table": "t", "arguments": ("t", "u")})]


@pytest.mark.parametrize("rename", RENAMES)
def test_rows_move_with_their_table(rename: tuple[str, dict[str, object]]) -> None:
    made = file("a", execute("INSERT INTO t VALUES (1)"))
    assert [str(loss) for loss in losses([made, file("b", rename)])] == ["rows u"]
    assert list(losses([made, file("b", rename), file("c", execute("DROP TABLE u"))])) == []


def test_what_a_later_revision_drops_is_not_lost() -> None:
    files = [
        file("a", execute("CREATE VIEW v AS SELECT 1"), ("bulk_insert", {"table": "t"})),
        file("b", execute('DROP VIEW IF EXISTS "v"'), ("drop_table", {"table": "t"})),
    ]
    assert list(losses(files)) == []


def test_each_thing_is_reported_once_where_it_was_first_made() -> None:
    files = [file("a", execute("INSERT INTO t VALUES (1)")), file("b", execute("INSERT INTO public.t VALUES (2)"))]
    assert [loss.revision for loss in losses(files)] == ["a"]


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        ("INSERT INTO a VALUES (1) # it's one\n; INSERT INTO b VALUES (1)", ["rows a", "rows b"]),
        ("# DELETE FROM a;\nINSERT INTO a VALUES (1); # DELETE FROM a;\n", ["rows a"]),
        ("INSERT INTO a VALUES ('{}'::jsonb #> '{x}'); INSERT INTO b VALUES (1)", ["rows a", "rows b"]),
        ("INSERT INTO a VALUES ('#'); DELETE FROM a", []),
    ],
)
def test_what_may_be_a_comment_of_mysql_hides_nothing_and_removes_nothing(sql: str, left: list[str]) -> None:
    found = losses([file("a", execute(sql))])
    assert [f"{one.kind} {one.name}" for one in found] == left


def texts(*sql: str) -> list[str]:
    return [str(loss) for loss in losses([file("a", *map(execute, sql))])]


SEEDED = "INSERT INTO log VALUES (1)"


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF x > 0 THEN SET x = 1; END IF; DELETE FROM log; END",
        "CREATE PROCEDURE p() BEGIN WHILE x DO SET x = 0; END WHILE; DELETE FROM log; END",
        "CREATE PROCEDURE p() BEGIN a: LOOP LEAVE a; END LOOP a; DELETE FROM log; END",
        "CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SET x = 0; END CASE; DELETE FROM log; END",
        "CREATE PROCEDURE p() IF x THEN SELECT 1; DELETE FROM log; END IF",
        "CREATE PACKAGE BODY p AS PROCEDURE a IS BEGIN NULL; END a; PROCEDURE b IS BEGIN DELETE FROM log; END b; END p",
        "CREATE PROCEDURE p() BEGIN SELECT 1; IF x THEN BEGIN DELETE FROM log; END; END IF; DELETE FROM log; END",
    ],
)
def test_what_a_routine_would_delete_is_not_deleted_when_it_is_made(sql: str) -> None:
    assert "rows log" in texts(SEEDED, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SET y = 1; END CASE; END; INSERT INTO log VALUES (1)",
        "ALTER TABLE t ADD COLUMN begin date; INSERT INTO log VALUES (1)",
        'CREATE TABLE t (begin date, "case" int); INSERT INTO log VALUES (1)',
        "CREATE TRIGGER t AFTER UPDATE ON e BEGIN UPDATE f SET x = new.begin; END; INSERT INTO log VALUES (1)",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 2 END; END; INSERT INTO log VALUES (1)",
    ],
)
def test_what_stands_behind_a_routine_is_read(sql: str) -> None:
    assert "rows log" in texts(sql)


def test_behind_a_block_that_nobody_sees_the_end_of_anything_may_stand() -> None:
    assert "unknown" in texts("CREATE PROCEDURE p() BEGIN SELECT CASE x; END; INSERT INTO log VALUES (1)")
