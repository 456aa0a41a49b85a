"""The questions, besides SELECTs, to a child that builds the expected state of live databases."""

from __future__ import annotations

DECLARED = "DECLARED"
"""Returns the targets that env.py declares."""
BUILD = "BUILD "
"""Followed by JSON: builds a scratch database."""
FILTERS = "FILTERS "
"""Followed by JSON: returns the objects of a live database that env.py's include functions leave out."""
