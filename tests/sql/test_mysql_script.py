"""Scripts of MySQL are split where lines end."""

from __future__ import annotations

import pytest

from migralint.sql.mysql_script import split_at_line_ends


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("-- made by a dump\nSELECT 1;\n-- the end\n", ["SELECT 1"]),
        (
            "INSERT INTO t VALUES ('one\n-- two\nthree');\nSELECT 2",
            ["INSERT INTO t VALUES ('one\n-- two\nthree')", "SELECT 2"],
        ),
        ("INSERT INTO t VALUES ('a;\nb');\r\nSELECT 2;\r\n", ["INSERT INTO t VALUES ('a;\nb')", "SELECT 2"]),
        (
            "INSERT INTO t VALUES ('it\\'s;\n-- x\n');\nSELECT 2;",
            ["INSERT INTO t VALUES ('it\\'s;\n-- x\n')", "SELECT 2"],
        ),
        ("SELECT 1 -- it's;\n;\nSELECT 2;", ["SELECT 1 -- it's;", "SELECT 2"]),
        ("SELECT 1 # it's;\n;\nSELECT 2;", ["SELECT 1 # it's;", "SELECT 2"]),
        ("-- it's a dump\nSELECT 'a';\n-- it's\nSELECT `b;\n`;", ["SELECT 'a'", "SELECT `b;\n`"]),
        ("SELECT 1; SELECT 2;\n", ["SELECT 1; SELECT 2"]),
        ("/* it's; */\nSELECT 1;", ["/* it's; */\nSELECT 1"]),
    ],
)
def test_statements_end_at_a_line_s_end(script: str, statements: list[str]) -> None:
    assert list(split_at_line_ends(script)) == statements
