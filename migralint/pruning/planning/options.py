"""The options of a plan: values from the command line and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field


class PruneOptions(Struct, frozen=True):
    """The options that change which revisions are removed."""

    deep: bool = False
    """Remove all removable revisions, even if several bases remain."""
    squash: bool = False
    """One generated revision replaces the removed ones of each piece; not with `deep`."""
    until: str | None = None
    """Only strict ancestors of this revision may be removed; a full id or a label."""
    keep: int = 0
    """The number of steps below the new bases that are kept, over both edge sets."""
    keep_since: date | None = None
    """Revisions created on this day or later are kept, and those whose Create Date cannot be read."""
    spared: Mapping[str, str] = field(default_factory=dict)
    """Further revisions to keep: id to the reason, as the end of a sentence ("because …")."""
    without: frozenset[str] = frozenset()
    """Names of environments to ignore: only for a what-if question, never a basis for removing files."""
