"""Compares what Alembic loads with what was read from the files statically; pure."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem, Related
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.source.location import Location

_ADVICE = "delete `__pycache__`, make sure that only the file determines its header, and plan again"


def differing_readings(ours: History, theirs: Iterable[Revision]) -> Iterator[Problem]:
    """Each revision that only one side has, or whose parents, dependencies or labels differ.

    Names are compared as they are written, without their order.
    """
    loaded = {one.id: one for one in theirs}
    for identifier, read in ours.revisions.items():
        other = loaded.pop(identifier, None)
        if other is None:
            yield Problem(
                f"{identifier} is read from this file, but Alembic does not load it",
                location=read.id_at,
                revisions=(identifier,),
                help=_ADVICE,
            )
            continue
        yield from _differences(read, other)
    for other in loaded.values():
        yield Problem(
            f"Alembic loads {other.id} from this file, which differs from its text",
            location=other.id_at,
            revisions=(other.id,),
            help=_ADVICE,
        )


def _differences(read: Revision, other: Revision) -> Iterator[Problem]:
    for name in ("down_revision", "depends_on", "branch_labels"):
        one, two = (sorted(getattr(side, name)) for side in (read, other))
        if one != two:
            yield Problem(
                f"{read.id}: the file has {name} {_words(one)}, but Alembic loads {name} {_words(two)}",
                location=getattr(read, f"{name}_at") or read.id_at,
                revisions=(read.id,),
                help=_ADVICE,
            )
    if read.path is not None and other.path is not None and not _same(read.path, other.path):
        yield Problem(
            f"{read.id} is read from this file, but Alembic loads it from {os.path.basename(other.path)}",
            location=read.id_at,
            revisions=(read.id,),
            help=_ADVICE,
        )


def byte_code_of_another_source(foreign: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each file (first) that Python runs from byte code (second) which was not compiled from it."""
    for source, compiled in foreign:
        yield Problem(
            "contains other code than its source, but Python considers it up to date: Alembic runs this file",
            location=Location(compiled),
            related=(Related(Location(source), "its source"),),
            help="delete the file; Python compiles the source again",
        )


def _words(names: list[str]) -> str:
    return ", ".join(names) or "None"


def _same(one: str, two: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(two)
