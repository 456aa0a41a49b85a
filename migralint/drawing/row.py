"""The rows of a picture: values that every renderer reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

RowKind: TypeAlias = Literal["revision", "missing", "fold", "gap", "break"]
"""revision: one revision; missing: an id that revisions name as parent but no file has; fold: a straight run of
revisions without marks; gap: revisions outside the window; break: the line between the revisions that an environment
needs and those that no environment needs."""

MarkKind: TypeAlias = Literal[
    "head",
    "base",
    "merge",
    "fork",
    "floor",
    "label",
    "environment",
    "leverage",
    "needs",
    "finding",
    "missing",
    "duplicate",
    "cycle",
    "down",
    "up",
]
"""In the order of the marks in a row. needs: a dependency; down, up: the lane to this parent, or from this child, is
not drawn."""


class Mark(Struct, frozen=True, omit_defaults=True):
    """One fact about a revision, shown beside its message."""

    kind: MarkKind
    text: str
    """The text without a sign: "head", "tenants 1,009 of 1,044", "needs 0b1c44"."""
    revisions: tuple[str, ...] = ()
    """Full ids of the other revisions that it concerns."""
    count: int = 0
    """environment: the number of databases stamped here; leverage: the number of files that could be removed."""
    total: int = 0
    """environment: the number of all its databases."""
    severity: str = ""
    """finding: error, warning or info."""


class Row(Struct, frozen=True, omit_defaults=True):
    """One row of a picture. Rows are ordered: every revision is above its parents."""

    kind: RowKind
    lane: int
    """The lane of the node, 0-based; -1 if the row has no node (gap, break)."""
    revision: str = ""
    """The full id; for a fold, the first id; empty for a gap or a break."""
    passing: tuple[int, ...] = ()
    """The lanes that pass the node without touching it, or that the node only joins (see lanes_out)."""
    lanes_in: tuple[int, ...] = ()
    """Other lanes that come from above and end in this node, from its further children."""
    lanes_out: tuple[int, ...] = ()
    """Other lanes that lead down from this node, to its further parents. A lane that is also in `passing` already
    leads to the same parent: the node joins it."""
    above: bool = False
    """Whether the node's own lane comes from above."""
    below: bool = False
    """Whether the node's own lane continues to its parent with the longest path."""
    marks: tuple[Mark, ...] = ()
    message: str = ""
    """The first line of the docstring; break: the text in the line."""
    date: str = ""
    """The Create Date as YYYY-MM-DD (of the newest revision in a fold); empty if there is none."""
    until: str = ""
    """fold: the date of the oldest revision."""
    parents: tuple[str, ...] = ()
    """Every name in down_revision (of the oldest revision in a fold), with or without a drawn lane, the longest path
    first."""
    depends_on: tuple[str, ...] = ()
    """The revisions that depends_on names, with labels resolved."""
    revisions: tuple[str, ...] = ()
    """fold, gap: the ids of all its revisions, from top to bottom; break: the ids below it that no environment
    needs."""
    removable: bool = False
    """Whether a prune would remove the revision."""
    effect: str = ""
    """revision: its effect on code that already runs: "expand", "contract", "data", "mixed", "neutral", "unknown";
    empty: not computed."""
    author: str = ""
    """revision: the author who added its file; empty: not computed, or unknown."""


class Picture(Struct, frozen=True, omit_defaults=True):
    """One history as rows, and the facts for its first line."""

    script_directory: str
    revisions: int
    heads: tuple[str, ...]
    bases: tuple[str, ...]
    rows: tuple[Row, ...]
    environments: int | None = None
    """None: there is no manifest."""
    databases: int = 0
    """The number of databases of all environments together."""
    notes: tuple[str, ...] = ()
    """Facts that no row can show: unstamped databases, stamps and files that are not in the history."""

    @property
    def lanes(self) -> int:
        """The number of lanes of the widest row."""
        return lanes_of(self.rows)


def lanes_of(rows: Sequence[Row]) -> int:
    """Return the number of lanes of the widest row; at least 1."""
    return max((max(row.lane, *row.passing, *row.lanes_in, *row.lanes_out, 0) for row in rows), default=0) + 1
