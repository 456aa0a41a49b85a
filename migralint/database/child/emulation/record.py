"""What the emulation did, as values for the report; only counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

EXACT = "exact"
"""Nothing is lost: the database is what the project's own server would have, as far as SQLite can hold it."""
NO_MEANING = "no meaning here"
"""The statement concerns something that a scratch SQLite database does not have (comments, locks, grants)."""
MEANING_LOST = "meaning lost"
"""Something that belongs to the schema or the data is not there, or only as its name."""
GUESSED = "guessed"
"""The outcome depends on what a server would have done (the name of an unnamed constraint)."""


@dataclass(frozen=True)
class Emulation:
    """One kind of emulation in one revision. A match stays exact only with the first two classes."""

    what: str
    """In words, without the name of the object: "ALTER TABLE … DROP CONSTRAINT by rebuilding the table"."""
    cls: str
    """One of EXACT, NO_MEANING, MEANING_LOST, GUESSED."""
    revision: str | None = None
    """The revision during which it happened; None: outside one (`create_all`)."""
    count: int = 1
    statement: str = ""
    """The statement, if it was left out altogether: what comes later may need what it would have made."""


class EmulationLog:
    """Adds up emulations of the same kind, class and revision; call it as the `record` function."""

    def __init__(self) -> None:
        """An empty log."""
        self._counts: dict[Emulation, int] = {}
        self.left_out: list[Emulation] = []
        """Each statement that was left out, in order."""

    def __call__(self, emulation: Emulation) -> None:
        """Add one."""
        if emulation.statement:
            self.left_out.append(emulation)
        key = replace(emulation, count=0, statement="")
        self._counts[key] = self._counts.get(key, 0) + emulation.count

    @property
    def entries(self) -> tuple[Emulation, ...]:
        """What was added, each kind once with its count, in the order of first appearance."""
        return tuple(replace(key, count=count) for key, count in self._counts.items())


Record = Callable[[Emulation], None]
"""Where emulations are reported, one call each time."""
