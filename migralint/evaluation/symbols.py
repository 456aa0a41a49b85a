"""Values that are not constants but known to the reader of operations: `op`, connections, tables, statements."""

from __future__ import annotations

import ast
from typing import Final

from msgspec import Struct

from migralint.evaluation.values import Binding


class Batch(Struct, frozen=True):
    """The object that `batch_alter_table` yields."""

    table: str | None
    schema: str | None


class Method(Struct, frozen=True):
    """A method of a batch or of a connection, before its call: `run = bind.execute`."""

    owner: object
    name: str


class Table(Struct, frozen=True):
    """A table object with a literal name."""

    name: str | None
    schema: str | None


class MadeTable(Table, frozen=True):
    """A table object whose call is known: what `create()` makes of it."""

    parts: tuple[object, ...] = ()
    """Its columns and constraints, as a row holds arguments."""
    options: dict[str, object] = {}
    """Its keywords, likewise."""


class Item(Struct, frozen=True):
    """An index, a constraint or a sequence as an object: `sa.Index("ix", users.c.name)`."""

    kind: str
    """The name of its class."""
    table: Table | None
    """None: it belongs to none, or to one that is not known."""
    arguments: tuple[object, ...]
    """As a row holds those of the directive that makes it."""
    keywords: dict[str, object]


class Ddl(Struct, frozen=True):
    """A change that was not done yet: `CreateIndex(ix)`, `ops.DropTableOp("users")`."""

    name: str
    """Of the directive that does the same, or "create_type", "create_object" and the like."""
    table: str | None
    schema: str | None
    arguments: tuple[object, ...] = ()
    keywords: dict[str, object] = {}
    subject: object = None
    """What it executes, if that is what it does."""


class Tables(Struct, eq=False):
    """A MetaData that the file makes, and the tables that were given to it so far."""

    made: list[Table]
    places: set[tuple[int, int]]
    """Line and offset of the calls that made them."""
    place: tuple[int, int]
    """Line and offset of its own call."""


class Statement(Struct, frozen=True):
    """A statement built on a table object: `users.update()…`, `sa.delete(users)…`."""

    table: Table
    verb: str = ""
    """insert, update, delete or select."""


class NamedType(Struct, frozen=True):
    """A type with a literal name that may exist in a database: `sa.Enum(…, name="mood")`."""

    name: str
    values: tuple[str, ...] = ()
    """Those of an enum, as far as all are literal."""
    schema: str | None = None


class Pattern(Struct, frozen=True):
    """`string.Template("…")` with literal text."""

    text: str


class LocalClass(Struct, frozen=True):
    """A class of the same file."""

    methods: frozenset[str]
    """The functions that its body defines."""
    works: bool = False
    """Whether some of its functions, or of its bases', use `op` directly."""


class Sql(Struct, frozen=True):
    """`text("…")` or `DDL("…")` with literal SQL."""

    text: str


class Narrowing(Struct, frozen=True):
    """The possible dialects: all in `only` (None: all dialects) that are not in `without`."""

    only: tuple[str, ...] | None
    without: tuple[str, ...]


class DialectTest(Struct, frozen=True):
    """A test of the dialect, as `bind.dialect.name == "sqlite"`: the possible dialects if it is true, and if it is
    false."""

    yes: Narrowing
    no: Narrowing


class ByDialect(Struct, frozen=True):
    """One of several values, by the dialect: `{"postgresql": f, "mysql": g}[bind.dialect.name]`."""

    choices: tuple[tuple[Narrowing, object], ...]


class LocalFunction(Struct, frozen=True):
    """A function of the same file."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    closure: dict[str, Binding]
    """The names that are visible in its body."""
    others: tuple[LocalFunction, ...] = ()
    """Further functions, if it is not known which of them is meant."""
    or_else: bool = False
    """Whether anything else may be meant that is not a function of the file."""


class Mark:
    """A marker value; each marker exists only once."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


BIND: Final = Mark("a connection or session")
CONTEXT: Final = Mark("the migration context")
AUTOCOMMIT: Final = Mark("an autocommit block")
DIALECT: Final = Mark("the dialect of a connection")
DIALECT_NAME: Final = Mark("the name of a connection's dialect")
