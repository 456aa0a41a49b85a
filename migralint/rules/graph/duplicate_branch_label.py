"""ML106: one branch label, several owners."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.revision import Revision
from migralint.rules.wording import related, titled


def duplicate_branch_label(subject: HistoryContext) -> Iterator[Problem]:
    """A branch label that two revisions carry, or that is also a revision id.

    Why:
        Labels and ids share one namespace. Alembic refuses to load such a directory.

    Example:
        Both branches are labelled `x`:

            a <- b, a <- c; b label x; c label x

    Instead:
        One label, one revision; its descendants have it by inheritance:

            a <- b, a <- c; b label x; c label y
    """
    carriers: dict[str, list[Revision]] = {}
    for revision in subject.every_revision():
        for label in revision.branch_labels:
            carriers.setdefault(label, []).append(revision)
    for label, revisions in carriers.items():
        first, *others = revisions
        namesake = subject.history.revisions.get(label)
        for other in others:
            yield Problem(
                f'the branch label "{label}" of {titled(other)} is already the label of {first.id}',
                location=other.branch_labels_at or other.id_at,
                revisions=(first.id, other.id),
                related=related(first.branch_labels_at or first.id_at, f'"{label}" is first used here'),
                help=(
                    f"remove the label from {other.id}, or choose another label; descendants of {first.id} have it "
                    "already"
                ),
            )
        if namesake is not None:
            yield Problem(
                f'the branch label "{label}" of {titled(first)} is also a revision id',
                location=first.branch_labels_at or first.id_at,
                revisions=(first.id, namesake.id),
                related=related(namesake.id_at, f'"{label}" is the id of this revision'),
                help="choose another label: labels and ids share one namespace",
            )
