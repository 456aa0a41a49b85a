"""The maximum length of an id in the version table, as far as the project's files show."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

UNLIMITED = 1 << 30
"""A type without a length."""
UNREADABLE = UNLIMITED - 1
"""The project changes the width in a way that cannot be read; then no id is reported as too long."""


class VersionWidth(Struct, frozen=True):
    """Widths in characters."""

    everywhere: int = 32
    """The initial width: that of env.py, a module beside it or a floor; otherwise Alembic's own."""
    by_revision: Mapping[str, int] = field(default_factory=dict)
    """The width from a revision on, by the id of the revision."""
