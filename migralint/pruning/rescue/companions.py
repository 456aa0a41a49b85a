"""The files beside revisions that these may read (SQL, data, modules): as of the prune, otherwise as they are now."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from migralint.loading.git.blob_history import blob_commits
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.configuration import VERSIONS
from migralint.pruning.rescue.restored import RestoredHistory, RestoredRevision

_REVISION_FILE = re.compile(r"(?!\.#|__init__).*\.py\Z")
_SKIPPED_FOLDERS = frozenset({"__pycache__", ".git", ".hg", ".svn", "node_modules"})
_SKIPPED_FILES = re.compile(r".*\.py[co]\Z|\.?migralint[-_].*|\.#.*", re.DOTALL)
_OWN_FILES = frozenset({"env.py", "alembic.ini", "script.py.mako"})


class Companions(Struct, frozen=True):
    """The files that are written beside the revisions."""

    files: Mapping[str, bytes]
    """By path relative to the rescue directory, with `/`."""
    conflicts: Mapping[str, str]
    """Files that are left out, since others of the same name come from other folders; with the path of those."""


def find_companions(
    script: ScriptDirectory, restored: RestoredHistory, repository: Repository | None, *, without: str
) -> Companions:
    """The files of the folders that contained the restored revisions, and of the script directory.

    The git version at the commit of the prune takes precedence over the present file; but a module outside the version
    locations is the one that the present env.py finds. Nothing below `without` is included. In a rescue directory all
    revisions are in one folder, so the files beside any of them are written there.
    """
    places = _Places(script, restored)
    states = [*_at_commits(script, restored, repository), _live(script, repository, without)]
    files: dict[str, bytes] = {}
    conflicts: dict[str, str] = {}
    for state in states:
        origins: dict[str, str] = {}
        for path in sorted(state):
            for target in filter(_stays_inside, places.targets(path)):
                other = origins.setdefault(target, path)
                if state[other] != state[path]:
                    conflicts[path] = other
                live_module = state is states[-1] and target.endswith(".py") and not target.startswith(f"{VERSIONS}/")
                if other == path and (target not in files or live_module):
                    files[target] = state[path]
    return Companions(files, conflicts)


class _Places:
    """The places in a rescue directory for the files of a script directory or a version location."""

    def __init__(self, script: ScriptDirectory, restored: RestoredHistory) -> None:
        self.recursive = script.recursive
        self.locations = [_relative(location, script) for location in script.version_locations]
        folders = {posixpath.dirname(_revision_path(one, script)) for one in restored.files.values()}
        self.folders = sorted(folders | set(self.locations))
        self.own = _OWN_FILES | ({os.path.basename(script.ini)} if script.ini is not None else set())
        # A script directory that is also the project folder contains far more files than revisions read.
        self.whole = not _is_project(script)

    def targets(self, path: str) -> Iterator[str]:
        """The paths in a rescue directory for one relative to the script directory; empty if it is left out."""
        parts = path.split("/")
        if any(_SKIPPED_FILES.match(part) or part in _SKIPPED_FOLDERS for part in parts):
            return
        below = [folder for folder in self.folders if folder == "." or path.startswith(f"{folder}/")]
        inside = [place for place in self.locations if place == "." or path.startswith(f"{place}/")]
        if inside and _REVISION_FILE.match(parts[-1]):
            direct = any(posixpath.dirname(path) == ("" if place == "." else place) for place in inside)
            if direct or self.recursive:
                return  # a revision
        for folder in below:
            yield posixpath.join(VERSIONS, path if folder == "." else path[len(folder) + 1 :])
        if not below and self.whole and not path.startswith("../") and path not in self.own:
            yield path


def _stays_inside(target: str) -> bool:
    """Whether a path stays inside; a tree object can be forged, with any names in it."""
    return posixpath.normpath(target) == target and not target.startswith(("/", "../"))


def _is_project(script: ScriptDirectory) -> bool:
    return os.path.realpath(script.path) == os.path.realpath(script.root or script.path)


def _revision_path(one: RestoredRevision, script: ScriptDirectory) -> str:
    return one.path if one.stored is not None else _relative(one.path, script)


def _relative(path: str, script: ScriptDirectory) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(script.path)).replace(os.sep, "/")


def _live(script: ScriptDirectory, repository: Repository | None, without: str) -> dict[str, bytes]:
    """The present files, by path relative to the script directory, without those that git ignores."""
    ignored = _Ignored(repository)
    files: dict[str, bytes] = {}
    for top in dict.fromkeys((*([] if _is_project(script) else [script.path]), *script.version_locations)):
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(
                name
                for name in folders
                if name not in _SKIPPED_FOLDERS and os.path.realpath(os.path.join(folder, name)) != without
            )
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not _SKIPPED_FILES.match(name) and path not in ignored:
                    place = posixpath.normpath(posixpath.join(_relative(folder, script), name))
                    files[place] = Path(path).read_bytes()
    return files


class _Ignored:
    def __init__(self, repository: Repository | None) -> None:
        self.repository = repository
        self.kept = None if repository is None else frozenset(map(os.path.realpath, repository.files()))

    def __contains__(self, path: str) -> bool:
        return self.kept is not None and os.path.realpath(path) not in self.kept


def _at_commits(
    script: ScriptDirectory, restored: RestoredHistory, repository: Repository | None
) -> Iterator[dict[str, bytes]]:
    """The files before each prune that is undone, that of the target first, then the latest first."""
    if repository is None:
        return
    pruned = [one for one in restored.files.values() if one.pruned and one.prune is not None]
    pruned.sort(key=lambda one: (one.revision.id == restored.target, one.prune.pruned_at if one.prune else ""))
    done: set[str] = set()
    for one in reversed(pruned):
        assert one.prune is not None
        if one.prune.pruned_at not in done:
            done.add(one.prune.pruned_at)
            try:
                yield _at_commit(one, script, repository)
            except GitError:  # not in this clone; the present file is used already
                continue


def _at_commit(one: RestoredRevision, script: ScriptDirectory, repository: Repository) -> dict[str, bytes]:
    assert one.stored is not None
    assert one.prune is not None
    commit = repository.commit(one.prune.commit) if one.prune.commit else None
    if commit is None and one.stored.git_blob is not None:  # rebased since: use any commit that has the file
        commit = next(
            (each.commit for each in blob_commits(repository, [one.stored.git_blob])[one.stored.git_blob]), None
        )
    if commit is None:
        return {}
    tree = repository.tree(commit)
    folder = _folder_then(one, tree, repository, script)
    chosen = {
        posixpath.relpath(path, folder or "."): blob
        for path, blob in tree.items()
        if any(_is_below(path, top) for top in _tops(folder, script))
    }
    contents = repository.blobs(chosen.values())
    return {path: contents[blob] for path, blob in chosen.items() if blob in contents}


def _folder_then(
    one: RestoredRevision, tree: Mapping[str, str], repository: Repository, script: ScriptDirectory
) -> str:
    """The script directory in that commit, relative to the root: its path may have been different."""
    assert one.stored is not None
    today = repository.relative(os.path.join(script.path, "x")).removesuffix("x").rstrip("/")
    places = [path for path, blob in tree.items() if blob == one.stored.git_blob and path.endswith(one.stored.path)]
    folders = [path.removesuffix(one.stored.path).rstrip("/") for path in places]
    return today if today in folders or not folders else folders[0]


def _tops(folder: str, script: ScriptDirectory) -> Sequence[str]:
    places: Iterable[str] = (_relative(location, script) for location in script.version_locations)
    own = [] if _is_project(script) else [folder]
    return [*own, *(posixpath.normpath(posixpath.join(folder, place)) for place in places)]


def _is_below(path: str, folder: str) -> bool:
    return folder in ("", ".") or path.startswith(f"{folder}/")
