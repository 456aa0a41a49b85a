"""The maximum length of an id in the version table, as far as the project's files show."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

UNLIMITED = 1 << 30
"""A type without a length."""
UNREADABLE = UNLIMITED - 1
"""The project changes the width, and how cannot be read: an id is not called too long on a guess."""


class VersionWidth(Struct, frozen=True):
    """Widths in characters."""

    everywhere: int = 32
    """From the start: what env.py, a module beside it or a floor makes; otherwise Alembic's own."""
    by_revision: Mapping[str, int] = field(default_factory=dict)
    """From a revision on, by its id."""
