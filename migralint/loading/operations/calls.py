"""Recognises calls of `op`, of batch objects and of connections in expressions, and records them as operations."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import ChainMap
from collections.abc import Callable, Iterable, MutableMapping
from typing import cast

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.symbols import AUTOCOMMIT, BIND, CONTEXT, Batch, LocalFunction, Mark, Sql, Statement, Table
from migralint.evaluation.values import Binding, Imported, SetItems, Unknown
from migralint.history.operation import Row
from migralint.loading.operations.directives import table_name
from migralint.source.text import SourceFile

Names = MutableMapping[str, Binding]
_TRANSPARENT = (ast.Await, ast.Starred)

_NO_OPERATION = frozenset({"f", "inline_literal", "register_operation"})
_RUNS_SQL = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "run_sql", "text"})
_SQL_KEYWORDS = ("sqltext", "statement", "clause", "text")
_BIND_METHODS = _RUNS_SQL | {
    "query", "add", "add_all", "delete", "merge", "flush", "commit", "rollback", "run_callable", "run_sync",
    "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings",
}  # fmt: skip
_STILL_BIND = frozenset(
    {
        "connect",
        "begin",
        "begin_nested",
        "execution_options",
        "connection",
        "get_bind",
        "engine",
        "bind",
        "no_autoflush",
    }
)
_SESSION_MAKERS = frozenset({"Session", "sessionmaker", "scoped_session", "create_session", "AsyncSession"})
_DML = frozenset({"insert", "update", "delete", "select"})
_UNWRAPPED = frozenset({"dedent", "cleandoc", "str"})
"""Functions that leave SQL what it is."""


class CallReader:
    """Evaluates expressions for their operations: each call is recorded once, in the order of the source."""

    def __init__(self, source: SourceFile, inline: Callable[[LocalFunction, ast.Call, Names], object]) -> None:
        """`inline` reads the body of a function of the same file and returns what it returns."""
        self.rows: list[Row] = []
        self.in_downgrade = False
        self.conditions: tuple[str, ...] = ()
        self.autocommit = False
        self._source = source
        self._inline = inline
        self._evaluator = Evaluator()
        self._marks: list[int] = []

    def mark(self, words: Iterable[bytes]) -> None:
        """Say which bytes occur where a call of interest may be; an expression without them need not be searched."""
        data = self._source.data
        for word in words:
            found = data.find(word)
            naming = word + b"f(" if word.endswith(b".") else b""
            while found >= 0:
                if not naming or not data.startswith(naming, found):
                    self._marks.append(found)
                found = data.find(word, found + 1)
        self._marks.sort()

    def close(self) -> None:
        """Forget the reader of functions, which holds this one."""
        self._inline = _closed

    def value(self, node: ast.expr, names: Names) -> object:
        """What an expression gives; the operations in it are recorded."""
        kind = type(node)
        if kind is ast.Constant:
            return cast(ast.Constant, node).value
        if kind is ast.Call:
            return self._call(cast(ast.Call, node), names)
        if kind is ast.Attribute:
            return self._attribute(cast(ast.Attribute, node), names)
        if isinstance(node, _TRANSPARENT):
            return self.value(node.value, names)
        if kind is not ast.Name and self._is_interesting(node):
            self._search(node, names)
        return self._evaluator.evaluate(node, names)

    def _attribute(self, node: ast.Attribute, names: Names) -> object:
        owner = self.value(node.value, names)
        if owner is BIND or owner is CONTEXT:
            return BIND if node.attr in _STILL_BIND else Unknown("an attribute of a connection")
        if type(owner) is Imported:
            return Imported((*owner.parts, node.attr), owner.level)
        return self._evaluator.evaluate(node, names)

    def operate(self, left: object, operator: ast.operator, right: object, node: ast.AST) -> object:
        """`left operator right`, for `+=`."""
        return self._evaluator.operate(left, operator, right, node)

    def text(self, node: ast.expr) -> str:
        """The source of an expression."""
        return self._source.segment(node)

    # -- calls -----------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call, names: Names) -> object:
        callee = node.func
        if isinstance(callee, ast.Attribute):
            owner = self.value(callee.value, names)
            if type(owner) is Imported:
                return self._imported((*owner.parts, callee.attr), node, names)
            return self._method(owner, callee.attr, node, names)
        if isinstance(callee, ast.Name):
            binding = names.get(callee.id)
            held = binding.value if binding is not None else None
            if isinstance(held, LocalFunction):
                return self._inline(held, node, names)
            if isinstance(held, Imported):
                return self._imported(held.parts, node, names)
            return self._plain(callee.id, node, names)
        made = self.value(callee, names)
        self._arguments(node, names)
        return BIND if made is BIND else Unknown("a call")  # sessionmaker(bind)()

    def _imported(self, parts: tuple[str, ...], node: ast.Call, names: Names) -> object:
        """A call of something imported: a directive under any import style, or a function of another module."""
        if len(parts) >= 2 and parts[-2] == "op":
            return self._directive(parts[-1], node, names)
        return self._plain(parts[-1], node, names)

    def _directive(self, name: str, node: ast.Call, names: Names) -> object:
        if name == "f":
            return self._evaluator.evaluate(node.args[0], names) if node.args else Unknown("op.f()")
        self._search_arguments(node, names)
        if name in _NO_OPERATION:
            return Unknown(name)
        table, schema = self._record(name, node, names)
        if name == "get_bind":
            return BIND
        if name == "get_context":
            return CONTEXT
        if name == "batch_alter_table":
            return Batch(table, schema)
        if name == "create_table":
            return Table(table, schema)
        return Unknown(f"`op.{name}()` gives it")

    def _method(self, owner: object, name: str, node: ast.Call, names: Names) -> object:
        if isinstance(owner, Batch):
            if name == "f":
                return self._evaluator.evaluate(node.args[0], names) if node.args else Unknown("f()")
            self._search_arguments(node, names)
            self._record(name, node, names, batch=owner)
            return Unknown("a batch operation")
        if owner is BIND:
            if name in _BIND_METHODS:
                self._search_arguments(node, names)
                self._record(name, node, names, bind=True)
                return Unknown("a result")
            self._arguments(node, names)
            return BIND if name in _STILL_BIND else Unknown("a result")
        if owner is CONTEXT:
            self._arguments(node, names)
            if name == "execute":
                self._record(name, node, names, bind=True)
            return AUTOCOMMIT if name == "autocommit_block" else BIND if name in _STILL_BIND else Unknown("a result")
        values = self._arguments(node, names)
        if isinstance(owner, Table) and name in _DML:
            return Statement(owner)
        if isinstance(owner, Statement | Sql):  # .where(), .values(), .bindparams(), …
            return owner
        if isinstance(owner, str) and name in ("strip", "lstrip", "rstrip") and not values:
            return owner.strip()
        return Unknown(f"`.{name}()` gives it")

    def _plain(self, name: str, node: ast.Call, names: Names) -> object:
        """A call of a function that is known by its name alone."""
        if name in _SESSION_MAKERS:
            values = self._arguments(node, names)
            return BIND if any(value is BIND for value in values) else Unknown("a session")
        values = self._arguments(node, names)
        first = values[0] if values else None
        if name in ("text", "DDL") and isinstance(first, str):
            return Sql(first)
        if name in ("table", "Table") and isinstance(first, str):
            schema = next((self._literal(k.value, names) for k in node.keywords if k.arg == "schema"), None)
            return Table(first, schema if isinstance(schema, str) else None)
        if name in _DML and isinstance(first, Table):
            return Statement(first)
        if name in _UNWRAPPED and isinstance(first, str):
            return first
        if name == "get_bind" and first is CONTEXT:
            return BIND
        return Unknown(f"it calls `{name}()`")

    # -- arguments -------------------------------------------------------------------------------------------

    def _arguments(self, node: ast.Call, names: Names) -> list[object]:
        """The values of all arguments, positional ones first; their operations are recorded."""
        if not node.args and not node.keywords:
            return []
        if not self._is_interesting(node):
            evaluate = self._evaluator.evaluate
            values = [evaluate(argument, names) for argument in node.args]
            return values + [evaluate(keyword.value, names) for keyword in node.keywords]
        values = [self.value(argument, names) for argument in node.args]
        return values + [self.value(keyword.value, names) for keyword in node.keywords]

    def _search_arguments(self, node: ast.Call, names: Names) -> None:
        if not self._is_interesting(node, after=node.func):
            return
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            if self._is_interesting(argument):
                self._search(argument, names)

    def _is_interesting(self, node: ast.expr, *, after: ast.expr | None = None) -> bool:
        """Whether the text of an expression (behind a part of it) holds a mark; cheaper than to visit its nodes."""
        offset = self._source.offset
        if after is None:
            start = offset(node.lineno, node.col_offset)
        else:
            start = offset(after.end_lineno or after.lineno, after.end_col_offset or after.col_offset)
        end = offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        position = bisect_left(self._marks, start)
        return position < len(self._marks) and self._marks[position] < end

    def _search(self, node: ast.AST, names: Names) -> None:
        """Record the calls inside of an expression of any kind."""
        if isinstance(node, ast.Call):
            self._call(node, names)
            return
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            names = ChainMap({}, names)
            for generator in node.generators:
                for target in ast.walk(generator.target):
                    if isinstance(target, ast.Name):
                        names[target.id] = Binding(Unknown("it runs through something"))
        elif isinstance(node, ast.Lambda):
            names = ChainMap({}, names)
            for parameter in node.args.args:
                names[parameter.arg] = Binding(Unknown("it is a parameter"))
        for child in ast.iter_child_nodes(node):
            self._search(child, names)

    # -- records ---------------------------------------------------------------------------------------------

    def _record(
        self, name: str, node: ast.Call, names: Names, *, batch: Batch | None = None, bind: bool = False
    ) -> tuple[str | None, str | None]:
        """Record an operation; returns the table and the schema it works on."""
        arguments = tuple([self._literal(argument, names) for argument in node.args])
        keywords = {keyword.arg or "**": self._literal(keyword.value, names) for keyword in node.keywords}
        table: str | None = None
        schema = keywords.get("schema", keywords.get("source_schema")) if keywords else None
        sql: tuple[str, ...] = ()
        if batch is not None:
            table, schema = batch.table, batch.schema
        elif not bind:
            table = table_name(name, arguments, keywords)
        if name in _RUNS_SQL or (name == "bulk_insert" and table is None):
            subject = self._subject(node, names)
            if isinstance(subject, Sql):
                sql = (subject.text,)
            elif isinstance(subject, str):
                sql = (subject,)
            elif isinstance(subject, Statement | Table):
                of = subject.table if isinstance(subject, Statement) else subject
                table, schema = of.name, of.schema
        if not isinstance(schema, str):
            schema = None
        place = self._source.location(node)
        self.rows.append(
            (
                name,
                self.in_downgrade,
                *place[1:],
                table,
                schema,
                arguments,
                keywords,
                batch is not None,
                sql,
                bind,
                self.autocommit,
                self.conditions,
            )
        )
        return table, schema

    def _subject(self, node: ast.Call, names: Names) -> object:
        """What an `execute` executes; its own operations are recorded already."""
        first = node.args[0] if node.args else None
        if first is None:
            first = next((keyword.value for keyword in node.keywords if keyword.arg in _SQL_KEYWORDS), None)
        if first is None:
            return None
        recorded = len(self.rows)
        value = self.value(first, names)
        del self.rows[recorded:]
        return value

    def _literal(self, node: ast.expr, names: Names) -> object:
        """An argument as a row holds it."""
        kind = type(node)
        if kind is ast.Constant:
            return cast(ast.Constant, node).value
        if isinstance(node, ast.List):
            return [self._literal(item, names) for item in node.elts]
        if isinstance(node, ast.Tuple):
            return tuple([self._literal(item, names) for item in node.elts])
        if isinstance(node, ast.Call):
            if node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "f":
                return self._literal(node.args[0], names)
        else:
            value = self._evaluator.evaluate(node, names)
            if _is_plain(value):
                return value
        return frozenset((self._source.segment(node),))


def _closed(_function: LocalFunction, _call: ast.Call, _names: Names) -> object:
    raise AssertionError("read() is over")


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | int | float | bytes | complex):
        return True
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    if isinstance(value, SetItems | Mark):
        return False
    return isinstance(value, tuple | list) and all(_is_plain(item) for item in value)
