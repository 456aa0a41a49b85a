"""Writes a self-contained script directory: checked before it appears, completely or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from migralint.evaluation.modules import ModuleFiles, import_roots
from migralint.history.file import FileKind
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.git.repository import Repository
from migralint.loading.repository import is_below
from migralint.loading.revisions.listing import list_files
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.guard.generated import GUARD_NAME, without_ledger
from migralint.pruning.rescue.companions import Companions, find_companions
from migralint.pruning.rescue.configuration import VERSIONS, rescue_ini
from migralint.pruning.rescue.neighbours import Import, imports, packages_of, with_packages
from migralint.pruning.rescue.notes import import_notes, place_notes
from migralint.pruning.rescue.restored import RestoredHistory
from migralint.pruning.rescue.upgrade_path import UpgradePath
from migralint.source.atomic import MODE_BITS, sync_folder
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out
from migralint.source.reading import read_regular, reason

_TEMPORARY = ".migralint-rescue-"


class CannotStandAloneError(Exception):
    """The rescue directory would not lead a database to the kept revisions; the message tells why."""


class Written(Struct, frozen=True):
    """An existing rescue directory."""

    directory: str
    """Absolute path."""
    notes: tuple[str, ...]
    """What may not work from its new place, one sentence each."""


def refuse_place(directory: str, script: ScriptDirectory) -> None:
    """Raise InputError unless a rescue directory may be written at `directory`."""
    for location in script.version_locations:
        if is_below(directory, location):
            raise InputError(
                f"lies in the version location {location}: up-to-date databases would run the pruned revisions again",
                path=directory,
                hint="choose a folder outside the migrations",
            )
    if os.path.realpath(directory) == os.path.realpath(script.path):
        raise InputError("is the live script directory", path=directory, hint="choose another folder")
    refuse_links_out(directory)
    if not os.path.lexists(directory):
        return
    if not os.path.isdir(directory):
        raise InputError("already exists and is not a folder", path=directory)
    if os.listdir(directory):
        raise InputError("is not empty", path=directory, hint="choose a new or empty folder")


def write_rescue(
    directory: str,
    script: ScriptDirectory,
    restored: RestoredHistory,
    contents: Mapping[str, bytes],
    *,
    live: History,
    stamp_sets: Collection[frozenset[str]],
    repository: Repository | None = None,
) -> Written:
    """Write the restored history, with `contents` by file name and the files that these read, as its own script
    directory.

    It is created beside `directory`, read again, tested with Alembic's own planner for each of `stamp_sets`, and only
    then renamed: a database stamped at the pruned revision must reach the present heads, and each of `stamp_sets` that
    does not gets a note. Raises InputError if the place is wrong or cannot be written, CannotStandAloneError if the
    result fails the test: then it is removed.
    """
    refuse_place(directory, script)
    if not os.path.isfile(os.path.join(script.path, "env.py")):
        raise InputError("has no env.py, so no script directory can be created for it", path=script.path)
    imported = imports(contents, [name for name, one in restored.files.items() if one.pruned])
    parent = os.path.dirname(os.path.realpath(directory))
    companions = find_companions(script, restored, repository, without=os.path.realpath(directory))
    _refuse_conflicts(companions, contents)
    try:
        os.makedirs(parent, exist_ok=True)
        temporary = tempfile.mkdtemp(prefix=_TEMPORARY, dir=parent)
    except OSError as error:
        raise InputError(f"cannot be written: {reason(error)}", path=directory) from error
    try:
        _fill(Path(temporary), os.path.realpath(directory), script, contents, companions, imported)
        way_up = _way_up(_read_again(temporary, script, restored), restored, live)
        if (flaw := way_up.flaw(frozenset({restored.target}))) is not None:
            raise CannotStandAloneError(flaw)
        flaws = [flaw for stamps in stamp_sets if (flaw := way_up.flaw(stamps)) is not None]
        os.rename(temporary, os.path.realpath(directory))
        sync_folder(Path(parent))
    except OSError as error:
        raise InputError(f"cannot be written: {reason(error)}", path=directory) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    notes = (*flaws, *place_notes(directory, script, restored, contents), *import_notes(imported))
    return Written(os.path.abspath(directory), notes)


def _way_up(written: History, restored: RestoredHistory, live: History) -> UpgradePath:
    try:
        return UpgradePath(written, restored, live)
    except ValueError as error:
        raise CannotStandAloneError(str(error)) from error


def _refuse_conflicts(companions: Companions, contents: Mapping[str, bytes]) -> None:
    for path, other in companions.conflicts.items():
        name = os.path.basename(path)
        if any(name.encode() in data for data in contents.values()):
            raise CannotStandAloneError(f"{path} and {other} differ but would be one file, and a revision names {name}")


def _fill(
    folder: Path,
    directory: str,
    script: ScriptDirectory,
    contents: Mapping[str, bytes],
    companions: Companions,
    imported: Sequence[Import],
) -> None:
    versions = folder / VERSIONS
    versions.mkdir()
    for name, data in contents.items():
        _write(versions / name, data)
    for name, data in companions.files.items():
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
    packages = packages_of(contents, os.path.basename(script.path), companions.files)
    _write(
        folder / "env.py",
        _env(Path(script.path, "env.py"), [one.package for one in imported if one.package], packages),
    )
    template, guard = Path(script.path, "script.py.mako"), Path(script.path, GUARD_NAME)
    if template.is_file():
        _write(folder / template.name, read_regular(template))
    if guard.is_file():  # env.py may call it
        _write(folder / guard.name, without_ledger(read_regular(guard)))
    ini = folder / "alembic.ini"
    _write(ini, rescue_ini(script, directory).encode())
    if script.ini is not None:  # it may contain a password
        ini.chmod(os.stat(script.ini).st_mode & MODE_BITS)
    sync_folder(versions)
    sync_folder(folder)
    umask = os.umask(0)
    os.umask(umask)
    folder.chmod(0o777 & ~umask)


def _env(live: Path, packages: Sequence[str], folders: Mapping[str, str]) -> bytes:
    try:
        return with_packages(read_regular(live), packages, folders)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"is not valid Python: {error}", path=str(live)) from error


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _read_again(folder: str, script: ScriptDirectory, restored: RestoredHistory) -> History:
    """The history of the written files, in Alembic's load order. Raises CannotStandAloneError if it differs."""
    versions = os.path.join(folder, VERSIONS)
    listing = list_files(ScriptDirectory(path=folder, version_locations=(versions,)))
    listed = [os.path.basename(path) for path in listing.loaded]
    if listed != list(restored.files):
        strange = sorted(set(listed) ^ set(restored.files)) or listed
        raise CannotStandAloneError(f"Alembic would not load {strange[0]}")
    # Constants of the project's modules are found from the file's original folder.
    modules = ModuleFiles(import_roots(script.path, script.root, *script.version_locations))
    revisions: list[Revision] = []
    for path, one in zip(listing.loaded, restored.files.values(), strict=True):
        file = read_revision_file(path, modules=modules)
        expected = one.revision
        if file.kind is not FileKind.REVISION or file.as_revision is None:
            raise CannotStandAloneError(f"{one.path} contains no readable revision")
        if file.as_revision.id != expected.id:
            raise CannotStandAloneError(f"{one.path} contains {file.as_revision.id}, not {expected.id}")
        for name, field, recorded in (
            ("down_revision", file.down_revision, expected.down_revision),
            ("depends_on", file.depends_on, expected.depends_on),
            ("branch_labels", file.branch_labels, expected.branch_labels),
        ):
            # The value in the ledger replaces one that the present modules no longer provide.
            if not (field.unknown and field.statements) and field.values != recorded:
                raise CannotStandAloneError(
                    f"{name} of {one.path} is {', '.join(field.values) or 'nothing'}, but the record has "
                    f"{', '.join(recorded) or 'nothing'}"
                )
        revisions.append(expected)
    return History(revisions)
