"""Prepares an empty database for Alembic's migrations, for verify, create, floor and squash alike."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from sqlalchemy import event, text

from ..base.declared import Declared
from ..base.session import SCHEMA

_CREATE = re.compile(r"(\s*CREATE\s+SCHEMA\s+)(?!IF\s+NOT\s+EXISTS\b)", re.IGNORECASE)


def prepared(connection: Any, target: Declared, schemas: Collection[str] = ()) -> Any:
    """Create the `schemas` and the target's schemas, then execute the statements of env.py's session.

    Returns the connection to use from then on. Statements that fail here are skipped: they may depend on objects that
    only the project's own databases have.
    """
    on_postgresql = connection.dialect.name == "postgresql"
    if on_postgresql:
        quote = connection.dialect.identifier_preparer.quote
        for schema in dict.fromkeys((*target.schemas, *schemas)):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}".replace(":", "\\:")))
    for step in target.session:
        if on_postgresql or step.kind == "version-table":
            with suppress(Exception), connection.begin_nested():
                connection.exec_driver_sql(step.sql.replace("%", "%%"))
    if on_postgresql and any(step.kind == "path" for step in target.session):
        connection.dialect.default_schema_name = (
            connection.execute(text("SELECT current_schema()")).scalar() or "public"
        )
    return connection.execution_options(schema_translate_map=target.translate) if target.translate else connection


def existing_schemas(connection: Any) -> set[str]:
    """Return the schemas of a PostgreSQL database; empty for other databases."""
    if connection.dialect.name != "postgresql":
        return set()
    return {row[0] for row in connection.execute(text("SELECT nspname FROM pg_namespace"))}


class Assumed:
    """Schemas created in advance although the project may create them itself; its CREATE SCHEMA must not fail."""

    def __init__(self, names: set[str]) -> None:
        self.names = names
        """The schemas that the project has not created so far."""

    def watch(self, engine: Any) -> None:
        """Observe every statement on `engine`."""
        event.listen(engine, "before_cursor_execute", self._before, retval=True)

    def _before(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> tuple[str, Any]:
        match = SCHEMA.match(statement)
        name = None if match is None else match.group(1)
        name = name.strip('"') if name is not None and name.startswith('"') else (name or "").lower()
        if name in self.names:
            self.names.discard(name)
            statement = _CREATE.sub(r"\1IF NOT EXISTS ", statement, count=1)
        return statement, parameters
