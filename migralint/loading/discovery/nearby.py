"""Searches the surroundings of a script directory for lost revision files and other histories; only before a report."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from migralint.findings.nearby_files import NearbyFile, OtherHistory, Place, Surroundings
from migralint.loading.config.search import folders_below, read_folder
from migralint.loading.discovery.candidates import places_of
from migralint.loading.discovery.discovery import discover
from migralint.loading.repository import repository_top
from migralint.loading.revisions.directory import LoadedDirectory, load_directory
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

_MOST_FILES = 50_000
"""The maximum number of files that a search reads."""
_MOST_BYTES = 1_000_000
_IGNORED = re.compile(r"__init__|\.#")
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", "site-packages"})


class Neighbourhood:
    """The histories of one run and the repository around them."""

    def __init__(self) -> None:
        """Nothing is read until a rule calls one of the functions."""
        self.asked = False
        """Whether an answer depends on files whose states were not taken."""
        self._loaded: list[LoadedDirectory] = []

    def add(self, loaded: LoadedDirectory) -> Surroundings:
        """Add a history of the run, and return the functions that its rules may call."""
        self._loaded.append(loaded)
        return Surroundings(lambda name: self._find_files(loaded, name), lambda: self._others(loaded.script))

    def _others(self, script: ScriptDirectory) -> tuple[OtherHistory, ...]:
        self.asked = True
        own = _key(script)
        known = {_key(each.script): each for each in self._loaded}
        known |= {
            key: each for key, each in self._of_repository(repository_top(script.path)).items() if key not in known
        }
        own_places = places_of(script)
        return tuple(
            OtherHistory(each.script.path, each.history, each.files)
            for key, each in known.items()
            if key != own and not set(map(os.path.realpath, each.script.version_locations)) <= own_places
        )

    def _of_repository(self, top: str | None) -> dict[tuple[object, ...], LoadedDirectory]:
        if top is None:
            return {}
        if top not in self._repositories:
            histories: dict[tuple[object, ...], LoadedDirectory] = {}
            known = {_key(each.script) for each in self._loaded}
            try:
                candidates = discover(top, passed_over=[])
            except InputError:  # none at all, or a broken configuration, which the run itself reports
                candidates = []
            for script in candidates:
                if _key(script) not in known:
                    try:
                        histories[_key(script)] = load_directory(script)
                    except InputError:
                        continue
            self._repositories[top] = histories
        return self._repositories[top]

    @cached_property
    def _repositories(self) -> dict[str, dict[tuple[object, ...], LoadedDirectory]]:
        return {}

    def _find_files(self, loaded: LoadedDirectory, name: str) -> tuple[NearbyFile, ...]:
        self.asked = True
        key = _key(loaded.script)
        if key not in self._beside:
            self._beside[key] = list(self._unloaded(loaded))
        matching = [file for beside in self._beside[key] for file in _match(beside, name)]
        return tuple(sorted(matching, key=lambda each: each.revision != name))

    def _unloaded(self, loaded: LoadedDirectory) -> Iterator[_NearbyFile]:
        """Every nearby file that looks like a revision and does not belong to this history."""
        script = loaded.script
        read = {os.path.realpath(file.path) for file in loaded.files if file.as_revision is not None}
        others = {
            os.path.realpath(file.path): file.path
            for other in self._others(script)
            for file in other.files
            if file.as_revision
        }
        seen: set[str] = set()
        for path in (*_files(script), *others.values()):  # the run may read histories outside the repository
            real = os.path.realpath(path)
            if real not in read and real not in seen:
                seen.add(real)
                place = Place.OTHER_HISTORY if real in others else _place(path, script)
                data = b"" if place is Place.BYTE_CODE else _contents(path)
                if data is not None:
                    yield _NearbyFile(path, place, data)

    @cached_property
    def _beside(self) -> dict[tuple[object, ...], list[_NearbyFile]]:
        return {}


class _NearbyFile(NamedTuple):
    """A file that looks like a revision, with its bytes, which several functions read."""

    path: str
    place: Place
    data: bytes


def _key(script: ScriptDirectory) -> tuple[object, ...]:
    return places_of(script), script.recursive


def _place(path: str, script: ScriptDirectory) -> Place:
    folder, base = os.path.split(path)
    if base.endswith((".pyc", ".pyo")):
        return Place.BYTE_CODE
    if not base.endswith(".py"):
        return Place.OTHER_SUFFIX
    inside = [where for where in script.version_locations if folder == where or folder.startswith(where + os.sep)]
    if _IGNORED.match(base) and inside:
        return Place.IGNORED_NAME
    return Place.SUB_FOLDER if inside else Place.ELSEWHERE


def _contents(path: str) -> bytes | None:
    """The bytes of a file that looks like a revision; None: it does not look like one, or cannot be read."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > _MOST_BYTES:
            return None
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    return data if b"down_revision" in data else None


def _match(beside: _NearbyFile, name: str) -> Iterator[NearbyFile]:
    path, place, data = beside
    base = os.path.basename(path)
    stem = base.partition(".cpython-")[0] if place is Place.BYTE_CODE else base.partition(".py")[0]
    if place is Place.BYTE_CODE:
        if name in re.split(r"[^0-9A-Za-z]+", stem) or name == stem or (len(name) >= 8 and name in stem):
            yield NearbyFile(path, place)
    elif name.encode("utf-8", "surrogatepass") in data or name in (stem, base):
        file = read_revision_file(path, data=data)
        identifiers = (*file.revision.values, file.docstring.revision_id)
        if file.down_revision.location is not None and (name in identifiers or name in (stem, base)):
            yield NearbyFile(path, place, (file.revision.values or (name,))[0], file.down_revision.values)


def _files(script: ScriptDirectory) -> Iterator[str]:
    """Python files and the result of reading them: first in the script directory, then in its repository."""
    seen: set[str] = set()
    for path in _all_files([*script.version_locations, script.path], repository_top(script.path)):
        if len(seen) >= _MOST_FILES:
            return
        if path not in seen:
            seen.add(path)
            yield path


def _all_files(folders: Sequence[str], top: str | None) -> Iterator[str]:
    for folder in folders:
        for root, below, names in os.walk(folder):
            below[:] = sorted(name for name in below if name not in _SKIPPED)
            yield from (os.path.join(root, name) for name in sorted(names) if ".py" in name)
    if top is not None:
        try:
            for each in folders_below(read_folder(top)):
                yield from (each.join(name) for name in sorted(each.files) if ".py" in name)
        except InputError:
            return
