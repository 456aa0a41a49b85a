"""The options for comparing live databases: values only, so that nothing heavy is imported before the child starts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry

WantsRows = Callable[[str | None, str], bool]
"""Takes a schema and a table, and returns whether the rows are compared."""
Verdict = Callable[[frozenset[str]], "Standing | None"]
"""Takes a stamp set, and returns why a database with these stamps cannot be judged; None: it can be judged."""


class ComparedRows(Struct, frozen=True):
    """The tables whose rows are compared."""

    tables: frozenset[str] = field(default_factory=frozenset)
    """The names in reports: with the schema unless that is the default one."""

    def __call__(self, schema: str | None, table: str) -> bool:
        """Return whether the table is one of them."""
        return (table if schema is None else f"{schema}.{table}") in self.tables


class Standing(Struct, frozen=True):
    """Why the expected content of a database cannot be determined from its stamp set."""

    kind: str
    why: str
    help: str


class Rules(Struct, frozen=True):
    """The options for judging all databases."""

    verdict: Verdict
    prepare: Callable[[], None] = lambda: None
    """Reads in advance what `verdict` needs, while the child starts."""
    rows: ComparedRows = field(default_factory=ComparedRows)
    allow: tuple[AllowEntry, ...] = ()
    names_used: Collection[str] = ()
    dialect: str | None = None
    dialects: tuple[str, ...] = ()
