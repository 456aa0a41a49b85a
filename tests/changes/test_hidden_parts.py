"""Statements with a part that is not known: unknown, unless only a name or a value is."""

from __future__ import annotations

import pytest

from tests.support.operations import found

HIDDEN = [
    "ADD {x}",
    "ADD COLUMN {x}",
    "ADD COLUMN IF NOT EXISTS {x}",
    "ADD COLUMN c {x}",
    "ADD COLUMN c int {x}",
    "ADD COLUMN c int DEFAULT {x}",
    "ADD CONSTRAINT k {x}",
    "ALTER {x}",
    "ALTER COLUMN c {x}",
    "ALTER COLUMN c SET {x}",
    "ALTER COLUMN c TYPE {x}",
    "RENAME {x}",
    "DROP COLUMN a, {x}",
    "{x}",
]
NAMES = [
    "ADD COLUMN {x} int",
    "ADD COLUMN c varchar({x})",
    "ADD COLUMN c text DEFAULT '{x}'",
    'ADD COLUMN "{x}" int',
    "ADD CONSTRAINT {x} UNIQUE (a)",
    "ALTER COLUMN {x} DROP NOT NULL",
    "ALTER COLUMN c SET DEFAULT {x}",
    "DROP COLUMN {x}",
    "DROP CONSTRAINT IF EXISTS {x}",
    "RENAME COLUMN {x} TO y",
    "RENAME TO {x}",
    "OWNER TO {x}",
    "SET SCHEMA {x}",
]


def unread(action: str) -> list[str]:
    code = f'import app\nx = app.x\nop.execute(f"ALTER TABLE t {action}")'.replace('"{x}"', '\\"{x}\\"')
    return found(code, select="ML376", dialect="postgresql")


@pytest.mark.parametrize("action", HIDDEN)
def test_a_part_that_may_do_anything_is_unknown(action: str) -> None:
    assert unread(action) == ["ML376"]


@pytest.mark.parametrize("action", NAMES)
def test_a_name_or_a_value_is_no_such_part(action: str) -> None:
    assert unread(action) == []


STATEMENTS = [
    "SELECT {x}",
    "CREATE INDEX {x} i ON t (a)",
    "ALTER SEQUENCE s {x}",
    "ALTER SCHEMA s {x}",
    "ALTER TYPE e {x}",
]
KNOWN = [
    "SELECT {x} FROM t",
    "SELECT '{x}'",
    "CREATE INDEX {x} ON t (a)",
    "ALTER SEQUENCE {x} RESTART",
    "ALTER TYPE {x} RENAME TO y",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_other_statements_with_such_a_part_are_unknown(sql: str) -> None:
    assert found(f'import app\nx = app.x\nop.execute(f"{sql}")', select="ML376", dialect="postgresql") == ["ML376"]


@pytest.mark.parametrize("sql", KNOWN)
def test_other_statements_with_a_name_alone_are_not(sql: str) -> None:
    assert found(f'import app\nx = app.x\nop.execute(f"{sql}")', select="ML376", dialect="postgresql") == []
