"""Installs the emulation: for a migration context that upgrades, and for a connection that runs create_all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic.runtime.migration import MigrationContext
from sqlalchemy import event
from sqlalchemy.engine import Connection

from .emulator import Emulator
from .foreign_types import Foreign, foreign_types
from .implementation import emulating_impl
from .record import Record


@contextmanager
def install(
    context: MigrationContext,
    *,
    project_dialect: str | None,
    strict: bool,
    record: Record,
    current_revision: Callable[[], str | None] = lambda: None,
) -> Iterator[dict[str, tuple[str, ...]]]:
    """Emulate on the context's connection, which must be to SQLite, in the `with` block.

    `project_dialect` is SQLAlchemy's name of the project's dialect ("postgresql", "mysql", "mariadb", "sqlite", …),
    None if unknown. `strict` turns everything off. `record` is called once for each emulation; `current_revision`
    returns the revision that is running. A statement that cannot be emulated raises SQLite's error;
    `explanation.explanation_of` returns the reason. Afterwards Alembic's implementation object and the engine are as
    before; leave the block while the connection is open, because declared types of tables may have to be restored.

    Yields the values of PostgreSQL's enumeration types by name in lower case, as known so far; the mapping keeps
    growing.
    """
    connection = context.connection
    if strict or connection is None or connection.dialect.name != "sqlite":
        yield {}
        return
    emulator = Emulator(project_dialect=project_dialect, record=record, current_revision=current_revision)
    with _listening(connection, emulator), emulating_impl(context, emulator):
        yield emulator.enum_types.values


@contextmanager
def install_for_create_all(
    connection: Connection, *, project_dialect: str | None, strict: bool, record: Record
) -> Iterator[dict[str, tuple[str, ...]]]:
    """Emulate on a connection that runs `MetaData.create_all`: both sides get the same translations.

    The parameters and the yielded value are those of `install`.
    """
    if strict or connection.dialect.name != "sqlite":
        yield {}
        return
    emulator = Emulator(project_dialect=project_dialect, record=record)
    with _listening(connection, emulator):
        yield emulator.enum_types.values


@contextmanager
def _listening(connection: Connection, emulator: Emulator) -> Iterator[None]:
    # SQLAlchemy keeps these three events at the dialect of an engine, so all connections of the engine are covered.
    engine = connection.engine
    listeners = (
        ("do_execute", emulator.execute),
        ("do_execute_no_params", emulator.execute_no_parameters),
        ("do_executemany", emulator.execute_many),
    )
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        with foreign_types(engine.dialect, Foreign(emulator.dialect, emulator.note, emulator.enum_types.define)):
            yield
        emulator.finish()
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
