"""Checks a cut with Alembic's RevisionMap, planner and HeadMaintainer before and after; changes nothing."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any

from alembic.runtime.migration import HeadMaintainer, MigrationStep
from alembic.script.revision import Revision as AlembicRevision
from alembic.script.revision import RevisionMap
from msgspec import Struct

from migralint.history.revision import Revision


class Upgrade(Struct, frozen=True):
    """The effect of `alembic upgrade <target>` on a database."""

    steps: tuple[str, ...]
    """The revisions it runs, in order."""
    rows: frozenset[str]
    """The rows of the version table afterwards."""
    error: str = ""
    """The exception that Alembic raised instead; then the other two are empty."""


class BrokenPromise(Struct, frozen=True):
    """A stamp set for which the cut would change what an upgrade does."""

    stamps: frozenset[str]
    target: str
    before: Upgrade
    after: Upgrade

    def __str__(self) -> str:
        return (
            f"a database stamped {', '.join(sorted(self.stamps)) or 'nowhere'}: upgrade {self.target} "
            f"{_words(self.before)} before the cut, and {_words(self.after)} after it"
        )


class AlembicView:
    """The revisions as Alembic sees them, built from the statically read values: no migration code runs."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        """`revisions` in load order, which decides ties in the order of an upgrade."""
        generated = [_alembic_revision(revision) for revision in revisions]
        self._map = RevisionMap(lambda: generated)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the plan refuses everything that Alembic warns of
            self._map._revision_map  # noqa: B018 - loads
        for alembic_revision in generated:
            _pin_dependencies(alembic_revision)

    def heads(self) -> frozenset[str]:
        """`alembic heads`."""
        return frozenset(self._map.heads)

    def row_heads(self) -> frozenset[str]:
        """The rows that `alembic stamp heads` writes."""
        return frozenset(self._map._real_heads)

    def upgrade(self, stamps: frozenset[str], target: str = "heads") -> Upgrade:
        """The effect of `alembic upgrade target` on a database whose version table contains `stamps`."""
        rows = _Rows(stamps)
        steps: list[str] = []
        try:
            upper_first = self._map.iterate_revisions(target, tuple(sorted(stamps)), implicit_base=True)
            for revision in reversed(list(upper_first)):
                script: Any = revision
                rows.update_to_step(MigrationStep.upgrade_from_script(self._map, script))
                steps.append(revision.revision)
        except Exception as error:  # some histories make Alembic raise KeyError and AssertionError too
            return Upgrade((), frozenset(), f"{type(error).__name__}: {error}")
        return Upgrade(tuple(steps), frozenset(rows.heads))


def broken_promises(
    before: AlembicView,
    after: AlembicView,
    stamp_sets: Iterable[frozenset[str]],
    *,
    targets: Iterable[str] = ("heads",),
    progress: Callable[[], None] = lambda: None,
) -> list[BrokenPromise]:
    """Every stamp set and target whose upgrade changes.

    A stamp set that Alembic cannot upgrade before the cut is never reported, as there is no behaviour to preserve.
    """
    goals = tuple(targets)
    broken: list[BrokenPromise] = []
    for stamps in stamp_sets:
        for target in goals:
            was = before.upgrade(stamps, target)
            if not was.error and (now := after.upgrade(stamps, target)) != was:
                broken.append(BrokenPromise(stamps, target, was, now))
        progress()
    return broken


class _Rows(HeadMaintainer):
    """Alembic's own bookkeeping of the version table's rows, with a set instead of the table."""

    def __init__(self, stamps: frozenset[str]) -> None:
        self.heads = set(stamps)

    def _insert_version(self, version: str) -> None:
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version: str) -> None:
        self.heads.remove(version)

    def _update_version(self, from_: str, to_: str) -> None:
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


class _NoModule:
    """Replaces the migration's module that Alembic expects."""

    upgrade = downgrade = staticmethod(lambda: None)


def _alembic_revision(revision: Revision) -> AlembicRevision:
    result: Any = AlembicRevision(
        revision.id,
        revision.down_revision or None,
        dependencies=revision.depends_on or None,
        branch_labels=revision.branch_labels or None,
    )
    result.module = _NoModule
    return result  # type: ignore[no-any-return]


def _pin_dependencies(revision: AlembicRevision) -> None:
    """Give dependencies a fixed order. Alembic keeps several in a set of strings, whose order depends on the hash seed.

    One of the possible orders, that of the file, is used before and after the cut; otherwise the promise could break by
    chance.
    """
    kept = revision._normalized_resolved_dependencies
    revision._normalized_resolved_dependencies = tuple(
        dict.fromkeys(d for d in revision._resolved_dependencies if d in kept)
    )


def _words(upgrade: Upgrade) -> str:
    if upgrade.error:
        return f"fails ({upgrade.error})"
    return f"runs {', '.join(upgrade.steps) or 'nothing'} and leaves {', '.join(sorted(upgrade.rows)) or 'no row'}"
