"""How much of a table a data change affects."""

from __future__ import annotations

import re

from migralint.changes.values.data import ChangeData
from migralint.findings.operation_context import Step


def is_wide(step: Step, change: ChangeData) -> bool:
    """Whether an UPDATE, DELETE or INSERT … SELECT affects many rows of an existing table: no key selects single
    rows."""
    if change.verb == "insert":
        source = change.reads[0] if change.reads else None
        new = step.is_exempt(change.table) or (source is not None and step.is_exempt(source))
        return change.from_select and not change.limited and not new
    if change.verb not in ("update", "delete") or change.limited or step.is_exempt(change.table):
        return False
    if _is_for_a_round(change):
        return False
    if change.where is None:
        return True
    return change.words.isdisjoint(_keys(step, change)) if change.where == "" else not _names_key(step, change)


def _is_for_a_round(change: ChangeData) -> bool:
    """Whether a statement in a loop affects the rows of one iteration: its WHERE contains a value of the loop."""
    if not change.origin.operation.around.looped or change.where is None:
        return False
    return change.origin.form != "sql" or _BOUND.search(change.where) is not None


_BOUND = re.compile(r"(?<![:\w]):\w|%s|%\(|\?")


def _keys(step: Step, change: ChangeData) -> set[str]:
    """The columns that identify one row: the primary key as far as it is known, and `id`."""
    entry = step.state.entry(change.table)
    columns = entry.columns.values() if entry is not None else ()
    return {"id", *(column.name for column in columns if column.primary_key)}


def _names_key(step: Step, change: ChangeData) -> bool:
    where = change.where or ""
    words = {word.strip('"`()').lower() for word in where.replace("=", " ").replace(".", " ").split()}
    if not words.isdisjoint(_keys(step, change)):
        return True
    return any(_gives_value(where, column) for column in _unique_columns(step, change))


def _unique_columns(step: Step, change: ChangeData) -> set[str]:
    """The columns each of whose values one row has at most, as far as earlier revisions tell."""
    constraints = (one.constraint for one in step.state.constraints(change.table))
    found = {one.columns for one in constraints if one.kind == "unique"}
    for index in step.state.indexes(change.table):
        if index.unique and index.where is None and all(part.is_column for part in index.columns):
            found.add(tuple(part.text for part in index.columns))
    return {columns[0].lower() for columns in found if len(columns) == 1}


def _gives_value(where: str, column: str) -> bool:
    """Whether every row that a condition selects has one of the values that it gives for a column: no OR, no NULL."""
    if re.search(r"\b(?:OR|NOT|SELECT)\b", where, re.IGNORECASE):
        return False
    given = rf"""(?<![\w"`])(?:\w+\.)?["`]?{re.escape(column)}["`]?\s*(?:=\s*(?:'|:\w|%|\d)|IN\s*\(\s*(?:'|\d))"""
    return re.search(given, where, re.IGNORECASE) is not None
