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


class Statement(Struct, frozen=True):
    """A statement built on a table object: `users.update()…`, `sa.delete(users)…`."""

    table: Table
    verb: str = ""
    """insert, update, delete or select."""


class NamedType(Struct, frozen=True):
    """A type with a literal name that may exist in a database: `sa.Enum(…, name="mood")`."""

    name: str


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
