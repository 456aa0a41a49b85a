"""What a branch did to the revisions of its merge target: values only, computed by `loading/git`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from migralint.history.file import RevisionFile
from migralint.history.revision import Revision
from migralint.source.location import Location


class Part(Struct, frozen=True):
    """`upgrade`, or a function, class, constant or import that it uses, if it differs from the published file."""

    name: str
    change: Literal["changed", "added", "removed"]
    location: Location
    """In the working tree; for a removed part, the location of `upgrade`."""


class PublishedRevision(Struct, frozen=True):
    """A revision of the merge target."""

    revision: Revision
    """Its locations refer to the published bytes: do not show them."""
    path: str
    """Relative to the repository's root, with `/`."""
    unknown: frozenset[str] = frozenset()
    """The header names whose values are unknown in it."""
    on_disk: bool = False
    """For a deleted revision: whether a file at its path exists that is not loaded as this revision."""


class ChangedRevision(Struct, frozen=True):
    """A revision of the merge target whose file this branch changed, or which this branch created a second time."""

    published: PublishedRevision
    file: RevisionFile
    """The revision in the working tree; its id is known, and the same."""
    before: Revision | None
    """The revision at the merge base; None: this branch created a revision with that id, and so did the target."""
    parts: tuple[Part, ...] = ()
    """The parts in which what `upgrade` does differs: by name, `upgrade` first."""
    incomparable: str = ""
    """Which of the two files cannot be parsed, as the end of a sentence; then `parts` is empty."""
    moved: bool = False
    """Whether its path differs from the published one."""

    @property
    def is_another(self) -> bool:
        """Whether the id means a different revision here: another message and another `upgrade`, in its own file."""
        mine, theirs = self.file.docstring.message, self.published.revision.message
        return bool(self.parts) and mine != theirs and (self.before is None or self.moved)


class RenamedRevision(Struct, frozen=True):
    """A published revision whose id this branch changed in place: the body is the same."""

    published: PublishedRevision
    new: Revision


class Published(Struct, frozen=True):
    """The history of the merge target, and the changes of this branch to it."""

    ref: str
    """The target under the user's name for it."""
    new: frozenset[str] = frozenset()
    """The ids in the working tree that are not in the target, the merge base or a ledger."""
    revisions: Mapping[str, PublishedRevision] = field(default_factory=dict)
    """All revisions of the target, by id."""
    heads: frozenset[str] = frozenset()
    """The heads of the target's history."""
    changed: tuple[ChangedRevision, ...] = ()
    """In the order of the target."""
    deleted: tuple[PublishedRevision, ...] = ()
    """Revisions of the merge base and the target that the working tree lacks; likewise."""
    renamed: tuple[RenamedRevision, ...] = ()


class TaggedRevision(Struct, frozen=True):
    """A revision of the working tree whose id means another revision at a git tag."""

    new: Revision
    message: str
    """The message of the revision at the tag; may be empty."""
    path: str
    """Its path at the tag, relative to the repository's root, with `/`."""
    tag: str
