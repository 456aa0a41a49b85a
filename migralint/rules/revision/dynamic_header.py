"""ML203: a header value that only running the file would tell."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.source.location import Location


def dynamic_header(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A header value that cannot be known without running the file.

    Why:
        Nobody can see from the file where it belongs: neither a reviewer, nor a merge, nor migralint, which reads and
        never runs it. `migralint prune` refuses such a directory rather than guess.

    Example:
        The parent depends on the environment:

            # b2c3d4e5f6a1_add_users.py
            import os
            revision = "b2c3d4e5f6a1"
            down_revision = os.environ["PARENT"]

    Instead:
        Write it out:

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None
    """
    if file.kind is not FileKind.REVISION or file.error:
        return  # where the syntax is broken, that is the flaw
    for name, value in (
        ("revision", file.revision),
        ("down_revision", file.down_revision),
        ("depends_on", file.depends_on),
        ("branch_labels", file.branch_labels),
    ):
        if value.unknown:
            yield Problem(
                f"{name} cannot be known without running the file: {value.unknown}",
                location=value.location or Location(file.path),
                revisions=file.revision.values,
                help=f"write {name} as a literal; until then several heads or bases are not reported"
                if name in ("revision", "down_revision")
                else f"write {name} as a literal",
            )
