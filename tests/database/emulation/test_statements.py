"""SQL text of PostgreSQL and MySQL, as `op.execute` gets it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migralint.database.child.emulation.explanation import explanation_of
from tests.support.scratch import Scratch, scratch

TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT 1, b TEXT)"


def columns(base: Scratch) -> str:
    return base.sql("t").split("(", 1)[1]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("ALTER TABLE t ADD CONSTRAINT uq UNIQUE (b)", "CONSTRAINT uq UNIQUE (b)"),
        ("ALTER TABLE ONLY public.t ADD CHECK (a > 0) NOT VALID", "CHECK (a > 0)"),
        ("ALTER TABLE t ALTER COLUMN a TYPE bigint USING a::bigint", "a bigint NOT NULL"),
        ("ALTER TABLE t ALTER a DROP NOT NULL, ALTER a DROP DEFAULT", "a INTEGER, b TEXT"),
        ("ALTER TABLE t ALTER COLUMN b SET DEFAULT 'x'::character varying", "b TEXT DEFAULT 'x'"),
        ("ALTER TABLE t ALTER COLUMN b SET NOT NULL;", "b TEXT NOT NULL"),
        (
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS c timestamptz NOT NULL DEFAULT now()",
            "c TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT",
        ),
        ("ALTER TABLE t ADD COLUMN IF NOT EXISTS a int", "a INTEGER NOT NULL DEFAULT 1, b TEXT)"),
        ("ALTER TABLE t DROP COLUMN IF EXISTS nope, DROP COLUMN b CASCADE", "a INTEGER NOT NULL DEFAULT 1)"),
        ("ALTER TABLE t RENAME b TO c", "c TEXT"),
        ("ALTER TABLE t ADD COLUMN c varchar(20)[] DEFAULT '{}'::varchar[]", "c varchar(20)[] DEFAULT '{}'"),
        ("ALTER TABLE IF EXISTS nope ADD COLUMN c int", "b TEXT)"),
        ("ALTER TABLE t OWNER TO someone", "b TEXT)"),
    ],
)
def test_postgresql_alter_table(sql: str, expected: str) -> None:
    with scratch() as base:
        base.run(TABLE, "INSERT INTO t (b) VALUES ('1')", sql)
        assert expected in columns(base)
        assert base.rows("select count(*) from t") == [(1,)]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "ALTER TABLE t MODIFY COLUMN b VARCHAR(20) CHARACTER SET utf8mb4 NOT NULL COMMENT 'x'",
            "b VARCHAR(20) NOT NULL",
        ),
        ("ALTER TABLE t CHANGE b c VARCHAR(20) DEFAULT 'y' AFTER id", "c VARCHAR(20) DEFAULT 'y'"),
        ("ALTER TABLE t ADD UNIQUE KEY uq (b), ALGORITHM=INPLACE, LOCK=NONE", "CONSTRAINT uq UNIQUE (b))"),
        ("ALTER TABLE t ADD COLUMN c int unsigned NOT NULL", "c INTEGER UNSIGNED NOT NULL"),
        ("ALTER TABLE t ADD CONSTRAINT FOREIGN KEY fk (a) REFERENCES t (id)", "FOREIGN KEY (a) REFERENCES t (id)"),
        ("ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4", "b TEXT)"),
        ("ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a)", "PRIMARY KEY (a)"),
    ],
)
def test_mysql_alter_table(sql: str, expected: str) -> None:
    with scratch("mysql") as base:
        base.run(TABLE, "INSERT INTO t (b) VALUES ('1')", sql)
        assert expected in " ".join(columns(base).split())


@pytest.mark.parametrize(
    "sql",
    [
        "COMMENT ON TABLE t IS 'it''s'",
        "SET lock_timeout = '5s'",
        'SET LOCAL search_path TO "$user", public',
        "SET LOCAL statement_timeout TO 0; RESET lock_timeout",
        "GRANT SELECT ON t TO someone",
        "CREATE EXTENSION IF NOT EXISTS pgcrypto",
        "LOCK TABLE t IN EXCLUSIVE MODE",
        "ANALYZE VERBOSE t",
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT pg_catalog.set_config('search_path', '', false)",
    ],
)
def test_has_no_meaning_here(sql: str) -> None:
    with scratch() as base:
        base.run(TABLE)
        before = base.rows("select * from sqlite_master")
        base.run(sql)
        assert base.rows("select * from sqlite_master") == before
        assert set(base.classes.values()) <= {"no meaning here", "exact"}


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); DROP TYPE mood",
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger AS $$ BEGIN; RETURN NEW; END $$ LANGUAGE sql; DROP FUNCTION f",
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); DROP TRIGGER IF EXISTS tr ON t",
        "CREATE MATERIALIZED VIEW mv AS SELECT 1; CREATE INDEX ix ON mv (x); DROP MATERIALIZED VIEW mv",
        "CREATE VIEW v AS SELECT b::int FROM t; DROP VIEW v",
        "CREATE SEQUENCE s; SELECT setval('s', 5)",
        "DO $$ BEGIN RAISE NOTICE 'x'; END $$",
        "SET search_path TO audit, public",
        "USE another",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true)",
        "ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING gist (a WITH =)",
    ],
)
def test_loses_its_meaning_and_says_so(sql: str) -> None:
    with scratch() as base:
        base.run(TABLE, sql)
        assert "meaning lost" in base.classes.values()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON public.t USING btree (a DESC NULLS LAST)", "ON t (a DESC )"),
        (
            "CREATE INDEX ix ON t USING gin (b gin_trgm_ops) WITH (fastupdate=off) WHERE b <> ''::text",
            "WHERE b <> ''",
        ),
        (
            "CREATE UNIQUE INDEX ix ON t (lower(b) text_pattern_ops, a) INCLUDE (id) NULLS NOT DISTINCT",
            "(lower(b) , a)",
        ),
    ],
)
def test_indexes_without_what_only_servers_have(sql: str, expected: str) -> None:
    with scratch() as base:
        base.run(TABLE, sql)
        assert expected in base.sql("ix")


def test_create_table_of_postgresql() -> None:
    with scratch() as base:
        base.run(
            """CREATE TABLE IF NOT EXISTS public.u (
                 id bigserial PRIMARY KEY, made timestamp with time zone DEFAULT timezone('utc'::text, now()) NOT NULL,
                 tags text[] DEFAULT '{}'::text[], data jsonb DEFAULT '{}'::jsonb NOT NULL,
                 n int GENERATED BY DEFAULT AS IDENTITY (START WITH 2),
                 CONSTRAINT ex EXCLUDE USING gist (n WITH =), CONSTRAINT fk FOREIGN KEY (n) REFERENCES public.u (id)
               ) WITH (fillfactor = 70) TABLESPACE fast"""
        )
        text = base.sql("u")
        assert "id BIGINT NOT NULL PRIMARY KEY" in text
        assert "data jsonb DEFAULT '{}' NOT NULL" in text
        assert text.endswith("CONSTRAINT fk FOREIGN KEY (n) REFERENCES u (id) )")


def test_create_table_of_mysql() -> None:
    with scratch("mysql") as base:
        base.run(
            """CREATE TABLE u (id int(11) NOT NULL AUTO_INCREMENT, e enum('a','bcd') COLLATE utf8mb4_bin DEFAULT 'a',
                 at datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'when',
                 PRIMARY KEY (id), UNIQUE KEY uq (e), KEY ix (at, e(10))
               ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4"""
        )
        assert base.sql("u") == (
            "CREATE TABLE u ( id INTEGER NOT NULL, e VARCHAR(3) COLLATE utf8mb4_bin DEFAULT 'a', "
            "at datetime(6) DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (id), CONSTRAINT uq UNIQUE (e) )"
        )
        assert base.sql("ix").startswith("CREATE INDEX ix ON u")
        assert base.classes["the collation utf8mb4_bin as its name"] == "meaning lost"


def test_mysql_drops_constraints_as_indexes() -> None:
    with scratch("mysql") as base:
        base.run("CREATE TABLE u (a INT CONSTRAINT uq UNIQUE, b INT CONSTRAINT fk REFERENCES u (a), c INT UNIQUE)")
        base.run("DROP INDEX uq ON u", "DROP INDEX fk ON u")
        base.op.drop_index("c", "u")
        assert base.sql("u") == "CREATE TABLE u ( a INTEGER, b INTEGER CONSTRAINT fk REFERENCES u (a), c INTEGER )"


def test_data_statements_about_empty_tables_do_nothing() -> None:
    with scratch() as base:
        base.run(TABLE, "CREATE TABLE u (id INTEGER)")
        base.run(
            "UPDATE t SET b = data->>'x'::text || b::jsonb #>> '{}'",
            "DELETE FROM t USING u WHERE t.id = u.id",
            "INSERT INTO u SELECT id::bigint FROM t WHERE b ~ 'x'",
            "WITH x AS (SELECT id FROM t WHERE b ~ 'x') UPDATE t SET a = 1 FROM x",
        )
        assert base.connection.execute(sa.text("SELECT b::int FROM t")).fetchall() == []
        assert set(base.classes.values()) == {"exact"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE t SET b = b::jsonb #>> '{}'",
        "INSERT INTO u SELECT count(*)::bigint FROM u",
        "INSERT INTO u SELECT 1 FROM u UNION SELECT a::int FROM t",
        "INSERT INTO u VALUES (b::int)",
        "SELECT max(id)::int FROM u",
        "SELECT b::int FROM t",
    ],
)
def test_data_statements_that_would_do_something_are_refused_and_explained(sql: str) -> None:
    with scratch() as base:
        base.run(TABLE, "INSERT INTO t (b) VALUES ('{}')", "CREATE TABLE u (id INTEGER)")
        with pytest.raises(sa.exc.OperationalError) as caught:
            base.run(sql)
        assert "does not translate data statements" in (explanation_of(caught.value) or "")


@pytest.mark.parametrize("sql", ["UPDATE t SET nope = 1", "DELETE FROM nope", "INSERT INTO t SELECT nope FROM t"])
def test_a_wrong_statement_is_wrong_on_an_empty_table_too(sql: str) -> None:
    with scratch() as base:
        base.run(TABLE)
        with pytest.raises(sa.exc.OperationalError, match="no such"):
            base.run(sql)


def test_casts_of_literals_go_and_lower_the_class() -> None:
    with scratch() as base:
        base.run(
            TABLE, "INSERT INTO t (a, b) VALUES (1, '{\"a\": 1}'::jsonb)", "UPDATE t SET b = 'x'::text, a = '7'::int"
        )
        assert base.rows("select a, b from t") == [(7, "x")]
        assert set(base.classes.values()) == {"guessed"}


def test_parameters_survive() -> None:
    with scratch() as base:
        base.run(TABLE)
        base.connection.execute(sa.text("INSERT INTO t (a, b) VALUES (:a, '{}'::jsonb)"), [{"a": 1}, {"a": 2}])
        assert base.rows("select a from t") == [(1,), (2,)]


def test_defaults_that_call_a_server_function_work_and_only_there() -> None:
    with scratch() as base:
        base.run("CREATE TABLE t (id UUID DEFAULT gen_random_uuid(), a INT)", "INSERT INTO t (a) VALUES (1)")
        assert len(base.rows("select id from t")[0][0]) == 36
        for function in ("uuid_generate_v4", "gen_random_uuid"):
            with pytest.raises(sa.exc.OperationalError, match="no such function"):
                base.run(f"INSERT INTO t VALUES ({function}(), 2)")


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_every_integer_key_counts_and_keeps_its_type(dialect: str) -> None:
    with scratch(dialect) as base:
        base.op.create_table("t", sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("a", sa.Integer))
        before = base.sql("t")
        base.run("INSERT INTO t (a) VALUES (1)", "INSERT INTO t (a) VALUES (2)")
        table = sa.table("t", sa.column("a"))
        base.op.bulk_insert(table, [{"a": 3}, {"a": 4}])
        assert base.rows("select id, a from t") == [(1, 1), (2, 2), (3, 3), (4, 4)]
        base.run("CREATE TABLE u (id INTEGER)")
        assert base.sql("t") == before


def test_a_foreign_alter_table_that_is_not_known_is_explained() -> None:
    with scratch() as base:
        base.run(TABLE)
        with pytest.raises(sa.exc.OperationalError) as caught:
            base.run("ALTER TABLE t FROBNICATE")
        assert "FROBNICATE" in (explanation_of(caught.value) or "")


@pytest.mark.parametrize(
    ("dialect", "written", "usual"),
    [
        ("postgresql", "int8", "BIGINT"),
        ("postgresql", "character varying(20)", "VARCHAR(20)"),
        ("postgresql", "timestamptz(6)", "TIMESTAMP WITH TIME ZONE"),
        ("postgresql", "decimal(10,2)", "NUMERIC(10, 2)"),
        ("postgresql", "jsonb", "jsonb"),
        ("mysql", "int(11)", "INTEGER"),
        ("mysql", "bigint(20) unsigned", "BIGINT UNSIGNED"),
        ("mysql", "tinyint(1)", "BOOLEAN"),
        ("mysql", "decimal(10,2) unsigned", "DECIMAL UNSIGNED(10, 2)"),
    ],
)
def test_types_in_sql_text_take_the_names_that_models_give_them(dialect: str, written: str, usual: str) -> None:
    with scratch(dialect) as base:
        base.run(f"CREATE TABLE t (a {written}, b TEXT)", f"ALTER TABLE t ADD COLUMN c {written}")
        found = [row[2] for row in base.rows("pragma table_info(t)")]
        assert found == [usual, "TEXT", usual]


def test_cascade_takes_foreign_keys_of_other_tables_along() -> None:
    with scratch() as base:
        base.run(
            TABLE, "CREATE TABLE u (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t (id), u INTEGER REFERENCES u (id))"
        )
        base.run("DROP TABLE t CASCADE")
        assert base.sql("u") == "CREATE TABLE u (id INTEGER PRIMARY KEY, t INTEGER, u INTEGER REFERENCES u (id))"


def test_an_index_without_a_name_gets_the_servers_and_can_be_renamed() -> None:
    with scratch() as base:
        base.run(TABLE, "CREATE INDEX ON t (a, b)", "ALTER INDEX t_a_b_idx RENAME TO ix")
        assert base.sql("ix") == "CREATE INDEX ix ON t (a, b)"


@pytest.mark.parametrize(
    ("dialect", "key", "index"),
    [("postgresql", "", ""), ("mysql", ", CONSTRAINT uq UNIQUE (b)", "CREATE INDEX ix ON t (b DESC)")],
)
def test_dropping_a_column_of_a_key_over_several(dialect: str, key: str, index: str) -> None:
    with scratch(dialect) as base:
        base.run("CREATE TABLE t (a TEXT, b TEXT, CONSTRAINT uq UNIQUE (a, b))", "CREATE INDEX ix ON t (a, b DESC)")
        base.op.drop_column("t", "a")
        assert base.sql("t") == f"CREATE TABLE t (b TEXT{key})"
        assert base.sql("ix") == index
        assert set(base.classes.values()) == {"exact"}


def test_mysql_fills_a_new_column_that_cannot_be_null() -> None:
    with scratch("mysql") as base:
        base.run(TABLE, "INSERT INTO t (b) VALUES ('x')")
        base.op.add_column("t", sa.Column("c", sa.String(5), nullable=False))
        base.op.add_column("t", sa.Column("d", sa.Integer, nullable=False))
        assert base.rows("select c, d from t") == [("", 0)]
        assert base.classes["the implicit default of a new NOT NULL column"] == "guessed"


def test_mysql_forgets_what_an_alter_column_does_not_repeat() -> None:
    with scratch("mysql") as base:
        base.run("CREATE TABLE t (a VARCHAR(5) NOT NULL DEFAULT 'x', b VARCHAR(5) NOT NULL DEFAULT 'y')")
        base.op.alter_column("t", "a", type_=sa.String(9), existing_type=sa.String(5))
        base.op.alter_column(
            "t",
            "b",
            type_=sa.String(9),
            existing_type=sa.String(5),
            existing_nullable=False,
            existing_server_default="y",
        )
        # SQLite from 3.53 on sets NOT NULL itself, and writes it last.
        said = base.sql("t").replace("DEFAULT 'y' NOT NULL", "NOT NULL DEFAULT 'y'")
        assert said == "CREATE TABLE t (a VARCHAR(9), b VARCHAR(9) NOT NULL DEFAULT 'y')"


def test_mysql_renames_the_keys_it_named_itself() -> None:
    with scratch("mysql") as base:
        base.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER REFERENCES t (id))")
        base.op.rename_table("t", "u")
        base.op.drop_constraint("u_ibfk_1", "u", type_="foreignkey")
        assert "REFERENCES" not in base.sql("u")


def test_definitions_with_functions_that_sqlite_lacks_stand_but_hold_nothing_up() -> None:
    with scratch() as base:
        base.run(
            "CREATE TABLE t (a INTEGER, b TEXT, CHECK (jsonb_typeof(b) = 'object'))",
            "INSERT INTO t VALUES (1, 'x')",
            "CREATE INDEX ix ON t USING gin (to_tsvector('english', b))",
        )
        base.op.alter_column("t", "a", nullable=False)
        assert "CHECK (jsonb_typeof(b) = 'object')" in base.sql("t")
        assert base.sql("ix") == "CREATE INDEX ix ON t (to_tsvector('english', b))"
        assert "meaning lost" in base.classes.values()
        with pytest.raises(sa.exc.OperationalError, match="no such function"):
            base.run("UPDATE t SET a = 2 WHERE jsonb_typeof(b) = 'object'")


def test_the_servers_own_catalogue_is_not_made_up() -> None:
    with scratch() as base, pytest.raises(sa.exc.OperationalError) as caught:
        base.run("SELECT 1 FROM pg_class")
    assert "pg_class" in (explanation_of(caught.value) or "")


def test_an_index_of_a_key_is_renamed_with_it() -> None:
    with scratch() as base:
        base.run("CREATE TABLE t (a INTEGER CONSTRAINT pk PRIMARY KEY, b TEXT UNIQUE)")
        base.run("ALTER INDEX pk RENAME TO key;", "ALTER INDEX t_b_key RENAME TO uq")
        assert base.sql("t") == "CREATE TABLE t (a INTEGER CONSTRAINT key PRIMARY KEY, b TEXT CONSTRAINT uq UNIQUE)"


def test_columns_of_an_index_may_name_their_table() -> None:
    with scratch() as base:
        base.run(TABLE)
        base.op.create_index("ix", "t", [sa.text("(CASE WHEN t.b IS NULL THEN t.a ELSE 1 END)")])
        assert base.sql("ix") == "CREATE INDEX ix ON t ((CASE WHEN b IS NULL THEN a ELSE 1 END))"


def test_a_transaction_of_its_own_has_no_meaning() -> None:
    with scratch() as base:
        base.run(TABLE, "INSERT INTO t (b) VALUES ('x')", "BEGIN; UPDATE t SET a = 2; COMMIT;")
        assert base.rows("select a from t") == [(2,)]


def test_a_view_keeps_its_column_unless_the_statement_cascades() -> None:
    with scratch() as base:
        base.run(TABLE, "CREATE VIEW v AS SELECT b FROM t")
        with pytest.raises(sa.exc.OperationalError, match="the view v depends on it"):
            base.run("ALTER TABLE t DROP COLUMN b")
        assert "b TEXT" in base.sql("t")
        base.run("ALTER TABLE t DROP COLUMN b CASCADE")
        assert "b TEXT" not in base.sql("t")
        assert base.sql("v") == ""


def test_columns_taken_from_another_table_are_not_left_out() -> None:
    with scratch() as base:
        base.run(TABLE)
        with pytest.raises(sa.exc.OperationalError):
            base.run("CREATE TABLE u (LIKE t INCLUDING ALL)")
        base.run("CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (2)")
        assert base.classes["a partition"] == "meaning lost"
