"""Decides whether a document on stdout is coloured."""

from __future__ import annotations

import os
import sys
from enum import StrEnum


class Color(StrEnum):
    """When to colour the output."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def wants_colour(color: Color) -> bool:
    """Whether text on stdout is coloured: `always`, or by `auto` on a terminal that is not dumb, without NO_COLOR."""
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    stdout = getattr(sys, "stdout", None)  # None if it was closed at the start
    return stdout is not None and bool(stdout.isatty())
