"""ML109: several pieces without labels to distinguish them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.revision import Revision
from migralint.rules.wording import listed, related, titled

_MANY = 14


def unlabelled_bases(subject: HistoryContext) -> Iterator[Problem]:
    """Several separate histories of which more than one has no branch label.

    Why:
        Usually it is an accident: a new file with `down_revision = None` starts a second history, and `alembic upgrade
        head` refuses. If it is intended, commands can only address a history by its label.

    Example:
        `c` starts a second history beside the main one:

            a <- b; c

    Instead:
        Set its `down_revision`, or give it a label if it is intended:

            a <- b; c; c label plugin
    """
    if subject.unplaced:
        return  # any of these files may join the pieces
    history = subject.history
    incomplete = {revision for revision, _ in history.missing_parents}
    bases = [history.revisions[base] for base in history.bases() if base not in incomplete]
    piece_of = {revision: number for number, piece in enumerate(history.pieces()) for revision in piece}
    sizes = [len(piece) for piece in history.pieces()]
    starts: dict[int, list[Revision]] = {}
    for base in bases:
        starts.setdefault(piece_of[base.id], []).append(base)
    unlabelled = [
        (sizes[piece], revisions)
        for piece, revisions in starts.items()
        if not any(history.branch_labels(base.id) for base in revisions)
    ]
    if len(unlabelled) < 2:
        return
    # The longest line is the main one; the others are those that cannot be addressed.
    heads = history.heads()
    main = max(unlabelled, key=lambda entry: entry[0])
    for size, revisions in unlabelled:
        if revisions is main[1]:
            continue
        base = revisions[0]
        length = "of its own" if size == 1 else f"of {size} revisions"
        yield Problem(
            f"{titled(base)} starts a separate history {length} that has no branch label",
            location=base.down_revision_at or base.id_at,
            revisions=tuple(revision.id for revision in revisions),
            related=related(
                main[1][0].id_at,
                f"the main history of {main[0]} {'revision' if main[0] == 1 else 'revisions'} starts at "
                f"{titled(main[1][0])}",
            ),
            help=f"set down_revision of {base.id} to the revision it follows (a head: "
            f"{_other_heads(heads, base.id)}), "
            'or give the line a label: `branch_labels = ("…",)`',
        )


def _other_heads(heads: Sequence[str], but: str) -> str:
    """The other heads without a label, of which only the first are used: each finding contains such a list."""
    if len(heads) > _MANY:
        shown = [head for head in heads[:_MANY] if head != but]
        return f"{', '.join(shown[: _MANY - 1])} or another head"
    return listed([head for head in heads if head != but], "or")
