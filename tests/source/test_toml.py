"""Strict TOML: every error has its line, every key has its line, no error quotes a value."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.source.errors import InputError
from migralint.source.toml import did_you_mean, parse_toml, read_toml
from migralint.source.toml_lines import toml_layout
from tests.support.thorough import examples

DOCUMENT = (
    b'''\
# a comment = with [brackets]
version = 1
"quoted key" = """
two
lines"""

[tool.migralint]
heads = 2
nested = { "a#b" = 1, c = [1, { d = 2 }] }
many = [
  "x",  # one
  "]",
]
[[tool.list]]
a = 1
[[tool.list]]
a = 2
[tool.list.inner]
b = 'it'''
    b"""'

[environments."supported releases"]
git-tags = "v2.*"
"""
)


def test_every_key_and_item_has_its_line() -> None:
    document = parse_toml(DOCUMENT, "x.toml")
    assert document.line("version") == 2
    assert document.line("quoted key") == 3
    assert document.line("tool", "migralint") == 7
    assert document.line("tool", "migralint", "heads") == 8
    assert document.line("tool", "migralint", "nested", "a#b") == 9
    assert document.line("tool", "migralint", "nested", "c", 1, "d") == 9
    assert document.line("tool", "migralint", "many", 0) == 11
    assert document.line("tool", "migralint", "many", 1) == 12
    assert document.line("tool", "list", 1, "a") == 17
    assert document.line("tool", "list", 1, "inner", "b") == 19
    assert document.line("environments", "supported releases", "git-tags") == 22


def test_a_missing_key_is_located_at_the_table_around_it() -> None:
    document = parse_toml(DOCUMENT, "x.toml")
    assert document.line("tool", "migralint", "nowhere") == 7
    assert document.line("nowhere") is None


def test_carriage_returns_do_not_shift_lines() -> None:
    assert parse_toml(b"a = 1\r\nb = 2\r\n", "x.toml").line("b") == 2


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"a = 1\nb = \n", 2, "not valid TOML"),
        (b"a = 1\na = 2\n", 2, "the key a is given twice"),
        (b'["x y".z]\n["x y".z]\n', 2, "[x y.z] is declared twice"),
        (b"a = 1\n\xff = 2\n", 2, "not UTF-8"),
        (b"\xef\xbb\xbfa = 1\n", 1, "byte order mark"),
        (b"a = 1\nb = '\x00'\n", 2, "null byte"),
        (b"a = [1,\n2\n", 3, "not valid TOML"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_toml(data, "x.toml")
    assert str(caught.value).startswith(f"x.toml:{line}: ")
    assert words in str(caught.value)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InputError, match="deeply"):
        parse_toml(b"a = " + b"[" * 100_000, "x.toml")


def test_a_syntax_error_does_not_quote_the_value() -> None:
    with pytest.raises(InputError) as caught:
        parse_toml(b'url = "postgresql://u:hunter2@h/d\n', "x.toml")
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("kind", ["missing", "folder", "loop"])
def test_an_unreadable_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.toml"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    with pytest.raises(InputError, match=r"cannot be read"):
        read_toml(path)


def test_an_unknown_key_names_the_nearest() -> None:
    document = parse_toml(b"[e]\nrecorded_at = 1\n", "x.toml")
    with pytest.raises(InputError) as caught:
        document.require_known(document.values["e"], {"recorded-at", "stamps"}, "e")
    assert str(caught.value) == 'x.toml:2: unknown key "recorded_at"'
    assert caught.value.hint == 'did you mean "recorded-at"?'


def test_no_word_is_near_enough() -> None:
    assert did_you_mean("zzz", ["stamps", "counts"]) == ""


_KEYS = st.text(st.sampled_from("ab .-\"'\\é#]["), min_size=1, max_size=4)
_SCALARS = st.integers() | st.booleans() | st.text(st.sampled_from("a\n\"'\\#]}[,= "), max_size=6)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=8
)


def _paths(value: object, prefix: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {prefix, *(path for key, inner in items for path in _paths(inner, (*prefix, key)))}


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_the_keys_with_a_line_are_the_keys_there_are(values: dict[str, object]) -> None:
    text = tomlkit.dumps(values)
    try:
        loaded = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # tomlkit writes some control of its own wrongly; not this test's subject
        return
    document = parse_toml(text.encode(), "x.toml")
    assert set(document.lines) == _paths(loaded) - {()}
    layout = toml_layout(text)
    for path, (start, end) in layout.values.items():
        value: Any = loaded
        for key in path:
            value = value[key]
        assert tomllib.loads(f"k = {text[start:end]}")["k"] == value
    assert all(1 <= line <= text.count("\n") + 1 for line in document.lines.values())
