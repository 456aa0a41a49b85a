"""The options for comparing live databases: values only, so that nothing heavy is imported before the child starts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry

WantsRows = Callable[[str | None, str], bool]
"""Told schema and table: whether the rows are compared."""
Verdict = Callable[[frozenset[str]], "Standing | None"]
"""Told a stamp set: why a database stamped so cannot be judged; None: it can."""


class ComparedRows(Struct, frozen=True):
    """The tables whose rows are compared."""

    tables: frozenset[str] = field(default_factory=frozenset)
    """As reports name them: with the schema unless that is the default one."""

    def __call__(self, schema: str | None, table: str) -> bool:
        """Whether it is one of them."""
        return (table if schema is None else f"{schema}.{table}") in self.tables


class Standing(Struct, frozen=True):
    """Why a stamp set says nothing about what a database should hold."""

    kind: str
    why: str
    help: str


class Rules(Struct, frozen=True):
    """How databases are judged, all alike."""

    verdict: Verdict
    prepare: Callable[[], None] = lambda: None
    """Reads what `verdict` needs, while there is time."""
    rows: ComparedRows = field(default_factory=ComparedRows)
    allow: tuple[AllowEntry, ...] = ()
    names_used: Collection[str] = ()
    dialect: str | None = None
    dialects: tuple[str, ...] = ()
