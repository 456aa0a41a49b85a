"""The comparison of two databases, one file per aspect."""

from __future__ import annotations

from migralint.schema.compare.allow import Allowed, AllowEntry, apply_allow
from migralint.schema.compare.databases import compare, status
from migralint.schema.compare.difference import Difference, Kind

__all__ = ["AllowEntry", "Allowed", "Difference", "Kind", "apply_allow", "compare", "status"]
