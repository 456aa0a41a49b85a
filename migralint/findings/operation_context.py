"""The input of operation rules: a change, the schema before it, the revision around it, and the project's servers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from migralint.changes.change import Change, Unread
from migralint.changes.definitions import TableName
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import Made, TableState
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import CreateTable
from migralint.findings.correction import Correction
from migralint.findings.history_context import HistoryContext
from migralint.findings.operation_settings import OperationSettings
from migralint.findings.problem import Problem, Related
from migralint.findings.project_facts import ProjectFacts
from migralint.findings.severity import Severity
from migralint.history.file import RevisionFile
from migralint.history.operation import OPAQUE
from migralint.history.revision import Revision
from migralint.source.location import Location


class RevisionView(Struct, frozen=True):
    """One revision as operation rules see it."""

    revision: Revision
    file: RevisionFile
    upgrade: tuple[Change, ...]
    """The changes that `upgrade()` makes, in order."""
    downgrade: tuple[Change, ...]
    parents: tuple[RevisionView, ...] = ()
    """The revisions in `down_revision`, as far as they could be read; their own parents are left out."""


class OperationScope(Struct, frozen=True):
    """One revision at the point of an operation rule: the base of `Step` and of `RevisionScope`."""

    view: RevisionView
    settings: OperationSettings
    project: ProjectFacts
    subject: HistoryContext
    new: frozenset[str]
    """The ids of the revisions that are applied together with this one for the first time: at least its own."""
    dialects: frozenset[str]
    """The project's dialects that the rule covers and on which the change runs; empty for a rule about any database if
    no dialect is known."""

    def at_least(self, dialect: str, *version: int) -> bool:
        """Whether every supported server of a dialect has at least this version."""
        return self.settings.at_least(dialect, *version)

    @property
    def is_new(self) -> bool:
        """Whether the revision may still be edited: rules that have to read the whole application do so only then."""
        return self.subject.is_new(self.view.revision)

    def made_here(self, made: Made | None) -> bool:
        """Whether something was created by this revision, or by another one that is new together with it."""
        return made is not None and made.revision in self.new


class RevisionScope(OperationScope, frozen=True):
    """The input of a rule about a whole revision."""

    after: SchemaState
    """The schema after it. Do not change or keep this object."""

    def problem(
        self,
        message: str,
        location: Location | None = None,
        *,
        help: str = "",
        related: Iterable[Related] = (),
        severity: Severity | None = None,
    ) -> Problem:
        """A problem of this revision; without a location it is at the top of the file."""
        place = location if location is not None else Location(self.view.file.path)
        return Problem(message, place, (self.view.revision.id,), tuple(related), help, severity=severity)


class Step(OperationScope, frozen=True):
    """The input of a rule about one change."""

    change: Any
    """The change: one of the kinds that the rule covers."""
    index: int
    """Its index in `view.upgrade`."""
    state: SchemaState
    """The schema right before the change. Do not change or keep this object: the next step changes it."""

    @property
    def earlier(self) -> tuple[Change, ...]:
        """The changes of the revision before it."""
        return self.view.upgrade[: self.index]

    @property
    def later(self) -> tuple[Change, ...]:
        """The changes of the revision after it."""
        return self.view.upgrade[self.index + 1 :]

    @property
    def table(self) -> TableState | None:
        """The table of the change, if it is known to exist."""
        return self.state.table(getattr(self.change, "table", None))

    @property
    def is_batch(self) -> bool:
        """Whether the change is made by `batch_alter_table`."""
        return bool(self.change.origin.is_batch)

    @property
    def in_autocommit(self) -> bool:
        """Whether it is in an `autocommit_block()`."""
        return bool(self.change.origin.operation.autocommit)

    def is_exempt(self, table: TableName | None) -> bool:
        """Whether a table cannot contain rows yet, so that nothing can be lost or locked: created in this revision or
        in another new one, under whatever name, temporary, or Alembic's own copy. A table with an unknown name may be
        one that the revision creates under a name that cannot be read either."""
        if table is None:
            return any(isinstance(one, CreateTable) and one.table is None for one in self.earlier)
        if table.name.startswith("_alembic_tmp_") or (table.schema or "").lower() == "temp":
            return True
        if self._is_created_by_helper(table):
            return True
        entry = self.state.entry(table)
        if entry is None:
            # a part of a table that is created here, or a table whose creation was not applied to the state
            return any(
                isinstance(one, CreateTable) and one.table is not None and one.table.key == table.key
                for one in self.earlier
            )
        return entry.temporary or self.made_here(entry.made)

    def _is_created_by_helper(self, table: TableName) -> bool:
        """Whether an earlier call of a helper named create_table, from another module, has this table's name."""
        calls = (one.origin.operation for one in self.earlier if isinstance(one, Unread))
        return any(call.name == OPAQUE and call.table == table.name for call in calls)

    def added_here(self, table: TableName | None, column: str | None) -> bool:
        """Whether the revision itself added a column before, perhaps to a table whose creation is not known."""
        if table is None or column is None:
            return False
        return any(
            isinstance(one, AddColumn)
            and one.table is not None
            and one.table.key == table.key
            and (one.column.name or "").lower() == column.lower()
            for one in self.earlier
        )

    def is_small(self, table: TableName | None) -> bool:
        """Whether the setting `small-tables` names a table, or it is Alembic's version table, which has few rows."""
        globs = (*self.settings.small_tables, "alembic_version")
        return table is not None and any(fnmatchcase(name, glob) for glob in globs for name in (str(table), table.name))

    def is_truncated(self, table: TableName | None) -> bool:
        """Whether the revision has truncated a table before, in the same transaction: it has no rows that take time,
        and nobody else can use it anyway. DELETE leaves dead rows, which are read."""
        empty = False
        for one in self.earlier if table is not None else ():
            operation = one.origin.operation
            if isinstance(one, Unread) or operation.autocommit:
                empty = False
            elif isinstance(one, ChangeData) and one.table is not None and table is not None:
                same = one.table.key == table.key
                if same and one.verb == "truncate":
                    empty = not (operation.conditions or operation.around.caught or operation.around.asked)
                elif same and one.verb == "insert":
                    empty = False
        return empty and not self.in_autocommit

    def problem(
        self,
        message: str,
        *,
        help: str = "",
        related: Iterable[Related] = (),
        severity: Severity | None = None,
        correction: Correction | None = None,
    ) -> Problem:
        """A problem at the change; the call of the helper that leads there is a related place.

        A correction is kept only for a call that is in `upgrade()` itself, runs once, and may still be edited.
        """
        origin = self.change.origin
        around = origin.operation.around
        places = [*related]
        if around.caller is not None:
            line, column = around.caller
            places.append(Related(Location(origin.location.path, line, column), "reached by this call"))
        certain = self.is_new and around.caller is None and not around.looped and not self.view.file.error
        return Problem(
            message,
            origin.location,
            (self.view.revision.id,),
            tuple(places),
            help,
            correction=correction if certain and origin.form in ("op", "batch") else None,
            severity=severity,
        )


StepCheck = Callable[[Step], Iterator[Problem]]
RevisionCheck = Callable[[RevisionScope], Iterator[Problem]]
