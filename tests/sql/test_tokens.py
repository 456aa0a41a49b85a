"""One tokeniser: words as SQLite has them, quotes as the dialect has them."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migralint.sql.tokens import TokenKind, tokenize, tokenize_server, without_nested_comments

WORD = st.text(st.sampled_from("a_Z9$€ſıŁ٣\u00a0\u2003\U0001f600"), min_size=1, max_size=6)


@given(name=WORD)
def test_a_word_is_what_sqlite_takes_for_a_name(name: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"CREATE TABLE t ({name} int)")
        taken = [row[1] for row in connection.execute("PRAGMA table_xinfo(t)")] == [name]
    except sqlite3.OperationalError:
        taken = False
    tokens = tokenize(name)
    assert ([(token.kind, token.text) for token in tokens] == [(TokenKind.WORD, name)]) is taken
    assert [token.text for token in tokenize_server(name)] == [token.text for token in tokens]


def test_only_letters_of_ascii_make_a_keyword() -> None:
    assert [token.word for token in tokenize("unique unıque ſet SET")] == ["UNIQUE", "unıque", "ſet", "SET"]


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ("E'a\\'b' x'00'", ["string", "string"]),
        ("$$a;b$$ $tag$ $$ $tag$", ["string", "string"]),
        ('[a b] `c` "d"', ["name", "name", "name"]),
        ("N'x' -- comment\n /* and */ 1.5e3", ["string", "number"]),
    ],
)
def test_text_for_a_server_has_all_kinds_of_quotes(sql: str, kinds: list[str]) -> None:
    assert [token.kind.value for token in tokenize_server(sql)] == kinds


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("a /* b */ c", None),
        ("a /* b */ c /* d */", None),
        ("a /* b /* c */ d */ e", "a                   e"),
        ("a /* b /* c */\n/* d */ */ e", "a             \n           e"),
        ("'/* /* */ */'", None),
        ("-- /* /*\na */", None),
        ("$$ /* /* */ $$", None),
        ('"/*" /* /* */ */ b', '"/*"             b'),
        ("a /* b /* c */ d", None),
    ],
)
def test_comments_nest_where_the_server_lets_them(sql: str, read: str | None) -> None:
    assert without_nested_comments(sql) == read
    assert read is None or len(read) == len(sql)
