"""Detects revisions that build tables from the models themselves: a match then proves little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Callable

from sqlalchemy import MetaData, Table, event


@contextmanager
def built_from_models(
    metadata: Sequence[MetaData], revision: Callable[[], str | None], notice: Callable[[str], None]
) -> Iterator[None]:
    """Call `notice` for the tables of `metadata` that are created in the block, with the revision from `revision()`."""
    counts: dict[str, int] = {}

    def created(table: Table, *_: Any, **__: Any) -> None:
        if any(table.metadata is one for one in metadata):
            name = revision() or "?"
            counts[name] = counts.get(name, 0) + 1

    event.listen(Table, "before_create", created)
    try:
        yield
    finally:
        event.remove(Table, "before_create", created)
    for name, count in counts.items():
        tables = "a table" if count == 1 else f"{count} tables"
        notice(
            f"revision {name} makes {tables} from today's models, so a match says little about databases "
            "that were built with earlier models"
        )
