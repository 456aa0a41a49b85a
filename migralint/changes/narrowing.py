"""Compares two types: whether values of one may not fit into the other."""

from __future__ import annotations

from typing import Literal

from migralint.changes.types import INTEGERS, TEXTS, Type

_FRACTIONS = frozenset({"float", "real", "numeric"})
_CLOCK = {
    ("timestamp", "date"): "the time of day",
    ("timestamptz", "date"): "the time of day",
    ("timestamp", "time"): "the day",
    ("timestamptz", "time"): "the day",
    ("timestamptz", "timestamp"): "the time zone",
}


def narrowed(old: Type, new: Type) -> str:
    """What no longer fits, in words; empty if every value fits, or if that is not known."""
    if not old.is_known or not new.is_known:
        return ""
    if old.family in TEXTS and new.family in ("varchar", "char") and new.length is not None:
        before = "of any length" if old.length is None else f"of {old.length} characters"
        if old.length is None and old.family == "char":
            before = ""
        if before and (old.length is None or new.length < old.length):
            return f"texts {before} become texts of {new.length}"
    if old.family in INTEGERS and new.family in INTEGERS and INTEGERS[new.family] < INTEGERS[old.family]:
        return f"{old.family} becomes {new.family}"
    if old.family in _FRACTIONS and new.family in INTEGERS:
        whole = old.family == "numeric" and old.precision is not None and not old.scale
        return "" if whole else f"{old.family} becomes {new.family}, fractions are rounded"
    if old.family == "numeric" and new.family == "numeric":
        return _numeric(old, new)
    lost = _CLOCK.get((old.family, new.family))
    return f"{lost} is lost" if lost else ""


def _numeric(old: Type, new: Type) -> str:
    if new.precision is None:
        return ""
    if old.precision is None:
        return f"numbers of any size become numeric({new.precision}, {new.scale or 0})"
    fewer_digits = new.precision - (new.scale or 0) < old.precision - (old.scale or 0)
    fewer_places = (new.scale or 0) < (old.scale or 0)
    if not fewer_digits and not fewer_places:
        return ""
    shown = [f"numeric({one.precision}, {one.scale or 0})" for one in (old, new)]
    return f"{shown[0]} becomes {shown[1]}" + (", values are rounded" if fewer_places else "")


Fit = Literal["same", "wider", "narrower", "other", "unknown"]
"""How the values of a type fit into another one: "same" and "wider": all fit, "wider" with room for more; "narrower":
not all fit; "other": a type of another family."""


def fit(old: Type, new: Type) -> Fit:
    """How the values in a column of type `old`, and those that code writes into it, fit into type `new`."""
    if not old.is_known or not new.is_known:
        return "unknown"
    if old.shape == new.shape:
        return "same"
    if old.family in ("enum", "set") and new.family == old.family and old.name == new.name:
        return _listed(old, new)
    if narrowed(old, new):
        return "narrower"
    return "wider" if _is_wider(old, new) else "other"


def _listed(old: Type, new: Type) -> Fit:
    if old.values is None or new.values is None:
        return "unknown"
    if not {*old.values} <= {*new.values}:
        return "narrower"
    return "same" if old.values == new.values else "wider"


def _is_wider(old: Type, new: Type) -> bool:
    if old.collation.lower() != new.collation.lower():
        return False
    texts = old.family in ("varchar", "text") and new.family in ("varchar", "text")
    longer = new.length is None or (old.length is not None and new.length >= old.length)
    integers = old.family in INTEGERS and new.family in INTEGERS  # a smaller one is narrower
    numbers = old.family == new.family == "numeric"
    padded = old.family == new.family == "char" and longer
    times = old.family == new.family and old.family in ("time", "timestamp", "timestamptz", "bytea") and longer
    return (texts and longer) or integers or numbers or padded or times
