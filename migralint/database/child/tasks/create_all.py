"""Builds the database that the models describe."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import MetaData, text

from ..base.raised import StageError
from ..base.request import Request
from ..emulation.install import install_for_create_all
from ..emulation.record import Record
from ..scratch.scratch import Scratch


def build_models(
    scratch: Scratch, metadata: Sequence[MetaData], request: Request, dialect: str | None, record: Record
) -> None:
    """Run the setup SQL, then create_all of each metadata, in one transaction.

    `dialect`: what the project is written for; `record` hears of each emulation. Raises StageError.
    """
    try:
        with (
            scratch.engine.begin() as connection,
            install_for_create_all(connection, project_dialect=dialect, strict=not request.emulate, record=record),
        ):
            for statement in request.setup_sql:
                connection.execute(text(statement))
            scratch.prepare_models(connection)
            for one in metadata:
                one.create_all(connection)
    except BaseException as error:
        raise StageError("create-all", error, request.root) from error
