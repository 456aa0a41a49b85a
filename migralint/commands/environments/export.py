"""The stamps of all environments as numbers for a monitoring system; does not connect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from migralint.commands.environments.manifest_file import Opened, environments_of
from migralint.commands.environments.reading import entry_of
from migralint.environments.environment import StampSet
from migralint.history.history import History


class ExportedSet(Struct, frozen=True):
    """The databases of one environment with the same stamps."""

    stamp_set: StampSet
    pending: int | None
    """The number of revisions that an upgrade to the heads still runs; None: one of the stamps has no file."""


class ExportedEnvironment(Struct, frozen=True):
    """One environment that needs stamps."""

    name: str
    stamp_sets: tuple[ExportedSet, ...]
    """The largest first."""
    unread: int
    """The number of databases whose stamps are not known."""
    recorded_at: datetime | None


class Exported(Struct, frozen=True):
    """The environments of one script directory."""

    revisions: int
    heads: int
    environments: tuple[ExportedEnvironment, ...]


def export(opened: Opened, names: Iterable[str] = ()) -> Exported:
    """The entries `names`, or all, in the order of the manifest; those with `create-all` are left out.

    Raises InputError for an unknown entry, and if the manifest cannot be read.
    """
    manifest = opened.read()
    chosen = [entry_of(manifest, name) for name in dict.fromkeys(names)] or manifest.environments
    history = environments_of(opened, manifest).history
    environments = tuple(
        ExportedEnvironment(
            one.name,
            tuple(ExportedSet(each, pending_of(history, each)) for each in one.stamp_sets),
            one.unknown_databases,
            one.recorded_at,
        )
        for one in chosen
        if one.needs_stamps
    )
    return Exported(len(history), len(history.heads()), environments)


def pending_of(history: History, stamp_set: StampSet) -> int | None:
    """The number of revisions that databases with these stamps have not applied; None if that is not known."""
    if history.cycles() or any(stamp not in history for stamp in stamp_set.stamps):
        return None
    return len(history) - history.ancestry.with_self(stamp_set.stamps).bit_count()
