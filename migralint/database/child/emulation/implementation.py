"""Makes Alembic's implementation object write plain ALTER TABLE text; knows no SQLite details."""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.ddl.impl import DefaultImpl
from alembic.ddl.sqlite import SQLiteImpl
from alembic.runtime.migration import MigrationContext
from sqlalchemy import schema as sa_schema

from .emulator import Emulator
from .record import MEANING_LOST, NO_MEANING

_STATE = "migralint_emulator"


class EmulatingImpl(SQLiteImpl):
    """SQLite's implementation that writes constraints and columns as servers do; the emulator executes the statements.

    It has no `__dialect__` of its own, so that Alembic does not register it for other contexts.
    """

    @property
    def _emulator(self) -> Emulator:
        emulator = getattr(self, _STATE)
        assert isinstance(emulator, Emulator)
        return emulator

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """False if the project's dialect is not SQLite: then batch operations are ordinary ones.

        Alembic handles the arguments that describe in detail how the table is created again.
        """
        asked = batch_op.copy_from is not None or batch_op.table_args or batch_op.table_kwargs
        if not self._emulator.foreign or asked:
            return super().requires_recreate_in_batch(batch_op)
        batch_op.batch[:] = [
            entry if entry[0] == "in_batch" else ("in_batch", (batch_op, entry[0], *entry[1]), entry[2])
            for entry in batch_op.batch
        ]
        return False

    def in_batch(self, batch_op: Any, operation: str, *arguments: Any, **keywords: Any) -> None:
        """Run one operation of a batch with the errors of batch mode and the names of its naming convention."""
        emulator = self._emulator
        before = emulator.batch, emulator.conventional
        emulator.batch = True
        if batch_op.naming_convention and operation == "drop_constraint":
            emulator.conventional = conventional_names(
                self.connection, batch_op.table_name, batch_op.schema, batch_op.naming_convention
            )
        try:
            getattr(self, operation)(*arguments, **keywords)
        finally:
            emulator.batch, emulator.conventional = before

    def add_constraint(self, const: Any, **keywords: Any) -> None:
        """Write ALTER TABLE … ADD CONSTRAINT, also for the CHECK of a Boolean or Enum if `create_all` creates one."""
        rule = const._create_rule
        if rule is not None and not (self._emulator.foreign and rule(self)):
            if not self._emulator.foreign:
                super().add_constraint(const, **keywords)
            return
        if type(const).__name__ == "ExcludeConstraint":
            self._emulator.note("an exclusion constraint left out", MEANING_LOST)
            return
        if isinstance(const, sa_schema.ForeignKeyConstraint) and _crosses_schemas(const):
            self._emulator.note("a foreign key into another schema left out", MEANING_LOST)
            return
        DefaultImpl.add_constraint(self, const, **keywords)

    def drop_constraint(self, const: Any, **keywords: Any) -> None:
        """Write ALTER TABLE … DROP, with the kind of constraint if known. Raises ValueError if there is no name."""
        if const._create_rule is not None and const.name is None:
            return
        kind = getattr(const, "__visit_name__", "")
        word = {
            "foreign_key_constraint": "FOREIGN KEY",
            "primary_key_constraint": "PRIMARY KEY",
            "unique_constraint": "UNIQUE",
            "check_constraint": "CHECK",
        }.get(kind, "CONSTRAINT")
        preparer = self.dialect.identifier_preparer
        name = "" if const.name is None else preparer.format_constraint(const)
        condition = " IF EXISTS" if keywords.get("if_exists") or const._create_rule is not None else ""
        table = preparer.format_table(const.table)
        self._exec(f"ALTER TABLE {table} DROP {word}{condition} {name}".strip().replace(":", "\\:"))

    def alter_column(self, table_name: str, column_name: str, **keywords: Any) -> None:
        """Write ALTER COLUMN; SQLite has no comments, and no identity in its columns."""
        if keywords.get("comment", False) is not False:
            keywords["comment"] = False
            self._emulator.note("a comment", NO_MEANING)
        if self._emulator.dialect in ("mysql", "mariadb"):
            _as_mysql(keywords)
        for key in ("autoincrement", "existing_autoincrement"):
            keywords.pop(key, None)
        default = keywords.get("server_default", False)
        identity = (default, keywords.get("existing_server_default"))
        if default is not False and any(type(one).__name__ == "Identity" for one in identity):
            keywords["server_default"] = False
            self._emulator.note("an identity column", MEANING_LOST)
        DefaultImpl.alter_column(self, table_name, column_name, **keywords)


def conventional_names(
    connection: Any, table: str, schema: str | None, convention: Any
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the names of a naming convention for the table's constraints without one: name to kind and columns."""
    reflected = sa_schema.Table(
        table, sa_schema.MetaData(naming_convention=convention), schema=schema, autoload_with=connection
    )
    names = {}
    for constraint in reflected.constraints:
        kind = getattr(constraint, "__visit_name__", "").replace("_constraint", "").replace("_", " ")
        columns = tuple(column.name for column in getattr(constraint, "columns", ()))
        if constraint.name is not None and columns:
            names[str(constraint.name)] = (kind, columns)
    return names


def _as_mysql(keywords: dict[str, Any]) -> None:
    """MySQL's MODIFY and CHANGE repeat nullability and default: what they omit is lost (Alembic's MySQLImpl)."""
    redefines = any(keywords.get(key) is not None for key in ("type_", "nullable", "name", "autoincrement"))
    if not redefines:
        return
    if keywords.get("nullable") is None:
        existing = keywords.get("existing_nullable")
        keywords["nullable"] = True if existing is None else existing
    if keywords.get("server_default", False) is False:
        existing = keywords.get("existing_server_default", False)
        keywords["server_default"] = None if existing is False else existing


def _crosses_schemas(constraint: sa_schema.ForeignKeyConstraint) -> bool:
    element = constraint.elements[0]
    remote = element._colspec if isinstance(element._colspec, str) else ""
    own = element.parent.table.schema
    parts = remote.split(".")
    return len(parts) == 3 and parts[0] != (own or "")


@contextmanager
def emulating_impl(context: MigrationContext, emulator: Emulator) -> Iterator[None]:
    """Let the context's implementation emulate in the block; afterwards it is as before."""
    impl = context.impl
    before = type(impl)
    new: type[DefaultImpl] = EmulatingImpl
    if before is not SQLiteImpl:  # a class of the project keeps what it adds
        new = types.new_class(EmulatingImpl.__name__, (EmulatingImpl, before))
    setattr(impl, _STATE, emulator)
    impl.__class__ = new
    try:
        yield
    finally:
        impl.__class__ = before
        delattr(impl, _STATE)
