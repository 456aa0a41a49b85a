"""Ways in which PostgreSQL prints one expression, and expressions that only look alike."""

from __future__ import annotations

import pytest

from migralint.schema.sql.postgresql import default_value, without_text_casts

IN_OF_A_VARCHAR = (
    "((name)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
    "((name)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))",
    "((name)::text = ANY (ARRAY['a'::text, 'b'::text]))",
)
"""As written, as restored from a dump, and as somebody writes it who cast the column."""


def test_a_list_of_strings_is_one_list_however_it_is_cast() -> None:
    assert len({without_text_casts(sql) for sql in IN_OF_A_VARCHAR}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(x = 'a'::text)", "(x = 'a'::citext)"),
        ("(x = 'a'::text)", "(x = 'b'::text)"),
        ("((x)::text = '5'::text)", "(x = '5'::text)"),
        ("(x = ANY (ARRAY['a'::text]))", "(x = ANY (ARRAY['a'::plan]))"),
        ("(x = ANY (ARRAY['a'::text, y]))", "(x = ANY (ARRAY['a'::text, 'y'::text]))"),
        ("(x = 'a'::character varying(3))", "(x = 'a'::text)"),
        ("(x = 'a'::text[])", "(x = 'a'::text)"),
    ],
)
def test_other_casts_say_something(one: str, other: str) -> None:
    assert without_text_casts(one) != without_text_casts(other)


@pytest.mark.parametrize("sql", ["(", "'a'::", "ARRAY[", "ARRAY['a', (", "ARRAY['a'::text", "('a')::", ""])
def test_nothing_makes_it_fail(sql: str) -> None:
    without_text_casts(sql)
    default_value(sql, "text")


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("bigint", "0", "'0'::bigint"),
        ("numeric(10,2)", "1.50", "'1.5'::numeric"),
        ("double precision", "1", "'1'::double precision"),
        ("integer", "'-1'::integer", "(-1)"),
        ("timestamp with time zone", "now()", "CURRENT_TIMESTAMP"),
        ("timestamp without time zone", "timezone('utc'::text, now())", "timezone('utc'::text, CURRENT_TIMESTAMP)"),
        ("text[]", "'{}'::text[]", "ARRAY[]::text[]"),
        ("character varying(9)", "'x'::character varying", "'x'::text"),
    ],
)
def test_defaults_of_the_same_value(column: str, one: str, other: str) -> None:
    assert default_value(one, column) == default_value(other, column)


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("bigint", "0", "1"),
        ("text", "'0'::text", "'0.0'::text"),
        ("timestamp with time zone", "now()", "CURRENT_TIMESTAMP(3)"),
        ("timestamp with time zone", "now()", "clock_timestamp()"),
        ("text[]", "'{}'::text[]", "ARRAY['a'::text]"),
        ("text", "'x'::text", "('x'::text || 'y'::text)"),
        ("numeric", "'NaN'::numeric", "0"),
    ],
)
def test_defaults_of_different_values(column: str, one: str, other: str) -> None:
    assert default_value(one, column) != default_value(other, column)
