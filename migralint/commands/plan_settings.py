"""The prune settings of a project; shared by `prune` and `check`, which must not differ."""

from __future__ import annotations

from migralint.loading.settings.values import Settings
from migralint.pruning.planning.options import PruneOptions


def options_of(settings: Settings) -> PruneOptions:
    """The options of a plan from the settings; `protect-refs` is left out, because it needs git."""
    return PruneOptions(deep=settings.deep, until=settings.until, keep=settings.keep, keep_since=settings.keep_since)
