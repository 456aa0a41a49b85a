"""The question that asks for an inspection instead of a SELECT."""

from __future__ import annotations

INSPECT = "INSPECT"
