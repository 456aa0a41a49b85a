"""Finds the script directories for the paths that a user names; the only code that chooses between candidates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NoReturn

from msgspec.structs import replace

from migralint.loading.config.alembic_config import AlembicConfig
from migralint.loading.config.configured import (
    DEFAULT_SECTION,
    by_section,
    configured_in,
    ini_in,
    read_alembic_toml,
    toml_in,
)
from migralint.loading.config.ini_file import read_ini
from migralint.loading.config.script_location import bare, resolve
from migralint.loading.config.search import Folder, folders_below, read_folder
from migralint.loading.discovery.candidates import distinct, places_of
from migralint.loading.repository import ancestors, is_below, repository_top
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

_HINT = "name the folder with env.py or the folder of revision files, or pass Alembic's configuration with -c"

_MOST_LOOSE = 5
UNUSABLE = "an unusable configuration"
UNSEARCHED = "deeper folders"
"""The start of sentences about anything that may hide a history: they are always shown."""


def discover(
    path: str = ".",
    *,
    config: str | Sequence[str] | None = None,
    name: str | None = None,
    passed_over: list[str] | None = None,
) -> list[ScriptDirectory]:
    """Return every script directory that `path` may mean, in a stable order, without duplicates.

    `path` is a project folder, an ini file, a pyproject.toml, a script directory or a folder of revision files.
    `config` is Alembic's `-c`: an ini, a pyproject.toml or one of each; it takes precedence over `path`, which then may
    name the script directory of a configuration that has no script_location. `name` is Alembic's `-n`; without it every
    section with its own script_location is a candidate, [alembic] first. A folder stands for everything in it:
    configurations further down are candidates too, unless `config` or `name` selects one. `passed_over` receives a
    sentence for every folder and configuration that was left out.

    Raises InputError if nothing is found, if a configuration is wrong, or if its folders do not exist.
    """
    if config:
        return _from_named([config] if isinstance(config, str) else config, path, name)
    if os.path.isdir(path):
        return _from_folder(os.path.abspath(path), name, [] if passed_over is None else passed_over) or _nothing(
            path, name
        )
    if path.endswith(".toml"):
        toml = read_alembic_toml(path)
        return (toml and by_section(None, toml, name, as_alembic=False)) or _no_location(path)
    if path.endswith((".py", ".mako")):
        raise InputError("is a file inside a script directory; pass the directory", path=path)
    ini = read_ini(path)
    toml = toml_in(os.path.dirname(os.path.abspath(path)))
    return distinct(by_section(ini, toml, name, as_alembic=False)) or _no_location(path)


def _from_named(names: Sequence[str], path: str, section: str | None) -> list[ScriptDirectory]:
    """Like `alembic -c`: a missing one is searched in the working directory."""
    tomls = [name for name in names if name.endswith(".toml")]
    inis = [name for name in names if not name.endswith(".toml")]
    if len(tomls) > 1 or len(inis) > 1:
        raise InputError("at most one ini file and one pyproject.toml can be given with -c")
    ini = read_ini(inis[0]) if inis else ini_in(".")
    toml = read_alembic_toml(tomls[0]) if tomls else toml_in(".")
    chosen = AlembicConfig(ini, toml, section or DEFAULT_SECTION)
    if (
        inis and toml is None and chosen.text("script_location") is None
    ):  # Alembic would fail: the project of the ini file is meant
        toml = toml_in(os.path.dirname(os.path.abspath(inis[0])))
    if tomls and toml is None and ini is None:
        raise InputError("has no table [tool.alembic]", path=tomls[0])
    chosen = AlembicConfig(ini, toml, section or DEFAULT_SECTION)
    if os.path.isdir(path) and chosen.text("script_location") is None:
        folder = read_folder(os.path.abspath(path))
        if folder.is_script_directory or os.path.isdir(folder.join("versions")):
            return [resolve(chosen, as_alembic=True, script=folder.path)]
    candidates = distinct(by_section(ini, toml, section, as_alembic=True)) or _no_location(names[0])
    if path != "." and not any(_touches(each, path) for each in candidates):
        named = ", ".join(os.path.relpath(each.path) for each in candidates)
        raise InputError(f"names {named}, which does not belong to {path}", path=names[0], hint="leave one of them out")
    return candidates


def _from_folder(path: str, name: str | None, passed_over: list[str]) -> list[ScriptDirectory]:
    folder = read_folder(path)
    if candidates := distinct(configured_in(folder, name)):
        return (
            candidates if name is not None else distinct([*candidates, *_further_down(folder, candidates, passed_over)])
        )
    unconfigured = _unconfigured(folder)
    if not unconfigured:
        for below in folders_below(folder, passed_over):
            if below is not folder:
                candidates += configured_in(below, name, searching=True)
                unconfigured += _unconfigured(below, searching=True)
    if unconfigured or not candidates:
        above = [
            candidate
            for parent in ancestors(path, repository_top(path))
            if parent != path
            for candidate in configured_in(read_folder(parent), name, searching=True, tolerant=True)
        ]
        if governing := [each for each in above if _reads(each, path)]:
            return distinct(governing)
        if folder.has_revisions and (empty := [each for each in above if _is_empty_above(each, path)]):
            return distinct(replace(each, version_locations=(path,)) for each in empty)
        for alone in unconfigured:
            candidates += [each for each in above if places_of(each) & places_of(alone)] or [alone]
    return _with_revisions(distinct(candidates), folder, passed_over)


def _further_down(folder: Folder, known: Sequence[ScriptDirectory], passed_over: list[str]) -> list[ScriptDirectory]:
    """The candidates below a folder that has its own configuration, except those that this configuration names.

    An unusable configuration is left out: the folder that was named has a usable one.
    """
    candidates: list[ScriptDirectory] = []
    alone: list[ScriptDirectory] = []
    try:
        for below in folders_below(folder, passed_over):
            if below is folder:
                continue
            try:
                candidates += configured_in(below, None, searching=True)
            except InputError as error:
                passed_over.append(f"{UNUSABLE}: {error}")
            alone += _unconfigured(below, searching=True)
    except InputError as error:  # too many folders
        passed_over.append(f"{UNSEARCHED}: {error}")
    known_places = frozenset(place for each in known for place in places_of(each))
    fresh = [
        each for each in candidates if not frozenset(map(os.path.realpath, each.version_locations)) <= known_places
    ]
    fresh += (each for each in alone if not places_of(each) & known_places and not _is_inside(each.path, known_places))
    return _with_revisions(distinct(fresh), folder, passed_over, alone_too=True)


def _is_inside(path: str, places: Iterable[str]) -> bool:
    real = os.path.realpath(path)
    return any(real.startswith(place.rstrip(os.sep) + os.sep) for place in places)


def _with_revisions(
    candidates: list[ScriptDirectory], folder: Folder, passed_over: list[str], *, alone_too: bool = False
) -> list[ScriptDirectory]:
    """Without candidates that have no revision yet, such as templates, if others have some; `alone_too`: always."""
    if len(candidates) < 2 and not alone_too:
        return candidates
    filled = [each for each in candidates if _has_revisions(each)]
    if not filled and not alone_too:
        return candidates
    passed_over += (
        f"{os.path.relpath(each.path, folder.path)}: it has no revisions" for each in candidates if each not in filled
    )
    return filled


def _has_revisions(candidate: ScriptDirectory) -> bool:
    for location in candidate.version_locations:
        top = read_folder(location)
        if top.has_revisions:
            return True
        if candidate.recursive and any(each.has_revisions for each in folders_below(top)):
            return True
    return bool(candidate.unresolved) or candidate.sourceless


def _touches(candidate: ScriptDirectory, path: str) -> bool:
    """Whether the candidate or its configuration is below `path`, or contains it."""
    places = (*candidate.version_locations, candidate.path, *filter(None, (candidate.ini, candidate.toml)))
    return any(is_below(place, path) or is_below(path, place) for place in places)


def _reads(candidate: ScriptDirectory, path: str) -> bool:
    """Whether `path` is one of the candidate's folders, or is inside one that is read recursively."""
    if os.path.realpath(path) in places_of(candidate):
        return True
    return candidate.recursive and any(is_below(path, location) for location in candidate.version_locations)


