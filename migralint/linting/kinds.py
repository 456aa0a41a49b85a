"""The kinds of the revisions of one history, each with the schema that its ancestors leave."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from migralint.changes.kind import UNREAD, Kind, kind_of
from migralint.findings.operation_settings import OperationSettings
from migralint.history.file import RevisionFile
from migralint.history.operation import Operation
from migralint.linting.walk import Walk

if TYPE_CHECKING:
    from migralint.findings.history_context import HistoryContext


def kinds_of(subject: HistoryContext, only: Collection[str] | None = None) -> dict[str, Kind]:
    """The kind of each revision by its id, in the order of the history; `only`: of these alone.

    One whose file could not be read, or that stands on a cycle, is unknown. What runs on none of the project's dialects
    does not count.
    """
    settings = subject.operation_settings or OperationSettings()
    walk = Walk(subject, settings.dialects)
    found: dict[str, Kind] = {}
    for view, state in walk:
        identifier = view.revision.id
        if only is None or identifier in only:
            found[identifier] = kind_of(view.upgrade, state, identifier, _running(view.file, walk))
        walk.carry(view, state)
    wanted = subject.history.revisions if only is None else [one for one in subject.history.revisions if one in only]
    missing = {identifier: UNREAD for identifier in wanted if identifier not in found}
    return found | missing


def _running(file: RevisionFile, walk: Walk) -> list[Operation]:
    return [one for one in file.operations if walk.runs(one.around)] if file.packed_operations else []
