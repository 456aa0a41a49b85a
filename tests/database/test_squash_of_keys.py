"""Keys that CREATE TABLE would merge, and foreign keys that point in a circle, squashed on PostgreSQL."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.postgresql import major
from tests.support.squashes import running, source, squashed

pytestmark = pytest.mark.slow


def unmet(text: str) -> list[tuple[str, str]]:
    """The tables to which a foreign key points before they are made, each with the table that has the key."""
    made: list[str] = []
    found: list[tuple[str, str]] = []
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        if name == "op.create_table":
            own = ast.literal_eval(call.args[0])
            made.append(own)
            keys = [one for one in call.args if isinstance(one, ast.Call) and "ForeignKey" in ast.unparse(one.func)]
            targets = [ast.literal_eval(one.args[1])[0].rpartition(".")[0] for one in keys]
            found += [(own, target) for target in targets if target not in made]
        elif name == "op.create_foreign_key":
            source_table, target = (ast.literal_eval(one) for one in call.args[1:3])
            found += [(source_table, one) for one in (source_table, target) if one not in made]
    return found


@pytest.mark.parametrize(
    "twin",
    [
        "CREATE TABLE link (a int, b int, PRIMARY KEY (a, b)); ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a, b)",
        "CREATE TABLE link (a int PRIMARY KEY, b int); ALTER TABLE link ADD UNIQUE (a)",
        "CREATE TABLE link (a int, b int, PRIMARY KEY (a, b)); ALTER TABLE link ADD CONSTRAINT uc UNIQUE (b, a)",
        "CREATE TABLE link (a int UNIQUE, b int); ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a)",
        "CREATE TABLE link (a int UNIQUE); ALTER TABLE link ADD CONSTRAINT u1 UNIQUE (a), ADD CONSTRAINT u2 UNIQUE (a)",
        "CREATE TABLE link (a int PRIMARY KEY); ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a) DEFERRABLE",
        "CREATE TABLE link (a int UNIQUE); ALTER TABLE link ADD CONSTRAINT uc UNIQUE NULLS NOT DISTINCT (a)",
        "CREATE TABLE link (a int PRIMARY KEY, b int); ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a) INCLUDE (b)",
        "CREATE TABLE link (a int PRIMARY KEY, b int4range, EXCLUDE USING gist (b WITH &&), c point);"
        "ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a)",
        "CREATE TABLE link (a int, b text, PRIMARY KEY (a, b)) PARTITION BY LIST (b);"
        "ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a, b); CREATE TABLE one PARTITION OF link FOR VALUES IN ('x')",
        "CREATE TABLE link (a int PRIMARY KEY); ALTER TABLE link ADD CONSTRAINT uc UNIQUE (a);"
        "COMMENT ON CONSTRAINT uc ON link IS 'why twice'; CREATE TABLE user_of (a int REFERENCES link (a))",
        'CREATE SCHEMA s; CREATE TABLE s."Li nk" ("A" int PRIMARY KEY); ALTER TABLE s."Li nk" ADD UNIQUE ("A")',
    ],
)
def test_two_keys_over_the_same_columns_stay_two(twin: str, tmp_path: Path, postgresql: Server) -> None:
    _skip_what_is_newer(twin, postgresql)
    assert source(squashed(tmp_path, postgresql, running(*twin.split(";"))))


def _skip_what_is_newer(sql: str, server: Server) -> None:
    for words in ("NULLS NOT DISTINCT", "SET NULL ("):
        if words in sql and major(server) < 15:
            pytest.skip(f"PostgreSQL {major(server)} does not know {words}")


CIRCLES = {
    "two": ["CREATE TABLE a (id int PRIMARY KEY, b int)", "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)",
            "ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b"],
    "three and itself": [
        "CREATE TABLE a (id int PRIMARY KEY, c int, own int REFERENCES a)",
        "CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a)",
        "CREATE TABLE c (id int PRIMARY KEY, b int NOT NULL REFERENCES b)",
        "ALTER TABLE a ADD FOREIGN KEY (c) REFERENCES c",
        "INSERT INTO a VALUES (1, NULL, 1)", "INSERT INTO b VALUES (1, 1)", "INSERT INTO c VALUES (1, 1)",
        "UPDATE a SET c = 1",
    ],
    "not valid": [
        "CREATE TABLE a (id int PRIMARY KEY, b int)", "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)",
        "INSERT INTO a VALUES (1, 7)", "ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b NOT VALID",
    ],
    "set null of a column": [
        "CREATE TABLE a (id int PRIMARY KEY, b int)", "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)",
        "ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL (b)",
    ],
    "deferred with a comment": [
        "CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL)",
        "CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a DEFERRABLE INITIALLY DEFERRED)",
        "ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED",
        "COMMENT ON CONSTRAINT a_b ON a IS 'both ways'", "COMMENT ON CONSTRAINT b_a_fkey ON b IS 'and back'",
        "INSERT INTO a VALUES (1, 1)", "INSERT INTO b VALUES (1, 1)",
    ],
    "names that differ in case": [
        'CREATE TABLE "Team" (id int PRIMARY KEY)', 'CREATE TABLE team (id int PRIMARY KEY, t int REFERENCES "Team")',
        'ALTER TABLE "Team" ADD t int REFERENCES team', 'INSERT INTO "Team" VALUES (1)',
        "INSERT INTO team VALUES (2, 1)",
    ],
    "schemas": [
        "CREATE SCHEMA s", "CREATE TABLE s.a (id int PRIMARY KEY, b int)",
        "CREATE TABLE a (id int PRIMARY KEY, a int REFERENCES s.a)", "ALTER TABLE s.a ADD FOREIGN KEY (b) REFERENCES a",
    ],
    "random keys": [
        "CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), b uuid)",
        "CREATE TABLE b (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), a uuid REFERENCES a NOT NULL)",
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b", "INSERT INTO a SELECT FROM generate_series(1, 3)",
        "INSERT INTO b (a) SELECT id FROM a", "UPDATE a SET b = (SELECT b.id FROM b WHERE b.a = a.id)",
    ],
    "random keys in a ring": [
        "CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), next uuid REFERENCES a, n int)",
        "INSERT INTO a (n) SELECT * FROM generate_series(1, 6)",
        "UPDATE a SET next = (SELECT b.id FROM a b WHERE b.n = a.n % 6 + 1)", "ALTER TABLE a DROP n",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CIRCLES)
def test_no_key_points_to_a_table_that_is_made_later(name: str, tmp_path: Path, postgresql: Server) -> None:
    _skip_what_is_newer(" ".join(CIRCLES[name]), postgresql)
    text = source(squashed(tmp_path, postgresql, running(*CIRCLES[name])))
    if name not in ("schemas",):
        assert unmet(text) == []
