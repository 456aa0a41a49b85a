"""Which constraint names a server generated."""

from __future__ import annotations

import re

from migralint.schema.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint

_LONGEST = 63
"""The maximum length of a PostgreSQL identifier in bytes."""
_WORDS = {PrimaryKey: "pkey", UniqueConstraint: "key", Check: "check", ForeignKey: "fkey", Exclusion: "excl"}


def is_generated(constraint: Constraint, table: str) -> bool:
    """Return whether the constraint has no name, or the name that PostgreSQL or MySQL generates for it.

    PostgreSQL: table, columns and a word, shortened to 63 bytes, with a number appended if the name already exists
    (ChooseConstraintName in its source); MySQL and MariaDB: `t_ibfk_1` for a foreign key, the first column's name for a
    unique constraint, `t_chk_1` for a check.
    """
    name = constraint.name
    if name is None:
        return True
    bare = re.sub(r"\d*$", "", name)
    word = _WORDS[type(constraint)]
    if any(candidate.endswith(f"_{word}") and _fits(candidate, constraint, table, word) for candidate in (name, bare)):
        return True
    match constraint:
        case ForeignKey():
            return re.fullmatch(rf"{re.escape(table)}_ibfk_\d+", name) is not None
        case Check():
            return re.fullmatch(rf"{re.escape(table)}_chk_\d+|CONSTRAINT_\d+", name) is not None
        case UniqueConstraint():
            return re.fullmatch(rf"{re.escape(constraint.columns[0])}(_\d+)?", name) is not None
        case PrimaryKey():
            return name == "PRIMARY"
    return False


def _fits(name: str, constraint: Constraint, table: str, word: str) -> bool:
    match constraint:
        case PrimaryKey():
            middles = [""]
        case UniqueConstraint() | ForeignKey():
            middles = ["_".join(constraint.columns)]
        case Check():
            # A check of one column is named after that column, but its text does not always show which one.
            pattern = rf"{re.escape(table)}(_\w+)?_check"
            return re.fullmatch(pattern, name) is not None and _mentions(constraint, name, table)
        case Exclusion():
            return name.startswith(f"{table}_")
    return any(name == shortened(table, middle, word) for middle in middles)


def _mentions(check: Check, name: str, table: str) -> bool:
    middle = name[len(table) : -len("_check")].strip("_")
    return not middle or re.search(rf"\b{re.escape(middle)}\b", check.expression) is not None


def shortened(table: str, columns: str, word: str) -> str:
    """Return the name that PostgreSQL would generate (makeObjectName): the longer of the two is shortened first."""
    parts = [table.encode(), columns.encode()]
    overhead = len(word) + 1 + (1 if columns else 0)
    while len(parts[0]) + len(parts[1]) + overhead > _LONGEST:
        longer = 0 if len(parts[0]) > len(parts[1]) else 1
        parts[longer] = parts[longer][:-1]
    names = [part.decode(errors="ignore") for part in parts if part]
    return "_".join([*names, word])
