"""Several possible script directories: each once, and a single one if only one is allowed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError


def the_one(candidates: Sequence[ScriptDirectory]) -> ScriptDirectory:
    """Return the only candidate. If there are several, raises InputError that lists them and explains how to choose."""
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise InputError("no script directory given", hint="name one as PATH")
    lines = "\n".join(f"  {_described(candidate, candidates)}" for candidate in candidates)
    hint = _how_to_choose(candidates)
    raise InputError(f"{len(candidates)} script directories found, one is needed:\n{lines}", hint=hint)


def _how_to_choose(candidates: Sequence[ScriptDirectory]) -> str:
    """How to select one of them, as a hint: by a section if one ini has them all, by a folder if each has its own."""
    inis = {candidate.ini for candidate in candidates}
    if len(inis) == 1 and candidates[0].ini is not None:
        return "choose one with -n SECTION"
    if len({candidate.path for candidate in candidates}) == len(candidates):
        return "name one of these folders as PATH"
    if len({candidate.config for candidate in candidates}) == len(candidates):
        return "choose one with -c FILE"
    return "choose one with -c FILE -n SECTION"


def distinct(candidates: Iterable[ScriptDirectory]) -> list[ScriptDirectory]:
    """Return each script directory once, in order; a configuration takes precedence over the folder itself."""
    by_places: dict[tuple[object, ...], ScriptDirectory] = {}
    known: set[str] = set()
    for candidate in sorted(candidates, key=lambda candidate: candidate.config is None):
        places = places_of(candidate)
        if candidate.config is not None or not known & places:
            by_places.setdefault((places, candidate.recursive, candidate.sourceless), candidate)
        known |= places
    return list(by_places.values())


def places_of(candidate: ScriptDirectory) -> frozenset[str]:
    """Return the real paths of the script directory and its version locations."""
    return frozenset(map(os.path.realpath, (candidate.path, *candidate.version_locations)))


def _described(candidate: ScriptDirectory, among: Sequence[ScriptDirectory]) -> str:
    shown = os.path.relpath(candidate.path)
    if sum(other.path == candidate.path for other in among) > 1:  # they differ in what they read
        shown = ", ".join(map(os.path.relpath, candidate.version_locations)) or shown
    if candidate.config is None:
        return shown
    section = f" [{candidate.section}]" if candidate.config == candidate.ini else ""
    return f"{shown} (by {os.path.relpath(candidate.config)}{section})"
