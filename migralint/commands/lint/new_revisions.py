"""Which revisions are new: by a merge target in git (`against`), by a revision (`since`), or by both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.commands.listener import Listener
from migralint.findings.history_context import HistoryContext
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.settings.values import Settings
from migralint.source.errors import InputError
from migralint.source.spelling import nearest

if TYPE_CHECKING:
    from migralint.commands.lint.options import CheckOptions
    from migralint.loading.git.published.target import MergeTarget

_SHORTEST = 4
"""The least length of an abbreviated id, as in Alembic."""


class NewRevisions:
    """Determines new revisions by the command line and the settings; the command line takes precedence."""

    def __init__(self, options: CheckOptions, settings: Settings, listener: Listener) -> None:
        """Read nothing yet."""
        self._options, self._settings, self._listener = options, settings, listener
        self._against = options.against if options.against is not None else settings.against
        self._since = options.since if options.since is not None else settings.since
        self._targets: dict[str, MergeTarget] = {}

    @property
    def asks_git(self) -> bool:
        """Whether the report depends on the commit of a ref, which has no file state."""
        return self._against is not None

    def mark(self, subject: HistoryContext, loaded: LoadedDirectory) -> HistoryContext:
        """Return the context with its new revisions marked, and with the files of the merge target.

        Raises InputError if git does not have the merge target, or its files.
        """
        if subject.half_changed:
            return subject
        if self._against is not None:
            subject = self._with_published(subject, loaded, self._against)
        if self._since is not None and (above := _above(subject, self._since)) is not None:
            subject = replace(subject, new=above if subject.new is None else subject.new & above)
        return subject

    def refuse_unknown(self, subjects: Sequence[HistoryContext]) -> None:
        """Raise InputError if no history has the revision of `since`."""
        since = self._since
        if since is None or any(one.half_changed or _above(one, since) is not None for one in subjects):
            return
        known = [name for one in subjects for name in (*one.history.revisions, *one.history.labels)]
        near = nearest(since, known, cutoff=0.6)
        hint = f"did you mean {near}?" if near is not None else "`migralint graph` lists the revisions"
        message = f"--since {since}: no revision has that id or branch label"
        if self._options.since is None:
            raise self._settings.error(f"since: there is no revision {since!r}", "since", hint=hint)
        raise InputError(message, hint=hint)

    def _with_published(self, subject: HistoryContext, loaded: LoadedDirectory, ref: str) -> HistoryContext:
        from migralint.loading.git.published.files import outside_of
        from migralint.loading.git.published.read import with_published  # most runs do not need git
        from migralint.loading.git.published.target import find_target
        from migralint.loading.repository import repository_top

        place = repository_top(loaded.script.path) or loaded.script.path
        try:
            if place not in self._targets:
                self._targets[place] = find_target(loaded.script.path, ref)
            target = self._targets[place]
            for folder in outside_of(loaded, target.repository):
                self._listener.note(f"not compared with {ref}, because it is outside the repository: {folder}")
            subject = with_published(subject, loaded, target)
        except InputError as error:
            if self._options.against is not None or error.path is not None:
                raise
            raise self._settings.error(error.message.removeprefix("--"), "against", hint=error.hint) from None
        if self._options.details:
            self._note(subject, target)
        return subject

    def _note(self, subject: HistoryContext, target: MergeTarget) -> None:
        base = f"merge base {target.base[:12]}" if target.base is not None else "no common history"
        number = len(subject.new or ())
        self._listener.note(
            f"against {target.ref} ({target.commit[:12]}, {base}): "
            f"{number} {'revision is' if number == 1 else 'revisions are'} new"
        )


def _above(subject: HistoryContext, name: str) -> frozenset[str] | None:
    """Return the descendants of the revision with an id, abbreviated id or label; None if there is no such revision.

    For a pruned revision: the kept revisions that were built on it, and their descendants.
    """
    history, ledger = subject.history, subject.ledger
    revision = history.resolve(name)
    if revision is None and len(name) >= _SHORTEST:
        longer = [one for one in history.revisions if one.startswith(name)]
        revision = longer[0] if len(longer) == 1 else None
    if revision is not None:
        return history.descendants([revision])
    pruned = ledger.pruned_as(name)
    if pruned is None:
        return None
    floor = [one for one in ledger.floor_above(pruned.id) if one in history]
    return history.descendants(floor) | frozenset(floor)
