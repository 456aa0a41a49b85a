"""What a branch did to the revisions of its merge target: values only, computed by `loading/git`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from migralint.history.file import RevisionFile
from migralint.history.revision import Revision
from migralint.source.location import Location


class Part(Struct, frozen=True):
    """`upgrade`, or a function, class, constant or import of the file that it uses, where it is not as published."""

    name: str
    change: Literal["changed", "added", "removed"]
    location: Location
    """In the working tree; of what was removed, where `upgrade` stands."""


class PublishedRevision(Struct, frozen=True):
    """A revision as the merge target has it."""

    revision: Revision
    """Its locations mean the published bytes: show none of them."""
    path: str
    """Relative to the repository's root, with `/`."""
    unknown: frozenset[str] = frozenset()
    """The header names whose values cannot be known there."""
    on_disk: bool = False
    """If it is deleted: whether there is a file at its path anyway, which is not loaded as this revision."""


class ChangedRevision(Struct, frozen=True):
    """A revision of the merge target whose file this branch changed, or that it has made a second time."""

    published: PublishedRevision
    file: RevisionFile
    """As the working tree has it; its id is known, and the same."""
    before: Revision | None
    """As the merge base has it; None: this branch made a revision of that id, and so did the target."""
    parts: tuple[Part, ...] = ()
    """How what `upgrade` does differs: by names, `upgrade` first."""
    incomparable: str = ""
    """Which of the two cannot be parsed, as the end of a sentence; then `parts` is empty."""
    moved: bool = False
    """Whether it lies at another path than the published one."""

    @property
    def is_another(self) -> bool:
        """Whether the id means something else here: another message and another `upgrade`, in its own file."""
        mine, theirs = self.file.docstring.message, self.published.revision.message
        return bool(self.parts) and mine != theirs and (self.before is None or self.moved)


class RenamedRevision(Struct, frozen=True):
    """A published revision that this branch gave another id, in place: the body is the same."""

    published: PublishedRevision
    new: Revision


class Published(Struct, frozen=True):
    """The history of the merge target, and what this branch did to it."""

    ref: str
    """The target as its user names it."""
    new: frozenset[str] = frozenset()
    """The ids of the working tree that neither the target, nor the merge base, nor a ledger holds."""
    revisions: Mapping[str, PublishedRevision] = field(default_factory=dict)
    """All revisions of the target, by id."""
    heads: frozenset[str] = frozenset()
    """The heads of the target's history."""
    changed: tuple[ChangedRevision, ...] = ()
    """In the order of the target."""
    deleted: tuple[PublishedRevision, ...] = ()
    """Revisions that the merge base and the target have, and the working tree has not; likewise."""
    renamed: tuple[RenamedRevision, ...] = ()


class TaggedRevision(Struct, frozen=True):
    """A revision of the working tree whose id means another revision at a git tag."""

    new: Revision
    message: str
    """Of the revision at the tag; may be empty."""
    path: str
    """Where it lies at the tag, relative to the repository's root, with `/`."""
    tag: str
