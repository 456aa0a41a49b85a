"""Builds the database that the models describe."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import MetaData, text

from .raised import StageError
from .scratch import SqliteScratch


def build_models(scratch: SqliteScratch, metadata: Sequence[MetaData], setup_sql: Sequence[str], root: str) -> None:
    """Run `setup_sql`, then create_all of each metadata, in one transaction. Raises StageError."""
    try:
        with scratch.engine.begin() as connection:
            for statement in setup_sql:
                connection.execute(text(statement))
            for one in metadata:
                one.create_all(connection)
    except BaseException as error:
        raise StageError("create-all", error, root) from error
