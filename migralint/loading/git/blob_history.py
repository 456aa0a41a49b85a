"""Where git keeps a file with a known object id: commits, tags and branches; survives rebases and squash-merges."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.loading.git.process import lines
from migralint.loading.git.repository import Repository


class BlobCommit(Struct, frozen=True):
    """A commit whose tree holds the object."""

    blob: str
    commit: str
    path: str
    """Where it lies in that commit, relative to the root, with `/`."""
    date: str
    """Of the commit: ISO 8601."""
    subject: str


class Change(Struct, frozen=True):
    """What a commit did to a file."""

    commit: str
    path: str
    """Relative to the root, with `/`."""
    date: str
    """Of the commit: ISO 8601."""
    subject: str
    old: str
    """The id of the object before; empty if the commit added the file."""
    new: str
    """The id of the object afterwards; empty if it deleted the file."""


def blob_commits(
    repository: Repository, blobs: Iterable[str], *, paths: Sequence[str] = ()
) -> Mapping[str, tuple[BlobCommit, ...]]:
    """The commits, of all refs, that brought each object into a tree, newest first.

    One walk through the history for all of them; with `paths` (relative to the root) only there, which is much faster.
    An object that no ref reaches, or that git does not know, has none.
    """
    wanted = sorted(set(blobs))
    if not wanted:
        return {}
    found: dict[str, list[BlobCommit]] = {blob: [] for blob in wanted}
    seen: set[tuple[str, str, str]] = set()
    looked_for = [f"--find-object={blob}" for blob in wanted]
    for one in changes(repository, ["-m", *looked_for], paths):
        key = (one.new, one.commit, one.path)
        if one.new in found and key not in seen:
            seen.add(key)
            found[one.new].append(BlobCommit(one.new, one.commit, one.path, one.date, one.subject))
    return {blob: tuple(each) for blob, each in found.items()}


def known_objects(repository: Repository, names: Iterable[str]) -> Mapping[str, str]:
    """Object ids by name (`<id>`, `<commit>:<path>`); names that mean no file are missing."""
    wanted = [name for name in names if "\n" not in name]
    if not wanted:
        return {}
    given = "".join(f"{name}\n" for name in wanted)
    output = repository.ask(
        ["cat-file", "--batch-check=%(objecttype) %(objectname)", "--buffer"], given=os.fsencode(given)
    )
    answers = (line.split(" ") for line in lines(output))
    return {
        name: answer[1]
        for name, answer in zip(wanted, answers, strict=True)
        if len(answer) == 2 and answer[0] == "blob"
    }


def refs_containing(
    repository: Repository, commits: Iterable[str], patterns: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """The full names of the refs whose history holds each commit, tags as versions sort, oldest first.

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
    """The changes of files, of all refs, that the `options` of `git log` choose below `paths`, newest first."""
    output = repository.ask(
        [
            *("log", "--all", "--full-history", "--raw", "--no-abbrev", "--no-renames", "-z"),
            *("--no-ext-diff", "--no-textconv", "--no-color", "--format=%x01%H%x02%cI%x02%s"),
            *options,
            "--",
            *paths,
        ],
        allowed=(128, 129),  # an id of another kind of repository is an error to git
        literal=literal,
    )
    yield from _parsed(os.fsdecode(output))


def _parsed(output: str) -> Iterator[Change]:
    """Read `log --raw -z`: fields end with a null character, a commit's own lines begin with \\x01."""
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
