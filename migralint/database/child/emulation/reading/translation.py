"""The value of a translated statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Translation:
    """A statement in a form that SQLite can run."""

    statements: tuple[str, ...]
    """The statements to run instead, in order; empty: none."""
    notes: tuple[tuple[str, str], ...]
    """The changes and their classes."""
