"""The advice about a revision whose file is missing but in git: how to restore it, and what to do without it."""

from __future__ import annotations

import shlex

from migralint.findings.history_context import HistoryContext
from migralint.rules.wording import listed


def bring_back(subject: HistoryContext, revision: str) -> str:
    """How to restore the file of a revision: the end of a sentence, or several. Empty if git was not searched."""
    lost = subject.lost_file(revision)
    if lost is not None:
        return f"{lost.story}; restore it with `{lost.command}`"
    if subject.lost is None:
        return ""
    if subject.lost.incomplete:
        return f"git has no file for it here, but {subject.lost.incomplete}"
    return "no branch, tag or commit of this repository has its file (`git fetch --all --tags` may fetch one)"


def back_from(ref: str, path: str) -> str:
    """How to restore a file from another commit; `path` is relative to the repository's root."""
    return f"restore it with `{shlex.join(['git', 'checkout', ref, '--', f':/{path}'])}`"


def without_parent(subject: HistoryContext, parent: str) -> str:
    """The replacement for a lost parent that was removed on purpose; empty if it is not known."""
    nearest = subject.lost.surviving(parent, subject.history.revisions) if subject.lost is not None else None
    if nearest is None:
        return ""
    value = "None" if not nearest else repr(nearest[0]) if len(nearest) == 1 else repr(nearest)
    return f"if it was removed on purpose, write `down_revision = {value}`, its former parent"


def without_stamp(subject: HistoryContext, stamp: str, *, beside: frozenset[str]) -> str:
    """The advice for a database at a revision that was removed on purpose; `beside`: its other stamps."""
    if beside:
        return (
            f"if it was removed on purpose, delete the row {stamp} from the version table, which leaves "
            f"{listed(sorted(beside))}"
        )
    nearest = subject.lost.surviving(stamp, subject.history.revisions) if subject.lost is not None else None
    at = " ".join(nearest) if nearest else "REV"
    which = f", if the database has what {at} makes" if nearest else ", with the revision the database is really at"
    return f"if it was removed on purpose, run `alembic stamp --purge {at}`{which}"
