"""Resolves Alembic's options to folders, which must exist."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from migralint.evaluation.package_path import enclosing_folders, find_package_path, import_folders, is_package_path
from migralint.loading.config.alembic_config import AlembicConfig
from migralint.loading.repository import ancestors, is_below, repository_top
from migralint.loading.script_directory import DEFAULT_FILE_TEMPLATE, ScriptDirectory
from migralint.source.errors import InputError

_PLACEHOLDER = re.compile(r"\{[^{}]*\}|<[^<>]*>|@\w+@")


class LocationError(InputError):
    """The configuration can be read, but the script folder that it names does not exist."""


class TemplateError(LocationError):
    """The configuration is a template: its script location is filled in during installation."""


class _Resolved(NamedTuple):
    """The meaning of the configuration's paths if Alembic runs in `base`."""

    base: str
    script: str
    locations: tuple[str, ...]
    unresolved: tuple[str, ...]


def resolve(config: AlembicConfig, *, as_alembic: bool, script: str | None = None) -> ScriptDirectory:
    """Return the script directory that `config` names.

    Relative paths are relative to the folder in which Alembic is run. With `as_alembic` the working directory is tried
    first, as for `alembic -c FILE`; otherwise the folder of the configuration. If it does not contain the scripts, the
    other one is tried, then the folders above the configuration, up to the top of its repository: all paths are then
    relative to the first of these folders that contains the scripts.

    `script` is the script directory if the configuration names none. Raises LocationError if the scripts are not found,
    InputError if an option is wrong.
    """
    home = os.path.dirname(os.path.abspath(config.origin("script_location")))
    bases = _bases(home, as_alembic)
    written = script if script is not None else config.text("script_location")
    if written is None:
        hint = "name the script directory itself, or set script_location"
        raise LocationError("has no script_location", path=config.origin("script_location"), hint=hint)
    best = _best_base(config, written, (*bases, *_around(home, written)))
    if best is None:
        raise _missing_location(config, written, bases)
    return with_root(
        ScriptDirectory(
            path=best.script,
            version_locations=best.locations,
            recursive=config.boolean("recursive_version_locations"),
            sourceless=config.boolean("sourceless"),
            file_template=DEFAULT_FILE_TEMPLATE if (template := config.text("file_template")) is None else template,
            config=os.path.abspath(config.origin("script_location")),
            section=config.section,
            unresolved=best.unresolved,
            ini=os.path.abspath(config.ini.path) if config.ini else None,
            toml=os.path.abspath(config.toml.path) if config.toml else None,
            working_directory=best.base,
            prepend_sys_path=tuple(plain(os.path.join(best.base, entry)) for entry in config.prepend_sys_path()),
        )
    )


def bare(script: str, locations: Sequence[str]) -> ScriptDirectory:
    """Return a script directory without configuration: the folder and its version locations, with Alembic's
    defaults."""
    return with_root(ScriptDirectory(plain(script), tuple(map(plain, locations))))


def with_root(directory: ScriptDirectory) -> ScriptDirectory:
    """Set `root`, and `outside`, which depends on it."""
    root = repository_top(directory.path)
    if root is None and directory.config is not None:
        root = os.path.commonpath([os.path.dirname(directory.config), directory.path])
    if root is None:
        root = next((base for base in (os.getcwd(),) if is_below(directory.path, base)), directory.path)
    installed = f"{os.sep}site-packages{os.sep}"
    outside = [each for each in directory.version_locations if installed in each or not is_below(each, root)]
    return replace(directory, root=root, outside=tuple(outside))


def plain(path: str) -> str:
    """Return `path` absolute and without `.` and `..`, with `..` resolved as the file system resolves it."""
    absolute = os.path.abspath(path)
    if os.pardir in path.split(os.sep) and os.path.realpath(path) != os.path.realpath(absolute):
        return os.path.realpath(path)
    return absolute


def _bases(home: str, as_alembic: bool) -> tuple[str, ...]:
    above = list(ancestors(home, repository_top(home) or home))
    here = os.getcwd()
    return tuple(dict.fromkeys([here, *above] if as_alembic else [*above, here]))


def _around(home: str, written: str) -> tuple[str, ...]:
    """The folder from which a relative location names the package that contains the configuration: for an installed
    package this is the only sign of the folder in which Alembic is meant to run."""
    if os.path.isabs(written) or is_package_path(written):
        return ()
    package = os.path.normpath(written).split(os.sep)[0]
    for each in ancestors(home):
        if os.path.isdir(os.path.join(each, written)) and is_below(home, os.path.join(each, package)):
            return (each,)
    return ()


def _best_base(config: AlembicConfig, written: str, bases: Sequence[str]) -> _Resolved | None:
    """For a relative script location the base that contains it; otherwise the first base that has all version
    locations."""
    home = os.path.dirname(os.path.abspath(config.origin("script_location")))
    relative = not os.path.isabs(written) and not is_package_path(written)
    best: _Resolved | None = None
    for base in bases:
        resolved = _look(config, written, base, home)
        if resolved is not None and (relative or not resolved.unresolved):
            return resolved
        best = best or resolved
    return best


def _look(config: AlembicConfig, written: str, base: str, home: str) -> _Resolved | None:
    folders: tuple[str, ...] | None = None

    def find(location: str) -> str | None:
        nonlocal folders
        if not is_package_path(location):
            path = os.path.join(base, location)
            return plain(path) if os.path.isdir(path) else None
        if folders is None:
            prepended = [os.path.join(base, entry) for entry in config.prepend_sys_path()]
            folders = import_folders(prepended, dict.fromkeys((base, home, repository_top(base) or base)))
        package_folder = find_package_path(location, (*folders, *enclosing_folders(location, home)))
        return None if package_folder is None else plain(package_folder)

    script = find(written)
    if script is None:
        return None
    entries = config.version_locations()
    places = {entry: find(entry) for entry in entries}
    locations: dict[str, str] = {}
    for place in places.values():
        if place is not None:  # Alembic reads a folder once, even if it is named twice
            locations.setdefault(os.path.realpath(place), place)
    versions = os.path.join(script, "versions")
    if not entries and os.path.isdir(versions):
        locations[versions] = versions
    unresolved = tuple(entry for entry, place in places.items() if place is None)
    return _Resolved(base, script, tuple(locations.values()), unresolved)


def _missing_location(config: AlembicConfig, written: str, bases: Sequence[str]) -> LocationError:
    relative = not os.path.isabs(written)
    where = f" (looked in {', '.join(bases)})" if relative else ""
    error = config.error(f"script_location {written!r} is not a folder{where}", "script_location")
    hint = "name the script directory itself, or run migralint in the folder in which Alembic is run"
    kind = TemplateError if _PLACEHOLDER.search(written) else LocationError
    return kind(error.message, path=error.path, line=error.line, hint=hint)
