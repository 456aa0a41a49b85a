"""Who added each file of some folders, from the history of HEAD: one git process, without a checkout."""

from __future__ import annotations

import os
from collections.abc import Sequence

from migralint.loading.git.process import GitError
from migralint.loading.git.repository import find_repository


def authors_of(folders: Sequence[str]) -> dict[str, str]:
    """The author of the commit that added each file below the folders, by its absolute path.

    Files that are not committed yet are missing. Empty without git or a repository, and for folders outside it. A file
    that was added more than once has its latest author; a renamed file has the author of the rename.
    """
    if not folders:
        return {}
    try:
        repository = find_repository(folders[0])
        if repository is None or repository.head() is None:
            return {}
        places = [one for one in repository.all_relative(folders) if not one.startswith("../")]
        if not places:
            return {}
        output = repository.ask(
            [
                *("log", "HEAD", "--diff-filter=A", "--no-renames", "--name-only", "-z", "--no-color"),
                *("--no-ext-diff", "--no-textconv", "--format=%x01%aN", "--", *places),
            ]
        )
    except GitError:
        return {}
    authors: dict[str, str] = {}
    author = ""
    for field in os.fsdecode(output).split("\0"):
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            author, _, text = text[1:].partition("\n")
            text = text.lstrip("\n")
        if text:
            authors.setdefault(os.path.join(repository.root, text), author)
    return authors
