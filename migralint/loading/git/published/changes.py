"""What a branch did to published revisions: edited, deleted, renamed, or made a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from migralint.findings.published import ChangedRevision, Part, PublishedRevision, RenamedRevision
from migralint.history.ledger import Ledger
from migralint.loading.git.published.commit_files import CommitFiles
from migralint.loading.git.published.files import Tree, TreeFile
from migralint.loading.git.published.upgrades import Upgrade, differences, read_upgrade


class Sides(Struct, frozen=True):
    """The three trees of a merge."""

    base: Tree
    theirs: Tree
    mine: Tree


class Changes:
    """Compares the files of one script directory; a file is parsed again only if its bytes differ."""

    def __init__(self, sides: Sides, files: CommitFiles, ledger: Ledger) -> None:
        """`ledger`: the record of pruned revisions in the working tree."""
        self._sides = sides
        self._files = files
        self._ledger = ledger
        self._base, self._mine = by_id(sides.base), by_id(sides.mine)
        self._theirs = by_id(sides.theirs)
        self._upgrades: dict[str, Upgrade | None] = {}

    def changed(self) -> Iterator[ChangedRevision]:
        """The revisions whose files differ from the published ones, grouped by the change of this branch."""
        for identifier, their in self._theirs.items():
            my, before = self._mine.get(identifier), self._base.get(identifier)
            if my is None or my.blob == their.blob or (before is not None and my.blob == before.blob):
                continue
            parts, incomparable = self._parts(before, their, my)
            yield ChangedRevision(
                published(their),
                my.file,
                before.file.as_revision if before is not None else None,
                parts,
                incomparable,
                moved=my.path != their.path,
            )

    def missing(self) -> tuple[list[PublishedRevision], list[RenamedRevision]]:
        """The revisions that this branch deleted, and those whose id it changed."""
        deleted, renamed = [], []
        fresh = [one for name, one in self._mine.items() if name not in self._theirs and name not in self._base]
        for identifier, their in self._theirs.items():
            if identifier in self._mine or identifier not in self._base or identifier in self._ledger.pruned:
                continue
            if (place := self._sides.mine.get(their.path)) is not None and place.id is None:
                continue  # its file exists, but its id is no longer known
            new = next((one for one in fresh if self._is_renamed(their, one)), None)
            if new is not None and new.file.as_revision is not None:
                renamed.append(RenamedRevision(published(their), new.file.as_revision))
            else:
                deleted.append(replace(published(their), on_disk=self._files.is_on_disk(their)))
        return deleted, renamed

    def _parts(self, before: TreeFile | None, their: TreeFile, my: TreeFile) -> tuple[tuple[Part, ...], str]:
        mine, theirs = self._upgrade(my), self._upgrade(their)
        if mine is None:
            return (), "its file here cannot be parsed by this Python"
        if theirs is None:
            return (), "the published file cannot be parsed by this Python"
        if before is not None and (old := self._upgrade(before)) is not None and old.same_as(mine):
            return (), ""  # the target changed it, this branch did not
        return differences(theirs, mine, my.file.path), ""

    def _is_renamed(self, their: TreeFile, new: TreeFile) -> bool:
        """Whether a file of this branch is a published one under another id."""
        theirs, mine = self._upgrade(their), self._upgrade(new)
        if theirs is None or mine is None or not theirs.same_as(mine):
            return False
        if new.path == their.path:
            return True
        same_message = new.file.docstring.message == their.file.docstring.message
        return same_message and (new.file.down_revision.values == their.file.down_revision.values)

    def _upgrade(self, one: TreeFile) -> Upgrade | None:
        if one.blob not in self._upgrades:
            self._upgrades[one.blob] = read_upgrade(self._files.content(one))
        return self._upgrades[one.blob]


def by_id(tree: Tree) -> Mapping[str, TreeFile]:
    """The file of each revision; of several, the one that is loaded last."""
    return {one.id: one for one in tree.values() if one.id is not None}


def published(one: TreeFile) -> PublishedRevision:
    """The revision of a file with a known id, in the form that rules use."""
    file = one.file
    assert file.as_revision is not None
    fields = {name: getattr(file, name) for name in ("down_revision", "depends_on", "branch_labels")}
    return PublishedRevision(
        file.as_revision, one.path, frozenset(name for name, field in fields.items() if field.unknown)
    )
