"""Applies the safe fixes of findings: to bytes in memory, then each file at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.findings.problem import Fix
from migralint.linting.edit_proof import why_not
from migralint.linting.sources import decoded
from migralint.source.atomic import refuse_unsafe_target, write_atomically
from migralint.source.edits import Edit, apply_edits
from migralint.source.errors import InputError
from migralint.source.reading import read_regular, reason, unreadable


class FixedFile(Struct, frozen=True):
    """One file before and after its fixes."""

    path: str
    before: bytes
    after: bytes
    fixes: int
    """The number of fixed findings."""


class LeftAlone(Struct, frozen=True):
    """A finding for which no edit is made."""

    finding: Finding
    why: str
    """The reason, as the end of a sentence that begins with the file, or with the finding if it has no file."""


class Fixed(Struct, frozen=True):
    """The files with their fixes, and the fixes that are not applied."""

    files: tuple[FixedFile, ...]
    """Ordered by path."""
    left: tuple[LeftAlone, ...] = ()
    """Findings whose fix is not applied, because the file would not have the intended meaning."""


def fixed_files(findings: Iterable[Finding]) -> Fixed:
    """Compute the fixed files for all findings that are not suppressed; write nothing.

    Of overlapping fixes, the first one is applied; another run applies the rest. A fix is not applied if the header or
    a statement that it does not edit would change, or if the edited statements would not be those that it announces.
    Raises InputError if a file cannot be read.
    """
    fixes: dict[str, list[tuple[Finding, Fix]]] = {}
    for finding in findings:
        if finding.suppressed is None and finding.problem.fix is not None:
            fixes.setdefault(finding.problem.fix.path, []).append((finding, finding.problem.fix))
    files: list[FixedFile] = []
    left: list[LeftAlone] = []
    for path, ours in sorted(fixes.items()):
        try:
            before = read_regular(path)
        except OSError as error:
            raise unreadable(error, path) from None
        after, applied, refused = _apply(path, before, ours)
        left += refused
        if after != before:
            files.append(FixedFile(path, before, after, applied))
    return Fixed(tuple(files), tuple(left))


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Write each file atomically; raises InputError at the first that cannot be written.

    If a path is not a file, or a link that leads out of the project tree, it raises before anything is written.
    """
    files = tuple(files)
    for file in files:
        refuse_unsafe_target(file.path)
    for file in files:
        try:
            write_atomically(Path(file.path), file.after)
        except OSError as error:
            raise InputError(f"cannot be written: {reason(error)}", path=file.path) from None


def unified_diff(files: Iterable[FixedFile], shown: dict[str, str]) -> Iterator[str]:
    """Yield the lines of one diff over all files, without line ends; `shown` maps each path to its name in the diff."""
    for file in files:
        name = shown.get(file.path, file.path)
        lines = difflib.unified_diff(_lines(file.before), _lines(file.after), f"a/{name}", f"b/{name}", lineterm="")
        yield from lines


def _lines(data: bytes) -> list[str]:
    """Return the lines as Python counts them: `str.splitlines` also splits at form feeds and U+2028."""
    lines = re.split(r"\r\n|\r|\n", decoded(data))
    return lines[:-1] if lines[-1] == "" else lines


def _apply(path: str, data: bytes, fixes: Iterable[tuple[Finding, Fix]]) -> tuple[bytes, int, list[LeftAlone]]:
    chosen: list[Edit] = []
    applied = 0
    left = []
    for finding, fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in chosen]
        try:
            apply_edits(data, [*chosen, *fresh])
        except ValueError:
            continue
        if path.endswith(".py"):
            # Alone, the fix must give the announced statements; with the others, it must not change another statement.
            wrong = why_not(path, data, fix.edits, fix.meant) or why_not(path, data, [*chosen, *fresh], None)
            if wrong:
                left.append(LeftAlone(finding, wrong))
                continue
        chosen += fresh
        applied += 1
    return apply_edits(data, chosen), applied, left
