"""What PostgreSQL refuses, and does not refuse, after rows with a deferred foreign key were changed."""

from __future__ import annotations

TABLES = (
    "CREATE TABLE par (id int PRIMARY KEY, n int)",
    "CREATE TABLE c (p int, n int)",
)
ROWS = ("INSERT INTO par VALUES (1, 1), (2, 2), (3, 3)", "INSERT INTO c VALUES (1, 1)")
KEY = "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES par (id) DEFERRABLE INITIALLY DEFERRED"
NEW_COLUMN = "ALTER TABLE c ADD COLUMN x int"
NEW_VALUE = "UPDATE c SET p = 2"

CASES: tuple[tuple[bool, tuple[str, ...], tuple[str, ...]], ...] = (
    # refused; what an earlier revision did; what this one does
    (True, (KEY,), (NEW_VALUE, NEW_COLUMN)),
    (True, (KEY,), (NEW_VALUE, "CREATE INDEX i ON c (n)")),
    (True, (KEY,), (NEW_VALUE, "ALTER TABLE c DROP CONSTRAINT f")),
    (True, (KEY,), (NEW_VALUE, "ALTER TABLE c ALTER COLUMN n SET DEFAULT 3")),
    (True, (KEY,), (NEW_VALUE, "DROP TABLE c")),
    (True, (KEY,), ("INSERT INTO c VALUES (1, 1)", NEW_COLUMN)),
    (True, (KEY,), ("DELETE FROM par WHERE id = 3", "ALTER TABLE par ADD COLUMN x int")),
    (True, (KEY,), ("UPDATE par SET id = 9 WHERE id = 3", "ALTER TABLE par ADD COLUMN x int")),
    (True, (), (KEY, NEW_VALUE, NEW_COLUMN)),
    (True, (), ("INSERT INTO c VALUES (1, 1)", KEY, "UPDATE c SET n = 3", NEW_COLUMN)),
    (False, (), (NEW_VALUE, KEY, NEW_COLUMN)),
    (False, (), ("INSERT INTO c VALUES (1, 1)", KEY, NEW_COLUMN)),
    (False, (KEY,), (NEW_VALUE, "SET CONSTRAINTS ALL IMMEDIATE", NEW_COLUMN)),
    (False, (KEY,), (NEW_VALUE, "SET CONSTRAINTS f IMMEDIATE", NEW_COLUMN)),
    (True, (KEY,), (NEW_VALUE, "SET CONSTRAINTS ALL DEFERRED", NEW_COLUMN)),
    (False, (KEY,), ("UPDATE c SET n = 2", NEW_COLUMN)),
    (False, (KEY,), ("DELETE FROM c", NEW_COLUMN)),
    (False, (KEY,), ("TRUNCATE c", NEW_COLUMN)),
    (False, (KEY,), ("UPDATE par SET n = 3", "ALTER TABLE par ADD COLUMN x int")),
    (False, (KEY,), (NEW_VALUE, "ALTER TABLE c RENAME COLUMN n TO m")),
    (False, (KEY.replace("DEFERRED", "IMMEDIATE"),), (NEW_VALUE, NEW_COLUMN)),
)
