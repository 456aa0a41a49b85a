"""The baseline: findings that were there when the project began to use migralint, recorded as accepted."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.linting.fingerprint import fingerprint
from migralint.linting.sources import Sources
from migralint.source.atomic import write_atomically
from migralint.source.errors import InputError
from migralint.source.json_records import RecordError, parse_json
from migralint.source.reading import read_input, reason

VERSION = 1
SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes; some hundred thousand findings."""
_MOST_COUNTED = 10**9
_REWRITE = "write it anew with `migralint check --write-baseline FILE`"


class Baseline(Struct, frozen=True):
    """The accepted findings."""

    accepted: Counter[str]
    """How often each fingerprint is."""
    folder: str
    """Absolute path of the baseline's folder: its paths are relative to it."""

    def accept(self, findings: Sequence[Finding], sources: Sources) -> list[Finding]:
        """Mark as many findings of each fingerprint as the baseline accepts, the first ones in order."""
        left = Counter(self.accepted)
        marked = []
        for finding in findings:
            key = _key(finding, self.folder, sources)
            if finding.suppressed is None and left[key] > 0:
                left[key] -= 1
                marked.append(replace(finding, suppressed="baseline"))
            else:
                marked.append(finding)
        return marked


def read_baseline(path: str) -> Baseline:
    """Read the record at a path; raises InputError if the file is none."""
    try:
        document = parse_json(read_input(path, limit=SIZE_LIMIT))
    except RecordError as error:
        raise InputError(f"cannot read the baseline: {error}", path=path, hint=_REWRITE) from None
    except InputError as error:
        raise InputError(
            f"cannot read the baseline: {error.message.removeprefix('cannot be read: ')}",
            path=error.path,
            hint=_REWRITE,
        ) from None
    entries = document.get("findings") if isinstance(document, dict) else None
    if not isinstance(entries, list) or document.get("version") != VERSION:
        raise InputError(f"no baseline of version {VERSION}", path=path, hint=_REWRITE)
    accepted: Counter[str] = Counter()
    for at, entry in enumerate(entries):
        match entry:
            case {"fingerprint": str(key), "count": int(count)} if 0 < count < _MOST_COUNTED:
                accepted[key] += count
            case _:
                raise InputError(f"not an entry of a baseline: findings[{at}]", path=path, hint=_REWRITE)
    return Baseline(accepted, os.path.dirname(os.path.abspath(path)))


def write_baseline(path: str, findings: Sequence[Finding], sources: Sources) -> int:
    """Record all findings that no comment accepts; returns how many. The same findings give the same bytes."""
    folder = str(Path(path).resolve().parent)
    entries: dict[str, dict[str, object]] = {}
    counts: Counter[str] = Counter()
    for finding in findings:
        if finding.suppressed == "inline":
            continue
        key = _key(finding, folder, sources)
        counts[key] += 1
        entries.setdefault(
            key,
            {
                "code": finding.code,
                "path": _relative(finding, folder) or None,
                "message": finding.problem.message,
                "fingerprint": key,
            },
        )
    document = {
        "version": VERSION,
        "findings": sorted(
            ({**entry, "count": counts[key]} for key, entry in entries.items()),
            key=lambda entry: (str(entry["path"] or ""), str(entry["code"]), str(entry["fingerprint"])),
        ),
    }
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    try:
        write_atomically(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise InputError(f"cannot write the baseline: {reason(error)}", path=path) from None
    return sum(counts.values())


def _key(finding: Finding, folder: str, sources: Sources) -> str:
    at = finding.problem.location
    return fingerprint(finding, _relative(finding, folder), sources.line(at.path, at.line) if at else "")


def _relative(finding: Finding, folder: str) -> str:
    at = finding.problem.location
    return "" if at is None else os.path.relpath(at.path, folder).replace(os.sep, "/")
