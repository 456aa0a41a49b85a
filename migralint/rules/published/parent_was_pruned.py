"""ML256: a pruned revision as parent or dependency."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem, Related
from migralint.history.revision import Revision
from migralint.rules.wording import listed, related, titled
from migralint.source.location import Location


def parent_was_pruned(subject: HistoryContext) -> Iterator[Problem]:
    """A `down_revision` or `depends_on` that names a pruned revision.

    Why:
        The file was created on a branch that started before the prune. Alembic fails with a bare `KeyError` in every
        command. Restoring the pruned file is not a solution: databases above the floor would run it again.

    Example:
        The ledger says that `a1b2c3d4e5f6` was pruned, and that `b2c3d4e5f6a1` is the kept revision above it:

            # pruned: a1b2c3d4e5f6 (kept above: b2c3d4e5f6a1)

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

            # c3d4e5f6a1b2_from_an_old_branch.py
            revision = "c3d4e5f6a1b2"
            down_revision = "a1b2c3d4e5f6"

    Instead:
        Name the kept revision above it, or a later one:

            # pruned: a1b2c3d4e5f6 (kept above: b2c3d4e5f6a1)

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

            # c3d4e5f6a1b2_from_an_old_branch.py
            revision = "c3d4e5f6a1b2"
            down_revision = "b2c3d4e5f6a1"
    """
    history = subject.history
    for identifier, name in history.missing_parents:
        if name in subject.ledger.pruned:
            revision = history.revisions[identifier]
            yield _problem(subject, revision, name, "down_revision", revision.down_revision_at)
    for identifier, name in history.missing_dependencies:
        if subject.ledger.pruned_as(name) is not None:
            revision = history.revisions[identifier]
            yield _problem(subject, revision, name, "depends_on", revision.depends_on_at)


def _problem(subject: HistoryContext, revision: Revision, name: str, field: str, place: Location | None) -> Problem:
    ledger, history = subject.ledger, subject.history
    pruned = ledger.pruned_as(name)
    assert pruned is not None
    about = f" ({pruned.message})" if pruned.message else ""
    what = f'"{name}"{about}' if pruned.id == name else f'"{name}", the label of {pruned.id}{about}'
    floor = [one for one in ledger.floor_above(pruned.id) if one in history]
    return Problem(
        f"{field} of {titled(revision)} names {what}, which was pruned on {ledger.prune_of(pruned.id).pruned_at[:10]}",
        location=place or revision.id_at,
        revisions=(revision.id,),
        related=_places(subject, floor),
        help=_advice(revision, field, floor),
    )


def _places(subject: HistoryContext, floor: list[str]) -> tuple[Related, ...]:
    revisions = (subject.history.revisions[one] for one in floor[:1])
    return tuple(
        place for one in revisions for place in related(one.id_at, f"{titled(one)} is the kept revision above it")
    )


def _advice(revision: Revision, field: str, floor: list[str]) -> str:
    if not floor:
        return "name an existing revision: all the oldest ones come after it"
    names = listed([f'"{one}"' for one in floor], "or")
    if field == "depends_on":
        return f"remove it from depends_on: every database has run it; or name {names}, kept above it"
    if len(revision.down_revision) > 1:
        return f"name {names} instead, kept above it, or remove it: every database has run it"
    return f"name {names}, kept above it, or a later revision; never restore the pruned file"
