"""The rows of a table, complete if they are few, otherwise as a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from msgspec import Struct

KEPT = 1000
"""The maximum number of rows whose values are kept; larger tables only have a digest."""

_MODULUS = 2**256


class Rows(Struct, frozen=True):
    """The content of a table."""

    count: int
    digest: str = ""
    """The digest of all rows, independent of the order of rows and columns; empty if there are none."""
    columns: tuple[str, ...] = ()
    """The columns of the values in `kept`, sorted; generated columns are omitted."""
    kept: tuple[tuple[str, ...], ...] | None = ()
    """Each row as SQL literals, sorted; None: more than `KEPT` rows."""


NO_ROWS = Rows(0)


def summarize(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Rows:
    """Return the summary of `rows`, each a tuple of SQL literals in the order of `columns`.

    The digest is the sum of the SHA-256 digests of the rows, so that the order does not matter and a million rows need
    no memory.
    """
    order = sorted(range(len(columns)), key=lambda index: columns[index])
    total, count = 0, 0
    kept: list[tuple[str, ...]] = []
    for row in rows:
        ordered = tuple(row[index] for index in order)
        if count < KEPT:
            kept.append(ordered)
        count += 1
        total = (total + _number(ordered)) % _MODULUS
    if not count:
        return NO_ROWS
    names = tuple(columns[index] for index in order)
    return Rows(count, f"{total:064x}", names, tuple(sorted(kept)) if count <= KEPT else None)


def _number(row: tuple[str, ...]) -> int:
    hashed = hashlib.sha256()
    for value in row:
        data = value.encode("utf-8", "surrogateescape")
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return int.from_bytes(hashed.digest(), "big")
