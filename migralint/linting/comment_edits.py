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
    except (SyntaxError, ValueError, LookupError):  # a codec may raise any UnicodeError, which is a ValueError
        raise NoMeaningError("cannot be decoded") from None
    lines = [line.decode(errors="replace").rstrip("\r\n") for line in source.lines]
    layout = read_layout(path, text, lines)
    if path.endswith(".py") and not layout.exact:
        raise NoMeaningError("cannot be parsed")
    return suppressions_in(path, text, lines, layout), layout, lines


class CommentedFile:
    """One file and the places where comments can be inserted."""

    def __init__(self, path: str, data: bytes) -> None:
        """Read the file; raises NoMeaningError if its comments cannot be distinguished from its strings."""
        self.data = data
        self.suppressions, self.layout, self.lines = suppressions_of(path, data)
        self.source = SourceFile(path, data)

    def with_comments(self, findings: Sequence[Finding], whole_file: set[str], reason: str) -> bytes:
        """Return the bytes of the file with comments.

        The rules in `whole_file` get a comment for the whole file. So do the rules of findings that are not on a line
        of code; their codes are added to `whole_file`.
        """
        behind: dict[int, set[str]] = {}
        for finding in findings:
            at = finding.problem.location
            assert at is not None  # `added_ignores` leaves out findings without a location
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
        """Return the edit that adds a comment behind a line, or its codes to a comment with the same reason."""
        block = self.layout.block(line)
        for one in self.suppressions:
            if one.reach == block and not one.whole_file and not one.malformed and one.reason == reason:
                return self._into(one, codes)
        content = self.lines[line - 1]
        blank = "" if content.endswith("  ") else "  "
        at = self._offset(line, len(content))
        return self._insertion(at, f"{blank}# migralint: ignore[{', '.join(sorted(codes))}]{_behind_codes(reason)}")

    def _for_the_file(self, codes: set[str], reason: str) -> Edit:
        """Return the edit that adds a comment line at the top, below the lines that must be first."""
        for one in self.suppressions:
            if one.whole_file and not one.malformed and one.reason == reason:
                return self._into(one, codes)
        line = min(self._kept_first() + 1, len(self.lines))
        end = re.search(rb"\r\n|\r|\n", b"".join(self.source.lines))
        comment = f"# migralint: ignore-file[{', '.join(sorted(codes))}]{_behind_codes(reason)}"
        return self._insertion(self._offset(line, 0), comment + (end[0].decode() if end else "\n"))

    def _kept_first(self) -> int:
        """Return the number of lines that must be first: the interpreter line and that of the encoding (PEP 263)."""
        kept = 1 if self.lines[0].startswith("#!") else 0
        for number, text in enumerate(self.lines[:2], 1):
            if _COOKIE.match(text):
                kept = number
            if not _NO_CODE.match(text):
                break
        return kept

    def _into(self, one: Suppression, codes: set[str]) -> Edit:
        at: Location = one.location
        assert at.end_column is not None  # the location of a comment always has an end
        added = "".join(f", {code}" for code in sorted(codes - set(one.codes)))
        return self._insertion(self._offset(at.line, at.end_column - 2), added)

    def _insertion(self, at: int, text: str) -> Edit:
        try:
            return Edit(Span(at, at), text.encode(self.source.encoding))
        except UnicodeError:
            raise NoMeaningError(f"is in {self.source.encoding}, which cannot encode the reason") from None

    def _offset(self, line: int, column: int) -> int:
        """Return the offset in bytes of a column, which counts characters from 0."""
        return self.source.offset(line, len(self.lines[line - 1][:column].encode()))


def _behind_codes(reason: str) -> str:
    return f" {reason}" if reason else ""
