"""One call of Alembic's `op` in a revision file, as read from its syntax tree."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import astuple

from migralint.history.expression import CallText, SourceCall, SourceText
from migralint.source.location import Location

__all__ = [
    "HOLE",
    "OPAQUE",
    "Around",
    "CallText",
    "Operation",
    "Row",
    "SourceCall",
    "SourceText",
    "pack_operations",
    "pack_rows",
    "unpack_operations",
    "upgrade_calls",
]

OPAQUE = "opaque"
"""The name of an operation that could not be read: code that may change anything in the database."""


HOLE = "\ufffc"
"""Replaces a part of a template that is only known at run time."""


class Around(Struct, frozen=True):
    """The context of a call, which determines whether, where and how often it runs."""

    only: tuple[str, ...] | None = None
    """The dialects to which a guard restricts it, by SQLAlchemy's names; None: no guard names one."""
    without: tuple[str, ...] = ()
    """The dialects that a guard excludes."""
    caught: bool = False
    """Inside a `try` that catches every exception or a database error."""
    asked: bool = False
    """Under a condition that queries the database for existing objects."""
    online: bool = False
    """Under `not context.is_offline_mode()`."""
    looped: bool = False
    """Inside a loop, or a comprehension."""
    per_row: bool = False
    """Inside a loop over the complete result of a query."""
    models: tuple[str, ...] = ()
    """Dotted names of imported classes that it queries or adds, or whose table it uses."""
    data_holes: tuple[str, ...] = ()
    """The sources of those parts of its text that are data: a column of a row, an environment variable, input."""
    caller: tuple[int, int] | None = None
    """Line and column (from 1) of the outermost call of a helper through which it is reached; None: it is in the
    function itself."""
    line: int = 0
    """The line of the file on which the executed text starts, if each line of the text is one line of the file; 0: not
    known."""
    conventional: tuple[str, ...] = ()
    """The names that the call passes in `op.f(…)`: they are final, no naming convention is applied to them."""
    executed: str = ""
    """The source of the executed expression, if it is neither text nor a template."""
    tested: bool = False
    """In the test of an `if` or a `while`: its result decides which code runs."""
    outside: tuple[str, ...] = ()
    """The members of `data_holes` that come from the environment, the command line or the configuration, not from a
    row."""


class Operation(Struct, frozen=True):
    """One `op.…` call (also through `batch_alter_table`, a helper of the same file, or any import style)."""

    name: str
    """Alembic's name of the directive: "create_table", "execute", "get_bind", …; for `bind` the method's name, or
    "create_type" and "drop_type" (the type's name is the argument); OPAQUE for what cannot be followed."""
    function: Literal["upgrade", "downgrade"]
    """The function that reaches the call."""
    location: Location
    """The location of the whole call; for a call in a helper, its location in the helper."""
    table: str | None = None
    """The literal name of the table that it changes; None: none, or not literal."""
    schema: str | None = None
    """The literal schema of the table."""
    arguments: tuple[object, ...] = ()
    """Positional arguments: literals (also module constants and loop variables over literals) as their values, lists
    and tuples with items of this form, everything else as its source text in a `SourceText`."""
    keywords: dict[str, object] = field(default_factory=dict)
    """Keyword arguments, as in `arguments`; `**` has the unpacked mapping."""
    batch: bool = False
    """Called on the object that `batch_alter_table` yields."""
    sql: tuple[str, ...] = ()
    """The literal SQL it executes, in order (`op.execute("…")`, `text("…")`, `bind.execute(text("…"))`)."""
    bind: bool = False
    """Called on a connection or session that comes from `op.get_bind()`, not on `op` itself."""
    autocommit: bool = False
    """Inside `with op.get_context().autocommit_block()`: outside the migration's transaction."""
    conditions: tuple[str, ...] = ()
    """The source of the `if` tests that guard it, outermost first; `not (…)` for the other branch."""
    verb: str = ""
    """insert, update, delete or select, if it executes a statement built on a table object; `table` is that table."""
    around: Around = Around()
    """The context of the call."""
    template: str = ""
    """The SQL that it executes if a part of it is not known: `HOLE` replaces each such part."""


Row = tuple[Any, ...]
"""An operation in a form that marshal accepts: the fields in the order of `Operation`, the location as its four
numbers, a source text as a frozenset of its text, a call as a dict with the key `...` (no literal of a program
evaluates to either)."""


def pack_operations(operations: Iterable[Operation]) -> bytes:
    """The operations of one file as bytes, without the file's path: a tenth of the memory, and fast to write."""
    return pack_rows(
        [
            (
                operation.name,
                operation.function == "downgrade",
                *operation.location[1:],
                operation.table,
                operation.schema,
                _packed(operation.arguments),
                _packed(operation.keywords),
                operation.batch,
                operation.sql,
                operation.bind,
                operation.autocommit,
                operation.conditions,
                operation.verb,
                pack_around(operation.around),
                operation.template,
            )
            for operation in operations
        ]
    )


def pack_rows(rows: list[Row]) -> bytes:
    """Pack operations that are rows already, as the reader of files creates them."""
    return marshal.dumps(rows) if rows else b""


@lru_cache(maxsize=512)
def unpack_operations(path: str, packed: bytes) -> tuple[Operation, ...]:
    """Unpack the result of `pack_operations` for the file at `path`."""
    if not packed:
        return ()
    return tuple(
        [
            Operation(
                name,
                "downgrade" if down else "upgrade",
                Location(path, line, column, end_line, end_column),
                table,
                schema,
                _unpacked(arguments),
                _unpacked(keywords),
                batch,
                sql,
                bind,
                autocommit,
                conditions,
                verb,
                Around(*around) if around else _PLAIN,
                template,
            )
            for (
                name,
                down,
                line,
                column,
                end_line,
                end_column,
                table,
                schema,
                arguments,
                keywords,
                batch,
                sql,
                bind,
                autocommit,
                conditions,
                verb,
                around,
                template,
            ) in marshal.loads(packed)
        ]
    )


def upgrade_calls(packed: bytes) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Name, table and SQL of the calls that `upgrade()` reaches, without unpacking the rest."""
    return [(row[0], row[6], row[11]) for row in (marshal.loads(packed) if packed else ()) if not row[1]]


_PLAIN = Around()


def pack_around(around: Around) -> tuple[Any, ...] | None:
    """The fields in a form that marshal accepts; None for an empty context."""
    return None if around is _PLAIN or around == _PLAIN else astuple(around)


def _packed(value: object) -> object:
    if isinstance(value, SourceCall):
        call = value.parts
        parts = (call.function, _packed(call.arguments), _packed(call.keywords), _packed(call.receiver))
        return {...: (value.text, *parts)}
    if isinstance(value, SourceText):
        return frozenset((value.text,))
    if isinstance(value, tuple):
        return tuple([_packed(item) for item in value])
    if isinstance(value, list):
        return [_packed(item) for item in value]
    if isinstance(value, dict):
        return {key: _packed(item) for key, item in value.items()}
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, frozenset):
        return SourceText(next(iter(value)))
    if isinstance(value, tuple):
        return tuple([_unpacked(item) for item in value])
    if isinstance(value, list):
        return [_unpacked(item) for item in value]
    if isinstance(value, dict):
        if ... in value:
            text, function, arguments, keywords, receiver = value[...]
            call = CallText(function, _unpacked(arguments), _unpacked(keywords), _unpacked(receiver))
            return SourceCall(text, call)
        return {key: _unpacked(item) for key, item in value.items()}
    return value
