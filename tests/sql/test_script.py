"""Scripts are split into the statements that a server would run."""

from __future__ import annotations

import pytest

from migralint.sql.script import split_statements


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF x THEN SET x = 1; END IF; SET y = 2; END",
        "CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SET y = 1; END CASE; SELECT CASE y WHEN 1 THEN 2 END; END",
        "CREATE OR REPLACE DEFINER = root @ localhost PROCEDURE p() BEGIN a: LOOP LEAVE a; END LOOP a; END",
        "CREATE TRIGGER t AFTER UPDATE ON e BEGIN INSERT INTO f SELECT new.begin, new.end; SELECT 1; END",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "CREATE TABLE trigger (begin date)",
        "ALTER TABLE t ADD COLUMN begin date",
        "BEGIN",
        "END",
    ],
)
def test_a_routine_ends_with_its_own_block_and_begins_where_one_is_made(statement: str) -> None:
    assert split_statements(f"SELECT 0; {statement}; SELECT 3") == ("SELECT 0", statement, "SELECT 3")
