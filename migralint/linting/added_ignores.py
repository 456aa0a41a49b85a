"""Computes the comments that accept the present findings, each where it will be recognised; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.linting.comment_edits import CommentedFile, suppressions_of
from migralint.linting.fixes import FixedFile, LeftAlone
from migralint.linting.run import ABOUT_COMMENTS
from migralint.linting.same_meaning import NoMeaningError, meaning
from migralint.linting.suppressions import suppressions_in
from migralint.source.errors import InputError
from migralint.source.reading import read_regular, unreadable
from migralint.source.text import SourceFile

_NO_PLACE = "does not belong to a line of a file: ignore its rule in the settings, or record it in a baseline"
_ABOUT_COMMENTS = "is about a comment: correct or remove the comment"


class AddedIgnores(Struct, frozen=True):
    """The files with comments, and the findings without one."""

    files: tuple[FixedFile, ...]
    """Ordered by path; `fixes` is the number of findings that the comments of the file accept."""
    left: tuple[LeftAlone, ...]
    """The findings that get no comment, in their order."""


def added_ignores(findings: Iterable[Finding], *, reason: str = "") -> AddedIgnores:
    """Return the files with a comment for every finding that counts, and the findings that get none.

    A file is not changed if it has a conflict, cannot be parsed, or would have another meaning with the comments.
    Raises InputError if a file cannot be read, or if the reason is not a single line of text.
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
    """Raise InputError unless a comment with this reason would be read back with the same reason."""
    comment = f"# migralint: ignore[ML000] {reason}"
    read = suppressions_in(".py", comment, [comment])
    if not reason.isprintable() or len(read) != 1 or read[0].reason != reason:
        raise InputError(
            "--reason: not a single line of text that fits into a comment",
            hint="remove line breaks, ` #` and surrounding spaces",
        )


def _with_comments(path: str, before: bytes, findings: Sequence[Finding], reason: str) -> bytes:
    """Return the file with its comments; raises NoMeaningError with the reason why it must not be changed."""
    original = meaning(path, before)
    file = CommentedFile(path, before)
    whole_file: set[str] = set()
    after = file.with_comments(findings, whole_file, reason)
    if not _has_meaning(path, after, original):
        whole_file = {finding.code for finding in findings}
    else:
        whole_file |= {finding.code for finding in _not_accepted(path, findings, before, after)}
    # A finding that no comment on a line accepts gets a comment for the whole file.
    after = file.with_comments(findings, whole_file, reason)
    if not _has_meaning(path, after, original):
        raise NoMeaningError("would change its meaning with the comments")
    if _not_accepted(path, findings, before, after):
        raise NoMeaningError("has no place for a comment")
    return after


def _has_meaning(path: str, data: bytes, expected: object) -> bool:
    try:
        return meaning(path, data) == expected
    except NoMeaningError:
        return False


def _not_accepted(path: str, findings: Sequence[Finding], before: bytes, after: bytes) -> list[Finding]:
    """Return the findings that the changed file does not accept; lines inserted at the top move them down."""
    shift = len(SourceFile(path, after).lines) - len(SourceFile(path, before).lines)
    suppressions = [one for one in suppressions_of(path, after)[0] if not one.malformed]
    whole_file = {code for one in suppressions if one.whole_file for code in one.codes}
    reaches: dict[str, list[tuple[int, int]]] = {}
    for one in suppressions:
        for code in one.codes if not one.whole_file else ():
            reaches.setdefault(code, []).append(one.reach)
    refused = []
    for finding in findings:
        at = finding.problem.location
        assert at is not None  # `added_ignores` leaves out findings without a location
        first, last = at.line + shift, (at.end_line or at.line) + shift
        near = any(start <= last and end >= first for start, end in reaches.get(finding.code, ()))
        if not near and finding.code not in whole_file:
            refused.append(finding)
    return refused
