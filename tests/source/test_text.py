"""Where the nodes of a syntax tree stand in the bytes of their file, for every encoding and line end."""

from __future__ import annotations

import ast
import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migralint.source.location import Location, Span
from migralint.source.text import SourceFile
from tests.support.thorough import examples

ENCODINGS = {
    "utf-8": "aé€\U0001f600\u2028\x0c\x85 #",
    "utf-8-sig": "aé€\U0001f600\u2028\x0c\x85 #",
    "ascii": "ab\x0c #",
    "latin-1": "aéÿ\x85\xa0\x0c #",
    "cp1252": "aé€\x0c #",
    "koi8-r": "aпривет #",
    "shift_jis": "aあ日本ｱ #",
    "euc-jp": "aあ日本 #",
    "gb18030": "a你好\U0001f600 #",
    "big5": "a你好 #",
    "iso-2022-jp": "aあ日本 #",
    "utf-7": "aé€ #",
}
LINE_ENDS = ("\n", "\r\n", "\r")


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str, list[str], str]:
    """An encoding, a line end, string literals (some over several lines), and what stands before each."""
    encoding = draw(st.sampled_from(sorted(ENCODINGS)))
    line_end = draw(st.sampled_from(LINE_ENDS))
    letters = st.text(st.sampled_from(ENCODINGS[encoding]), max_size=6)
    literals = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            literals.append(f"'{draw(letters)}'")
        else:
            lines = draw(st.lists(letters, min_size=1, max_size=3))
            literals.append('"""' + line_end.join(lines) + '"""')
    return encoding, line_end, literals, draw(letters).replace("#", "")


@settings(max_examples=examples(300), deadline=None)
@given(files())
@example(("utf-8", "\r", ["'\x0c\u2028é'", "'x'"], ""))
@example(("iso-2022-jp", "\r\n", ['"""あ\r\n日本"""', "'本'"], "日"))
@example(("utf-8-sig", "\n", ["'é'"], ""))
def test_spans_and_places_are_exact(given_file: tuple[str, str, list[str], str]) -> None:
    encoding, line_end, literals, before = given_file
    cookie = "" if encoding.startswith("utf-8") else f"# -*- coding: {encoding} -*-{line_end}"
    text = cookie
    expected: list[tuple[str, int]] = []  # each literal and the character at which it begins
    for index, literal in enumerate(literals):
        text += f"'{before}'; v{index} = " if index else "v0 = "
        expected.append((literal, len(text)))
        text += literal + line_end
    data = text.encode(encoding)
    source = SourceFile("/x.py", data)
    bom = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
    values = [node.value for node in ast.parse(data).body if isinstance(node, ast.Assign)]
    assert len(values) == len(literals)
    for node, (literal, start) in zip(values, expected, strict=True):
        span = source.span(node)
        assert data[span.start : span.end].decode(encoding if bom == 0 else "utf-8") == literal
        if encoding not in ("iso-2022-jp", "utf-7"):  # where bytes carry state, the cut may fall on either side of it
            plain = "utf-8" if bom else encoding
            assert span.start == bom + len(text[:start].encode(plain))
            assert data[span.start : span.end] == literal.encode(plain)
        assert source.segment(node) == literal.replace("\r\n", "\n").replace("\r", "\n")
        line_before, column_before = _place(text, start, line_end)
        line_after, column_after = _place(text, start + len(literal), line_end)
        location = Location("/x.py", line_before, column_before, line_after, column_after)
        assert source.location(node) == location
        if encoding != "utf-7":
            assert source.place(span.start, span.end) == location


def _place(text: str, position: int, line_end: str) -> tuple[int, int]:
    lines = text[:position].split(line_end)
    return len(lines), len(lines[-1]) + 1


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"x = 1\n", "utf-8"),
        (b"\xef\xbb\xbfx = 1\n", "utf-8"),
        (b"# coding: latin-1\n", "iso8859-1"),
        (b"#!/usr/bin/python\r# vim: set fileencoding=cp1252 :\r", "cp1252"),
        (b"\n# coding: koi8-r\n", "koi8-r"),
        (b"\n\n# coding: koi8-r\n", "utf-8"),
        (b"x = 1\n# coding: koi8-r\n", "utf-8"),
        (b"#" + b" " * 5000 + b"\n# coding: koi8-r\n", "koi8-r"),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_is_the_one_python_takes(data: bytes, encoding: str) -> None:
    assert SourceFile("/x.py", data).encoding == encoding


@pytest.mark.parametrize("data", [b"# coding: nonsense\n", b"\xef\xbb\xbf# coding: latin-1\n"])
def test_a_cookie_that_python_refuses_is_refused(data: bytes) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(data)
    with pytest.raises(SyntaxError):
        SourceFile("/x.py", data)


def test_the_end_of_a_file_has_a_place() -> None:
    assert SourceFile("/x.py", b"a\nb\n").place(4, 4) == Location("/x.py", 3, 1, 3, 1)
    assert SourceFile("/x.py", b"").place(0, 0) == Location("/x.py", 1, 1, 1, 1)
    assert SourceFile("/x.py", b"a\r\nb").place(3, 4) == Location("/x.py", 2, 1, 2, 2)


def test_undecodable_bytes_are_read_one_for_one() -> None:
    source = SourceFile.undecodable("/x.py", b"x = 1  # \xe9\xff\ny = 2\n")
    node = ast.parse(b"".join(source.lines).decode()).body[1]
    assert source.span(node) == Span(12, 17)
