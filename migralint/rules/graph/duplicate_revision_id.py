"""ML105: one id, several files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.revision import Revision
from migralint.rules.wording import listed, related

_COUNTED = re.compile(r"\D*\d+([_.-].*)?\Z", re.DOTALL)
"""Sequential ids: 0042, 0042_add_books."""
_COPY = re.compile(
    r"\(\d+\)\s*$|[ _.-](?:copy|copie|kopie|copia|backup|bak|orig|old)(?:[ _]?\(?\d*\)?)$"
    r"|^(?:copy of|kopie von|copie de) |~$",
    re.IGNORECASE,
)
"""Marks of second copies in the file names of file managers, editors and merges."""


def duplicate_revision_id(subject: HistoryContext) -> Iterator[Problem]:
    """One revision id in several files.

    Why:
        Alembic only warns, keeps the file it loads last and forgets the others: their operations never run, and
        nothing fails. The cause is a revision file that was copied as a template, or folders that are loaded by
        mistake.

    Example:
        The second file was copied from the first:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Instead:
        Delete an identical copy. Give any other file its own id:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"
    """
    for identifier, same_id in subject.history.duplicates.items():
        if len(same_id) < 2:
            continue
        *lost, kept = same_id
        again = lost[-1]
        yield Problem(
            f'the id "{identifier}" is in {len(same_id)} files; Alembic keeps the one it loads last '
            "and never runs the others",
            location=again.id_at,
            revisions=(identifier,),
            related=(
                *related(kept.id_at, "this one is loaded last"),
                *(place for other in lost[:-1] for place in related(other.id_at, "this one never runs either")),
            ),
            help=_advice(subject, identifier, same_id),
        )


def _advice(subject: HistoryContext, identifier: str, same_id: Sequence[Revision]) -> str:
    paths = [revision.path or "" for revision in same_id]
    names = _names(paths)
    superfluous: list[str] = []

    def called(some: Sequence[str]) -> str:
        return listed([f'"{names[path]}"' for path in some])

    sentences: list[str] = []
    for group in subject.copies:
        if group[0] in paths:
            original = min(group, key=lambda path: (_is_called_copy(path), group.index(path)))
            copies = [path for path in group if path != original]
            superfluous += copies
            sentences.append(
                f"delete {called(copies)}: {'it is' if len(copies) == 1 else 'they are'} identical to "
                f"{called([original])}"
            )
    left = [path for path in paths if path not in superfluous]
    if len(left) > 1:
        sentences += (
            f"{called([path])} has a name like a copy: if it is a copy that was changed by accident, delete it"
            for path in left
            if _is_called_copy(path)
        )
        which = f"one of {called(left)}" if len(left) == 2 else f"all but one of {called(left)}"
        sentences.append(
            f"give {which} a new id (and update the parent in its children); which file keeps "
            f'"{identifier}" depends on what your databases have run'
        )
        if subject.under_git and _COUNTED.match(identifier):
            sentences.append("`migralint rebase --renumber` gives the revisions of this branch the next numbers")
    return "; ".join(sentences)


def _is_called_copy(path: str) -> bool:
    return _COPY.search(os.path.splitext(os.path.basename(path))[0]) is not None


def _names(paths: Sequence[str]) -> dict[str, str]:
    """Each file by its name alone, or with its folder if several have that name."""
    bases = [os.path.basename(path) for path in paths]
    longer = ["/".join(path.replace(os.sep, "/").split("/")[-2:]) for path in paths]
    return dict(zip(paths, bases if len(set(bases)) == len(bases) else longer, strict=True))
