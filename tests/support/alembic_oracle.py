"""Alembic itself as the authority: its RevisionMap, planner and HeadMaintainer on revisions of ours."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from alembic.runtime.migration import HeadMaintainer, MigrationContext, RevisionStep
from alembic.script.revision import Revision as AlembicRevision
from alembic.script.revision import RevisionError, RevisionMap

from migralint.history.revision import Revision


class AlembicRefuses(Exception):  # noqa: N818 - it is Alembic's refusal, not an error of ours
    """Alembic refuses or dies; the message is its own."""


class Script(AlembicRevision):
    """A revision that HeadMaintainer can take a step with."""

    module = SimpleNamespace(upgrade=lambda: None, downgrade=lambda: None)
    doc = ""


class Oracle:
    """Alembic's view of a list of revisions."""

    def __init__(self, revisions: Sequence[Revision]) -> None:
        self.map = RevisionMap(
            lambda: [Script(r.id, r.down_revision or None, r.depends_on or None, r.branch_labels) for r in revisions]
        )
        self.map._revision_map  # noqa: B018 - loads it
        # Alembic keeps several dependencies of a revision in a set of strings: their order, and with it the order of an
        # upgrade, changes with the hash seed. Pin it to one of its possible values, the order of the file.
        for revision in revisions:
            script = self.map.get_revision(revision.id)
            kept = script._normalized_resolved_dependencies
            script._normalized_resolved_dependencies = tuple(
                dict.fromkeys(d for d in script._resolved_dependencies if d in kept)
            )

    @property
    def heads(self) -> tuple[str, ...]:
        return self.map.heads

    @property
    def row_heads(self) -> tuple[str, ...]:
        return self.map._real_heads

    @property
    def bases(self) -> tuple[str, ...]:
        return self.map.bases

    def branch_labels(self, revision_id: str) -> frozenset[str]:
        return frozenset(self.map.get_revision(revision_id).branch_labels)

    def upgrade(self, rows: Iterable[str], target: str = "heads") -> tuple[tuple[str, ...], frozenset[str]]:
        """The revisions `alembic upgrade` runs, in order, and the rows afterwards. Raises AlembicRefuses."""
        context = MigrationContext.configure(
            dialect_name="sqlite", opts={"as_sql": True, "output_buffer": io.StringIO()}
        )
        maintainer = HeadMaintainer(context, tuple(rows))
        steps = []
        try:
            planned = self.map.iterate_revisions(target, tuple(rows), implicit_base=True)
            for script in reversed(list(planned)):
                maintainer.update_to_step(RevisionStep(self.map, script, True))
                steps.append(script.revision)
        except (RevisionError, KeyError, AssertionError, IndexError) as error:
            raise AlembicRefuses(f"{type(error).__name__}: {error}") from error
        return tuple(steps), frozenset(maintainer.heads)
