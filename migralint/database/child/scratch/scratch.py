"""The databases that are built, whatever they are built on: each is empty when it is made, and goes afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy.engine import Engine


class Scratch(ABC):
    """One scratch database."""

    engine: Engine
    """Connects to it, and to nothing else."""
    schemas: dict[str, str]
    """The schemas that had to be made in advance; what the values say is the reader's business."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return what the parent needs to read it."""

    @abstractmethod
    def run_script(self, connection: Any, script: str) -> None:
        """Execute a text of several statements."""

    def prepare_models(self, connection: Any) -> None:
        """Make what create_all takes for granted."""
        return

    def discard(self) -> None:
        """Remove it."""
        self.engine.dispose()


def quoted(name: str) -> str:
    """Return `name` as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'
