"""The questions, besides SELECTs, to a child that builds the expected state of live databases."""

from __future__ import annotations

DECLARED = "DECLARED"
"""What env.py declares."""
BUILD = "BUILD "
"""Followed by JSON: build a scratch database."""
FILTERS = "FILTERS "
"""Followed by JSON: what env.py's include functions leave out of a live database."""
