"""Where the rest of the repository names revisions that would go: tests, docs, charts, scripts; reads, never writes."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping

from migralint.findings.problem import Problem
from migralint.loading.git import Match, Repository
from migralint.source.location import Location

_SHORT = 8
"""Ids shorter than this ("0001", "2a") occur as ordinary words; they count only between quotes."""
_TOO_LARGE = 2_000_000
"""Bytes; a larger file is data, not something that somebody maintains by hand."""
_SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "site-packages", "__pycache__", ".tox", ".nox"})


def mentions(
    removed: Mapping[str, str], *, root: str, repository: Repository | None, exclude: Collection[str]
) -> Iterator[Problem]:
    """A problem for every line that names a removed revision by its id or its file, in the order of paths and lines.

    `removed`: id to absolute path of the file. `root`: where to look without version control. `exclude`: absolute paths
    not to look into: the removed files, the rewritten ones, the manifest, the ledger.
    """
    words = {revision_id: revision_id for revision_id in removed}
    for revision_id, path in removed.items():
        words.setdefault(os.path.splitext(os.path.basename(path))[0], revision_id)
    if repository is not None:
        matches = repository.grep(words, exclude=[repository.relative(path) for path in exclude])
    else:
        matches = _walk(words, root, {os.path.realpath(path) for path in exclude})
    pattern = _pattern(words)
    for match in matches:
        found = pattern.search(match.text)
        if found is None:
            continue
        revision_id = words[found["word"]]
        yield Problem(
            f"names {found['word']}, which would be removed",
            Location(match.path, match.line, found.start("word") + 1, match.line, found.end("word") + 1),
            (revision_id,),
            help="remove the reference, or point it at a revision that stays",
        )


def _pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    long = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) >= _SHORT)
    short = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) < _SHORT)
    # An alternative that never matches stands in for an empty list of words.
    return re.compile(rf"(?<!\w)(?P<word>{long or '(?!)'}|(?<=[\"'`])(?:{short or '(?!)'})(?=[\"'`]))(?!\w)")


def _walk(words: Mapping[str, str], root: str, excluded: Collection[str]) -> Iterator[Match]:
    wanted = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)).encode())
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED_FOLDERS and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.realpath(path) in excluded:
                continue
            try:
                if not os.path.isfile(path) or os.path.getsize(path) > _TOO_LARGE:
                    continue
                with open(path, "rb") as stream:
                    data = stream.read()
            except OSError:
                continue  # a file nobody can read names nothing anybody has to clean up
            if b"\0" in data[:8000] or not wanted.search(data):
                continue
            for number, line in enumerate(data.split(b"\n"), 1):
                if wanted.search(line):
                    yield Match(path, number, line.decode("utf-8", "replace"))
