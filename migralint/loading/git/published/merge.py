"""The revision files after a merge: three-way, by revision id if it is known, otherwise by path."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.history.file import RevisionFile
from migralint.loading.git.published.files import Tree, TreeFile


def merged_files(base: Tree, theirs: Tree, mine: Tree) -> list[TreeFile]:
    """Apply the changes from `base` to `mine` to the files of `theirs`; the result is ordered by path.

    A file that is renamed or moved is still the same one, because its id is the same. If both sides changed a header,
    each value comes from the side that changed it; if both changed the same value, that of `mine` is used: git will
    report a conflict.
    """
    trees = (base, theirs, mine)
    merged: list[TreeFile] = []
    by_id = [_by_id(tree) for tree in trees]
    twice = {identifier for one in by_id for identifier, files in one.items() if len(files) > 1}
    once = {identifier for one in by_id for identifier in one} - twice
    for identifier in once:
        before, their, my = (one[identifier][0] if identifier in one else None for one in by_id)
        merged += _merged(before, their, my)
    rest = [{path: one for path, one in tree.items() if one.id not in once} for tree in trees]
    for path in {path for tree in rest for path in tree}:
        before, their, my = (tree.get(path) for tree in rest)
        chosen = their if _blob(my) == _blob(before) else my
        if chosen is not None:
            merged.append(chosen)
    return sorted(merged, key=lambda one: (one.path, one.id or ""))


def _by_id(tree: Tree) -> dict[str, list[TreeFile]]:
    by_id: dict[str, list[TreeFile]] = {}
    for one in tree.values():
        if one.id is not None:
            by_id.setdefault(one.id, []).append(one)
    return by_id


def _merged(before: TreeFile | None, their: TreeFile | None, my: TreeFile | None) -> Iterator[TreeFile]:
    """The result for one id: no file, one, or two if both sides created a file with it."""
    match before, their, my:
        case None, None, TreeFile() as only:
            yield only
        case None, TreeFile() as only, None:
            yield only
        case None, TreeFile() as theirs, TreeFile() as mine:
            yield mine
            if theirs.path != mine.path:
                yield theirs
        case TreeFile() as old, None, TreeFile() as mine:
            if mine.blob != old.blob:  # deleted by the target, changed by this branch
                yield mine
        case TreeFile() as old, TreeFile() as theirs, TreeFile() as mine:
            yield _joined(old, theirs, mine)
        case _:
            return  # deleted by this branch, by the target, or by both


def _joined(before: TreeFile, their: TreeFile, my: TreeFile) -> TreeFile:
    path = my.path if my.path != before.path else their.path
    if my.blob == before.blob:
        return replace(their, path=path)
    if their.blob == before.blob or their.blob == my.blob:
        return replace(my, path=path)
    return TreeFile(path, my.blob, _joined_header(before.file, their.file, my.file))


def _joined_header(before: RevisionFile, theirs: RevisionFile, mine: RevisionFile) -> RevisionFile:
    parents = theirs.down_revision if _same(before, mine, "down_revision") else mine.down_revision
    needs = theirs.depends_on if _same(before, mine, "depends_on") else mine.depends_on
    labels = theirs.branch_labels if _same(before, mine, "branch_labels") else mine.branch_labels
    assert mine.as_revision is not None  # its id is known, as the file was found by it
    revision = replace(
        mine.as_revision, down_revision=parents.values, depends_on=needs.values, branch_labels=labels.values
    )
    return replace(mine, down_revision=parents, depends_on=needs, branch_labels=labels, as_revision=revision)


def _same(before: RevisionFile, mine: RevisionFile, name: str) -> bool:
    one, other = getattr(before, name), getattr(mine, name)
    return bool(one.values == other.values and one.unknown == other.unknown)


def _blob(one: TreeFile | None) -> str | None:
    return one.blob if one is not None else None
