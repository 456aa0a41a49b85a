"""ML206: the file name contains another revision's id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.rules.wording import related, titled

_WORD = re.compile(r"[0-9A-Za-z.]+")
_GENERATED = re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{12}\Z")
"""The ids of `alembic revision`: the last twelve digits of a uuid4."""
_SHORTEST = 4


def file_name_mismatch(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A file name with an id that is not the id of the file.

    Why:
        People find revisions by file name. If a file was copied and only its name or only its `revision` was changed,
        they find the wrong one.

    Example:
            # a1b2c3d4e5f6_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

    Instead:
            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

    Note:
        Many projects name files by date or number. A name without any id is not reported, and nothing is reported if
        `file_template` has no `%(rev)s`.
    """
    revision = file.as_revision
    if revision is None or "%(rev)s" not in subject.file_template:
        return
    stem = os.path.splitext(os.path.basename(file.path))[0]
    if revision.id in stem:
        return
    known = subject.history.revisions
    for word in (part for found in _WORD.findall(stem) for part in found.split("_")):
        if word in revision.down_revision or len(word) < _SHORTEST or revision.id.startswith(word):
            continue
        if word in known:
            yield Problem(
                f"the file name contains {word}, which is another revision; this one is {revision.id}",
                location=revision.id_at,
                revisions=(revision.id, word),
                related=related(known[word].id_at, titled(known[word])),
                help=f"rename the file so that its name contains {revision.id}",
            )
            return
        if _GENERATED.match(word):
            yield Problem(
                f"the file name contains {word}, but the revision is {revision.id}",
                location=revision.id_at,
                revisions=(revision.id,),
                help=f"rename the file so that its name contains {revision.id}, or correct `revision`",
            )
            return
