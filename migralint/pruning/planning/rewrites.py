"""The headers of kept revisions after a cut, as values."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.history import History
from migralint.history.revision import Revision


class Rewrite(Struct, frozen=True):
    """One kept revision before and after."""

    before: Revision
    after: Revision


def rewrite_history(history: History, removed: AbstractSet[str], label_moves: Mapping[str, str]) -> tuple[Rewrite, ...]:
    """The kept revisions whose headers change, in load order.

    The removed ids are dropped from down_revision, and every name, id or label, of a removed revision from depends_on;
    labels of removed revisions are added to those of their new carriers.
    """
    inherited: dict[str, list[str]] = {}
    for carrier in sorted(label_moves, key=history.place.__getitem__):
        inherited.setdefault(label_moves[carrier], []).extend(history.revisions[carrier].branch_labels)
    touched = {user for node in removed for user in (*history.children(node), *history.dependents(node))}
    touched.update(inherited)
    return tuple(
        Rewrite(before, _without(history, before, removed, inherited.get(node, ())))
        for node, before in history.revisions.items()
        if node in touched and node not in removed
    )


def revisions_after(history: History, removed: AbstractSet[str], rewrites: tuple[Rewrite, ...]) -> tuple[Revision, ...]:
    """The revisions of the directory after the cut, in load order."""
    changed = {rewrite.before.id: rewrite.after for rewrite in rewrites}
    return tuple(changed.get(node, revision) for node, revision in history.revisions.items() if node not in removed)


def _without(
    history: History, revision: Revision, removed: AbstractSet[str], labels: list[str] | tuple[()]
) -> Revision:
    return replace(
        revision,
        down_revision=tuple(name for name in revision.down_revision if name not in removed),
        depends_on=tuple(name for name in revision.depends_on if history.resolve(name) not in removed),
        branch_labels=tuple(dict.fromkeys((*revision.branch_labels, *labels))),
    )
