"""The baseline: a file of accepted findings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.findings.report import GoneFinding
from migralint.linting.fingerprint import fingerprint
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.json_records import RecordError, parse_json
from migralint.source.paths import relative
from migralint.source.reading import read_input

VERSION = 2
"""Version 1 identified a finding by its first line only."""
SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes: enough for some hundred thousand findings."""
_MOST_COUNTED = 10**9
REWRITE = "remove it, and write a new one with `migralint check --write-baseline FILE`"


class Entry(Struct, frozen=True):
    """Accepted findings with the same fingerprint."""

    code: str
    fingerprint: str
    count: int
    path: str | None = None
    """Relative to the baseline's folder, with `/`; None: the findings belong to no file."""
    message: str = ""
    script_directory: str | None = None
    """Relative to the baseline's folder, with `/`; None: an older migralint wrote the entry."""


class Scope(Struct, frozen=True):
    """The rules and files that a run checked: of others it cannot tell whether an accepted finding still occurs."""

    codes: Collection[str]
    """The rules that ran."""
    known: Collection[str]
    """The codes of all rules; an entry with another code is obsolete."""
    directories: Collection[str]
    """Absolute paths of the script directories that were read."""
    unasked: Collection[str] = frozenset()
    """Absolute paths of files that some rules skip because they are published."""

    def judges(self, entry: Entry, folder: str) -> bool:
        """Whether the run would have found the findings of the entry."""
        if entry.code in self.known and entry.code not in self.codes:
            return False
        if entry.path is not None and os.path.normpath(os.path.join(folder, entry.path)) in self.unasked:
            return False
        if entry.script_directory is None:
            return True
        return os.path.normpath(os.path.join(folder, entry.script_directory)) in self.directories


class Baseline(Struct, frozen=True):
    """The accepted findings, as one file records them."""

    entries: tuple[Entry, ...]
    folder: str
    """Absolute path of the baseline's folder, to which its paths are relative."""
    revisions: frozenset[str] = field(default_factory=frozenset)
    """The heads and bases when the file was written; empty: an older migralint wrote it."""
    path: str = ""
    """Absolute."""

    def accept(
        self, findings: Sequence[Finding], sources: Sources, scope: Scope
    ) -> tuple[list[Finding], tuple[GoneFinding, ...]]:
        """Mark as many findings of each fingerprint as the baseline accepts, the first ones in order.

        Also returns the accepted findings that no longer occur, in the order of the file, if the run's scope covers
        them.
        """
        left: Counter[str] = Counter()
        for entry in self.entries:
            left[entry.fingerprint] += entry.count
        marked = []
        for finding in findings:
            key = key_of(finding, self.folder, sources)
            if finding.suppressed is None and left[key] > 0:
                left[key] -= 1
                marked.append(replace(finding, suppressed="baseline"))
            else:
                marked.append(finding)
        return marked, tuple(self._gone_findings(left, scope))

    def _gone_findings(self, left: Counter[str], scope: Scope) -> Iterator[GoneFinding]:
        for entry in self.entries:
            count = min(entry.count, left[entry.fingerprint])
            if count and scope.judges(entry, self.folder):
                left[entry.fingerprint] -= count
                path = os.path.normpath(os.path.join(self.folder, entry.path)) if entry.path is not None else None
                yield GoneFinding(entry.code, path, entry.message, count)

    def refuse_other_project(self, known: Collection[str], hint: str = REWRITE) -> None:
        """Raise InputError if the baseline names revisions, and none of them is `known` here (pruned ones included)."""
        if self.revisions and known and self.revisions.isdisjoint(known):
            named = ", ".join(sorted(self.revisions)[:3])
            raise InputError(
                f"is the baseline of another project: none of the revisions that it names ({named}) exists here",
                path=self.path,
                hint=hint,
            )


def read_baseline(path: str) -> Baseline:
    """Read a baseline; raises InputError if the file is not one, or has the format of another version."""
    try:
        document = parse_json(read_input(path, limit=SIZE_LIMIT))
    except RecordError as error:
        raise InputError(f"cannot read the baseline: {error}", path=path, hint=REWRITE) from None
    except InputError as error:
        raise InputError(
            f"cannot read the baseline: {error.message.removeprefix('cannot be read: ')}",
            path=error.path,
            hint=REWRITE.removeprefix("remove it, and "),
        ) from None
    if not is_baseline(document):
        raise InputError("is not a baseline of migralint", path=path, hint=REWRITE)
    version = document["version"]
    if version != VERSION:
        hint = f"update migralint, or {REWRITE}" if version > VERSION else REWRITE
        raise InputError(
            f"is a baseline of version {version}; this version of migralint reads version {VERSION}",
            path=path,
            hint=hint,
        )
    entries = tuple(_entry(entry, f"findings[{at}]", path) for at, entry in enumerate(document["findings"]))
    revisions = document.get("revisions", [])
    if not isinstance(revisions, list) or not all(isinstance(one, str) for one in revisions):
        raise InputError("not a list of revisions: revisions", path=path, hint=REWRITE)
    absolute = os.path.abspath(path)
    return Baseline(entries, os.path.dirname(absolute), frozenset(revisions), absolute)


def is_baseline(document: Any) -> bool:
    """Whether a parsed document has the form of a baseline, in any version."""
    if not isinstance(document, dict):
        return False
    version = document.get("version")
    return isinstance(document.get("findings"), list) and isinstance(version, int) and not isinstance(version, bool)


def _entry(value: Any, where: str, path: str) -> Entry:
    match value:
        case {"fingerprint": str(key), "count": int(count)} if 0 < count < _MOST_COUNTED and not isinstance(
            count, bool
        ):
            texts = (value.get(name) for name in ("code", "path", "message", "script_directory"))
            code, file, message, directory = (text if isinstance(text, str) else None for text in texts)
            return Entry(code or "", key, count, file, message or "", directory)
    raise InputError(f"not an entry of a baseline: {where}", path=path, hint=REWRITE)


def key_of(finding: Finding, folder: str, sources: Sources) -> str:
    """Return the fingerprint of a finding in a baseline; `folder` is the absolute path of the baseline's folder."""
    return fingerprint(finding, relative_path(finding, folder), sources)


def relative_path(finding: Finding, folder: str) -> str:
    """Return the path of a finding, relative to the absolute `folder`; empty: the finding has no location."""
    at = finding.problem.location
    return "" if at is None else relative(at.path, folder)
