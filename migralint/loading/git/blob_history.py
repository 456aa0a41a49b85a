"""Where git keeps a file whose object id is known: commits, tags and branches; survives rebases and squash-merges."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migralint.loading.git.repository import Repository


@dataclass(frozen=True, slots=True)
class BlobCommit:
    """A commit whose tree holds the object."""

    blob: str
    commit: str
    path: str
    """Where it lies in that commit, relative to the root, with `/`."""
    date: str
    """Of the commit: ISO 8601."""
    subject: str


def sightings(
    repository: Repository, blobs: Iterable[str], *, paths: Sequence[str] = ()
) -> Mapping[str, tuple[BlobCommit, ...]]:
    """The commits, of all refs, that brought each object into a tree, newest first.

    One walk through the history for all of them; with `paths` (relative to the root) only there, which is much faster.
    An object that no ref reaches, or that git does not know, has none.
    """
    wanted = sorted(set(blobs))
    if not wanted:
        return {}
    output = repository.ask(
        [
            *("log", "--all", "--full-history", "-m", "--raw", "--no-abbrev", "--no-renames", "-z"),
            "--format=%x01%H%x02%cI%x02%s",
            *(f"--find-object={blob}" for blob in wanted),
            "--",
            *paths,
        ],
        allowed=(128, 129),  # an id of another kind of repository is an error to git
    )
    found: dict[str, list[BlobCommit]] = {blob: [] for blob in wanted}
    seen: set[tuple[str, str, str]] = set()
    for one in _parsed(os.fsdecode(output)):
        key = (one.blob, one.commit, one.path)
        if one.blob in found and key not in seen:
            seen.add(key)
            found[one.blob].append(one)
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
    answers = (line.split() for line in os.fsdecode(output).splitlines())
    return {
        name: answer[1]
        for name, answer in zip(wanted, answers, strict=True)
        if len(answer) == 2 and answer[0] == "blob"
    }


def refs_containing(repository: Repository, commit: str, patterns: Sequence[str]) -> tuple[str, ...]:
    """The full names of the refs whose history holds the commit, tags as versions sort, oldest first."""
    output = repository.ask(
        ["for-each-ref", "--sort=version:refname", "--format=%(refname)", f"--contains={commit}", "--", *patterns]
    )
    return tuple(os.fsdecode(output).splitlines())


def as_checked_out(repository: Repository, blob: str, path: str) -> bytes:
    """The bytes that a checkout of the object at `path` (relative to the root) would write, by today's attributes.

    Raises GitError if git does not have the object, or lacks the filter.
    """
    return repository.ask(["cat-file", "--filters", f"--path={path}", blob])


def _parsed(output: str) -> Iterator[BlobCommit]:
    """Read `log --raw -z`: fields end with a null character, a commit's own lines begin with \\x01."""
    commit = date = subject = ""
    fields = iter(output.split("\0"))
    for field in fields:
        field = field.lstrip("\n")
        if field.startswith("\x01"):
            commit, date, subject = field[1:].split("\x02", 2)
        elif field.startswith(":"):
            _, _, _, blob, _ = field.split(" ", 4)
            path = next(fields, "")
            if blob.strip("0"):
                yield BlobCommit(blob, commit, path, date, subject)
