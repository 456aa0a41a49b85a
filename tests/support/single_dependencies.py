"""Histories without the one thing in which Alembic is not deterministic."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from migralint.history.revision import Revision


def single_dependencies(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """Keep one dependency per revision: Alembic keeps several in a set, whose order changes with the hash seed."""
    return tuple(replace(revision, depends_on=revision.depends_on[:1]) for revision in revisions)
