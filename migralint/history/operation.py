"""One call of Alembic's `op` in a revision file, as read from its syntax tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from migralint.source.location import Location


@dataclass(frozen=True, slots=True)
class Operation:
    """One `op.…` call (also through `batch_alter_table`, a helper of the same file, or any import style)."""

    name: str
    """Alembic's name of the directive: "create_table", "execute", "get_bind", …"""
    function: Literal["upgrade", "downgrade"]
    """Which of the two reaches the call."""
    location: Location
    table: str | None = None
    """The literal name of the table it works on; None: none, or not literal."""
    schema: str | None = None
    """The literal schema of the table."""
    arguments: tuple[object, ...] = ()
    """Positional arguments: literals as themselves, everything else as its source text in a `SourceText`."""
    keywords: dict[str, object] = field(default_factory=dict)
    """Keyword arguments, as in `arguments`."""
    batch: bool = False
    """Called on the object that `batch_alter_table` yields."""
    sql: tuple[str, ...] = ()
    """The literal SQL it executes, in order (`op.execute("…")`, `text("…")`, `bind.execute(text("…"))`)."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """An argument that is not a literal: its source text."""

    text: str
