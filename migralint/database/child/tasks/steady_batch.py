"""Makes Alembic's batch mode write the constraints of a table in the same order in each run: files are to be equal.

It takes them from a set, whose order is that of addresses in memory.
https://github.com/sqlalchemy/alembic/blob/main/alembic/operations/batch.py, _grab_table_elements
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.operations import batch
from sqlalchemy.util import OrderedSet

_METHOD = "_grab_table_elements"


@contextmanager
def steady_batch() -> Iterator[None]:
    """Keep that order in the block; do nothing with a version of Alembic that works differently."""
    kind: Any = getattr(batch, "ApplyBatchImpl", None)
    original = getattr(kind, _METHOD, None)
    if original is None:
        yield
        return

    def ordered(self: Any) -> None:
        table = self.table
        kept = table.constraints
        table.constraints = OrderedSet(sorted(kept, key=lambda one: getattr(one, "_creation_order", 0)))
        try:
            original(self)
        finally:
            table.constraints = kept

    setattr(kind, _METHOD, ordered)
    try:
        yield
    finally:
        setattr(kind, _METHOD, original)
