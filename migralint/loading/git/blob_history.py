"""Where git keeps a file with a known object id: commits, tags and branches; survives rebases and squash-merges."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.loading.git.process import lines
from migralint.loading.git.repository import Repository


class BlobCommit(Struct, frozen=True):
    """A commit whose tree contains the object."""

    blob: str
    commit: str
    path: str
    """Its path in that commit, relative to the root, with `/`."""
    date: str
    """Date of the commit: ISO 8601."""
    subject: str


class Change(Struct, frozen=True):
    """The change of a file in a commit."""

    commit: str
    path: str
    """Relative to the root, with `/`."""
    date: str
    """Date of the commit: ISO 8601."""
    subject: str
    old: str
    """The id of the object before; empty if the commit added the file."""
    new: str
    """The id of the object afterwards; empty if the commit deleted the file."""


def blob_commits(
    repository: Repository, blobs: Iterable[str], *, paths: Sequence[str] = ()
) -> Mapping[str, tuple[BlobCommit, ...]]:
    """The commits, of all refs, that added each object to a tree, newest first.

    One walk through the history for all of them; with `paths` (relative to the root) only there, which is much faster.
    An object that no ref reaches, or that git does not know, has none.
    """
    ids = sorted(set(blobs))
    if not ids:
        return {}
    commits: dict[str, list[BlobCommit]] = {blob: [] for blob in ids}
    seen: set[tuple[str, str, str]] = set()
    looked_for = [f"--find-object={blob}" for blob in ids]
    for one in changes(repository, ["-m", *looked_for], paths):
        key = (one.new, one.commit, one.path)
        if one.new in commits and key not in seen:
            seen.add(key)
            commits[one.new].append(BlobCommit(one.new, one.commit, one.path, one.date, one.subject))
    return {blob: tuple(each) for blob, each in commits.items()}


def known_objects(repository: Repository, names: Iterable[str]) -> Mapping[str, str]:
    """Object ids by name (`<id>`, `<commit>:<path>`); names that do not mean a file are missing."""
    valid = [name for name in names if "\n" not in name]
    if not valid:
        return {}
    stdin = "".join(f"{name}\n" for name in valid)
    output = repository.ask(
        ["cat-file", "--batch-check=%(objecttype) %(objectname)", "--buffer"], stdin=os.fsencode(stdin)
    )
    answers = (line.split(" ") for line in lines(output))
    return {
        name: answer[1] for name, answer in zip(valid, answers, strict=True) if len(answer) == 2 and answer[0] == "blob"
    }


def refs_containing(
    repository: Repository, commits: Iterable[str], patterns: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """The full names of the refs whose history contains each commit, tags in version order, oldest first.

    One walk through the history of all these refs.
    """
    commits = dict.fromkeys(commits)
    refs = repository.refs(*patterns)
    held: dict[str, int] = {}
    bits = {commit: 1 << index for index, commit in enumerate(commits)}
    for commit, parents in repository.parents(dict.fromkeys(refs.values())).items() if commits else ():
        mask = bits.get(commit, 0)
        for parent in parents:
            mask |= held.get(parent, 0)
        held[commit] = mask
    return {commit: tuple(name for name, tip in refs.items() if held.get(tip, 0) & bits[commit]) for commit in commits}


def changes(
    repository: Repository, options: Sequence[str], paths: Sequence[str], *, literal: bool = True
) -> Iterator[Change]:
    """The changes of files, of all refs, that the `options` of `git log` select below `paths`, newest first."""
    output = repository.ask(
        [
            *("log", "--all", "--full-history", "--raw", "--no-abbrev", "--no-renames", "-z"),
            *("--no-ext-diff", "--no-textconv", "--no-color", "--format=%x01%H%x02%cI%x02%s"),
            *options,
            "--",
            *paths,
        ],
        allowed=(128, 129),  # git fails on an id of another hash function
        literal=literal,
    )
    yield from _parsed(os.fsdecode(output))


def _parsed(output: str) -> Iterator[Change]:
    """Read `log --raw -z`: fields end with a null character, a commit's own lines start with \\x01."""
    commit = date = subject = ""
    fields = iter(output.split("\0"))
    for field in fields:
        field = field.lstrip("\n")
        if field.startswith("\x01"):
            commit, date, subject = field[1:].split("\x02", 2)
        elif field.startswith(":"):
            _, _, old, new, _ = field.split(" ", 4)
            yield Change(
                commit, next(fields, ""), date, subject, *("" if set(one) == {"0"} else one for one in (old, new))
            )
