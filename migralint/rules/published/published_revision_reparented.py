"""ML253: a published revision with another parent or dependency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.published import ChangedRevision, Published
from migralint.history.revision import Revision
from migralint.rules.wording import listed, titled

_Field = Literal["down_revision", "depends_on"]


def published_revision_reparented(subject: HistoryContext) -> Iterator[Problem]:
    """A revision of the merge target with a different `down_revision` or `depends_on`.

    Why:
        Databases that have run it do not run revisions that are inserted below it: Alembic treats all ancestors of a
        stamp as applied. A revision that is inserted below a published one is always skipped there, silently.

    Example:
        The branch puts its new revision below one that is on `origin/main`:

            # ---- on origin/main
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            # ---- on this branch
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # c3d4e5f6a1b2_add_roles.py
            revision = "c3d4e5f6a1b2"
            down_revision = "a1b2c3d4e5f6"

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "c3d4e5f6a1b2"

    Instead:
        Put it on top:

            # ---- on origin/main
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            # ---- on this branch
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            # c3d4e5f6a1b2_add_roles.py
            revision = "c3d4e5f6a1b2"
            down_revision = "b2c3d4e5f6a1"

    Note:
        Needs `--against REF`. Parents that a prune in the ledger removed are not reported. The order in which a merge
        names its parents does not count.
    """
    published = subject.published
    for changed in published.changed if published is not None else ():
        if changed.is_another:
            continue  # has its own finding
        for field in ("down_revision", "depends_on"):
            assert published is not None
            if _differs(subject, published, changed, field):
                yield _problem(published, changed, field)


def _differs(subject: HistoryContext, published: Published, changed: ChangedRevision, field: _Field) -> bool:
    header = changed.file.down_revision if field == "down_revision" else changed.file.depends_on
    if header.unknown or field in changed.published.unknown:
        return False
    renamed = {one.published.revision.id: one.new.id for one in published.renamed}
    mine = set(header.values)
    theirs = {renamed.get(name, name) for name in _values(changed.published.revision, field)}
    if mine == theirs or (changed.before is not None and mine == set(_values(changed.before, field))):
        return False
    squashes = {name for prune in subject.ledger.prunes for name in prune.squashed_into}
    pruned = all(subject.ledger.pruned_as(name) is not None for name in theirs - mine)
    return not (pruned and mine - theirs <= squashes)


def _problem(published: Published, changed: ChangedRevision, field: _Field) -> Problem:
    revision = changed.file.as_revision
    assert revision is not None
    was, now = _values(changed.published.revision, field), _values(revision, field)
    place = revision.down_revision_at if field == "down_revision" else revision.depends_on_at
    return Problem(
        f"{field} of {titled(revision)}, which is on {published.ref}, was {_shown(was)} and is {_shown(now)}",
        location=place or revision.id_at,
        revisions=(revision.id, *(name for name in now if name not in was)),
        help=(
            f"write `{field} = {_literal(was)}` again, and put new revisions above the head: databases that have run "
            f"{revision.id} skip revisions that are put below it"
        ),
    )


def _values(revision: Revision, field: _Field) -> tuple[str, ...]:
    return revision.down_revision if field == "down_revision" else revision.depends_on


def _shown(names: tuple[str, ...]) -> str:
    return listed([f'"{name}"' for name in names]) or "None"


def _literal(names: tuple[str, ...]) -> str:
    quoted = [f'"{name}"' for name in names]
    return f"({', '.join(quoted)})" if len(quoted) > 1 else _shown(names)
