"""Reads the comments that accept findings, and marks the findings they accept."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.findings.suppression import MARK, Suppression
from migralint.linting.selection import Selection, codes_named
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.location import Location

_COMMENT = re.compile(r"#\s*migralint:\s*(?P<kind>[\w-]+)?\s*(?:\[(?P<codes>[^\]]*)\])?")


def read_suppressions(path: str, sources: Sources) -> tuple[Suppression, ...]:
    """Return the suppressions of one file, in order of lines."""
    if not sources.holds(path, MARK):
        return ()
    text = sources.text(path)
    lines = sources.lines(path)
    code = _next_code(lines)
    return tuple(
        _parse(path, line, column, comment, lines, code) for line, column, comment in _comments(path, text, lines)
    )


def suppress(
    findings: Sequence[Finding], suppressions: Mapping[str, Sequence[Suppression]], selection: Selection
) -> tuple[list[Finding], list[tuple[Suppression, tuple[str, ...]]]]:
    """Mark what the suppressions (by path) accept.

    Returns the findings in their order, and the suppressions that accept nothing with the codes that were in vain; a
    code whose rules did not run is not in vain.
    """
    accepts: dict[str, _Accepted] = {}
    known: dict[str, frozenset[str] | InputError] = {}
    complaints: list[tuple[Suppression, tuple[str, ...]]] = []
    for path, in_file in suppressions.items():
        for suppression in in_file:
            if suppression.malformed:
                complaints.append((suppression, ()))
                continue
            for name in suppression.codes:
                codes = known.setdefault(name, _codes(selection, name)) if name not in known else known[name]
                if isinstance(codes, InputError):
                    complaints.append((replace(suppression, malformed=f"{codes.message}; {codes.hint}"), ()))
                else:
                    accepts.setdefault(path, _Accepted()).add(suppression, name, codes)
    used: set[tuple[Location, str]] = set()
    marked = []
    for finding in findings:
        at = finding.problem.location
        matching = accepts[at.path].matching(finding.code, at) if at is not None and at.path in accepts else []
        used.update((suppression.location, name) for suppression, name in matching)
        marked.append(replace(finding, suppressed="inline") if matching else finding)
    ran = selection.codes
    for accepted in accepts.values():
        in_vain: dict[Location, tuple[Suppression, list[str]]] = {}
        for suppression, name, codes in accepted.all:
            if (suppression.location, name) not in used and codes & ran:
                in_vain.setdefault(suppression.location, (suppression, []))[1].append(name)
        complaints += [(suppression, tuple(names)) for suppression, names in in_vain.values()]
    return marked, complaints


class _Accepted:
    """What the suppressions of one file accept, by line."""

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
                self._lines.setdefault(code, []).append((suppression.line, len(self.all) - 1))

    def matching(self, code: str, at: Location) -> list[tuple[Suppression, str]]:
        """The suppressions that accept a finding of this code there."""
        lines, whole_file = self._lines.get(code, []), self._whole_file.get(code, [])
        found = whole_file[:1]
        if code not in self._asked:
            self._asked.add(code)
            found = [*whole_file]  # all of them are of use; to say so once is enough
            lines.sort()
        first = bisect_left(lines, (at.line, -1))
        for _, number in lines[first : bisect_left(lines, ((at.end_line or at.line) + 1, -1))]:
            suppression, name, _ = self.all[number]
            found.append((suppression, name))
        return found


def _codes(selection: Selection, name: str) -> frozenset[str] | InputError:
    try:
        return frozenset(codes_named(selection.catalog, name))
    except InputError as error:
        return error


def _comments(path: str, text: str, lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield line, column (from 1) and text of the comments that address migralint."""
    import tokenize  # few files have such a comment

    found: Iterable[tuple[int, int, str]]
    try:
        if not path.endswith(".py"):
            raise SyntaxError("not Python: read line by line")
        found = [
            (token.start[0], token.start[1] + 1, token.string)
            for token in tokenize.generate_tokens(io.StringIO(text, newline=None).readline)
            if token.type == tokenize.COMMENT
        ]
    except (SyntaxError, tokenize.TokenError, IndentationError):
        found = [(number, line.find("#") + 1, line[line.find("#") :]) for number, line in enumerate(lines, 1)]
    yield from (comment for comment in found if _COMMENT.search(comment[2]))


def _parse(path: str, line: int, column: int, comment: str, lines: Sequence[str], code: Sequence[int]) -> Suppression:
    match = _COMMENT.search(comment)
    assert match is not None  # _comments yields no other
    start = column + match.start()
    location = Location(path, line, start, line, start + len(match[0]))
    kind, codes = match["kind"] or "", match["codes"]
    names = tuple(name.strip() for name in (codes or "").split(",") if name.strip())
    malformed = ""
    if kind not in ("ignore", "ignore-file"):
        malformed = f"{kind or 'nothing'!r} is not `ignore` or `ignore-file`"
    elif not names:
        malformed = "it names no rules"
    return Suppression(
        location,
        names,
        line=code[line - 1] if lines[line - 1].lstrip().startswith("#") else line,
        whole_file=kind == "ignore-file",
        malformed=malformed,
    )


def _next_code(lines: Sequence[str]) -> list[int]:
    """For each line the number of the first line of code below it; its own where there is none."""
    following = list(range(1, len(lines) + 1))
    code = 0
    for number in range(len(lines), 0, -1):
        following[number - 1] = code or number
        stripped = lines[number - 1].strip()
        if stripped and not stripped.startswith("#"):
            code = number
    return following
