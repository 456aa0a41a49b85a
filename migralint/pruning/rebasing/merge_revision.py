"""The merge revision that joins this branch's heads with those of the other one: an alternative to moving; pure."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from migralint.history.file import RevisionFile
from migralint.history.revision import Revision
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.squash_file import file_name
from migralint.pruning.rebasing.lines import Line, Lines
from migralint.pruning.rebasing.own_graph import OwnGraph
from migralint.source.location import Location


class MergeRevision(Struct, frozen=True):
    """A file that does not exist yet."""

    revision: Revision
    """Its path is that of the future file."""
    data: bytes


def merge_revisions(
    graph: OwnGraph, lines: Lines, script: ScriptDirectory, files: Mapping[str, RevisionFile], now: datetime
) -> tuple[MergeRevision, ...]:
    """One merge for each group of lines that this branch's revisions split, in the style of Alembic's template.

    `files`: the files of all revisions by id. Empty if nothing is split, or if an id stands for two revisions.
    """
    if graph.shared or lines.problems or not all(head in lines.of for head in graph.heads()):
        return ()
    return tuple(_written(graph, heads, script, files, now) for heads in _splits(graph, lines))


def _splits(graph: OwnGraph, lines: Lines) -> Iterator[tuple[str, ...]]:
    """The heads to merge, in groups of heads that have a line in common; those of the other branch first."""
    groups: list[tuple[set[Line], list[str]]] = []
    for head in graph.heads():
        joined = set(lines.of[head])
        heads = [head]
        for group in [one for one in groups if one[0] & joined]:
            groups.remove(group)
            joined |= group[0]
            heads = [*group[1], *heads]
        groups.append((joined, heads))
    for joined, heads in groups:
        built_on = (other for name in graph.below(heads) for other in graph.held_parents(name))
        below = graph.held.ancestors_with_self(built_on)
        theirs = sorted(line.head for line in joined if not line.is_own and line.head not in below)
        if len(theirs) + len(heads) > 1:
            yield (*theirs, *heads)


def _written(
    graph: OwnGraph, heads: Sequence[str], script: ScriptDirectory, files: Mapping[str, RevisionFile], now: datetime
) -> MergeRevision:
    newest = files[heads[-1]]
    name = _id(heads, [*graph.held.revisions, *graph.own, *graph.held.labels])
    revision = Revision(name, tuple(heads), message=f"merge {' and '.join(heads)}", create_date=now)
    folder = next(
        (one for one in script.version_locations if newest.path.startswith(one.rstrip(os.sep) + os.sep)),
        os.path.dirname(newest.path),
    )
    path = os.path.join(folder, file_name(script.file_template, revision))
    placed = Revision(name, revision.down_revision, message=revision.message, create_date=now, id_at=Location(path))
    return MergeRevision(placed, _text(revision, newest).encode())


def _text(revision: Revision, neighbour: RevisionFile) -> str:
    parents = ", ".join(map(ascii, revision.down_revision)).replace("'", '"')
    functions = "".join(
        f"\n\ndef {name}({', '.join(_parameters(neighbour, name))}) -> None:\n    pass\n"
        for name in ("upgrade", "downgrade")
    )
    return (
        f'"""{revision.message}\n\n'
        f"Revision ID: {revision.id}\n"
        f"Revises: {', '.join(revision.down_revision)}\n"
        f'Create Date: {revision.create_date}\n\n"""\n\n'
        "# revision identifiers, used by Alembic.\n"
        f'revision = "{revision.id}"\n'
        f"down_revision = ({parents})\n"
        "branch_labels = None\n"
        "depends_on = None\n"
        f"{functions}"
    )


def _parameters(neighbour: RevisionFile, name: str) -> tuple[str, ...]:
    """The parameter that env.py passes to the functions of this project, as in its other files: `engine_name`."""
    function = (neighbour.functions or {}).get(name)
    return function.parameters if function is not None else ()


def _id(heads: Sequence[str], existing: Sequence[str]) -> str:
    """An id that depends only on the heads, so that the shown id is the one that is written later."""
    salt = 0
    while True:
        name = sha256("\n".join((*heads, *[""] * salt)).encode()).hexdigest()[:12]
        if not any(other.startswith(name) or name.startswith(other) for other in existing):
            return name
        salt += 1
