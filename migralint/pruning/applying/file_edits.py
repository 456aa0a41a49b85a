"""The rewritten files of a plan, before and after, as bytes; only reads."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.pruning.applying.rewrite import rewrite_file
from migralint.pruning.planning.blockers import Blocker
from migralint.pruning.planning.rewrites import Rewrite
from migralint.source.location import Location
from migralint.source.reading import read_regular, reason


class FileEdit(Struct, frozen=True):
    """One kept revision file that changes."""

    revision: str
    path: str
    """Absolute path."""
    before: bytes
    after: bytes


def file_edits(rewrites: Iterable[Rewrite]) -> tuple[tuple[FileEdit, ...], tuple[Finding, ...]]:
    """Edit every file that `rewrites` change, in memory; those that cannot be edited are blockers.

    Revisions without a file, as in tests, are skipped.
    """
    edits: list[FileEdit] = []
    blockers: list[Finding] = []
    for rewrite in rewrites:
        path = rewrite.before.path
        if path is None:
            continue
        try:
            data = read_regular(path)
        except OSError as error:
            problem = Problem(f"cannot be read: {reason(error)}", Location(path), (rewrite.before.id,))
            blockers.append(Blocker.UNWRITABLE_HEADER.finding(problem))
            continue
        result = rewrite_file(data, rewrite.before, rewrite.after)
        if isinstance(result, Problem):
            blockers.append(Blocker.UNWRITABLE_HEADER.finding(result))
        else:
            edits.append(FileEdit(rewrite.before.id, path, data, result))
    return tuple(edits), tuple(blockers)
