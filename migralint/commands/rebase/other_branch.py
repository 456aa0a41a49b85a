"""The target branch of a rebase, and which revisions of the work tree are this branch's own."""

from __future__ import annotations

import shlex

from msgspec import Struct

from migralint.history.ledger import Ledger
from migralint.loading.git.export import commit_of
from migralint.loading.git.merge_target import merge_target
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.git.revisions_at import RevisionsAt, read_revisions_at
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rebasing.ownership import Division, divide
from migralint.rules.wording import listed
from migralint.source.errors import InputError


class OtherBranch(Struct, frozen=True):
    """A commit of the other branch, and the ref that names it."""

    repository: Repository
    ref: str
    commit: str
    why: str = ""
    """Why it was chosen, if the user did not name it: the upstream of this branch."""


def other_branch(script: ScriptDirectory, onto: str | None) -> OtherBranch:
    """Find the branch: `onto`, or else the merge target that git knows.

    Raises InputError outside git, in a shallow clone, for a ref that does not exist, and if git knows no target.
    """
    repository = find_repository(script.path)
    if repository is None:
        raise InputError(
            "is not in a git repository, or git is not installed; only git knows which revisions are this branch's own",
            path=script.path,
            hint="set down_revision by hand, or run `alembic merge`",
        )
    why = ""
    if onto is None:
        target = merge_target(repository)
        if target is None:
            raise InputError(
                "git does not know the branch to merge into (no upstream, no origin/HEAD, no main or master)",
                hint="pass it with --onto REF",
            )
        onto, why = target
    commit = commit_of(repository, onto, option="--onto")
    if repository.is_shallow():
        raise InputError(
            f"this clone is shallow, so it is unknown which revisions {onto} has ever contained",
            hint="run `git fetch --unshallow` first",
        )
    return OtherBranch(repository, onto, commit, why)


def divided(
    loaded: LoadedDirectory, script: ScriptDirectory, onto: OtherBranch, ledger: Ledger
) -> tuple[Division, RevisionsAt]:
    """Find out which revisions of the work tree the branch contains. Raises InputError unless all of its own are
    here."""
    for file in loaded.files:
        if file.error.startswith("unresolved merge conflict"):
            raise InputError(
                file.error,
                path=file.path,
                line=file.error_at.line if file.error_at is not None else None,
                hint="resolve it, `git add` the file, and run this again",
            )
    repository, ref = onto.repository, onto.ref
    at = read_revisions_at(repository, script, onto.commit)
    if not at.files:
        raise InputError(
            f"{ref} has no revision files in the present version locations", hint="pass another branch with --onto REF"
        )
    for path in at.unreadable:
        raise InputError(
            f"{ref} holds {path}, whose header cannot be read, so its revisions are unknown",
            hint="write its header with plain literals there",
        )
    paths = [file.path for file in loaded.files]
    places = dict(zip(paths, repository.all_relative(paths), strict=True))
    division = divide(loaded.files, places, at, ledger)
    if division.absent:
        raise _absent(division.absent, at, onto)
    return division, at


def _absent(absent: tuple[str, ...], at: RevisionsAt, onto: OtherBranch) -> InputError:
    head = onto.repository.head()
    merged = head is not None and not onto.repository.parents([onto.commit], without=head)
    message = f"{onto.ref} holds {len(absent)} revision{'s' if len(absent) > 1 else ''} that this work tree does not: "
    if merged:
        command = shlex.join(["git", "checkout", onto.ref, "--", at.revisions[absent[0]][0]])
        return InputError(
            f"{message}{listed(absent)}; this branch deleted or renamed them",
            hint=f"restore them, for example with `{command}`",
        )
    ref = shlex.quote(onto.ref)
    return InputError(
        f"{message}{listed(absent)}", hint=f"run `git merge {ref}` or `git rebase {ref}` first, then run this again"
    )
