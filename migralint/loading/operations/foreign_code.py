"""Which values and calls may change the database unseen: everything that is not known to be harmless."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable
from typing import Final

from migralint.evaluation.symbols import BIND, CONTEXT, Batch, ByDialect, LocalFunction, Method, Table
from migralint.evaluation.values import Imported, Unknown

FOREIGN: Final = Unknown("it comes from code that is not analysed")
"""A parameter, a result of another module's function, or an instance of a class: calling it may do anything."""
OP: Final = Imported(("alembic", "op"))

_RUN_OTHER_CODE = frozenset({"subprocess", "runpy", "importlib", "sqlite3", "ctypes", "multiprocessing", "pickle"})
_HARMLESS_PACKAGES = (sys.stdlib_module_names - _RUN_OTHER_CODE) | {
    "sqlalchemy", "alembic", "sqlalchemy_utils", "geoalchemy2", "pgvector", "pytz", "dateutil", "yaml", "tqdm",
}  # fmt: skip
"""Functions of these packages only change a database if `op` or a connection is passed to them."""
_RUN_CODE = frozenset({"exec", "eval", "compile", "__import__", "import_module", "system", "popen", "run_path"})
_ONLY_LOOK = frozenset(
    {
        "inspect", "has_table", "has_sequence", "has_schema", "has_index", "from_engine", "reflect", "MetaData",
        "Table", "table", "print", "str", "repr", "bool", "id", "type", "len", "isinstance", "hasattr", "get_columns",
        "get_table_names", "get_indexes", "get_foreign_keys", "get_dialect", "getattr", "compile", "Inspector",
        "exists", "and_", "or_", "nullcontext", "closing", "debug", "info", "warning",
    }
)  # fmt: skip
"""Functions and methods that change nothing through a connection that is passed to them."""
_HARMLESS_DECORATORS = frozenset({"contextmanager", "asynccontextmanager", "wraps", "lru_cache", "cache", "overload"})
OP_NAMES = frozenset({"op", "operations", "alembic_op"})
"""The names of parameters to which `op` is passed."""
OP_TYPES = frozenset({"Operations", "BatchOperations"})


def is_op(value: object) -> bool:
    """Whether a value is `op`, in any import style."""
    return isinstance(value, Imported) and value.parts[-1:] == ("op",)


def is_powerful(value: object) -> bool:
    """Whether code can change the database with a value: `op`, one of its functions, a connection, a batch."""
    if value is BIND or value is CONTEXT or isinstance(value, Batch | Method):
        return True
    if isinstance(value, Imported):
        return "op" in value.parts[-2:]
    if isinstance(value, tuple | list):
        return any(is_powerful(item) for item in value)
    if isinstance(value, ByDialect):
        return any(is_powerful(item) for _, item in value.choices)
    return isinstance(value, dict) and any(is_powerful(item) for item in value.values())


def runs_when_called(value: object) -> bool:
    """Whether it is a function of the file, or holds some."""
    if isinstance(value, LocalFunction):
        return True
    if isinstance(value, ByDialect):
        return any(runs_when_called(one) for _, one in value.choices)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return any(map(runs_when_called, items))


def is_foreign(imported: Imported) -> bool:
    """Whether a name comes from a module that may do anything: one of the project, or of an unknown package."""
    return imported.level > 0 or not imported.parts or imported.parts[0] not in _HARMLESS_PACKAGES


def runs_code(name: str) -> bool:
    """Whether a function of this name runs code that is created or looked up at run time."""
    return name in _RUN_CODE


def only_looks(name: str) -> bool:
    """Whether a function or method of this name changes nothing through its arguments."""
    return name in _ONLY_LOOK


def is_builtin(name: str) -> bool:
    """Whether Python itself defines the name."""
    return hasattr(builtins, name)


def is_harmless_decorator(value: object) -> bool:
    """Whether a decorated function has the same effect on the database as its body."""
    return isinstance(value, Imported) and not is_foreign(value) and value.parts[-1] in _HARMLESS_DECORATORS


def may_be(values: Iterable[object]) -> object:
    """Return one value for several possible ones, if one of them can change the database; None if none can."""
    values = [one for value in values for one in _each(value)]
    for value in values:
        if is_op(value) or isinstance(value, Batch):
            return value
    if functions := [value for value in values if isinstance(value, LocalFunction)]:
        return _one_of(functions, any(map(_may_work, values)))
    if any(value is BIND for value in values):
        return BIND
    if any(value is CONTEXT for value in values):
        return CONTEXT
    return FOREIGN if any(map(_may_work, values)) else _one_table(values)


def _each(value: object) -> Iterable[object]:
    return (one for _, one in value.choices) if isinstance(value, ByDialect) else (value,)


def _one_table(values: list[object]) -> Table | None:
    """The table that all of several objects are, of which it is not known what else they say of it."""
    tables = {(one.name, one.schema) for one in values if isinstance(one, Table)}
    return Table(*tables.pop()) if len(tables) == 1 and all(isinstance(one, Table) for one in values) else None


def _may_work(value: object) -> bool:
    works = value is FOREIGN or is_powerful(value) or (isinstance(value, Imported) and is_foreign(value))
    return works or (isinstance(value, dict | list | tuple) and runs_when_called(value))


def _one_of(functions: Iterable[LocalFunction], or_else: bool) -> LocalFunction:
    """Return one function for several possible functions of the file; `or_else`: another value is also possible."""
    meant: dict[ast.AST, LocalFunction] = {}
    for function in functions:
        or_else = or_else or function.or_else
        for one in (function, *function.others):
            meant.setdefault(one.node, LocalFunction(one.node, one.closure))
    first, *others = meant.values()
    return LocalFunction(first.node, first.closure, tuple(others), or_else)
