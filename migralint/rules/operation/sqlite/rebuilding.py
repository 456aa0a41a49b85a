"""Whether a `with batch_alter_table` copies the table."""

from __future__ import annotations

import re

from migralint.changes.change import Change
from migralint.changes.definitions import Default
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import Step

_COMPUTED = re.compile(r"CURRENT_(?:TIMESTAMP|DATE|TIME)|\(|^\w+\s*\(", re.IGNORECASE)


def in_block(step: Step, block: BatchTable) -> list[Change]:
    """The changes in a batch block; `step` is at the block itself."""
    return [
        one
        for one in step.later
        if one.origin.is_batch and one.origin.batch == block.number and not isinstance(one, BatchTable)
    ]


def rebuilds(step: Step, block: BatchTable) -> bool:
    """Whether a block copies the table: Alembic alters it in place if the block only adds columns and indexes."""
    if block.recreate in ("never", "always"):
        return block.recreate == "always"
    return any(_needs_copy(one) for one in in_block(step, block))


def _needs_copy(change: Change) -> bool:
    if isinstance(change, CreateIndex | DropIndex):
        return False
    if isinstance(change, AddColumn):
        default = change.column.default
        return isinstance(default, Default) and (
            default.kind in ("function", "computed", "identity", "expression")
            or (default.kind == "text" and _COMPUTED.search(default.text or "") is not None)
        )
    return True
