"""Searches git's history for the files of missing revisions; only if something names such a revision."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.findings.lost_file import LostFile, LostFiles
from migralint.history.file import RevisionFile
from migralint.loading.git.blob_history import Change, changes
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory

_MOST_IDS = 200
_MOST_ROUNDS = 20
_MOST_PARSED = 2_000
_SPECIAL = re.compile(r"[][\\.^$*+?(){}|]")
_GLOB = re.compile(r"[][*?]")


def with_lost(subject: HistoryContext, script: ScriptDirectory, stamps: Iterable[str] = ()) -> HistoryContext:
    """The same context with what git knows about revisions that no file contains: those in headers, and `stamps`."""
    ids = [*subject.unexplained, *(stamp for stamp in stamps if stamp not in subject.history)]
    return replace(subject, lost=find_lost(script, ids, known=subject.history.revisions)) if ids else subject


def find_lost(script: ScriptDirectory, ids: Iterable[str], *, known: Collection[str] = ()) -> LostFiles | None:
    """What git knows about the files of these revisions, and of their ancestors down to the `known` ones.

    None outside a repository, or if git fails. The version locations are searched first, then all folders with their
    names, as a project may have moved them.
    """
    valid = [one for one in dict.fromkeys(ids) if one and "\n" not in one and "\0" not in one][:_MOST_IDS]
    try:
        repository = find_repository(script.path)
        if repository is None or repository.head() is None:
            return None
        search = _Search(repository, script)
        lost = search.everywhere(valid)
        for _ in range(_MOST_ROUNDS):
            below = {parent for one in lost.values() for parent in one.down_revision}
            if not (unknown := sorted(below - lost.keys() - set(known))):
                break
            if not (more := search.everywhere(unknown)):
                break
            lost |= more
        incomplete = ""
        if not all(one in lost for one in valid) and repository.is_shallow():
            incomplete = "this clone is shallow (`git fetch --unshallow`)"
    except GitError:
        return None
    return LostFiles(lost, incomplete)


class _Search:
    def __init__(self, repository: Repository, script: ScriptDirectory) -> None:
        self.repository = repository
        self.script = script

    def places(self) -> list[str]:
        """The version locations, relative to the root."""
        places = self.repository.all_relative(self.script.version_locations or (self.script.path,))
        return [place for place in places if not place.startswith("../")]

    def places_of_that_name(self) -> list[str]:
        """Patterns for the Python files in all folders that have the names of the version locations."""
        names = dict.fromkeys(os.path.basename(place) for place in self.places() if place != ".")
        return [f":(top,glob)**/{_GLOB.sub(_in_brackets, name)}/**/*.py" for name in names]

    def everywhere(self, ids: Sequence[str]) -> dict[str, LostFile]:
        """The lost files by id: in the version locations, then in other folders."""
        lost = self.among(ids, self.places(), literal=True)
        missing = [one for one in ids if one not in lost]
        return lost | self.among(missing, self.places_of_that_name(), literal=False)

    def among(self, ids: Sequence[str], places: Sequence[str], *, literal: bool) -> dict[str, LostFile]:
        """The lost files by id, according to the newest commit that changed them."""
        if not ids or not places:
            return {}
        # -S and -G search the text of changes; the name of a file need not contain the id.
        pattern = f"[\"']({'|'.join(_SPECIAL.sub(_escaped, one) for one in ids)})[\"']"
        seen = [
            one
            for one in changes(self.repository, [f"-G{pattern}"], places, literal=literal)
            if one.path.endswith(".py")
        ]
        files = self._read(seen)
        lost: dict[str, LostFile] = {}
        for change in seen:
            for revision, event in _events(change, files):
                if revision in ids and revision not in lost:
                    lost[revision] = self._lost(change, event, revision, files)
        return lost

    def _read(self, seen: Sequence[Change]) -> dict[str, RevisionFile]:
        paths = {blob: one.path for one in seen for blob in (one.old, one.new) if blob}
        chosen = list(paths)[:_MOST_PARSED]
        contents = self.repository.blobs(chosen)
        return {
            blob: read_revision_file(os.path.join(self.repository.root, paths[blob]), data=data)
            for blob, data in contents.items()
        }

    def _lost(self, change: Change, event: str, revision: str, files: Mapping[str, RevisionFile]) -> LostFile:
        commit = change.commit[:12]
        renamed = event == "renamed"
        before, after = files.get(change.old), files.get(change.new)
        file = after if event == "present" else before
        assert file is not None
        return LostFile(
            change.path,
            "present" if event == "present" else "renamed" if renamed else "deleted",
            commit,
            change.date[:10],
            change.subject,
            self._command(commit if event == "present" else f"{commit}^", change.path, revision),
            file.down_revision.values,
            (_id(after) or "") if renamed else "",
        )

    def _command(self, commit: str, path: str, revision: str) -> str:
        """The command that restores the file: at its old path, or at one where no other file exists."""
        root = self.repository.root
        here = os.path.relpath(root)
        git = ["git"] if here == "." else ["git", "-C", here]
        place = os.path.join(root, path)
        folders = [os.path.realpath(folder) for folder in self.script.version_locations]
        if os.path.realpath(os.path.dirname(place)) in folders and not os.path.lexists(place):
            if path.startswith(":") or re.search(r"[*?[\\]", path):
                git.append("--literal-pathspecs")
            return shlex.join([*git, "checkout", commit, "--", path])
        folder = self.script.version_locations[0] if self.script.version_locations else self.script.path
        target = os.path.join(folder, os.path.basename(path))
        if os.path.lexists(target):
            stem, ending = os.path.splitext(target)
            target = f"{stem}_{re.sub(r'[^A-Za-z0-9_-]', '_', revision)}{ending}"
        return f"{shlex.join([*git, 'show', f'{commit}:{path}'])} > {shlex.quote(os.path.relpath(target))}"


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _in_brackets(match: re.Match[str]) -> str:
    return f"[{match[0]}]"


def _events(change: Change, files: Mapping[str, RevisionFile]) -> Iterator[tuple[str, str]]:
    before, after = _id(files.get(change.old)), _id(files.get(change.new))
    if before and before != after:
        yield before, "renamed" if change.new else "deleted"
    if after:
        yield after, "present"


def _id(file: RevisionFile | None) -> str | None:
    return file.as_revision.id if file is not None and file.as_revision is not None else None
