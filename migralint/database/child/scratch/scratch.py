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
    """Connects to this database, and to no other."""
    schemas: dict[str, str]
    """The schemas that were created in advance; the meaning of the values depends on the reader."""
    assumed: Assumed | None = None
    """The schemas that were created for the project's migrations, which may create them themselves."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return what the parent needs to read the database."""

    @abstractmethod
    def run_script(self, connection: Any, script: str) -> None:
        """Execute a script of several statements."""

    def prepare(self, connection: Any, target: Declared) -> Any:
        """Execute env.py's session before the migrations run; return the connection to use from then on.

        Also create everything else that both sides assume to exist.
        """
        return prepared(connection, target)

    def take_schemas(self, migrations: Scratch) -> None:
        """Create the schemas that the migrations created: create_all creates none, and they are no difference."""
        return

    def own_schema(self, schema: str | None) -> str | None:
        """Return the name of a schema as readers return it: None for the default schema."""
        return schema

    def discard(self) -> None:
        """Remove the database."""
        self.engine.dispose()


def quoted(name: str) -> str:
    """Return `name` as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'
