"""Checks a rescue with Alembic: from the pruned stamps to the floor there, and from the floor to the heads here."""

from __future__ import annotations

from migralint.history.history import History
from migralint.pruning.applying.proof import AlembicView
from migralint.pruning.rescue.restored import RestoredHistory


class UpgradePath:
    """Leads databases, with Alembic's planner, through a rescue directory and then through the live one."""

    def __init__(self, written: History, restored: RestoredHistory, live: History) -> None:
        """`written` is the history read from the rescue directory. Raises ValueError if Alembic rejects one of the
        two."""
        self._written = written
        self._restored = restored
        self._live = live
        for name, missing in (*live.missing_parents, *live.missing_dependencies):
            raise ValueError(f'{name} of the live directory names "{missing}", which does not exist')
        try:
            self._there = AlembicView(written.revisions.values())
            self._here = AlembicView(live.revisions.values())
        except Exception as error:  # Alembic rejects some histories with KeyError and other exceptions
            raise ValueError(f"Alembic does not accept the history: {error}") from error

    def flaw(self, stamps: frozenset[str]) -> str | None:
        """Why a database with these stamps would not reach the heads; None if it would.

        In the rescue directory it must run exactly its missing revisions below the floor, in the live one exactly the
        remaining ones, and in between it must have no stamp that the live directory does not know.
        """
        database = f"a database stamped {', '.join(sorted(stamps))}"
        unknown = [stamp for stamp in stamps if stamp not in self._written]
        if unknown:
            return f"{database}: nobody knows {unknown[0]}"
        rows = stamps
        run: list[str] = []
        for floor in self._restored.floor:
            upgrade = self._there.upgrade(rows, floor)
            if upgrade.error:
                return f"{database} does not reach {floor}: {upgrade.error}"
            rows = upgrade.rows
            run += upgrade.steps
        applied = self._written.ancestors_with_self(stamps)
        due = self._written.ancestors_with_self(self._restored.floor) - applied
        if sorted(run) != sorted(due):
            return f"{database} would not run {min(due.symmetric_difference(run), default=run[0])} once"
        if left := sorted(row for row in rows if row not in self._live):
            return f"{database} would still be stamped {left[0]}, which the live directory does not know"
        upgrade = self._here.upgrade(rows)
        if upgrade.error:
            return f"the live directory cannot upgrade {database}: {upgrade.error}"
        done = (applied | due) - self._restored.pruned
        still_due = self._live.revisions.keys() - done - self._restored.squashes
        if sorted(upgrade.steps) != sorted(still_due):
            wrong = min(still_due.symmetric_difference(upgrade.steps), default="a revision")
            return f"{database} would not run {wrong} once in the live directory"
        return None
