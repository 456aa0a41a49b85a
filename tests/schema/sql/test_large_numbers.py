"""A number as the default of a column of SQLite means what SQLite makes of it, at the bounds of its integers, too."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest

from migralint.schema.sql.literal import stored_value
from migralint.sql.tokens import tokenize

TYPES = ("TEXT", "INTEGER", "REAL", "NUMERIC", "")
NUMBERS = (
    *("1", "0001", "0", "-1", "0xFF", "0xFFFFFFFFFFFFFFFF", "0x7FFFFFFFFFFFFFFF", "00000000000000000000000001"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
    *("99999999999999999999", "-99999999999999999999", "123456789.12345679", "0.1", "9" * 400),
)
DEFAULTS = (*NUMBERS, *(f"'{number}'" for number in NUMBERS))


def stored(kind: str, default: str) -> tuple[object, str]:
    """What SQLite puts into the column, and of which type."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t (i INTEGER, x {kind} DEFAULT {default})")
    connection.execute("INSERT INTO t (i) VALUES (1)")
    (found,) = connection.execute("SELECT x, typeof(x) FROM t")
    connection.close()
    return tuple(found)


@pytest.mark.parametrize("kind", TYPES)
def test_two_defaults_are_one_value_only_where_sqlite_makes_one_of_them(kind: str) -> None:
    read = {one: (stored(kind, one), stored_value(tokenize(one), kind, loose_booleans=False)) for one in DEFAULTS}
    for one, other in product(DEFAULTS, repeat=2):
        (true, said), (other_true, other_said) = read[one], read[other]
        assert said != other_said or true == other_true, (kind, one, other)
