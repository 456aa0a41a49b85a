"""Two spellings of an expression are one, two meanings are two; SQLite itself is asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.schema.sql.expression import canonical
from migralint.schema.sql.literal import stored_value
from migralint.schema.sql.types import canonical_type
from migralint.sql.tokens import TokenKind, tokenize
from tests.support.thorough import examples

COLUMNS = ("a", "b", "c")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(a > 0) AND (b>0)", "a>0 and b > 0"),
        ("a NOT IN ('x','y')", "not a in ('x', 'y')"),
        ('"a" <> 1', "[A] != 1"),
        ("a BETWEEN 1 AND 2 AND b", "(a between 1 and 2) and b"),
        ("t.a IS NOT NULL", "a NOTNULL"),
        ("CASE WHEN a THEN 1 ELSE NULL END", "case when a then 1 end"),
        ("a LIKE 'x' ESCAPE '!' OR b", "(a like 'x' escape '!') or b"),
        ("a || b || c", "(a || b) || c"),
        ("a OR (b OR c)", "a or b or c"),
        ("length(a) > -1", "LENGTH( a ) > - 1"),
        ('a = "text"', "a = 'text'"),
        ("a == 0x10", "a = 16"),
    ],
)
def test_one_meaning(one: str, other: str) -> None:
    assert canonical(one, table="t", columns=COLUMNS) == canonical(other, table="t", columns=COLUMNS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - (b - c)", "a - b - c"),
        ("(a OR b) AND c", "a OR b AND c"),
        ("NOT (a = b)", "(NOT a) = b"),
        ("a = 'x'", "a = 'X'"),
        ("a = 1", "a = 1.0"),
        ("a IN ('x', 'y')", "a IN ('y', 'x')"),
        ("-a", "a"),
        ("a COLLATE NOCASE", "a"),
        ("a = 'a'", "a = a"),
    ],
)
def test_two_meanings(one: str, other: str) -> None:
    assert canonical(one, columns=COLUMNS) != canonical(other, columns=COLUMNS)


def test_unknown_grammar_is_compared_by_its_tokens() -> None:
    assert canonical("((a ?? [B]))") == canonical('a ?? "b"') != canonical("b ?? a")


ATOMS = st.sampled_from(["a", "b", "c", "0", "1", "2"])
OPERATORS = st.sampled_from(
    ["OR", "AND", "=", "<>", "IS", "IS NOT", "<", ">=", "&", "|", "<<", "+", "-", "*", "%", "||", "IN (1, b) +", "LIKE"]
)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    parts = [draw(ATOMS)]
    for _ in range(draw(st.integers(1, 5))):
        prefix = draw(st.sampled_from(["", "", "", "NOT ", "-", "~"]))
        parts.append(f"{draw(OPERATORS)} {prefix}{draw(ATOMS)}")
    return " ".join(parts)


def parenthesized(tree: object) -> str:
    """The tree written with every parenthesis."""
    match tree:
        case ("name", str(name)):
            return name
        case ("number", str(value)):
            return f"({value})"
        case ("not", inner):
            return f"(NOT {parenthesized(inner)})"
        case ("in", left, *items):
            return f"({parenthesized(left)} IN ({', '.join(map(parenthesized, items))}))"
        case (("unary -" | "unary ~" | "unary +") as operator, inner):
            return f"({operator[-1]} {parenthesized(inner)})"
        case (str(operator), *operands):
            return "(" + f" {operator} ".join(map(parenthesized, operands)) + ")"
    raise AssertionError(tree)


@settings(max_examples=examples(150), deadline=None)
@given(expressions(), st.tuples(st.integers(-2, 3), st.integers(-2, 3), st.integers(-2, 3)))
def test_precedence_is_sqlites(expression: str, values: tuple[int, int, int]) -> None:
    written = parenthesized(canonical(expression, columns=COLUMNS))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a, b, c)")
        connection.execute("INSERT INTO t VALUES (?, ?, ?)", values)
        (one,), (other,) = (connection.execute(f"SELECT {sql} FROM t").fetchone() for sql in (expression, written))
    assert one == other


LITERALS = ["0", "'0'", "1", "'1'", "1.0", "'1.0'", "-1", "'-1'", "+5", "'abc'", "''", "0x1F", "1e3", "'1e3'", "x'00'",
            "TRUE", "false", "'true'", ".5", "'0.50'", "0.5", "NULL", "abc", '"abc"', "' 7 '", "'7x'"]  # fmt: skip
TYPES = ["INTEGER", "VARCHAR(10)", "TEXT", "NUMERIC(10, 2)", "BOOLEAN", "REAL", "FLOAT", "BLOB", "JSON", "DATE", ""]


@pytest.mark.parametrize("declared", TYPES)
def test_defaults_are_the_same_where_sqlite_stores_the_same(declared: str) -> None:
    columns = ", ".join(f"c{place} {declared} DEFAULT {literal}" for place, literal in enumerate(LITERALS))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE t (x, {columns})")
        connection.execute("INSERT INTO t (x) VALUES (1)")
        stored = connection.execute("SELECT * FROM t").fetchone()[1:]
    ours = [stored_value(tokenize(literal), declared, loose_booleans=False) for literal in LITERALS]
    for one, literal in enumerate(LITERALS):
        for other, second in enumerate(LITERALS):
            same = (type(stored[one]), stored[one]) == (type(stored[other]), stored[other])
            assert (ours[one] == ours[other]) == same, (declared, literal, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [("NUMERIC(10, 2)", "decimal( 10,2 )"), ("character varying(20)", "VARCHAR (20)"), ("INT", "integer"),
     ("timestamp(3) without time zone", "TIMESTAMP(3)"), ("double", "DOUBLE  PRECISION")],
)  # fmt: skip
def test_one_type_of_two_names(one: str, other: str) -> None:
    assert canonical_type(one) == canonical_type(other)


def test_tokens_know_quoting_and_comments() -> None:
    tokens = tokenize("""a "b""c" [d] `e` 'f''g' x'0F' 1.5e3 -- no\n/* no */ <> ->>""")
    assert [(token.kind, token.value) for token in tokens] == [
        (TokenKind.WORD, "A"),
        (TokenKind.NAME, 'b"c'),
        (TokenKind.NAME, "d"),
        (TokenKind.NAME, "e"),
        (TokenKind.STRING, "f'g"),
        (TokenKind.BLOB, "x'0f'"),
        (TokenKind.NUMBER, "1.5e3"),
        (TokenKind.OPERATOR, "<>"),
        (TokenKind.OPERATOR, "->>"),
    ]


def test_tokens_of_postgresql() -> None:
    tokens = tokenize("a[1] $body$ it's $body$ E'x\\'y' ::text", "postgresql")
    assert [token.text for token in tokens] == ["a", "[", "1", "]", "$body$ it's $body$", "E'x\\'y'", "::", "text"]
