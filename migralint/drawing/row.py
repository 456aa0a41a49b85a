"""The rows of a picture: values that every renderer reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

RowKind: TypeAlias = Literal["revision", "missing", "fold", "gap", "break"]
"""revision: one revision; missing: an id that revisions name as parent and no file has; fold: a straight run of
revisions that nothing marks; gap: revisions that a window leaves out; break: the line between the revisions that an
environment needs and those that none needs."""

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
"""In the order in which a row shows them. needs: a dependency; down, up: the lane to this parent, or from this child,
is not drawn here."""


class Mark(Struct, frozen=True, omit_defaults=True):
    """One thing to know about a revision, beside its message."""

    kind: MarkKind
    text: str
    """Without a sign, in plain words: "head", "tenants 1,009 of 1,044", "needs 0b1c44"."""
    revisions: tuple[str, ...] = ()
    """Full ids of the other revisions it is about."""
    count: int = 0
    """environment: databases stamped here; leverage: files that it frees."""
    total: int = 0
    """environment: all its databases."""
    severity: str = ""
    """finding: error, warning or info."""


class Row(Struct, frozen=True, omit_defaults=True):
    """One row of a picture. Rows are in order: every revision is above its parents."""

    kind: RowKind
    lane: int
    """The column of the node, from 0; where nothing is in a lane (gap, break), -1."""
    revision: str = ""
    """The full id; the first one of a fold; empty for a gap or a break."""
    passing: tuple[int, ...] = ()
    """The lanes that a line passes through without touching the node, or that the node only joins (see lanes_out)."""
    lanes_in: tuple[int, ...] = ()
    """Other lanes that come from above and end in this node: its further children."""
    lanes_out: tuple[int, ...] = ()
    """Other lanes that lead from this node down: its further parents. One that is in `passing` too waits for the same
    parent already: the node joins it."""
    above: bool = False
    """Whether the node's own lane comes from above."""
    below: bool = False
    """Whether the node's own lane leads on to its parent with the longest path."""
    marks: tuple[Mark, ...] = ()
    message: str = ""
    """First line of the docstring; break: what is in the line."""
    date: str = ""
    """YYYY-MM-DD of the Create Date (of the newest in a fold); empty if there is none."""
    until: str = ""
    """fold: the date of the oldest."""
    parents: tuple[str, ...] = ()
    """Every name in down_revision (of the oldest in a fold), drawn as a lane or not, the longest path first."""
    depends_on: tuple[str, ...] = ()
    """The revisions that depends_on names, labels resolved."""
    revisions: tuple[str, ...] = ()
    """fold, gap: the ids of all it stands for, from the top down; break: those below that nobody needs."""
    removable: bool = False
    """Whether a prune would remove it."""
    effect: str = ""
    """revision: what it is to code that runs already: "expand", "contract", "data", "mixed", "neutral", "unknown";
    empty: nobody asked."""
    author: str = ""
    """revision: who added its file; empty: nobody asked, or it is not known."""


class Picture(Struct, frozen=True, omit_defaults=True):
    """One history as rows, and what its first line says."""

    script_directory: str
    revisions: int
    heads: tuple[str, ...]
    bases: tuple[str, ...]
    rows: tuple[Row, ...]
    environments: int | None = None
    """None: there is no manifest."""
    databases: int = 0
    """Databases of all environments together."""
    notes: tuple[str, ...] = ()
    """What no row can show: unstamped databases, stamps and files that are not in the history."""

    @property
    def lanes(self) -> int:
        """How many lanes the widest row has."""
        return lanes_of(self.rows)


def lanes_of(rows: Sequence[Row]) -> int:
    """How many lanes the widest row has; at least 1."""
    return max((max(row.lane, *row.passing, *row.lanes_in, *row.lanes_out, 0) for row in rows), default=0) + 1
