"""Histories drawn in a line of text, for tests and documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from msgspec.structs import replace

from migralint.history.history import History
from migralint.history.revision import Revision

_STATEMENT = re.compile(r"(?P<id>\S+)\s+(?P<verb>depends|label)\s+(?P<names>.+)")


def parse_history(text: str) -> History:
    """Read `a <- b <- c, a <- d; m: c d; d depends b; b label x` (see `parse_revisions`)."""
    return History(parse_revisions(text))


def parse_revisions(text: str) -> tuple[Revision, ...]:
    """Read revisions in the order of their first mention.

    Statements end with `;`, `,` or a line break:
    `a` alone is a revision; `a <- b <- c` says that b's down_revision is a and c's is b; several parents by several
    statements, or as `m: c d`; `d depends b x` names dependencies (ids or labels, not thereby revisions);
    `b label x y` names branch labels. Raises ValueError for anything else.
    """
    revisions: dict[str, Revision] = {}

    def mention(name: str) -> Revision:
        if not re.fullmatch(r"[^\s<:]+", name):
            raise ValueError(f"not a revision id: {name!r}")
        return revisions.setdefault(name, Revision(name))

    def add_parents(name: str, parents: Iterable[str]) -> None:
        known = mention(name)
        revisions[name] = replace(known, down_revision=(*known.down_revision, *parents))

    for statement in re.split(r"[;,\n]", text):
        statement = statement.strip()
        if not statement:
            continue
        if match := _STATEMENT.fullmatch(statement):
            known, names = mention(match["id"]), tuple(match["names"].split())
            if match["verb"] == "depends":
                revisions[known.id] = replace(known, depends_on=(*known.depends_on, *names))
            else:
                revisions[known.id] = replace(known, branch_labels=(*known.branch_labels, *names))
        elif ":" in statement:
            name, _, parents = statement.partition(":")
            for parent in parents.split():
                mention(parent)
            add_parents(name.strip(), parents.split())
        else:
            chain = [part.strip() for part in statement.split("<-")]
            mention(chain[0])
            for parent, child in pairwise(chain):
                add_parents(child, (parent,))
    return tuple(revisions.values())
