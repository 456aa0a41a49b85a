"""The options of a plan: values from the command line and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field


class PruneOptions(Struct, frozen=True):
    """The choices that change which revisions go."""

    deep: bool = False
    """Take everything that may be removed, even if several bases remain."""
    squash: bool = False
    """One generated revision takes the place of the removed ones of each piece; not with `deep`."""
    until: str | None = None
    """Only strict ancestors of this revision may be removed; a full id or a label."""
    keep: int = 0
    """How many steps below the new bases stay, over both edge sets."""
    keep_since: date | None = None
    """Revisions made on this day or later stay, and those whose Create Date cannot be read."""
    spared: Mapping[str, str] = field(default_factory=dict)
    """More revisions that must stay: id to the reason, as the end of a sentence ("because …")."""
    without: frozenset[str] = frozenset()
    """Names of environments to leave out, as if they were gone: a question, never a basis for removing files."""
