"""Gives random identifiers names that say where they stand, so that two runs can be compared whatever their values.

Colour refinement (Weisfeiler and Leman): an identifier's colour is made of the rows it is in, those of the others
that stand there, and so on. Where several have one colour, one of them is set apart and the rest refined again.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from migralint.schema.squash.seeds.tokens import Identifier, Moment, Part

SET_APART = 200
"""The maximum number of indistinguishable identifiers that are set apart one by one; each costs a refinement."""

TRIED = 50
"""The maximum number of similar identifiers among which the one to set apart is searched."""


class Line(Struct, frozen=True):
    """A row that contains identifiers."""

    table: str
    cells: tuple[tuple[str, tuple[Part, ...]], ...]
    """Each value with its column."""


def colours(lines: Sequence[Line]) -> dict[str, str]:
    """Return a colour for each identifier, by its digits.

    Two sets of lines that differ only in the identifiers themselves have the same colours. Conversely, equal colours
    mean that the lines are equal up to a renaming, unless more than `SET_APART` identifiers must be set apart.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, line in enumerate(lines):
        for at, token in enumerate(_identifiers(line)):
            places[token.hex].append((number, at))
    colour_of = _refined(dict.fromkeys(places, ""), lines, places)
    for step in range(SET_APART):
        shared = [colour for colour, count in sorted(Counter(colour_of.values()).items()) if count > 1]
        linked = [one for one in shared if any(len(places[name]) > 1 for name in colour_of if colour_of[name] == one)]
        if not linked:
            break
        alike = sorted(name for name in colour_of if colour_of[name] == linked[0])
        # The choice must not depend on the digits if only the refinement cannot distinguish the identifiers.
        candidates = alike if len(alike) <= TRIED else alike[:1]
        tried = (_refined({**colour_of, name: f"{colour_of[name]} {step}"}, lines, places) for name in candidates)
        colour_of = min(tried, key=lambda one: sorted(one.values()))
    return colour_of


def shown(parts: Sequence[Part], colour_of: Mapping[str, str]) -> str:
    """Return the text of a cell; colours replace identifiers, and distances from the run replace moments."""
    return "".join(one if isinstance(one, str) else _shown(one, colour_of) for one in parts)


def _shown(part: Identifier | Moment, colour_of: Mapping[str, str]) -> str:
    if isinstance(part, Moment):
        return f"<now+{part.offset.total_seconds():.0f} {part.form}{part.sep}{part.digits}{part.zone}>"
    version = 1 if part.is_by_time else 4
    return f"<uuid{version} {part.form} {colour_of.get(part.hex, '')}>"


def _identifiers(line: Line) -> list[Identifier]:
    return [part for _, parts in line.cells for part in parts if isinstance(part, Identifier)]


def _pattern(line: Line) -> str:
    """Return which positions of the row contain the same identifier."""
    names = [one.hex for one in _identifiers(line)]
    return repr([names.index(name) for name in names])


def _refined(
    colour_of: dict[str, str], lines: Sequence[Line], places: Mapping[str, Sequence[tuple[int, int]]]
) -> dict[str, str]:
    """Refine until no colour is divided any more."""
    count = len(set(colour_of.values()))
    while True:
        rows = [
            _digest(
                line.table, _pattern(line), *(f"{column}={shown(parts, colour_of)}" for column, parts in line.cells)
            )
            for line in lines
        ]
        colour_of = {
            name: _digest(old, *sorted(f"{rows[number]} {at}" for number, at in places[name]))
            for name, old in colour_of.items()
        }
        if (now := len(set(colour_of.values()))) == count:
            return colour_of
        count = now


def _digest(*texts: str) -> str:
    return hashlib.sha256(repr(texts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
