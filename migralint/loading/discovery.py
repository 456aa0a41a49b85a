"""From what a person names to the script directories meant by it; the only place that decides between candidates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NoReturn

from migralint.loading.alembic_config import AlembicConfig
from migralint.loading.alembic_toml import AlembicToml, read_alembic_toml
from migralint.loading.ini_file import IniFile, read_ini
from migralint.loading.repository import ancestors, repository_top
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.script_location import LocationError, bare, resolve
from migralint.loading.search import Folder, folders_below, read_folder
from migralint.source.errors import InputError
from migralint.source.toml import did_you_mean

DEFAULT_SECTION = "alembic"
"""The section of the ini file that Alembic reads without `-n`."""

_HINT = "name the folder with env.py or the folder of revision files, or give Alembic's configuration with -c"


def discover(
    path: str = ".", *, config: str | Sequence[str] | None = None, name: str | None = None
) -> list[ScriptDirectory]:
    """Return every script directory that `path` may mean, in a stable order, none twice.

    `path` is a project folder, an ini file, a pyproject.toml, a script directory or a folder of revision files.
    `config` is Alembic's `-c`: an ini, a pyproject.toml or one of each; it goes before `path`, which then may name the
    script directory of a configuration that has no script_location. `name` is Alembic's `-n`; without it every
    section with a script_location of its own is a candidate, [alembic] first.

    Raises InputError if nothing is found, if a configuration is wrong, or if its folders are not on disk.
    """
    if config:
        return _from_named([config] if isinstance(config, str) else config, path, name)
    if os.path.isdir(path):
        return _from_folder(os.path.abspath(path), name) or _nothing(path, name)
    if path.endswith(".toml"):
        toml = read_alembic_toml(path)
        return (toml and _sections(None, toml, name, as_alembic=False)) or _no_location(path)
    if path.endswith((".py", ".mako")):
        raise InputError("is a file of a script directory; name its folder", path=path)
    ini = read_ini(path)
    toml = _toml_beside(os.path.dirname(os.path.abspath(path)))
    return distinct(_sections(ini, toml, name, as_alembic=False)) or _no_location(path)


def the_one(candidates: Sequence[ScriptDirectory]) -> ScriptDirectory:
    """Return the only candidate. Raises InputError that lists them, if there are several, and says how to choose."""
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise InputError("no script directory given", hint=_HINT)
    lines = "\n".join(f"  {_described(candidate)}" for candidate in candidates)
    sections = len({candidate.config for candidate in candidates}) == 1 and candidates[0].config is not None
    hint = "choose one with -n SECTION" if sections else "name one of these folders"
    raise InputError(f"{len(candidates)} script directories found, one is needed:\n{lines}", hint=hint)


def _from_named(names: Sequence[str], path: str, section: str | None) -> list[ScriptDirectory]:
    """As `alembic -c`: what is not named is looked for in the working directory."""
    tomls = [name for name in names if name.endswith(".toml")]
    inis = [name for name in names if not name.endswith(".toml")]
    if len(tomls) > 1 or len(inis) > 1:
        raise InputError("at most one ini file and one pyproject.toml can be given with -c")
    ini = read_ini(inis[0]) if inis else _ini_in(".")
    toml = read_alembic_toml(tomls[0]) if tomls else _toml_beside(".")
    if toml is None and inis:  # where Alembic would fail, the project of the ini is meant
        toml = _toml_beside(os.path.dirname(os.path.abspath(inis[0])))
    if tomls and toml is None and ini is None:
        raise InputError("has no table [tool.alembic]", path=tomls[0])
    chosen = AlembicConfig(ini, toml, section or DEFAULT_SECTION)
    if os.path.isdir(path) and chosen.text("script_location") is None:
        folder = read_folder(os.path.abspath(path))
        if folder.is_script_directory or os.path.isdir(folder.join("versions")):
            return [resolve(chosen, as_alembic=True, script=folder.path)]
    return distinct(_sections(ini, toml, section, as_alembic=True)) or _no_location(names[0])


def _from_folder(path: str, name: str | None) -> list[ScriptDirectory]:
    folder = read_folder(path)
    if found := distinct(_configured(folder, name)):
        return found
    if alone := _unconfigured(folder):
        for above in ancestors(os.path.dirname(path), repository_top(path)):
            for candidate in _configured(read_folder(above), name, searching=True, tolerant=True):
                if _places(alone) & _places(candidate):
                    return [candidate]
        return [alone]
    found = []
    unconfigured = []
    for below in folders_below(folder):
        if below is not folder:
            found += _configured(below, name, searching=True)
            unconfigured += [alone] if (alone := _unconfigured(below, searching=True)) else []
    return distinct(found + unconfigured)


def _configured(
    folder: Folder, name: str | None, *, searching: bool = False, tolerant: bool = False
) -> list[ScriptDirectory]:
    """What the configurations in `folder` name.

    While searching an ini without the section is passed over; `tolerant` passes over one that names a missing folder.
    """
    toml = _toml_beside(folder.path) if "pyproject.toml" in folder.files else None
    inis: list[IniFile | None] = [
        read_ini(folder.join(each))
        for each in folder.ini_files
        if each == "alembic.ini" or _mentions_scripts(folder.join(each))
    ]
    found: list[ScriptDirectory] = []
    for ini in inis or [None]:
        if searching and name not in (None, DEFAULT_SECTION) and not (ini and ini.parser.has_section(str(name))):
            continue
        try:
            found += _sections(ini, toml, name, as_alembic=False)
        except LocationError:
            if not tolerant:
                raise
    return found


def _sections(
    ini: IniFile | None, toml: AlembicToml | None, name: str | None, *, as_alembic: bool
) -> list[ScriptDirectory]:
    """One script directory for each section that names one; none is no error."""
    if ini is not None and name is not None and name != DEFAULT_SECTION and not ini.parser.has_section(name):
        hint = did_you_mean(name, ini.parser.sections())
        raise InputError(f"no section [{name}]", path=ini.path, hint=hint)
    if name is not None:
        wanted = [name]
    else:
        owned = [each for each in ini.parser.sections() if ini.owns(each, "script_location")] if ini else []
        wanted = [DEFAULT_SECTION, *(each for each in owned if each != DEFAULT_SECTION)]
    configs = [AlembicConfig(ini, toml, each) for each in wanted]
    found = [resolve(each, as_alembic=as_alembic) for each in configs if each.text("script_location") is not None]
    if not found and ini is not None and os.path.isfile(os.path.join(ini.folder, "env.py")):
        # Flask-Migrate keeps the ini in the script directory and sets script_location itself
        return [resolve(configs[0], as_alembic=as_alembic, script=ini.folder)]
    return found


def _unconfigured(folder: Folder, *, searching: bool = False) -> ScriptDirectory | None:
    """A folder that is a script directory or a folder of revision files by itself.

    While searching, revision files count only in a folder called `versions`: anywhere else they are likelier some
    code that speaks of revisions.
    """
    versions = folder.join("versions")
    if folder.is_script_directory:
        return bare(folder.path, [versions] if os.path.isdir(versions) else [])
    if os.path.isdir(versions) and read_folder(versions).has_revisions:
        return bare(folder.path, [versions])
    if not searching and folder.has_revisions:
        above = os.path.dirname(folder.path)
        is_versions = os.path.basename(folder.path) == "versions" and os.path.isfile(os.path.join(above, "env.py"))
        return bare(above if is_versions else folder.path, [folder.path])
    return None


def distinct(candidates: Iterable[ScriptDirectory]) -> list[ScriptDirectory]:
    """Return each script directory once, in order; a configuration goes before the folder by itself."""
    found: dict[tuple[object, ...], ScriptDirectory] = {}
    known: set[str] = set()
    for candidate in sorted(candidates, key=lambda candidate: candidate.config is None):
        places = _places(candidate)
        if candidate.config is not None or not known & places:
            found.setdefault((places, candidate.recursive, candidate.sourceless), candidate)
        known |= places
    return list(found.values())


def _places(candidate: ScriptDirectory) -> frozenset[str]:
    return frozenset(map(os.path.realpath, (candidate.path, *candidate.version_locations)))


def _toml_beside(folder: str) -> AlembicToml | None:
    path = os.path.join(folder, "pyproject.toml") if folder != "." else "pyproject.toml"
    return read_alembic_toml(path) if os.path.isfile(path) else None


def _ini_in(folder: str) -> IniFile | None:
    path = os.path.join(folder, "alembic.ini")
    return read_ini(path) if os.path.isfile(path) else None


def _mentions_scripts(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return b"script_location" in stream.read(1024 * 1024).lower()
    except OSError:
        return False


def _described(candidate: ScriptDirectory) -> str:
    shown = os.path.relpath(candidate.path)
    if candidate.config is None:
        return shown
    section = f" [{candidate.section}]" if candidate.config == candidate.ini else ""
    return f"{shown} (by {os.path.relpath(candidate.config)}{section})"


def _no_location(path: str) -> NoReturn:
    raise InputError("has no script_location", path=path, hint="name the script directory, the folder with env.py")


def _nothing(path: str, name: str | None) -> NoReturn:
    if name is not None and name != DEFAULT_SECTION:
        raise InputError(f"no ini file with a section [{name}] that has a script_location found", path=path)
    looked = "alembic.ini, [tool.alembic] in pyproject.toml, env.py beside versions/, and revision files"
    raise InputError(f"no script directory found, here or below; looked for {looked}", path=path, hint=_HINT)
