"""The script directory at a commit, in a scratch folder with the project around it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from migralint.database.options import VerifyOptions
from migralint.database.project.copied_directory import mirrored
from migralint.database.project.environment import working_folder
from migralint.database.project.interpreter import choose_interpreter
from migralint.database.result import Failure
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.git.export import commit_of, export
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.repository import is_below
from migralint.loading.revisions.listing import list_files
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError


class Earlier(Struct, frozen=True):
    """The project at an earlier commit."""

    ref: str
    """The commit as the user named it."""
    commit: str
    """The id of the commit."""
    top: str
    """The scratch folder that corresponds to the top of the repository."""
    script: ScriptDirectory

    def place(self, path: str) -> str:
        """Return a path of the scratch folder as git names it: `v1.0:migrations/env.py`."""
        return f"{self.ref}:{os.path.relpath(path, self.top).replace(os.sep, '/')}"

    def options(self, options: VerifyOptions, now: ScriptDirectory, root: str) -> VerifyOptions:
        """Return the same options for the earlier project: with its own folders and the present interpreter."""
        folders = [self._there(one, root) for one in options.sys_path]
        python = choose_interpreter(options.python, working_folder(now), os.environ)
        return replace(options, python=python, sys_path=tuple(folders))

    def _there(self, folder: str, root: str) -> str:
        if not is_below(folder, root):
            return folder
        there = os.path.join(self.top, os.path.relpath(os.path.realpath(folder), root))
        return there if os.path.isdir(there) else folder

    def located(self, failure: Failure, what: str) -> Failure:
        """Return the failure without paths of the scratch folder, which is removed later; `what` is what failed."""
        where = ""
        if failure.path is not None and failure.path.startswith(self.top):
            where = f" ({self.place(failure.path)}{f':{failure.line}' if failure.line else ''})"
            failure = replace(failure, path=None, line=None)
        words = f"{what}{where}: {failure.explanation}"
        return replace(
            failure,
            explanation=words.replace(self.top, self.ref),
            error=failure.error.replace(self.top, self.ref),
        )

    @contextmanager
    def in_working_tree(self, now: ScriptDirectory) -> Iterator[ScriptDirectory]:
        """Yield its revision files, and the files beside them, under the env.py and the configuration of `now`."""
        if not now.version_locations:
            raise InputError("has no version location", path=now.path)
        files: dict[str, bytes] = {}
        for number, location in enumerate(self.script.version_locations):
            target = now.version_locations[min(number, len(now.version_locations) - 1)]
            files |= _files(location, target)
        beside = _files(self.script.path, now.path)
        own = {os.path.join(now.path, "env.py")}
        placed = {os.path.join(now.path, os.path.relpath(one, self.script.path)) for one in self._revision_files()}
        files = {path: data for path, data in beside.items() if path not in own | placed} | files
        with mirrored(now, files) as mixed:
            yield mixed

    def _revision_files(self) -> tuple[str, ...]:
        return list_files(self.script).loaded


def repository_of(script: ScriptDirectory, option: str = "--chain") -> Repository:
    """Return the repository of the script directory. Raises InputError outside one. `option`: its user."""
    repository = find_repository(script.path)
    if repository is None:
        raise InputError(f"{option} reads git, and the project is in no git repository", path=script.path)
    return repository


@contextmanager
def earlier(repository: Repository, ref: str, now: ScriptDirectory, *, option: str = "--chain") -> Iterator[Earlier]:
    """Yield the project at `ref`, for as long as the block runs.

    The script directory is the one that the same configuration named at that time, even in another folder; otherwise
    the folder of the same name, otherwise the only one. Raises InputError if the commit is unknown, or has no script
    directory.
    """
    commit = commit_of(repository, ref, option=option)
    with tempfile.TemporaryDirectory(prefix="migralint-") as scratch:
        top = os.path.join(os.path.realpath(scratch), "project")
        Path(top, ".hg").mkdir(
            parents=True
        )  # ends the upward search for a configuration: nothing above belongs to the project
        export(repository, commit, top)
        yield Earlier(ref, commit, top, _script_at(repository.root, ref, top, now, option))


def _script_at(root: str, ref: str, top: str, now: ScriptDirectory, option: str) -> ScriptDirectory:
    def there(path: str) -> str:
        return os.path.join(top, os.path.relpath(os.path.realpath(path), root))

    names = [now.config] if now.config and is_below(now.config, root) else []
    problem: InputError | None = None
    for name, section in (*((one, now.section) for one in names), (now.path, None), (root, None)):
        path = there(name)
        if not os.path.exists(path):
            continue
        try:
            directories = discover(path, name=section if path.endswith((".ini", ".cfg")) else None)
            directories = [one for one in directories if is_below(one.path, top)]
            same = [one for one in directories if one.path == there(now.path)]
            script = the_one(same if len(same) == 1 else directories)
        except InputError as error:
            problem = problem or error
            continue
        if list_files(script).loaded:
            return script
    reason = f": {problem.message.replace(top, ref)}" if problem is not None else ""
    raise InputError(
        f"{option} {ref}: the commit has no script directory with revisions that corresponds to {now.path}{reason}",
        hint="choose a commit that has the migrations",
    )


def _files(folder: str, target: str) -> dict[str, bytes]:
    """Return the files below a folder, by the corresponding path below `target`."""
    return {
        os.path.join(target, os.path.relpath(path, folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }
