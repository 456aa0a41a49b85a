"""Files that removed revisions read and kept ones do not: they are unused after the prune."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from migralint.findings.problem import Problem, Related
from migralint.loading.git.repository import Repository
from migralint.loading.script_directory import ScriptDirectory
from migralint.rules.wording import listed
from migralint.source.location import Location

_SKIPPED_FOLDERS = frozenset({"__pycache__", ".git", "node_modules"})
_SKIPPED_FILES = re.compile(r".*\.(py[co]|mako|ini)\Z|\.?migralint[-_].*|\.#.*|__init__\.py\Z", re.DOTALL)
_LISTS_A_FOLDER = re.compile(rb"\b(?:r?glob|iterdir|listdir|scandir|walk|files|contents)\(")
_REVISION = re.compile(rb"(?:\A|[\r\n])[ \t]*down_revision\b")
"""In a file that belongs to a history: perhaps to another one than the pruned one."""
_TOO_LARGE = 2_000_000
"""In bytes; a larger file is data and reads no other file."""


class _Reader(Struct, frozen=True):
    """A file that may read others."""

    path: str
    names: frozenset[str]
    """Its stem and, for a revision, its id: the names of the files that it reads may be computed from them."""
    data: bytes

    def reads(self, path: str, parts: frozenset[str]) -> bool:
        """Whether it names the file (`parts`: its stem and the folders it is in), or may compute the name."""
        stem, ending = os.path.splitext(os.path.basename(path))
        name = stem if ending == ".py" else os.path.basename(path)
        if os.fsencode(name) in self.data or self.names & parts:
            return True
        folder = os.fsencode(os.path.basename(os.path.dirname(path)))
        return folder in self.data and _LISTS_A_FOLDER.search(self.data) is not None


def unread(
    removed: Mapping[str, str],
    kept: Mapping[str, str],
    script: ScriptDirectory,
    repository: Repository | None,
    *,
    exclude: Iterable[str] = (),
) -> Iterator[Problem]:
    """A problem that lists the files which only removed revisions read; none if there are none.

    `removed`, `kept`: id to absolute path. A file is not listed if a kept revision, or any other file of the
    repository, may read it; `exclude`: absolute paths that read no other file (the ledger, the manifest).
    """
    revisions = {os.path.realpath(path) for path in (*removed.values(), *kept.values())}
    candidates = [
        path for path in _beside(script) if os.path.realpath(path) not in revisions and not _is_revision(path)
    ]
    going = [_reader(path, name) for name, path in removed.items()]
    parts = {path: _parts(path, script) for path in candidates}
    candidates = [path for path in candidates if any(one.reads(path, parts[path]) for one in going)]
    if not candidates:
        return
    staying = [_reader(path, name) for name, path in kept.items()]
    skipped = revisions | {os.path.realpath(path) for path in exclude}
    others = repository.files() if repository is not None else tuple(_beside(script))
    staying += [
        _reader(path, "") for path in others if os.path.realpath(path) not in skipped and not _is_compiled(path)
    ]
    alone = [
        path
        for path in candidates
        if not any(one.path != path and one.reads(path, parts[path] if one.names else frozenset()) for one in staying)
    ]
    if alone:
        shown = [os.path.relpath(path, script.root or script.path).replace(os.sep, "/") for path in alone]
        many = len(alone) > 1
        yield Problem(
            f"only removed revisions read {listed(shown)}",
            Location(alone[0]),
            related=tuple(Related(Location(path), "no kept file names this file") for path in alone),
            help=(
                f"remove {'them' if many else 'it'} with the revisions; `migralint rescue --write` restores "
                f"{'them' if many else 'it'} from git"
            ),
        )


def _is_compiled(path: str) -> bool:
    """Whether Python compiled it from a source that is read itself: it contains the same names as the source."""
    return path.endswith((".pyc", ".pyo"))


def _is_revision(path: str) -> bool:
    """Whether the file itself is a revision, such as that of another database under the same name."""
    return path.endswith(".py") and _REVISION.search(_bytes(path)) is not None


def _reader(path: str, revision_id: str) -> _Reader:
    stem = os.path.splitext(os.path.basename(path))[0]
    return _Reader(path, frozenset({stem, revision_id}) if revision_id else frozenset(), _bytes(path))


def _bytes(path: str) -> bytes:
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > _TOO_LARGE:
            return b""
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""


def _parts(path: str, script: ScriptDirectory) -> frozenset[str]:
    below = os.path.relpath(path, script.path)
    return frozenset({os.path.splitext(os.path.basename(path))[0], *os.path.dirname(below).split(os.sep)})


def _beside(script: ScriptDirectory) -> Iterator[str]:
    """The files of the version locations, and those of the script directory unless that is the project itself."""
    whole = os.path.realpath(script.path) != os.path.realpath(script.root or script.path)
    seen: set[str] = set()
    for top in (*script.version_locations, *([script.path] if whole else [])):
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(
                name for name in folders if name not in _SKIPPED_FOLDERS and not _SKIPPED_FILES.match(name)
            )
            for name in sorted(names):
                path = os.path.join(folder, name)
                own = folder == script.path and name == "env.py"
                if path not in seen and not own and not _SKIPPED_FILES.match(name):
                    seen.add(path)
                    yield path
