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
    """SQLite's compiler of types that knows the other dialects' types by their names.

    Only in definitions: SQLite's CAST to a type it does not know turns text into 0, so there nothing is changed.
    """

    def process(self, type_: Any, **keywords: Any) -> str:
        """As the project's dialect has the type; with MySQL's UNSIGNED, which SQLite's compiler leaves out."""
        if not _in_expression(keywords):
            type_, said = getattr(self, _FOREIGN).meant(type_)
            if said is not None:
                return declared_name(said)
        text = str(super().process(type_, **keywords))
        unsigned = getattr(type_, "unsigned", False) is True and not _in_expression(keywords)
        if not unsigned or "UNSIGNED" in text:
            return text
        name, opening, arguments = text.partition("(")  # SQLite takes no word after the arguments
        return f"{name} UNSIGNED{opening}{arguments}"

    def visit_TINYINT(self, type_: Any, **keywords: Any) -> str:  # noqa: N802 (SQLAlchemy's naming)
        """TINYINT(1) is what MySQL makes of BOOLEAN."""
        return "BOOLEAN" if getattr(type_, "display_width", None) == 1 else "TINYINT"

    def visit_unsupported_compilation(self, element: Any, err: Exception, **keywords: Any) -> Any:
        """The name that the type's own dialect gives it."""
        foreign = getattr(self, _FOREIGN)
        if _in_expression(keywords):
            return super().visit_unsupported_compilation(element, err, **keywords)
        name = foreign.name_of(element)
        if name is None:
            return super().visit_unsupported_compilation(element, err)
        foreign.note(f"the type {name.split('(')[0]} as its name", MEANING_LOST)
        return declared_name(name)

    def visit_BYTEA(self, type_: Any, **keywords: Any) -> str:  # noqa: N802 (SQLAlchemy's naming)
        """The same as LargeBinary."""
        return "BLOB"

    def visit_ENUM(self, type_: Any, **keywords: Any) -> str:  # noqa: N802 (SQLAlchemy's naming)
        """An enumeration of PostgreSQL or MySQL, as the generic one."""
        return self.visit_enum(type_, **keywords)

    def visit_enum(self, type_: Any, **keywords: Any) -> str:
        """PostgreSQL knows a named type, which is its own thing; elsewhere the values are part of the column."""
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
        """PostgreSQL has one UUID type, however the models spell it."""
        foreign = getattr(self, _FOREIGN)
        if foreign.dialect == "postgresql" and getattr(type_, "native_uuid", True) and not _in_expression(keywords):
            return "UUID"
        return str(super().visit_uuid(type_, **keywords))

    def visit_DATETIME(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """PostgreSQL's timestamp, with its time zone, which SQLite's own name leaves out."""
        return self._timestamp(type_, keywords) or super().visit_DATETIME(type_, **keywords)  # type: ignore[no-untyped-call]

    def visit_TIMESTAMP(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """The same type on PostgreSQL."""
        return self._timestamp(type_, keywords) or super().visit_TIMESTAMP(type_, **keywords)

    def visit_FLOAT(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """PostgreSQL's double precision, which has several names."""
        return self._double(keywords) or super().visit_FLOAT(type_, **keywords)

    def visit_DOUBLE(self, type_: Any, **keywords: Any) -> Any:  # noqa: N802 (SQLAlchemy's naming)
        """The same type on PostgreSQL."""
        return self._double(keywords) or super().visit_DOUBLE(type_, **keywords)

    def _double(self, keywords: dict[str, Any]) -> str | None:
        foreign = getattr(self, _FOREIGN).dialect == "postgresql" and not _in_expression(keywords)
        return "DOUBLE PRECISION" if foreign else None

    def _timestamp(self, type_: Any, keywords: dict[str, Any]) -> str | None:
        if getattr(self, _FOREIGN).dialect != "postgresql" or _in_expression(keywords):
            return None
        return "TIMESTAMP WITH TIME ZONE" if getattr(type_, "timezone", False) else "TIMESTAMP"


class Foreign:
    """What the compilers need to know: the project's dialect, and where to report."""

    def __init__(self, dialect: str, note: Note, enum: Callable[[str, tuple[str, ...]], None]) -> None:
        """`enum` hears of each named enumeration type and its values in order."""
        self.dialect = dialect
        self.note = note
        self.enum = enum
        self._dialects: dict[str, Any] = {}

    def meant(self, type_: Any) -> tuple[Any, str | None]:
        """The type as the project's dialect has it, and its words where only that dialect has them."""
        dialect = self._dialect(self.dialect)
        return (type_, None) if dialect is None else type_meant(type_, dialect)

    def _dialect(self, name: str) -> Any:
        """A dialect that compiles types without connecting; None if it is not installed."""
        if name not in self._dialects:
            try:
                self._dialects[name] = registry.load(name)()
            except Exception:  # not installed, or nothing that can be made without a driver
                self._dialects[name] = None
        return self._dialects[name]

    def name_of(self, type_: Any) -> str | None:
        """The type in the words of the dialect it comes from, or of the project's; None if neither knows it."""
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
    """A type's name as SQLite takes it in a definition: in quotes if it is more than words and numbers."""
    plain = all(
        token.kind in (TokenKind.WORD, TokenKind.NUMBER) or token.text in _PLAIN for token in tokenize_server(name)
    )
    return name if plain else quote(name)


def _in_expression(keywords: dict[str, Any]) -> bool:
    return isinstance(keywords.get("type_expression"), TypeClause)


class ForeignDDLCompiler(SQLiteDDLCompiler):
    """SQLite's compiler of definitions that leaves out what it lacks and keeps what servers share with it."""

    def visit_exclude_constraint(self, constraint: Any, **keywords: Any) -> None:
        """Left out; the lists of constraints skip None."""
        getattr(self.dialect, _FOREIGN).note("an exclusion constraint left out", MEANING_LOST)

    def visit_create_index(self, create: Any, *arguments: Any, **keywords: Any) -> str:
        """With the WHERE that is meant for PostgreSQL: without it a unique index would hold for every row."""
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
    """Let this dialect object (one engine's) write foreign types while the block runs; others are not touched."""
    if foreign.dialect == "sqlite":
        yield
        return
    compiler = getattr(dialect, "type_compiler_instance", None) or dialect.type_compiler
    types, definitions = type(compiler), dialect.ddl_compiler
    if types is not SQLiteTypeCompiler or definitions is not SQLiteDDLCompiler:
        yield  # a dialect of the project's own: left alone
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
