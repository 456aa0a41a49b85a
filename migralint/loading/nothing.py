"""The refusal of a history without revisions, and why Alembic finds none there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import pairwise

from migralint.loading.config.search import read_folder
from migralint.loading.revisions.directory import list_files
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

NAME_IT = "name the folder that holds them"


def refuse_without_revisions(script: ScriptDirectory, what: str) -> None:
    """Raise InputError if Alembic would load nothing: there is nothing to `what` (verify, build, stamp)."""
    listing = list_files(script)
    if not listing.loaded:
        error = no_revisions([script], hint=NAME_IT)
        raise InputError(f"nothing to {what}: {error.message}", hint=error.hint)


def no_revisions(scripts: Iterable[ScriptDirectory], *, hint: str) -> InputError:
    """Return (not raise) the error that says where no revisions are, and why as far as that can be seen."""
    scripts = list(scripts)
    folders = [folder for script in scripts for folder in (script.version_locations or (script.path,))]
    reasons = list(dict.fromkeys(reason for script in scripts for reason in _reasons(script)))
    message = f"no revisions found in {', '.join(map(_shown, folders))}"
    if not reasons:
        return InputError(message, hint=hint)
    return InputError("; ".join((message, *(reason for reason, _ in reasons))), hint=reasons[0][1] or hint)


def _reasons(script: ScriptDirectory) -> Iterator[tuple[str, str]]:
    """Each with a hint of its own, or an empty one."""
    if script.unresolved:
        listed = ", ".join(repr(entry) for entry in script.unresolved)
        yield f"the configuration names version locations that are not there: {listed}", _cut(script.unresolved)
    for folder in () if script.recursive else script.version_locations:
        below = [name for name in read_folder(folder).folders if read_folder(os.path.join(folder, name)).has_revisions]
        if below:
            more = f" and {len(below) - 3} more" if len(below) > 3 else ""
            names = ", ".join(_shown(os.path.join(folder, name)) for name in below[:3])
            yield (
                f"there are revision files one folder below ({names}{more}), which Alembic does not read",
                "set recursive_version_locations = true, or list the folders in version_locations",
            )


def _cut(entries: tuple[str, ...]) -> str:
    """What to do where a path was cut at a space or comma, as two of its pieces together are a folder."""
    joined = (f"{one}{middle}{other}" for one, other in pairwise(entries) for middle in " ,")
    if any(os.path.isdir(path) for path in (*joined, " ".join(entries))):
        return "without path_separator Alembic cuts version_locations at spaces and commas: set path_separator = os"
    return "correct version_locations; without path_separator Alembic cuts it at spaces and commas"


def _shown(path: str) -> str:
    shown = os.path.relpath(path)
    return path if shown.startswith(os.pardir) else shown
