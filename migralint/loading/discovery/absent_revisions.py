"""Explains why a script directory has no revisions, and where revision files are instead."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from migralint.loading.config.search import folders_below, read_folder
from migralint.loading.revisions.listing import list_files
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

_SEPARATORS = (" ", ", ", ",", ":", ";")
_SETTINGS = {":": ":", ";": ";", ",": "newline", " ": "space"}
"""Separators that users write between paths, with the value of `path_separator` that makes Alembic split there."""
_MOST_NAMED = 5


def no_revisions(scripts: Sequence[ScriptDirectory], *, otherwise: str) -> InputError:
    """Return (not raise) the error for script directories without any revision; `otherwise` is the hint if the reason
    is not known."""
    folders = [folder for script in scripts for folder in (script.version_locations or (script.path,))]
    message = f"no revisions found in {', '.join(map(_shown, folders))}"
    for script in scripts:
        for explain in (_cut, _joined, _unresolved, _further_down, _no_versions):
            explanation = explain(script)
            if explanation is not None:
                why, hint = explanation
                return InputError(f"{message}: {why}", hint=hint)
    return InputError(message, hint=otherwise)


def refuse_without_revisions(script: ScriptDirectory, what: str) -> None:
    """Raise InputError if Alembic would load no revision: there is nothing to `what` (verify, build, stamp)."""
    if not list_files(script).loaded:
        error = no_revisions([script], otherwise="name the folder that holds them")
        raise InputError(f"nothing to {what}: {error.message}", hint=error.hint)


def mostly_unread(script: ScriptDirectory, read: int) -> tuple[str, ...]:
    """The folders below the version locations that Alembic does not read, if they contain more than the `read`
    files."""
    if script.recursive:
        return ()
    counts: dict[str, int] = {}
    for top in script.version_locations:
        folder = read_folder(top)
        if all(name.startswith((".", "__")) for name in folder.folders):
            continue
        for below in folders_below(folder):
            if below.path not in script.version_locations and below.has_revisions:
                counts[below.path] = sum(name.endswith(".py") and not name.startswith("__") for name in below.files)
    return tuple(counts) if sum(counts.values()) > read else ()


def _cut(script: ScriptDirectory) -> tuple[str, str] | None:
    """A path with a blank or a comma in it that Alembic splits into several."""
    missing = script.unresolved
    for start in range(len(missing)):
        for end in range(start + 2, len(missing) + 1):
            for separator in _SEPARATORS:
                whole = separator.join(missing[start:end])
                if os.path.isdir(os.path.join(script.working_directory or script.root, whole)):
                    mark = {" ": "space", ",": "comma", ":": "colon", ";": "semicolon"}[separator[0]]
                    return (
                        f"the version location {_relative(whole)!r} in {_shown(script.config or '')} is split at the "
                        f"{mark} into {' and '.join(repr(_relative(each)) for each in missing[start:end])}",
                        "set `path_separator = newline` in the configuration, with one location per line",
                    )
    return None


def _joined(script: ScriptDirectory) -> tuple[str, str] | None:
    """Several paths joined by a separator that Alembic does not split at."""
    for entry in script.unresolved:
        for separator, setting in _SETTINGS.items():
            parts = [part.strip() for part in entry.split(separator) if part.strip()]
            base = script.working_directory or script.root
            if len(parts) > 1 and any(os.path.isdir(os.path.join(base, part)) for part in parts):
                names = " and ".join(repr(_relative(part)) for part in parts)
                return (
                    f"the version locations {names} in {_shown(script.config or '')} are one location to Alembic, "
                    f"which does not split at {separator!r}",
                    f"set `path_separator = {setting}` in the configuration"
                    + (", with one location per line" if setting == "newline" else ""),
                )
    return None


def _unresolved(script: ScriptDirectory) -> tuple[str, str] | None:
    if not script.unresolved:
        return None
    names = ", ".join(repr(each) for each in script.unresolved)
    one = len(script.unresolved) == 1
    return (
        f"the version location{'' if one else 's'} {names} in {_shown(script.config or '')} "
        f"{'does' if one else 'do'} not exist",
        "correct `version_locations`, or install the package that contains them in migralint's environment",
    )


def _further_down(script: ScriptDirectory) -> tuple[str, str] | None:
    folders = list(dict.fromkeys(_folders_with_revisions(script)))
    if not folders:
        return None
    shown = list(map(_shown, folders[:_MOST_NAMED]))
    more = [f"{len(folders) - _MOST_NAMED} more folders"] if len(folders) > _MOST_NAMED else []
    names = [*shown, *more]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    below = all(any(_is_below(folder, top) for top in script.version_locations) for folder in folders)
    recursive = "set `recursive_version_locations = true` in Alembic's configuration, or " if below else ""
    return (
        f"there are revision files in {listed}, which Alembic does not read in its present configuration",
        f"{recursive}name {'the folder' if len(folders) == 1 else 'these folders'} in `version_locations`"
        f"{', or pass one of them as PATH' if len(folders) > 1 else ', or pass it as PATH'}",
    )


def _no_versions(script: ScriptDirectory) -> tuple[str, str] | None:
    if script.version_locations:
        return None
    return (
        f"there is no folder {_shown(os.path.join(script.path, 'versions'))}",
        "name the folder of the revision files, set `version_locations`, or, in a new project, `check --allow-empty`",
    )


def _folders_with_revisions(script: ScriptDirectory) -> Iterator[str]:
    for top in (*script.version_locations, script.path):
        try:
            for folder in folders_below(read_folder(top)):
                if folder.path not in script.version_locations and folder.has_revisions:
                    yield folder.path
        except InputError:
            continue


def _is_below(folder: str, top: str) -> bool:
    return folder.startswith(top.rstrip(os.sep) + os.sep)


def _relative(path: str) -> str:
    return _shown(path) if os.path.isabs(path) else path


def _shown(path: str) -> str:
    return os.path.relpath(path)
