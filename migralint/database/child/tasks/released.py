"""Builds the models and the migrations of an earlier release, with env.py's filters."""

from __future__ import annotations

from typing import Any

from .verification import Verification


class Released(Verification):
    """A verification that reads the databases completely: filters concern comparisons, not whether code runs."""

    def _left_out(self, *_: Any) -> list[dict[str, Any]]:
        return []
