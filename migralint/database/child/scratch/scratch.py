"""The scratch databases on any backend: each is created empty, and removed afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy.engine import Engine

from ..base.declared import Declared
from .preparation import Assumed, prepared


class Scratch(ABC):
    """One scratch database."""

    engine: Engine
    """Connects to it, and to nothing else."""
    schemas: dict[str, str]
    """The schemas that had to be made in advance; what the values say is the reader's business."""
    assumed: Assumed | None = None
    """The schemas that were made for the project's migrations, which may make them themselves."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return what the parent needs to read it."""

    @abstractmethod
    def run_script(self, connection: Any, script: str) -> None:
        """Execute a text of several statements."""

    def prepare(self, connection: Any, target: Declared) -> Any:
        """Do what env.py's session does before the migrations run, and return the connection to go on with.

        What else both sides take for granted is made, too.
        """
        return prepared(connection, target)

    def take_schemas(self, migrations: Scratch) -> None:
        """Make the schemas that the migrations have made: create_all makes none, and they are no difference."""
        return

    def own_schema(self, schema: str | None) -> str | None:
        """A schema as readers name it: None for the one that goes without saying."""
        return schema

    def discard(self) -> None:
        """Remove it."""
        self.engine.dispose()


def quoted(name: str) -> str:
    """Return `name` as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'
