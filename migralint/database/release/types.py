"""Judges the types of columns: do values of the release still fit?"""

from __future__ import annotations

from migralint.changes.narrowing import fit, narrowed
from migralint.changes.sql.reader import Words
from migralint.changes.sql.types import read_type
from migralint.changes.types import Type
from migralint.database.release.sides import Judgement, Sides
from migralint.schema.compare import Difference

_READ_AS_BEFORE = frozenset({("json", "jsonb"), ("real", "float"), ("tinyint", "integer"), ("mediumint", "integer")})
"""Further types for which code only notices the size."""


def judge_type(sides: Sides, difference: Difference) -> Judgement:
    """Judge a change of a column's type."""
    model = sides.models.column(difference.table, difference.object)
    if model is None:
        return "harmless", "the release has no model of the column"
    old, new = (_read(text or "") for text in (difference.models, difference.migrations))
    if fit(_read(model.type), new) in ("same", "wider"):
        return "harmless", "values of the release fit"
    match fit(old, new):
        case "same" | "wider":
            return "harmless", "the type holds all previous values"
        case "narrower":
            return "breaking", f"the release may write values that no longer fit: {narrowed(old, new)}"
        case "unknown":
            return "unknown", "migralint does not know one of the two types"
    if (old.family, new.family) in _READ_AS_BEFORE:
        return "harmless", "the type holds all previous values"
    return "breaking", "the release writes and compares values of another type"


def _read(text: str) -> Type:
    return read_type(Words(text))
