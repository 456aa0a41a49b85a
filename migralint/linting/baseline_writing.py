"""Writes a baseline: the present findings, and the accepted ones that this run did not check."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.linting.baseline import (
    SIZE_LIMIT,
    VERSION,
    Baseline,
    Entry,
    Scope,
    is_baseline,
    key_of,
    read_baseline,
    relative_path,
)
from migralint.linting.sources import Sources
from migralint.source.atomic import refuse_unsafe_target, write_atomically
from migralint.source.errors import InputError
from migralint.source.json_records import RecordError, parse_json
from migralint.source.paths import relative
from migralint.source.reading import read_input, reason

_MOST_REVISIONS = 100
_OTHER_FILE = "name another file, or remove this one first"


class Recorded(Struct, frozen=True):
    """The result of writing a baseline; all values count findings."""

    total: int
    added: int
    gone: int
    """Findings that the file accepted before, and that no longer occur."""
    kept: int
    """Findings that the file accepted before, and that this run did not check."""


def write_baseline(
    path: str,
    findings: Sequence[Finding],
    sources: Sources,
    *,
    scope: Scope | None = None,
    directories: Sequence[str] = (),
    revisions: Sequence[str] = (),
    known: Collection[str] = (),
) -> Recorded:
    """Record all findings that no comment accepts. The same findings give the same bytes.

    `directories` are the script directories, by the index in the findings; `revisions` are the heads and bases, `known`
    all revisions. Entries of a baseline at `path` that `scope` does not cover are kept. Raises InputError, and does not
    touch the file, if it cannot be written, is not a baseline, or belongs to another project.
    """
    folder = os.path.dirname(os.path.abspath(path))
    old = _old_baseline(path, known)
    before: Counter[str] = Counter()
    for entry in old.entries if old is not None else ():
        before[entry.fingerprint] += entry.count
    kept = [
        entry
        for entry in (old.entries if old is not None else ())
        if scope is not None and not scope.judges(entry, folder)
    ]
    entries = [*_entries(findings, folder, sources, directories), *kept]
    now: Counter[str] = Counter()
    for entry in entries:
        now[entry.fingerprint] += entry.count
    named = {*revisions} | (old.revisions if old is not None and kept else frozenset())
    document = {
        "version": VERSION,
        "revisions": sorted(named)[:_MOST_REVISIONS],
        "findings": [
            {
                "code": entry.code,
                "path": entry.path,
                "message": entry.message,
                "fingerprint": entry.fingerprint,
                "script_directory": entry.script_directory,
                "count": entry.count,
            }
            for entry in sorted(entries, key=lambda entry: (entry.path or "", entry.code, entry.fingerprint))
        ],
    }
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    try:
        write_atomically(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise InputError(f"cannot write the baseline: {reason(error)}", path=path) from None
    return Recorded(now.total(), (now - before).total(), (before - now).total(), sum(entry.count for entry in kept))


def _old_baseline(path: str, known: Collection[str]) -> Baseline | None:
    """Return the present baseline at the path; None: there is none, or only one of another version.

    Raises InputError for any other file, which must not be overwritten.
    """
    try:
        refuse_unsafe_target(path)
    except OSError as error:
        raise InputError(f"cannot write the baseline: {reason(error)}", path=path) from None
    if not os.path.exists(path):
        return None
    try:
        data = read_input(path, limit=SIZE_LIMIT)
    except InputError as error:
        raise InputError(f"cannot write the baseline: {error.message}", path=path, hint=_OTHER_FILE) from None
    if not data.strip():
        return None
    try:
        document = parse_json(data)
    except RecordError:
        document = None
    if not is_baseline(document):
        raise InputError("is not a baseline of migralint, so it is not overwritten", path=path, hint=_OTHER_FILE)
    if document["version"] != VERSION:
        return None  # it can be overwritten, but not be read
    old = read_baseline(path)
    old.refuse_other_project(known, _OTHER_FILE)
    return old


def _entries(findings: Sequence[Finding], folder: str, sources: Sources, directories: Sequence[str]) -> Iterator[Entry]:
    entries: dict[tuple[str, str | None], Entry] = {}
    for finding in findings:
        if finding.suppressed == "inline":
            continue
        directory = None
        if finding.history is not None and finding.history < len(directories):
            directory = relative(directories[finding.history], folder)
        key = key_of(finding, folder, sources)
        entry = entries.get((key, directory))
        entries[key, directory] = (
            replace(entry, count=entry.count + 1)
            if entry is not None
            else Entry(finding.code, key, 1, relative_path(finding, folder) or None, finding.problem.message, directory)
        )
    yield from entries.values()
