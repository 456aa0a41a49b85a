"""ML203: a header value that is only known by running the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, HeaderField, RevisionFile
from migralint.rules.wording import listed
from migralint.source.location import Location

_STAR = re.compile(r"from ([\w.]+) import \*")


def dynamic_header(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A header value that cannot be known without running the file.

    Why:
        The file does not show where it belongs: neither to a reviewer, nor to a merge, nor to migralint, which reads
        files without running them. `migralint prune` refuses such a directory instead of guessing.

    Example:
        The parent depends on the environment:

            # b2c3d4e5f6a1_add_users.py
            import os
            revision = "b2c3d4e5f6a1"
            down_revision = os.environ["PARENT"]

    Instead:
        Write it as a literal:

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

    Note:
        `from module import *` below the header may set it, too. If the module is in the project or installed in its
        environment, migralint checks it; otherwise the setting `trusted-star-imports = ["module"]` declares that it
        does not.
    """
    if file.kind is not FileKind.REVISION or file.error:
        return  # if the syntax is broken, that is the flaw
    fields = {
        "revision": file.revision,
        "down_revision": file.down_revision,
        "depends_on": file.depends_on,
        "branch_labels": file.branch_labels,
    }
    unknown = {name: value for name, value in fields.items() if value.unknown}
    causes: dict[str, list[str]] = {}
    for name, value in unknown.items():
        # one star import makes all four names uncertain, and is one cause
        causes.setdefault(value.unknown if _STAR.search(value.unknown) else name, []).append(name)
    for names in causes.values():
        value = unknown[names[0]]
        yield Problem(
            f"{listed(names)} cannot be known without running the file: {value.unknown}",
            location=value.location or Location(file.path),
            revisions=file.revision.values,
            help=_advice(names, value),
        )


def _advice(names: list[str], value: HeaderField) -> str:
    star = _STAR.search(value.unknown)
    if star is not None:
        return (
            f"import names instead of `*`, or, if {star[1]} has nothing called {listed(names, 'or')}, set "
            f'`trusted-star-imports = ["{star[1]}"]`'
        )
    (name,) = names
    until = "; until then, several heads or bases are not reported" if name in ("revision", "down_revision") else ""
    return f"write {name} as a literal{until}"
