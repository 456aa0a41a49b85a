"""Walks a history in an order that Alembic may use, with the schema that the ancestors of each revision build."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Unread
from migralint.changes.revision import RevisionChanges, read_changes
from migralint.changes.state.apply import apply
from migralint.changes.state.schema import SchemaState
from migralint.findings.history_context import HistoryContext
from migralint.findings.operation_context import RevisionView
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.operation import Around

_NOTHING = RevisionChanges()


class Walk:
    """One pass over a history; states that no further revision needs are dropped during the pass."""

    def __init__(self, subject: HistoryContext, dialects: frozenset[str]) -> None:
        """`dialects`: the dialects of the project; a change that runs on none of them does not count.

        Empty: all count.
        """
        self._history: History = subject.history
        self._begins_later = subject.begins_after_prune
        self._dialects = dialects
        self._files: dict[str, RevisionFile] = {}
        for file in subject.files:
            if file.kind is FileKind.REVISION and file.as_revision is not None:
                self._files.setdefault(file.as_revision.id, file)
        self._views: dict[str, RevisionView] = {}
        self._left: dict[str, SchemaState] = {}
        self._waiting = {
            one: len(self._history.children(one)) + len(self._history.dependents(one)) for one in self._history.order
        }
        self._masks: dict[str, int] = {}
        """For each revision, the set of itself and its ancestors: a bit for each, at its place in the order."""
        self._unread = 0
        """The bits of the revisions with changes that could not be read."""
        self._places = {identifier: place for place, identifier in enumerate(self._history.order)}
        self._linear = all(
            len(self._history.parents(one)) + len(self._history.dependencies(one)) <= 1 for one in self._history.order
        )

    def __iter__(self) -> Iterator[tuple[RevisionView, SchemaState]]:
        """Yield each revision that could be read, after all its ancestors, with the state before it.

        The caller must apply the changes of the revision to the state before it takes the next one.
        """
        history = self._history
        for identifier in history.order:
            above = tuple(dict.fromkeys((*history.parents(identifier), *history.dependencies(identifier))))
            state = self._before(identifier, above)
            state.variables.clear()
            view = self._view(identifier)
            if view is None or any(isinstance(change, Unread) for change in view.upgrade):
                self._unread |= 1 << self._places[identifier]
            if view is None:
                state.forget_everything()
            else:
                yield view, state
            self._left[identifier] = state
            for one in above:
                self._waiting[one] -= 1
                if not self._waiting[one]:
                    self._left.pop(one, None)

    def runs(self, around: Around) -> bool:
        """Whether an operation with these conditions around it runs on any of the project's dialects."""
        only, without = around.only, around.without
        if only is None and not without:
            return True
        if not self._dialects:
            return only is None or bool(only)
        return any((only is None or one in only) and one not in without for one in self._dialects)

    def carry(self, view: RevisionView, state: SchemaState) -> None:
        """Apply all changes of a revision to a state."""
        for change in view.upgrade:
            apply(change, state, view.revision.id)

    def _view(self, identifier: str) -> RevisionView | None:
        """Return the revision with its changes; None if its file could not be read."""
        held = self._views.get(identifier)
        if held is not None:
            return held
        file = self._files.get(identifier)
        if file is None or file.as_revision is None or file.error:
            return None
        changes = read_changes(file, self.runs) if file.packed_operations else _NOTHING
        parents = tuple(
            RevisionView(one.revision, one.file, one.upgrade, one.downgrade)
            for name in self._history.parents(identifier)
            if (one := self._views.get(name)) is not None
        )
        view = RevisionView(file.as_revision, file, changes.upgrade, changes.downgrade, parents)
        self._views[identifier] = view
        return view

    def _before(self, identifier: str, above: tuple[str, ...]) -> SchemaState:
        if not self._linear:
            mask = 1 << self._places[identifier]
            for one in above:
                mask |= self._masks[one]
            self._masks[identifier] = mask
        if not above:
            state = SchemaState()
            if self._begins_later:  # the schema that the pruned revisions built is unknown
                state.forget_everything()
            return state
        first = above[0]
        state = self._left[first]
        if self._waiting[first] > 1 or len(above) > 1:
            state = state.copy()
        if len(above) == 1:
            return state
        others = 0
        for one in above[1:]:
            others |= self._masks[one]
        missing = others & ~self._masks[first]
        done, unread = self._masks[first], 0
        while missing:
            lowest = missing & -missing
            missing ^= lowest
            one = self._history.order[lowest.bit_length() - 1]
            unread |= done & self._unread & ~self._masks[one]
            done |= lowest
            view = self._view(one)
            if view is None:
                state.forget_everything()
            else:
                self.carry(view, state)
        if unread:  # an unread revision may also run after revisions that are not its ancestors
            state.forget_everything()
        return state
