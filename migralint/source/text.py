"""A source file as bytes, as text and as lines, the way Python's own tokenizer counts them; knows no syntax."""

from __future__ import annotations

import codecs
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Protocol

from migralint.source.encoding import declared_encoding
from migralint.source.location import Location, Span


class Positioned(Protocol):
    """The position of a syntax tree node: lines from 1, columns in UTF-8 bytes of the decoded line."""

    lineno: int
    col_offset: int

    @property
    def end_lineno(self) -> int | None:
        """The line of the last character; the parser always sets it."""

    @property
    def end_col_offset(self) -> int | None:
        """The column after the last character."""


class SourceFile:
    """The bytes of one Python file, and the offset of each line and column of its syntax tree.

    Python's parser accepts bytes that are not UTF-8 in a comment, so they may occur here.

    Lines end at `\\n`, `\\r\\n` and a lone `\\r`, as in Python's tokenizer, but not at a form feed or U+2028.
    Offsets count bytes of the file on disk in its own encoding, including a byte order mark.
    """

    __slots__ = ("_ascii", "_bom", "_lines", "_offsets", "_starts", "data", "encoding", "path")

    def __init__(self, path: str, data: bytes) -> None:
        """Detect the encoding. Raises SyntaxError as `declared_encoding` does."""
        self._set(path, data, declared_encoding(data))

    @classmethod
    def undecodable(cls, path: str, data: bytes) -> SourceFile:
        """Return the file with each byte read as a latin-1 character, for files whose encoding Python refuses."""
        source = cls.__new__(cls)
        source._set(path, data, "iso8859-1")
        return source

    def _set(self, path: str, data: bytes, encoding: str) -> None:
        self.path = path
        self.data = data
        self.encoding = encoding
        self._bom = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        self._ascii = encoding == "utf-8" and data.isascii()
        self._starts: list[int] | None = None
        self._lines: list[bytes] | None = None
        self._offsets: list[int] | None = None

    @property
    def is_ascii(self) -> bool:
        """Whether all bytes are ASCII: a byte is then a character, and the syntax tree has all names as written."""
        return self._ascii

    @property
    def text(self) -> str:
        """The decoded text without byte order mark, with its original line ends. Raises UnicodeDecodeError."""
        return self.data[self._bom :].decode(self.encoding)

    @property
    def lines(self) -> list[bytes]:
        """The lines with their ends, in UTF-8, because a syntax tree counts columns in UTF-8 bytes."""
        if self._lines is None:
            self._index()
        assert self._lines is not None
        return self._lines

    def offset(self, line: int, column: int) -> int:
        """Return the offset in the file of a line (from 1) and column (in UTF-8 bytes, from 0)."""
        if self._starts is None:
            self._index()
        assert self._starts is not None
        if self._offsets is None:
            return self._starts[line - 1] + column
        assert self._lines is not None
        return self._offsets[self._starts[line - 1] + len(self._lines[line - 1][:column].decode())]

    def span(self, node: Positioned) -> Span:
        """Return the range of bytes of a node."""
        return Span(
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
        )

    def location(self, node: Positioned) -> Location:
        """Return the location of a node, with columns in characters."""
        line, column = node.lineno, node.col_offset
        end_line, end_column = node.end_lineno or line, node.end_col_offset or column
        if self._ascii:
            return Location(self.path, line, column + 1, end_line, end_column + 1)
        return Location(self.path, line, self.column(line, column), end_line, self.column(end_line, end_column))

    def column(self, line: int, column: int) -> int:
        """Convert a column in UTF-8 bytes (from 0) into a column in characters (from 1)."""
        if self._ascii:
            return column + 1
        return len(self.lines[line - 1][:column].decode(errors="replace")) + 1

    def place(self, start: int, end: int) -> Location:
        """Return the location of a range of the file's bytes."""
        line, column = self._line_of(start)
        if self._ascii and self._starts is not None and (line == len(self._starts) or end < self._starts[line]):
            return Location(self.path, line, column, line, column + end - start)
        end_line, end_column = self._line_of(end)
        return Location(self.path, line, column, end_line, end_column)

    def segment(self, node: Positioned) -> str:
        """Return the source text of a node, with `\\n` as line end."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        lines = self.lines
        if end_line == node.lineno:
            return lines[end_line - 1][node.col_offset : end_column].decode(errors="replace")
        text = b"".join(
            (
                lines[node.lineno - 1][node.col_offset :],
                *lines[node.lineno : end_line - 1],
                lines[end_line - 1][:end_column],
            )
        ).decode(errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _line_of(self, offset: int) -> tuple[int, int]:
        if self._starts is None:
            self._index()
        assert self._starts is not None and self._lines is not None
        offset = max(offset, self._bom)
        if self._offsets is None:
            line = min(bisect_right(self._starts, offset), len(self._lines))
            return line, self.column(line, offset - self._starts[line - 1])
        index = bisect_left(self._offsets, offset)
        line = min(bisect_right(self._starts, index), len(self._lines))
        return line, index - self._starts[line - 1] + 1

    def _index(self) -> None:
        if self.encoding == "utf-8":
            # bytes.splitlines() splits at exactly the three line ends of Python's tokenizer
            self._lines = self.data[self._bom :].splitlines(keepends=True)
            self._starts = list(accumulate(map(len, self._lines), initial=self._bom))
        else:
            text = self.text
            self._lines = text.encode("utf-8").splitlines(keepends=True)
            self._starts = list(accumulate((len(line.decode()) for line in self._lines), initial=0))
            self._offsets = _character_offsets(self.data, self._bom, self.encoding)
        if self._lines and not self._lines[-1].endswith((b"\n", b"\r")):
            self._starts.pop()
        else:
            self._lines.append(b"")  # an offset after the last line end is on one more line


def _character_offsets(data: bytes, start: int, encoding: str) -> list[int]:
    """Return the offset of each character, and the end last; right for any codec, because it decodes byte by byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offsets = [start]
    for position in range(start, len(data)):
        produced = decoder.decode(data[position : position + 1])
        offsets += [position + 1] * len(produced)
    return offsets + [len(data)] * len(decoder.decode(b"", final=True))
