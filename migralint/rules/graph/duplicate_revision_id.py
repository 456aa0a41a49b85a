"""ML105: one id, several files."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.rules.wording import related


def duplicate_revision_id(subject: HistoryContext) -> Iterator[Problem]:
    """One revision id in several files.

    Why:
        Alembic only warns, keeps the file it loads last and forgets the others: their operations never run, and
        nothing fails. It comes from copying a revision file as a template, or from folders loaded by mistake.

    Example:
        The second file was copied from the first:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Instead:
        Give the copy an id of its own:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"
    """
    for identifier, same_id in subject.history.duplicates.items():
        if len(same_id) < 2:
            continue
        *lost, kept = same_id
        again = lost[-1]
        yield Problem(
            f'the id "{identifier}" is in {len(same_id)} files; Alembic keeps the one it loads last '
            "and never runs the others",
            location=again.id_at,
            revisions=(identifier,),
            related=(
                *related(kept.id_at, "this one is loaded last"),
                *(place for other in lost[:-1] for place in related(other.id_at, "this one is never run either")),
            ),
            help=f"give all but one of them a new id (and the revisions that follow it the new parent); which one "
            f'keeps "{identifier}" depends on what your databases have run',
        )
