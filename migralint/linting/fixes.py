"""Applies the safe fixes of findings: to bytes in memory, then each file at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from migralint.findings.finding import Finding
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


def fixed_files(findings: Iterable[Finding]) -> tuple[FixedFile, ...]:
    """Work out every file that unsuppressed findings can mend, ordered by path; nothing is written.

    Of fixes that overlap the first one is taken; another run fixes the rest. Raises InputError if a file cannot be
    read.
    """
    edits: dict[str, list[tuple[Edit, ...]]] = {}
    for finding in findings:
        if finding.suppressed is None and finding.problem.fix is not None:
            edits.setdefault(finding.problem.fix.path, []).append(finding.problem.fix.edits)
    files = []
    for path, groups in sorted(edits.items()):
        try:
            before = read_regular(path)
        except OSError as error:
            raise unreadable(error, path) from None
        after, taken = _apply(before, groups)
        if after != before:
            files.append(FixedFile(path, before, after, taken))
    return tuple(files)


def write_fixes(files: Iterable[FixedFile]) -> None:
    """Write each file atomically; raises InputError at the first that cannot be written.

    For a link that leads out of the project tree, or what is no file, that is before anything is written.
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


def _apply(data: bytes, groups: Iterable[tuple[Edit, ...]]) -> tuple[bytes, int]:
    chosen: list[Edit] = []
    taken = 0
    for group in groups:
        fresh = [edit for edit in group if edit not in chosen]
        try:
            apply_edits(data, [*chosen, *fresh])
        except ValueError:
            continue
        chosen += fresh
        taken += 1
    return apply_edits(data, chosen), taken