def _is_empty_above(candidate: ScriptDirectory, path: str) -> bool:
    """Whether `path` is in a script directory without revisions in the version locations of its configuration.

    Such a project has, for example, a folder for each kind of database, and its env.py selects one.
    """
    inside = is_below(os.path.realpath(path), os.path.realpath(candidate.path))
    return inside and not _has_revisions(candidate)


def _unconfigured(folder: Folder, *, searching: bool = False) -> list[ScriptDirectory]:
    """A folder that is a script directory or a folder of revision files by itself, without a configuration.

    An env.py may serve several histories, each in a folder beside it: without a configuration that names them, each is
    a candidate. During a search, revision files count only beside or below an env.py, or in a folder named `versions`:
    elsewhere they are more likely code that only mentions revisions.
    """
    versions = folder.join("versions")
    if folder.is_script_directory:
        if os.path.isdir(versions):
            return [bare(folder.path, [versions])]
        return _histories_in(folder) or [bare(folder.path, [])]
    if "env.py" in folder.files and (histories := _histories_in(folder)):
        return histories
    if os.path.isdir(versions) and read_folder(versions).has_revisions:
        return [bare(folder.path, [versions])]
    above, name = os.path.split(folder.path)
    if searching:
        return []
    if name == "versions" and os.path.isfile(os.path.join(above, "env.py")):
        return [bare(above, [folder.path])]
    return [bare(folder.path, [folder.path])] if folder.has_revisions else []


def _histories_in(folder: Folder) -> list[ScriptDirectory]:
    below = [folder.join(name) for name in folder.folders if not name.startswith((".", "__"))]
    return [bare(path, [path]) for path in below if read_folder(path).has_revisions]


def _no_location(path: str) -> NoReturn:
    raise InputError("has no script_location", path=path, hint="name the script directory, the folder with env.py")


def _nothing(path: str, name: str | None) -> NoReturn:
    if name is not None and name != DEFAULT_SECTION:
        raise InputError(f"no ini file with a section [{name}] that has a script_location found", path=path)
    looked = "alembic.ini, [tool.alembic] in pyproject.toml, env.py beside versions/, and revision files"
    message = f"no script directory found, here or below; looked for {looked}"
    if not (loose := _loose_revisions(path)):
        raise InputError(message, path=path, hint=_HINT)
    message = f"{message}; only files that assign down_revision were found, in {', '.join(loose)}"
    raise InputError(message, path=path, hint="if these are the revision files, name their folder")


def _loose_revisions(path: str) -> list[str]:
    """The first folders below with files that look like revisions, though nothing says that they are."""
    try:
        below = (folder for folder in folders_below(read_folder(os.path.abspath(path))) if folder.has_revisions)
        return [os.path.relpath(folder.path) for folder in islice(below, _MOST_LOOSE)]
    except InputError:  # too many folders
        return []
