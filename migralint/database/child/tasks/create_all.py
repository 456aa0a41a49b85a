"""Builds the database that the models describe."""

from __future__ import annotations

from sqlalchemy import text

from ..base.declared import Declared
from ..base.error_details import StageError
from ..base.request import Request
from ..emulation.install import install_for_create_all
from ..emulation.record import Record
from ..scratch.scratch import Scratch
from .model_places import declared_at


def build_models(scratch: Scratch, target: Declared, request: Request, dialect: str | None, record: Record) -> None:
    """Run the setup SQL, the statements of env.py's session, and create_all of each metadata, in one transaction.

    `dialect`: the dialect of the project; `record` is called for each emulation. Raises StageError.
    """
    try:
        with (
            scratch.engine.begin() as connection,
            install_for_create_all(connection, project_dialect=dialect, strict=not request.emulate, record=record),
        ):
            for statement in request.setup_sql:
                connection.execute(text(statement))
            prepared = scratch.prepare(connection, target)
            for one in target.metadata:
                one.create_all(prepared)
    except BaseException as error:
        raise StageError(
            "create-all", error, request.root, declared_at=declared_at(target.metadata, request.root)
        ) from error
