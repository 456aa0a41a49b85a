"""Records calls as operations, each with its place, its table and its literal SQL."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, MutableMapping
from typing import cast

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.symbols import Batch, Mark, Sql, Statement, Table
from migralint.evaluation.values import Binding, SetItems
from migralint.history.operation import OPAQUE, Row
from migralint.loading.operations.directives import table_name
from migralint.source.text import SourceFile

Names = MutableMapping[str, Binding]
_SQL_KEYWORDS = ("sqltext", "statement", "clause", "text")


class Recorder:
    """The operations of one file so far, and what is around the next one."""

    def __init__(self, source: SourceFile) -> None:
        self.rows: list[Row] = []
        self.in_downgrade = False
        self.conditions: tuple[str, ...] = ()
        self.autocommit = False
        self._source = source
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

    def text(self, node: ast.expr) -> str:
        """The source of an expression."""
        return self._source.segment(node)

    def operate(self, left: object, operator: ast.operator, right: object, node: ast.AST) -> object:
        """`left operator right`, for `+=`."""
        return self._evaluator.operate(left, operator, right, node)

    def opaque(self, node: ast.expr | ast.stmt) -> None:
        """Record that what is done here cannot be read."""
        self._append(OPAQUE, node)

    def is_interesting(self, node: ast.expr, *, after: ast.expr | None = None) -> bool:
        """Whether the text of an expression (behind a part of it) holds a mark; cheaper than to visit its nodes."""
        offset = self._source.offset
        if after is None:
            start = offset(node.lineno, node.col_offset)
        else:
            start = offset(after.end_lineno or after.lineno, after.end_col_offset or after.col_offset)
        end = offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        position = bisect_left(self._marks, start)
        return position < len(self._marks) and self._marks[position] < end

    def record(
        self,
        name: str,
        node: ast.Call,
        names: Names,
        *,
        batch: Batch | None = None,
        bind: bool = False,
        subject: object = None,
    ) -> tuple[str | None, str | None]:
        """Record an operation; returns the table and the schema it works on.

        `subject`: what an operation that runs SQL runs, or whose rows `bulk_insert` makes, as far as it is known.
        """
        arguments = tuple([self.literal(argument, names) for argument in node.args])
        keywords = {keyword.arg or "**": self.literal(keyword.value, names) for keyword in node.keywords}
        table: str | None = None
        schema = keywords.get("schema", keywords.get("source_schema")) if keywords else None
        sql: tuple[str, ...] = ()
        verb = ""
        if batch is not None:
            table, schema = batch.table, batch.schema
        elif not bind:
            table = table_name(name, arguments, keywords)
        if isinstance(subject, Sql):
            sql = (subject.text,)
        elif isinstance(subject, str):
            sql = (subject,)
        elif isinstance(subject, Statement | Table):
            of = subject.table if isinstance(subject, Statement) else subject
            table, schema = of.name, of.schema
            verb = subject.verb if isinstance(subject, Statement) else ""
        if not isinstance(schema, str):
            schema = None
        self._append(
            name, node, table, schema, arguments, keywords, batch=batch is not None, sql=sql, bind=bind, verb=verb
        )
        return table, schema

    def record_type(self, name: str, node: ast.Call, type_name: str) -> None:
        """Record `create_type` or `drop_type` of a type that is made through a connection."""
        self._append(name, node, None, None, (type_name,), {}, bind=True)

    def record_table(self, name: str, node: ast.Call, table: Table) -> None:
        """Record `create_table` or `drop_table` of a table object through a connection."""
        self._append(name, node, table.name, table.schema, bind=True)

    def _append(
        self,
        name: str,
        node: ast.expr | ast.stmt,
        table: str | None = None,
        schema: str | None = None,
        arguments: tuple[object, ...] = (),
        keywords: dict[str, object] | None = None,
        *,
        batch: bool = False,
        sql: tuple[str, ...] = (),
        bind: bool = False,
        verb: str = "",
    ) -> None:
        place = self._source.location(node)
        state = (self.autocommit, self.conditions)
        self.rows.append(
            (
                name,
                self.in_downgrade,
                *place[1:],
                table,
                schema,
                arguments,
                keywords or {},
                batch,
                sql,
                bind,
                *state,
                verb,
            )
        )

    @staticmethod
    def subject_node(node: ast.Call) -> ast.expr | None:
        """The expression of what an `execute` executes."""
        if node.args:
            return node.args[0]
        return next((keyword.value for keyword in node.keywords if keyword.arg in _SQL_KEYWORDS), None)

    def literal(self, node: ast.expr, names: Names) -> object:
        """An argument as a row holds it."""
        kind = type(node)
        if kind is ast.Constant:
            return cast(ast.Constant, node).value
        if isinstance(node, ast.List):
            return [self.literal(item, names) for item in node.elts]
        if isinstance(node, ast.Tuple):
            return tuple([self.literal(item, names) for item in node.elts])
        if isinstance(node, ast.Call):
            if node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "f":
                return self.literal(node.args[0], names)
        else:
            value = self._evaluator.evaluate(node, names)
            if _is_plain(value):
                return value
        return frozenset((self._source.segment(node),))


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | int | float | bytes | complex):
        return True
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    if isinstance(value, SetItems | Mark):
        return False
    return isinstance(value, tuple | list) and all(_is_plain(item) for item in value)
