"""Works out the comments that accept the findings of today, each where it is read again; writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.findings.suppression import Suppression
from migralint.linting.fixes import FixedFile, LeftAlone
from migralint.linting.layout import Layout, read_layout
from migralint.linting.run import ABOUT_COMMENTS
from migralint.linting.same_meaning import NoMeaningError, meaning
from migralint.linting.suppressions import suppressions_in
from migralint.source.edits import Edit, apply_edits
from migralint.source.errors import InputError
from migralint.source.location import Location, Span
from migralint.source.reading import read_regular, unreadable
from migralint.source.text import SourceFile

_NO_PLACE = "is about no line of a file: ignore its rule in the settings, or record it in a baseline"
_ABOUT_COMMENTS = "is about a comment: correct or remove that"
_COOKIE = re.compile(r"[ \t\f]*#.*coding[:=]")


class AddedIgnores(Struct, frozen=True):
    """What writing the comments would come to."""

    files: tuple[FixedFile, ...]
    """Ordered by path; `fixes` counts the findings that the comments accept."""
    left: tuple[LeftAlone, ...]
    """In the order of the findings."""


def added_ignores(findings: Iterable[Finding], *, reason: str = "") -> AddedIgnores:
    """Return the files with a comment for every finding that counts, and the findings that get none.

    A file with a conflict, one that cannot be parsed, and one whose comments would change what it says is left alone.
    Raises InputError if a file cannot be read, and for a reason that is not one line of text.
    """
    _refuse_unreadable(reason)
    by_path: dict[str, list[Finding]] = {}
    left = []
    for finding in findings:
        at = finding.problem.location
        if finding.suppressed is not None:
            continue
        if at is None or finding.code in ABOUT_COMMENTS:
            left.append(LeftAlone(finding, _NO_PLACE if at is None else _ABOUT_COMMENTS))
        else:
            by_path.setdefault(at.path, []).append(finding)
    files = []
    for path, ours in sorted(by_path.items()):
        try:
            before = read_regular(path)
        except OSError as error:
            raise unreadable(error, path) from None
        try:
            after = _with_comments(path, before, ours, reason)
        except NoMeaningError as error:
            left += [LeftAlone(finding, str(error)) for finding in ours]
        else:
            files.append(FixedFile(path, before, after, len(ours)))
    return AddedIgnores(tuple(files), tuple(left))


def _refuse_unreadable(reason: str) -> None:
    """What is written must be read again as it was given."""
    comment = f"# migralint: ignore[ML000] {reason}"
    read = suppressions_in(".py", comment, [comment])
    if not reason.isprintable() or len(read) != 1 or read[0].reason != reason:
        raise InputError(
            "--reason: not one line of text that a comment can hold",
            hint="leave out line breaks, ` #` and outer blanks",
        )


def _with_comments(path: str, before: bytes, findings: Sequence[Finding], reason: str) -> bytes:
    """The file with its comments; raises NoMeaningError with why it is left alone."""
    said = meaning(path, before)
    file = _File(path, before)
    whole_file: set[str] = set()
    after = file.with_comments(findings, whole_file, reason)
    if not _says(path, after, said):
        whole_file = {finding.code for finding in findings}
    else:
        whole_file |= {finding.code for finding in findings if not _is_accepted(path, finding, before, after)}
    after = file.with_comments(findings, whole_file, reason)  # what no line can accept, the file does
    if not _says(path, after, said):
        raise NoMeaningError("would not say the same with the comments")
    if not all(_is_accepted(path, finding, before, after) for finding in findings):
        raise NoMeaningError("has no place for a comment")
    return after


def _says(path: str, data: bytes, said: object) -> bool:
    try:
        return meaning(path, data) == said
    except NoMeaningError:
        return False


def _is_accepted(path: str, finding: Finding, before: bytes, after: bytes) -> bool:
    at = finding.problem.location
    assert at is not None  # others are left out before
    shift = len(SourceFile(path, after).lines) - len(SourceFile(path, before).lines)
    first, last = at.line + shift, (at.end_line or at.line) + shift
    return any(
        finding.code in one.codes
        and not one.malformed
        and (one.whole_file or (one.reach[0] <= last and one.reach[1] >= first))
        for one in _suppressions(path, after)[0]
    )


def _suppressions(path: str, data: bytes) -> tuple[tuple[Suppression, ...], Layout, list[str]]:
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


class _File:
    """One file and where comments can stand in it."""

    def __init__(self, path: str, data: bytes) -> None:
        self.data = data
        self.suppressions, self.layout, self.lines = _suppressions(path, data)
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
        """A line of its own at the top, below what has to be first: the interpreter's line and the encoding."""
        for one in self.suppressions:
            if one.whole_file and not one.malformed and one.reason == reason:
                return self._into(one, codes)
        line = 1
        while line <= 2 and line < len(self.lines) and self._belongs_first(line):
            line += 1
        end = re.search(rb"\r\n|\r|\n", b"".join(self.source.lines))
        comment = f"# migralint: ignore-file[{', '.join(sorted(codes))}]{_behind_codes(reason)}"
        return self._insertion(self._offset(line, 0), comment + (end[0].decode() if end else "\n"))

    def _belongs_first(self, line: int) -> bool:
        text = self.lines[line - 1]
        return (line == 1 and text.startswith("#!")) or any(map(_COOKIE.match, self.lines[line - 1 : 2]))

    def _into(self, one: Suppression, codes: set[str]) -> Edit:
        at: Location = one.location
        assert at.end_column is not None  # a comment's place has its end
        added = "".join(f", {code}" for code in sorted(codes - set(one.codes)))
        return self._insertion(self._offset(at.line, at.end_column - 2), added)

    def _insertion(self, at: int, text: str) -> Edit:
        try:
            return Edit(Span(at, at), text.encode(self.source.encoding))
        except UnicodeError:
            raise NoMeaningError(f"is in {self.source.encoding}, which cannot hold the reason") from None

    def _offset(self, line: int, column: int) -> int:
        """The byte at a column, in characters from 0."""
        return self.source.offset(line, len(self.lines[line - 1][:column].encode()))


def _behind_codes(reason: str) -> str:
    return f" {reason}" if reason else ""
