"""The state of one scratch connection with emulation, and the sink for emulation reports."""

from __future__ import annotations

from typing import Callable

from .enum_types import EnumTypes
from .record import Emulation, Record


class State:
    """The state shared by the code that observes statements and the code that translates them."""

    def __init__(
        self,
        *,
        project_dialect: str | None,
        record: Record,
        current_revision: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`project_dialect`: SQLAlchemy's name of the project's dialect, None if unknown."""
        self.dialect = project_dialect or "sqlite"
        self.foreign = self.dialect != "sqlite"
        """Whether the project's dialect is not SQLite."""
        self.batch = False
        """Whether the present statement comes from `batch_alter_table`."""
        self.conventional: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Names that a naming convention gives to constraints of the present table: name to kind and columns."""
        self.enum_types = EnumTypes()
        self._record = record
        self._current_revision = current_revision

    def note(self, what: str, cls: str, left_out: str = "") -> None:
        """Report one emulation; `left_out` is the statement if no other statement replaces it."""
        self._record(Emulation(what, cls, self._current_revision(), statement=left_out))
