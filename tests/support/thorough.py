"""How many cases are tried by tests that draw them: a part in the default run, all with THOROUGH=1 (`.ci/run`)."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
_PART = 4
_FEWEST = 8


def examples(count: int) -> int:
    """Return how many of `count` cases to try."""
    return count if THOROUGH else max(count // _PART, min(count, _FEWEST))


def stride(every: int) -> int:
    """Return by how many places to go on through a sequence of cases of which the default run tries some."""
    return 1 if THOROUGH else every
