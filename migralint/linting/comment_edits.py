"""Where comments that accept findings can be inserted into a file, as edits of its bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migralint.findings.finding import Finding
from migralint.findings.suppression import Suppression
from migralint.linting.layout import Layout, read_layout
from migralint.linting.same_meaning import NoMeaningError
from migralint.linting.suppressions import suppressions_in
from migralint.source.edits import Edit, apply_edits
from migralint.source.location import Location, Span
from migralint.source.text import SourceFile

_COOKIE = re.compile(r"[ \t\f]*#.*coding[:=]")
_NO_CODE = re.compile(r"[ \t\f]*(?:#|$)")


def suppressions_of(path: str, data: bytes) -> tuple[tuple[Suppression, ...], Layout, list[str]]:
    """Return the suppressions of a file, its layout, and its lines without their ends; raises NoMeaningError."""
    try:
        source = SourceFile(path, data)
        text = source.text
    except (SyntaxError, ValueError, LookupError):  # a codec may raise any UnicodeError
        raise NoMeaningError("cannot be decoded") from None
    lines = [line.decode(errors="replace").rstrip("\r\n") for line in source.lines]
    layout = read_layout(path, text, lines)
    if path.endswith(".py") and not layout.exact:
        raise NoMeaningError("cannot be parsed")
    return suppressions_in(path, text, lines, layout), layout, lines


class CommentedFile:
    """One file and where comments can stand in it."""

    def __init__(self, path: str, data: bytes) -> None:
        """Read the file; raises NoMeaningError if its comments cannot be told apart from its strings."""
        self.data = data
        self.suppressions, self.layout, self.lines = suppressions_of(path, data)
        self.source = SourceFile(path, data)

    def with_comments(self, findings: Sequence[Finding], whole_file: set[str], reason: str) -> bytes:
        """The bytes with comments; the rules of `whole_file`, and findings of no line of code, get one for the file."""
        behind: dict[int, set[str]] = {}
        for finding in findings:
            at = finding.problem.location
            assert at is not None  # others are left out before
            last = self.layout.block(at.line)[1]
            line = self.lines[last - 1].strip() if last <= len(self.lines) else ""
            if line and not line.startswith("#") and finding.code not in whole_file:
                behind.setdefault(last, set()).add(finding.code)
            else:
                whole_file.add(finding.code)
        edits = [self._behind(line, codes - whole_file, reason) for line, codes in behind.items() if codes - whole_file]
        if whole_file:
            edits.append(self._for_the_file(whole_file, reason))
        return apply_edits(self.data, edits)

    def _behind(self, line: int, codes: set[str], reason: str) -> Edit:
        """A comment behind a line, or its codes in one that says the same already."""
        block = self.layout.block(line)
        for one in self.suppressions:
            if one.reach == block and not one.whole_file and not one.malformed and one.reason == reason:
                return self._into(one, codes)
        content = self.lines[line - 1]
        blank = "" if content.endswith("  ") else "  "
        at = self._offset(line, len(content))
        return self._insertion(at, f"{blank}# migralint: ignore[{', '.join(sorted(codes))}]{_behind_codes(reason)}")

    def _for_the_file(self, codes: set[str], reason: str) -> Edit:
        """Its own line at the top, below what has to be first: the interpreter's line and the encoding."""
        for one in self.suppressions:
            if one.whole_file and not one.malformed and one.reason == reason:
                return self._into(one, codes)
        line = min(self._kept_first() + 1, len(self.lines))
        end = re.search(rb"\r\n|\r|\n", b"".join(self.source.lines))
        comment = f"# migralint: ignore-file[{', '.join(sorted(codes))}]{_behind_codes(reason)}"
        return self._insertion(self._offset(line, 0), comment + (end[0].decode() if end else "\n"))

    def _kept_first(self) -> int:
        """How many lines have to be the first ones; as Python looks for the encoding (PEP 263)."""
        kept = 1 if self.lines[0].startswith("#!") else 0
        for number, text in enumerate(self.lines[:2], 1):
            if _COOKIE.match(text):
                kept = number
            if not _NO_CODE.match(text):
                break
        return kept

    def _into(self, one: Suppression, codes: set[str]) -> Edit:
        at: Location = one.location
        assert at.end_column is not None  # a comment's place has its end
        added = "".join(f", {code}" for code in sorted(codes - set(one.codes)))
        return self._insertion(self._offset(at.line, at.end_column - 2), added)

    def _insertion(self, at: int, text: str) -> Edit:
        try:
            return Edit(Span(at, at), text.encode(self.source.encoding))
        except UnicodeError:
            raise NoMeaningError(f"is in {self.source.encoding}, which cannot encode the reason") from None

    def _offset(self, line: int, column: int) -> int:
        """The byte at a column, in characters from 0."""
        return self.source.offset(line, len(self.lines[line - 1][:column].encode()))


def _behind_codes(reason: str) -> str:
    return f" {reason}" if reason else ""
