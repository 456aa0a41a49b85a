"""Applies the safe fixes of findings: to bytes in memory, then each file at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.findings.problem import Fix
from migralint.linting.proven_edits import why_not
from migralint.linting.sources import decoded
from migralint.source.atomic import refuse_unsafe_target, write_atomically
from migralint.source.edits import Edit, apply_edits
from migralint.source.errors import InputError
from migralint.source.reading import read_regular, reason, unreadable


class FixedFile(Struct, frozen=True):
    """One file and what the fixes make of it."""

    path: str
    before: bytes
    after: bytes
    fixes: int
    """How many findings are fixed."""


class LeftAlone(Struct, frozen=True):
    """A finding about which nothing is written."""

    finding: Finding
    why: str
    """The end of a sentence that begins with the file or, where it has none, with the finding."""


class Fixed(Struct, frozen=True):
    """What the fixes come to."""

    files: tuple[FixedFile, ...]
    """Ordered by path."""
    left: tuple[LeftAlone, ...] = ()
    """Fixes that are not applied, because the file would not be what was meant."""


def fixed_files(findings: Iterable[Finding]) -> Fixed:
    """Work out every file that unsuppressed findings can fix; nothing is written.

    Of fixes that overlap the first one is taken; another run fixes the rest. What would not parse again to the same
    header and the same statements beside those that the fix edits, or to other ones than it says, is left alone. Raises
    InputError if a file cannot be read.
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
        after, taken, refused = _apply(path, before, ours)
        left += refused
        if after != before:
            files.append(FixedFile(path, before, after, taken))
    return Fixed(tuple(files), tuple(left))


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Write each file atomically; raises InputError at the first that cannot be written.

    For a link that leads out of the project tree, or what is not a file, that is before anything is written.
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
    """Yield the lines of one diff over all files, without line ends; `shown` gives each path's name in it."""
    for file in files:
        name = shown.get(file.path, file.path)
        lines = difflib.unified_diff(_lines(file.before), _lines(file.after), f"a/{name}", f"b/{name}", lineterm="")
        yield from lines


def _lines(data: bytes) -> list[str]:
    """As Python counts lines: `str.splitlines` also ends them at form feeds and U+2028."""
    lines = re.split(r"\r\n|\r|\n", decoded(data))
    return lines[:-1] if lines[-1] == "" else lines


def _apply(path: str, data: bytes, fixes: Iterable[tuple[Finding, Fix]]) -> tuple[bytes, int, list[LeftAlone]]:
    chosen: list[Edit] = []
    taken = 0
    left = []
    for finding, fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in chosen]
        try:
            apply_edits(data, [*chosen, *fresh])
        except ValueError:
            continue
        if path.endswith(".py"):
            # Alone it must be what it says, and with the others it must not get into their way.
            wrong = why_not(path, data, fix.edits, fix.meant) or why_not(path, data, [*chosen, *fresh], None)
            if wrong:
                left.append(LeftAlone(finding, wrong))
                continue
        chosen += fresh
        taken += 1
    return apply_edits(data, chosen), taken, left
