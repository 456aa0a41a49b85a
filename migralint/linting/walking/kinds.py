"""The kinds of the revisions of one history, each with the schema that its ancestors build."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from migralint.changes.change import Change
from migralint.changes.kind import UNREAD, Effects, Kind
from migralint.changes.state.apply import apply
from migralint.changes.state.schema import SchemaState
from migralint.findings.operation_context import RevisionView
from migralint.findings.operation_settings import OperationSettings
from migralint.linting.walking.walk import Walk

if TYPE_CHECKING:
    from migralint.findings.history_context import HistoryContext


def kinds_of(subject: HistoryContext, only: Collection[str] | None = None) -> dict[str, Kind]:
    """Return the kind of each revision by its id, in the order of the history; `only`: of these ids alone.

    The kind of a revision is unknown if its file could not be read, or if it is on a cycle. Changes that run on none of
    the project's dialects do not count.
    """
    settings = subject.operation_settings or OperationSettings()
    walk = Walk(subject, settings.dialects)
    kinds = KindsOnTheWay()
    for view, state in walk:
        if only is not None and view.revision.id not in only:
            walk.carry(view, state)
            continue
        kinds.begin(view, walk)
        for change in view.upgrade:
            kinds.see(change, state)
            apply(change, state, view.revision.id)
    return kinds.of(
        subject.history.revisions if only is None else [one for one in subject.history.revisions if one in only]
    )


class KindsOnTheWay:
    """Collects the kinds of revisions while a caller walks over them."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._current: tuple[RevisionView, Walk, Effects] | None = None

    def begin(self, view: RevisionView, walk: Walk) -> None:
        """Begin this revision, the next of the walk."""
        self._end()
        self._current = view, walk, Effects(view.revision.id)

    def see(self, change: Change, state: SchemaState) -> None:
        """Add the next change of the revision; `state` is the schema right before it."""
        if self._current is not None:
            self._current[2].see(change, state)

    def of(self, revisions: Iterable[str]) -> dict[str, Kind]:
        """End the walk, and return the kinds of these revisions; unknown for those that the walk did not reach."""
        self._end()
        return self._kinds | {name: UNREAD for name in revisions if name not in self._kinds}

    def _end(self) -> None:
        if self._current is not None:
            view, walk, effects = self._current
            operations = view.file.operations if view.file.packed_operations else ()
            self._kinds[view.revision.id] = effects.kind(one for one in operations if walk.runs(one.around))
            self._current = None
