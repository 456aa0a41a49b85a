"""Writes types, exclusion constraints and partial indexes of other dialects for SQLite, equally on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteDDLCompiler, SQLiteTypeCompiler
from sqlalchemy.sql.elements import TypeClause

from ....sql.names import quote
from ....sql.tokens import TokenKind, tokenize_server
from .dialect_types import type_meant
from .record import EXACT, MEANING_LOST

Note = Callable[[str, str], None]
_FOREIGN = "migralint_foreign"
_PLAIN = frozenset(("(", ")", ",", "+", "-"))


class ForeignTypeCompiler(SQLiteTypeCompiler):
    """SQLite's compiler of types that writes the types of other dialects by their names.

    It is only used in definitions: SQLite's CAST to an unknown type converts text to 0, so casts are not changed.
    """

    def process(self, type_: Any, **keywords: Any) -> str:
        """Return the type as in the project's dialect, with MySQL's UNSIGNED, which SQLite's compiler omits."""
        if not _in_expression(keywords):
            type_, sql = getattr(self, _FOREIGN).meant(type_)
            if sql is not None:
                return declared_name(sql)
        text = str(super().process(type_, **keywords))
        unsigned = getattr(type_, "unsigned", False) is True and not _in_expression(keywords)
        if not unsigned or "UNSIGNED" in text:
            return text
        name, opening, arguments = text.partition("(")  # SQLite accepts no word after the arguments
        return f"{name} UNSIGNED{opening}{arguments}"

    def visit_TINYINT(self, type_: Any, **keywords: Any) -> str:  # noqa: N802 (SQLAlchemy's naming)
        """MySQL writes BOOLEAN as TINYINT(1)."""
        return "BOOLEAN" if getattr(type_, "display_width", None) == 1 else "TINYINT"

    def visit_unsupported_compilation(self, element: Any, err: Exception, **keywords: Any) -> Any:
        """Return the name that the type has in its own dialect."""
        foreign = getattr(self, _FOREIGN)
        if _in_expression(keywords):
            return super().visit_unsupported_compilation(element, err, **keywords)
        name = foreign.name_of(element)
        if name is None:
            return super().visit_unsupported_compilation(element, err)
        foreign.note(f"the type {name.split('(')[0]} as its name", MEANING_LOST)
        return declared_name(name)

    def visit_BYTEA(self, type_: Any, **keywords: Any) -> str:  # noqa: N802 (SQLAlchemy's naming)
        """Return the same name as for LargeBinary."""
        return "BLOB"

    def visit_ENUM(self, type_: Any, **keywords: Any) -> str:  # noqa: N802 (SQLAlchemy's naming)
        """Treat an enumeration of PostgreSQL or MySQL like the generic one."""
        return self.visit_enum(type_, **keywords)

    def visit_enum(self, type_: Any, **keywords: Any) -> str:
        """PostgreSQL has a named type of its own; on other databases the values are part of the column."""
        foreign = getattr(self, _FOREIGN)
        name = getattr(type_, "name", None)
        if not getattr(type_, "native_enum", True) or _in_expression(keywords):
            return str(super().visit_enum(type_, **keywords))
        if foreign.dialect == "postgresql" and name:
            foreign.enum(str(name), tuple(type_.enums))
            foreign.note("an enumeration as the name of its type", MEANING_LOST)
            return declared_name(str(name))
        if foreign.dialect != "sqlite":
            foreign.note("an enumeration as VARCHAR", MEANING_LOST)
        return str(super().visit_enum(type_, **keywords))

    def visit_uuid(self, type_: Any, **keywords: Any) -> str:
        """PostgreSQL has one UUID type, however the models name it."""
        foreign = getattr(self, _FOREIGN)
        if foreign.dialect == "postgresql" and getattr(type_, "native_uuid", True) and not _in_expression(keywords):
            return "UUID"
        return str(super().visit_uuid(type_, **keywords))

    def visit_DATETIME(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """Return PostgreSQL's timestamp with its time zone, which SQLite's own name omits."""
        return self._timestamp(type_, keywords) or super().visit_DATETIME(type_, **keywords)  # type: ignore[no-untyped-call]

    def visit_TIMESTAMP(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """Return the same type as for DATETIME on PostgreSQL."""
        return self._timestamp(type_, keywords) or super().visit_TIMESTAMP(type_, **keywords)

    def visit_FLOAT(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """Return PostgreSQL's double precision, which has several names."""
        return self._double(keywords) or super().visit_FLOAT(type_, **keywords)

    def visit_DOUBLE(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """Return the same type as for FLOAT on PostgreSQL."""
        return self._double(keywords) or super().visit_DOUBLE(type_, **keywords)

    def _double(self, keywords: dict[str, Any]) -> str | None:
        foreign = getattr(self, _FOREIGN).dialect == "postgresql" and not _in_expression(keywords)
        return "DOUBLE PRECISION" if foreign else None

    def _timestamp(self, type_: Any, keywords: dict[str, Any]) -> str | None:
        if getattr(self, _FOREIGN).dialect != "postgresql" or _in_expression(keywords):
            return None
        return "TIMESTAMP WITH TIME ZONE" if getattr(type_, "timezone", False) else "TIMESTAMP"


class Foreign:
    """The shared data of the compilers: the project's dialect, and the functions for reports."""

    def __init__(self, dialect: str, note: Note, enum: Callable[[str, tuple[str, ...]], None]) -> None:
        """`enum` receives each named enumeration type and its values in order."""
        self.dialect = dialect
        self.note = note
        self.enum = enum
        self._dialects: dict[str, Any] = {}

    def meant(self, type_: Any) -> tuple[Any, str | None]:
        """Return the type in the project's dialect, and its SQL if only that dialect can write it."""
        dialect = self._dialect(self.dialect)
        return (type_, None) if dialect is None else type_meant(type_, dialect)

    def _dialect(self, name: str) -> Any:
        """Return a dialect that compiles types without connecting; None if it is not installed."""
        if name not in self._dialects:
            try:
                self._dialects[name] = registry.load(name)()
            except Exception:  # not installed, or it cannot be created without a driver
                self._dialects[name] = None
        return self._dialects[name]

    def name_of(self, type_: Any) -> str | None:
        """Return the type's name in its own dialect, otherwise in the project's dialect; None if neither knows it."""
        module = type(type_).__module__.split(".")
        own = module[2] if module[:2] == ["sqlalchemy", "dialects"] and len(module) > 2 else None
        for name in (own, self.dialect, "postgresql"):
            if name is None or name == "sqlite":
                continue
            dialect = self._dialect(name)
            if dialect is None:
                continue
            try:
                return str(type_.compile(dialect=dialect))
            except Exception:  # this dialect does not know the type either
                continue
        return None


def declared_name(name: str) -> str:
    """Return the name of a type for a definition in SQLite: quoted if it contains more than words and numbers."""
    plain = all(
        token.kind in (TokenKind.WORD, TokenKind.NUMBER) or token.text in _PLAIN for token in tokenize_server(name)
    )
    return name if plain else quote(name)


def _in_expression(keywords: dict[str, Any]) -> bool:
    return isinstance(keywords.get("type_expression"), TypeClause)


class ForeignDDLCompiler(SQLiteDDLCompiler):
    """SQLite's compiler of definitions that omits what SQLite lacks, and keeps what it shares with servers."""

    def visit_exclude_constraint(self, constraint: Any, **keywords: Any) -> None:
        """Omit it; the lists of constraints skip None."""
        getattr(self.dialect, _FOREIGN).note("an exclusion constraint left out", MEANING_LOST)

    def visit_create_index(self, create: Any, *arguments: Any, **keywords: Any) -> str:
        """Keep the WHERE for PostgreSQL: without it a unique index would apply to every row."""
        index = create.element
        options = index.dialect_options
        plain: Any = super().visit_create_index
        where = options["postgresql"]["where"] if getattr(self.dialect, _FOREIGN).dialect == "postgresql" else None
        if where is None or options["sqlite"]["where"] is not None:
            return str(plain(create, *arguments, **keywords))
        getattr(self.dialect, _FOREIGN).note("a partial index of PostgreSQL as one of SQLite", EXACT)
        if isinstance(where, str):
            return f"{plain(create, *arguments, **keywords)} WHERE {where}"
        options["sqlite"]["where"] = where
        try:
            return str(plain(create, *arguments, **keywords))
        finally:
            options["sqlite"]["where"] = None


@contextmanager
def foreign_types(dialect: Any, foreign: Foreign) -> Iterator[None]:
    """Let this dialect object (of one engine) write types of other dialects in the block; others do not change."""
    if foreign.dialect == "sqlite":
        yield
        return
    compiler = getattr(dialect, "type_compiler_instance", None) or dialect.type_compiler
    types, definitions = type(compiler), dialect.ddl_compiler
    if types is not SQLiteTypeCompiler or definitions is not SQLiteDDLCompiler:
        yield  # a dialect of the project: not changed
        return
    compiler.__class__ = ForeignTypeCompiler
    setattr(compiler, _FOREIGN, foreign)
    setattr(dialect, _FOREIGN, foreign)
    dialect.ddl_compiler = ForeignDDLCompiler
    try:
        yield
    finally:
        compiler.__class__ = types
        delattr(compiler, _FOREIGN)
        delattr(dialect, _FOREIGN)
        del dialect.ddl_compiler
