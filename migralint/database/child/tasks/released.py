"""Builds the models and the migrations of an earlier release, with env.py's filters."""

from __future__ import annotations

from typing import Any

from .verification import Verification


class Released(Verification):
    """A verification whose databases are read as a whole: filters are about comparing, not about running."""

    def _left_out(self, *_: Any) -> list[dict[str, Any]]:
        return []
