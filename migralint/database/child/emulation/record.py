"""What the emulation did, as values for the report; only counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

EXACT = "exact"
"""Nothing is lost: the database equals that of the project's own server, as far as SQLite can store it."""
NO_MEANING = "no meaning here"
"""The statement concerns a feature that a scratch SQLite database does not have (comments, locks, grants)."""
MEANING_LOST = "meaning lost"
"""A part of the schema or the data is missing, or only its name exists."""
GUESSED = "guessed"
"""The result depends on an assumption about the server (the name of a constraint without a name)."""


@dataclass(frozen=True)
class Emulation:
    """One kind of emulation in one revision. A match is only exact if all classes are one of the first two."""

    what: str
    """A description without the name of the object: "ALTER TABLE … DROP CONSTRAINT by rebuilding the table"."""
    cls: str
    """One of EXACT, NO_MEANING, MEANING_LOST, GUESSED."""
    revision: str | None = None
    """The revision that was running; None: no revision (`create_all`)."""
    count: int = 1
    statement: str = ""
    """The statement, if it was skipped: later statements may need the object that it would have created."""


class EmulationLog:
    """Counts emulations of the same kind, class and revision; call it as the `record` function."""

    def __init__(self) -> None:
        """Start with an empty log."""
        self._counts: dict[Emulation, int] = {}
        self.left_out: list[Emulation] = []
        """Each statement that was skipped, in order."""

    def __call__(self, emulation: Emulation) -> None:
        """Add one emulation."""
        if emulation.statement:
            self.left_out.append(emulation)
        key = replace(emulation, count=0, statement="")
        self._counts[key] = self._counts.get(key, 0) + emulation.count

    @property
    def entries(self) -> tuple[Emulation, ...]:
        """Return each kind of emulation once with its count, in the order of first occurrence."""
        return tuple(replace(key, count=count) for key, count in self._counts.items())


Record = Callable[[Emulation], None]
"""The function that is called once for each emulation."""
