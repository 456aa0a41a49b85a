"""Whether `alembic downgrade` reverses a revision, according to its file; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from migralint.changes.balance import balance_of
from migralint.changes.change import Change, OnTable, OtherSql, Unread
from migralint.changes.revision import read_changes
from migralint.changes.values.columns import AlterColumn, DropColumn
from migralint.changes.values.connection import OutsideTransaction
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint
from migralint.changes.values.data import ChangeData, Orm
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import AttachPartition, DetachPartition, DropAll, DropTable, TableOption
from migralint.commands.review.result import Reversible
from migralint.history.file import RevisionFile

_BACK: dict[type[Change], tuple[type[Change], str]] = {
    CreateIndex: (DropIndex, "indexes"),
    DropIndex: (CreateIndex, "indexes"),
    RenameIndex: (RenameIndex, "names of indexes"),
    AddConstraint: (DropConstraint, "constraints"),
    DropConstraint: (AddConstraint, "constraints"),
    RenameConstraint: (RenameConstraint, "names of constraints"),
    AlterColumn: (AlterColumn, "changes of columns"),
    CreateType: (DropType, "types"),
    DropType: (CreateType, "types"),
    AddEnumValue: (DropType, "values of an enum"),
    RenameObject: (RenameObject, "names"),
    CreateObject: (DropObject, "objects"),
    DropObject: (CreateObject, "objects"),
    AttachPartition: (DetachPartition, "partitions"),
    DetachPartition: (AttachPartition, "partitions"),
    TableOption: (TableOption, "options of tables"),
    OtherSql: (OtherSql, "SQL"),
    OutsideTransaction: (OutsideTransaction, "SQL"),
}
"""The opposite of each change, except of tables and columns, which are compared by name; and its word for messages."""


def reversible(file: RevisionFile | None) -> Reversible:
    """The result for the file of a revision; None: there is no readable file."""
    if file is None or file.error or file.functions is None:
        return Reversible("unknown", "the file cannot be read")
    upgrade, downgrade = file.functions.get("upgrade"), file.functions.get("downgrade")
    if upgrade is None or upgrade.empty:
        return Reversible("yes")
    if downgrade is None:
        return Reversible("no", "it has no downgrade()")
    if downgrade.raises:
        return Reversible("no", "downgrade() raises an exception")
    if downgrade.empty:
        return Reversible("no", "downgrade() does nothing")
    changes = read_changes(file)
    if any(isinstance(one, Unread) for one in changes.downgrade):
        return Reversible("unknown", "downgrade() runs code that cannot be analysed")
    balance = balance_of(changes.upgrade, changes.downgrade)
    for what, names in (
        ("does not restore", balance.missing() if balance else []),
        ("leaves", balance.left() if balance else []),
        ("drops", balance.gone() if balance else []),
    ):
        if names:
            return Reversible("no", f"downgrade() {what} {', '.join(names)}")
    if balance is None or any(isinstance(one, Unread | DropAll) for one in changes.upgrade):
        return Reversible("unknown", "upgrade() or downgrade() creates or drops objects that could not be determined")
    if not_reverted := _not_reverted(changes.upgrade, changes.downgrade):
        return Reversible("unknown", f"downgrade() does not undo all of upgrade(): {not_reverted}")
    if any(_loses(one) for one in changes.upgrade):
        return Reversible("without data", "downgrade() restores the structure; values that upgrade() removed are lost")
    if any(isinstance(one, ChangeData | Orm) for one in changes.upgrade):
        return Reversible("unknown", "upgrade() changes rows; whether downgrade() restores them is not analysed")
    return Reversible("yes")


def _loses(change: object) -> bool:
    if isinstance(change, ChangeData):
        return change.verb in ("delete", "truncate")
    return isinstance(change, DropTable | DropColumn)


def _not_reverted(upgrade: Iterable[Change], downgrade: Sequence[Change]) -> str:
    """The word for a change that upgrade() makes more often than downgrade() reverts it; empty if there is none."""
    back = Counter(type(one) for one in downgrade)
    dropped_from = {one.table for one in downgrade if isinstance(one, DropTable | DropColumn)}
    for change in upgrade:
        if type(change) not in _BACK or (isinstance(change, OnTable) and change.table in dropped_from):
            continue  # dropping a table or a column drops its parts too
        contrary, word = _BACK[type(change)]
        back[contrary] -= 1
        if back[contrary] < 0:
            return word
    return ""
