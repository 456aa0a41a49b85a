"""The comments of a file, and which of its lines belong together; knows no rules and no suppressions."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field


class Comment(NamedTuple):
    """One comment."""

    line: int
    column: int
    """In characters, from 1."""
    text: str
    """From its `#` to the end of the line."""


class Layout(Struct, frozen=True):
    """The comments and joined lines of one file."""

    comments: tuple[Comment, ...]
    """In the order of lines."""
    joined: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """For each line of a string over several lines, and of lines joined by a backslash: the first and the last of
    these lines, because no comment can be inserted between them. Single lines are not included."""
    exact: bool = True
    """Whether Python's tokenizer read the file; otherwise every `#` counts as the beginning of a comment."""

    def block(self, line: int) -> tuple[int, int]:
        """Return the first and last of the lines to which a line belongs: a comment behind the last covers them all."""
        return self.joined.get(line, (line, line))


def read_layout(path: str, text: str, lines: Sequence[str]) -> Layout:
    """Read the decoded text of a file; `lines` are its lines without their ends."""
    import tokenize  # few files need it

    comments: list[Comment] = []
    spans: list[tuple[int, int]] = []
    inside: list[int] = []
    try:
        if not path.endswith(".py"):
            raise SyntaxError("not Python: read line by line")
        for token in tokenize.generate_tokens(io.StringIO(text, newline=None).readline):
            name = tokenize.tok_name[token.type]
            if token.type == tokenize.COMMENT:
                comments.append(Comment(token.start[0], token.start[1] + 1, token.string))
            elif name.endswith("STRING_START"):  # an f-string is several tokens since Python 3.12
                inside.append(token.start[0])
            elif name.endswith("STRING_END"):
                spans.append((inside.pop(), token.end[0]))
            elif token.type == tokenize.STRING:
                spans.append((token.start[0], token.end[0]))
    except (SyntaxError, tokenize.TokenError, IndentationError):
        by_line = (Comment(number, line.find("#") + 1, line[line.find("#") :]) for number, line in enumerate(lines, 1))
        return Layout(tuple(comment for comment in by_line if comment.column), exact=False)
    ended = {comment.line for comment in comments}
    spans += (
        (number, number + 1)
        for number, line in enumerate(lines, 1)
        if line.endswith("\\") and number not in ended and number < len(lines)
    )
    return Layout(tuple(comments), _joined(spans))


def _joined(spans: Sequence[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Unite the spans that share a line; returns the first and last line for each line of a span."""
    joined: dict[int, tuple[int, int]] = {}
    first = last = 0
    for start, end in [*sorted(span for span in spans if span[1] > span[0]), (1 << 62, 1 << 62)]:
        if start <= last:
            last = max(last, end)
            continue
        if last:
            joined |= dict.fromkeys(range(first, last + 1), (first, last))
        first, last = start, end
    return joined
