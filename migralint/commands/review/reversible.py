"""Whether `alembic downgrade` takes a revision back, as its file tells; pure."""

from __future__ import annotations

from migralint.changes.change import ChangeData, DropAll, DropColumn, DropTable, Orm, Unread
from migralint.changes.revision import read_changes
from migralint.commands.review.result import Reversible
from migralint.history.file import RevisionFile


def reversible(file: RevisionFile | None) -> Reversible:
    """What the file of a revision says; None: there is none that could be read."""
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
        return Reversible("unknown", "downgrade() runs what cannot be read")
    if any(_loses(one) for one in changes.upgrade):
        return Reversible("without data", "downgrade() restores the structure; values that upgrade() removed are gone")
    if any(isinstance(one, ChangeData | Orm) for one in changes.upgrade):
        return Reversible("unknown", "upgrade() changes rows; whether downgrade() restores them is not read")
    return Reversible("yes")


def _loses(change: object) -> bool:
    if isinstance(change, ChangeData):
        return change.verb in ("delete", "truncate")
    return isinstance(change, DropTable | DropColumn | DropAll)
