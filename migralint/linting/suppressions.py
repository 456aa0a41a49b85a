"""Reads the comments that accept findings, and marks the findings they accept."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.findings.suppression import MARK, Suppression
from migralint.linting.layout import Comment, Layout, read_layout
from migralint.linting.selection import Selection, codes_named
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.location import Location
from migralint.source.paths import shortest

_COMMENT = re.compile(r"#\s*migralint:\s*(?P<kind>[\w-]+)?\s*(?:\[(?P<codes>[^\]]*)\])?")
_FURTHER = re.compile(r"\s+#(?=\s)")
"""The beginning of another comment on the same line, behind a reason (which may contain `#123`)."""


def read_suppressions(path: str, sources: Sources) -> tuple[Suppression, ...]:
    """Return the suppressions of one file, in order of lines; a line may have several."""
    if not sources.holds(path, MARK):
        return ()
    return suppressions_in(path, sources.text(path), sources.lines(path))


def suppressions_in(
    path: str, text: str, lines: Sequence[str], layout: Layout | None = None
) -> tuple[Suppression, ...]:
    """Return the suppressions of a decoded text; `lines` are its lines without their ends."""
    layout = layout or read_layout(path, text, lines)
    code = _next_code(lines)
    return tuple(
        suppression for comment in layout.comments for suppression in _parse(path, comment, lines, code, layout)
    )


def suppress(
    findings: Sequence[Finding], suppressions: Mapping[str, Sequence[Suppression]], selection: Selection
) -> tuple[list[Finding], list[tuple[Suppression, tuple[str, ...]]]]:
    """Mark what the suppressions (by path) accept.

    Returns the findings in their order, and the complaints: malformed suppressions, and those with names that accept no
    finding, each with these names. A name whose rules did not run is not among them. Raises InputError for a comment
    that names a rule that does not exist: it is unknown what it should accept.
    """
    accepts: dict[str, _Accepted] = {}
    known: dict[str, frozenset[str] | InputError] = {}
    complaints: list[tuple[Suppression, tuple[str, ...]]] = []
    unknown: list[tuple[Suppression, InputError]] = []
    for path, in_file in suppressions.items():
        for suppression in in_file:
            if suppression.malformed:
                complaints.append((suppression, ()))
                continue
            for name in suppression.codes:
                codes = known.setdefault(name, _codes(selection, name)) if name not in known else known[name]
                if isinstance(codes, InputError):
                    unknown.append((suppression, codes))
                else:
                    accepts.setdefault(path, _Accepted()).add(suppression, name, codes)
    if unknown:
        _refuse(unknown)
    used: set[tuple[Location, str]] = set()
    marked = []
    for finding in findings:
        at = finding.problem.location
        matching = accepts[at.path].matching(finding.code, at) if at is not None and at.path in accepts else []
        used.update((suppression.location, name) for suppression, name in matching)
        reason = next((suppression.reason for suppression, _ in matching if suppression.reason), "")
        marked.append(replace(finding, suppressed="inline", reason=reason) if matching else finding)
    ran = selection.codes
    for accepted in accepts.values():
        in_vain: dict[Location, tuple[Suppression, list[str]]] = {}
        for suppression, name, codes in accepted.all:
            if (suppression.location, name) not in used and codes & ran:
                in_vain.setdefault(suppression.location, (suppression, []))[1].append(name)
        complaints += [(suppression, tuple(names)) for suppression, names in in_vain.values()]
    return marked, complaints


class _Accepted:
    """The findings that the suppressions of one file accept, by line."""

    def __init__(self) -> None:
        self.all: list[tuple[Suppression, str, frozenset[str]]] = []
        self._whole_file: dict[str, list[tuple[Suppression, str]]] = {}
        self._lines: dict[str, list[tuple[int, int]]] = {}
        self._asked: set[str] = set()

    def add(self, suppression: Suppression, name: str, codes: frozenset[str]) -> None:
        self.all.append((suppression, name, codes))
        for code in codes:
            if suppression.whole_file:
                self._whole_file.setdefault(code, []).append((suppression, name))
            else:
                self._lines.setdefault(code, []).append((suppression.reach[0], len(self.all) - 1))

    def matching(self, code: str, at: Location) -> list[tuple[Suppression, str]]:
        """Return the suppressions that accept a finding of this code at a location, each with the name that matches."""
        lines, whole_file = self._lines.get(code, []), self._whole_file.get(code, [])
        matches = whole_file[:1]
        if code not in self._asked:
            self._asked.add(code)
            matches = [*whole_file]  # all of them are used; counting that once is enough
            lines.sort()
        first = bisect_left(lines, (at.line, -1))
        if first and self.all[lines[first - 1][1]][0].reach[1] >= at.line:  # inside a string over several lines
            first = bisect_left(lines, (lines[first - 1][0], -1))
        for _, number in lines[first : bisect_left(lines, ((at.end_line or at.line) + 1, -1))]:
            suppression, name, _ = self.all[number]
            matches.append((suppression, name))
        return matches


def _codes(selection: Selection, name: str) -> frozenset[str] | InputError:
    try:
        return frozenset(codes_named(selection.catalog, name))
    except InputError as error:
        from migralint.rules.drift_catalog import VERIFY  # imports the comparison of schemas

        try:
            codes_named(VERIFY, name)
        except InputError:
            return error
        return InputError(
            f"{name!r} is a rule of `verify`",
            hint="accept a difference with an entry in [[tool.migralint.verify.allow]]",
        )


def _refuse(unknown: Sequence[tuple[Suppression, InputError]]) -> NoReturn:
    suppression, error = unknown[0]
    others = len({other.location for other, _ in unknown}) - 1
    more = f"; {others} more {'comments name' if others > 1 else 'comment names'} rules that do not exist"
    at = suppression.location
    raise InputError(
        f"a comment names a rule that `check` does not have: {error.message}{more if others else ''}",
        path=shortest(at.path, os.getcwd()),
        line=at.line,
        hint=f"correct or remove the comment; {error.hint}",
    )


def _parse(
    path: str, comment: Comment, lines: Sequence[str], code: Sequence[int], layout: Layout
) -> Iterator[Suppression]:
    """Yield the suppressions in one comment."""
    matches = list(_COMMENT.finditer(comment.text))
    ends = [*(match.start() for match in matches[1:]), len(comment.text)]
    for match, end in zip(matches, ends, strict=False):
        start = comment.column + match.start()
        location = Location(path, comment.line, start, comment.line, start + len(match[0]))
        kind, codes = match["kind"] or "", match["codes"]
        names = tuple(name.strip() for name in (codes or "").split(",") if name.strip())
        malformed = ""
        if kind not in ("ignore", "ignore-file"):
            malformed = f"{kind or 'nothing'!r} is neither `ignore` nor `ignore-file`"
        elif not names:
            malformed = "it names no rules"
        line = comment.line
        if lines[line - 1].lstrip().startswith("#"):
            line = code[line - 1]
        block = layout.block(line)
        yield Suppression(
            location,
            names,
            line=line,
            whole_file=kind == "ignore-file",
            malformed=malformed,
            lines=block if block != (line, line) else (0, 0),
            reason=_FURTHER.split(f" {comment.text[match.end() : end]}", maxsplit=1)[0].strip(" \t:-–—"),
        )


def _next_code(lines: Sequence[str]) -> list[int]:
    """Return for each line the number of the first line of code below it, or its own number if there is none."""
    following = list(range(1, len(lines) + 1))
    code = 0
    for number in range(len(lines), 0, -1):
        following[number - 1] = code or number
        stripped = lines[number - 1].strip()
        if stripped and not stripped.startswith("#"):
            code = number
    return following
