"""The value of a translated statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Translation:
    """One statement as SQLite can run it."""

    statements: tuple[str, ...]
    """What to run instead, in order; empty: nothing."""
    notes: tuple[tuple[str, str], ...]
    """What was done and its class."""
