"""Reads the comments that accept findings, and marks the findings they accept."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from migralint.findings.finding import Finding
from migralint.findings.suppression import MARK, Suppression
from migralint.linting.selection import Selection, codes_named
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.frozen import replace
from migralint.source.location import Location

_COMMENT = re.compile(r"#\s*migralint:\s*(?P<kind>[\w-]+)?\s*(?:\[(?P<codes>[^\]]*)\])?")


def read_suppressions(path: str, sources: Sources) -> tuple[Suppression, ...]:
    """Return the suppressions of one file, in order of lines."""
    if not sources.holds(path, MARK):
        return ()
    text = sources.text(path)
    lines = sources.lines(path)
    return tuple(_parse(path, line, column, comment, lines) for line, column, comment in _comments(path, text, lines))


def suppress(
    findings: Sequence[Finding], suppressions: Mapping[str, Sequence[Suppression]], selection: Selection
) -> tuple[list[Finding], list[tuple[Suppression, tuple[str, ...]]]]:
    """Mark what the suppressions (by path) accept.

    Returns the findings in their order, and the suppressions that accept nothing with the codes that were in vain; a
    code whose rules did not run is not in vain.
    """
    accepts: dict[str, list[tuple[Suppression, str, frozenset[str]]]] = {}
    complaints: list[tuple[Suppression, tuple[str, ...]]] = []
    for path, in_file in suppressions.items():
        for suppression in in_file:
            if suppression.malformed:
                complaints.append((suppression, ()))
                continue
            for name in suppression.codes:
                try:
                    codes = frozenset(codes_named(selection.catalog, name))
                except InputError as error:
                    complaints.append((replace(suppression, malformed=f"{error.message}; {error.hint}"), ()))
                else:
                    accepts.setdefault(path, []).append((suppression, name, codes))
    used: set[tuple[Location, str]] = set()
    marked = []
    for finding in findings:
        at = finding.problem.location
        matching = [
            (suppression.location, name)
            for suppression, name, codes in (accepts.get(at.path, ()) if at is not None else ())
            if finding.code in codes and (suppression.whole_file or _covers(at, suppression.line))
        ]
        used.update(matching)
        marked.append(replace(finding, suppressed="inline") if matching else finding)
    ran = selection.codes
    for accepted in accepts.values():
        in_vain: dict[Suppression, list[str]] = {}
        for suppression, name, codes in accepted:
            if (suppression.location, name) not in used and codes & ran:
                in_vain.setdefault(suppression, []).append(name)
        complaints += [(suppression, tuple(names)) for suppression, names in in_vain.items()]
    return marked, complaints


def _covers(at: Location | None, line: int) -> bool:
    return at is not None and at.line <= line <= (at.end_line or at.line)


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


def _parse(path: str, line: int, column: int, comment: str, lines: Sequence[str]) -> Suppression:
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
        line=_next_code(lines, line) if lines[line - 1].lstrip().startswith("#") else line,
        whole_file=kind == "ignore-file",
        malformed=malformed,
    )


def _next_code(lines: Sequence[str], line: int) -> int:
    for number in range(line, len(lines)):
        stripped = lines[number].strip()
        if stripped and not stripped.startswith("#"):
            return number + 1
    return line
