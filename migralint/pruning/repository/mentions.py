"""Where the rest of the repository names removed revisions: tests, docs, charts, scripts; only reads."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from migralint.findings.problem import Problem
from migralint.loading.git.repository import Repository
from migralint.pruning.repository.name_search import WordIndex
from migralint.source.location import Location
from migralint.source.reading import read_regular

_SHORT = 8
"""Ids shorter than this ("0001", "2a") also occur as ordinary words; they count only between quotes."""
_TOO_LARGE = 2_000_000
"""In bytes; a larger file is data, not maintained by hand."""
_SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "site-packages", "__pycache__", ".tox", ".nox"})


def mentions(
    removed: Mapping[str, str], *, root: str, repository: Repository | None, exclude: Collection[str]
) -> Iterator[Problem]:
    """A problem for every line, and every file name, that contains a removed revision's id or file name.

    In the order of paths and lines.

    `removed`: id to absolute path of the file. `root`: the folder to search without version control. `exclude`:
    absolute paths that are not searched: the removed files, the rewritten ones, the manifest, the ledger.
    """
    words = {revision_id: revision_id for revision_id in removed}
    for revision_id, path in removed.items():
        words.setdefault(os.path.splitext(os.path.basename(path))[0], revision_id)
    index = WordIndex(words)
    by_name = _NameIndex(words)
    excluded = {os.path.realpath(path) for path in exclude}
    names = {os.path.basename(path) for path in excluded}
    for path in files_of(root, repository):
        if os.path.basename(path) not in names or os.path.realpath(path) not in excluded:
            yield from _in_name(path, by_name, words)
            yield from _in_file(path, index, words)


class _NameIndex:
    """Finds revisions in the names of files, where `_` separates words (`tests/test_1f0c5a7be201.py`)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._word = {word.replace("_", "-"): word for word in words}
        self._index = WordIndex(self._word)

    def named(self, stem: str) -> str | None:
        """The longest word in the name; a short one only as the complete name, or after `test_`."""
        name = stem.replace("_", "-")
        occurring = self._index.occurring(name.encode("utf-8", "surrogateescape"))
        whole = (name, name.removeprefix("test-"), name.removeprefix("test-migration-"))
        likely = [one for one in occurring if len(one) >= _SHORT or one in whole]
        return self._word[max(likely, key=len)] if likely else None


def _in_name(path: str, by_name: _NameIndex, words: Mapping[str, str]) -> Iterator[Problem]:
    word = by_name.named(os.path.splitext(os.path.basename(path))[0])
    if word is not None:
        yield Problem(
            f"is named after {words[word]}, which would be removed",
            Location(path),
            (words[word],),
            help="remove the reference, or change it to a kept revision",
        )


def _in_file(path: str, index: WordIndex, words: Mapping[str, str]) -> Iterator[Problem]:
    try:
        data = read_regular(path, limit=_TOO_LARGE)
    except OSError:
        return  # an unreadable file contains no name that has to be changed
    if b"\0" in data[:8000]:
        return
    if not index.occurring(data):
        return
    for number, line in enumerate(data.split(b"\n"), 1):
        occurring = index.occurring(line)
        match = _pattern(occurring).search(line.decode("utf-8", "replace")) if occurring else None
        if match is not None:
            yield Problem(
                f"names {match['word']}, which would be removed",
                Location(path, number, match.start("word") + 1, number, match.end("word") + 1),
                (words[match["word"]],),
                help="remove the reference, or change it to a kept revision",
            )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    long = "|".join(re.escape(word) for word in longest_first if len(word) >= _SHORT)
    short = "|".join(re.escape(word) for word in longest_first if len(word) < _SHORT)
    # An alternative that never matches replaces an empty list of words.
    return re.compile(rf"(?<!\w)(?P<word>{long or '(?!)'}|(?<=[\"'`])(?:{short or '(?!)'})(?=[\"'`]))(?!\w)")


def files_of(root: str, repository: Repository | None) -> Iterable[str]:
    """Absolute paths of the project's files: those of git, otherwise all below `root` except installed packages."""
    return _files(root) if repository is None else repository.files()


def _files(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED_FOLDERS and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        yield from (os.path.join(folder, name) for name in sorted(names))
