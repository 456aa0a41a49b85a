"""Records calls as operations, each with its place, its table and its literal SQL."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable
from types import NoneType

from msgspec.structs import replace

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import Batch, LocalClass, Mark, Narrowing, Sql, Statement, Table
from migralint.evaluation.values import Unknown
from migralint.history.operation import OPAQUE, Around, Row, pack_around
from migralint.loading.operations.arguments import ArgumentReader
from migralint.loading.operations.directives import table_name
from migralint.loading.operations.foreign_code import is_powerful, runs_when_called
from migralint.loading.operations.guards import narrowed
from migralint.loading.operations.held.words import occurrences
from migralint.loading.operations.models import models_in
from migralint.loading.operations.name_layers import Names
from migralint.loading.operations.texts.sql_text import TextReader
from migralint.source.text import SourceFile

_IDLE = frozenset((NoneType, str, int, bool, Unknown))  # values that give no access to the database
_SQL_KEYWORDS = ("sqltext", "statement", "clause", "text")


class Recorder:
    """Records the operations of one file; keeps the conditions around the next one."""

    def __init__(self, source: SourceFile) -> None:
        self.rows: list[Row] = []
        self.in_downgrade = False
        self.conditions: tuple[str, ...] = ()
        self.autocommit = False
        self.around = Around()
        """The conditions and loops around the next call."""
        self.model_names: dict[str, str] = {}
        """The imported classes of other packages: the dotted path by the name."""
        self.statements: dict[str, str] = {}
        """The source texts of SQLAlchemy Core statements, by the variables that hold them."""
        self._source = source
        self._evaluator = Evaluator()
        self.texts = TextReader(source, self._evaluator)
        self._arguments_of = ArgumentReader(source, self._evaluator)
        self.literal = self._arguments_of.literal
        self._marks: list[int] = []
        self._watched: set[str] = set()  # names that are already marked

    def mark(self, words: Iterable[bytes]) -> None:
        """Mark the places of `words`, where relevant calls may be; an expression without a mark is not searched."""
        data = self._source.data
        for word in words:
            found = data.find(word)
            naming = word + b"f(" if word.endswith(b".") else b""
            while found >= 0:
                if not naming or not data.startswith(naming, found):
                    self._marks.append(found)
                found = data.find(word, found + 1)
        self._marks.sort()

    def watch(self, name: str, value: object) -> None:
        """Mark the occurrences of a name if its value may change the database: expressions with it must be searched."""
        if type(value) in _IDLE:
            return
        works = runs_when_called(value) or (isinstance(value, LocalClass) and value.works)
        if name in self._watched or not (works or is_powerful(value)):
            return
        self._watched.add(name)
        data, after = self._source.data, len(name.encode())
        places = occurrences(data, name)
        if isinstance(value, Batch | Mark):  # only its methods change anything
            places = [one for one in places if data[one + after : one + after + 1] in b". \n"]
        self._marks += places
        self._marks.sort()

    def is_interesting(self, node: ast.expr | ast.stmt, *, after: ast.expr | None = None) -> bool:
        """Whether the text of a node (behind its part `after`) contains a mark; cheaper than visiting its nodes."""
        offset = self._source.offset
        start = offset(node.lineno, node.col_offset)
        if after is not None:
            start = offset(after.end_lineno or after.lineno, after.end_col_offset or after.col_offset)
        end = offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        position = bisect_left(self._marks, start)
        return position < len(self._marks) and self._marks[position] < end

    def works(self, node: ast.ClassDef, names: Names) -> bool:
        """Whether functions of a class, or of its bases, use `op` or a connection that is not passed to them."""
        bases = [*node.bases, *(keyword.value for keyword in node.keywords)]
        held = [names.get(one.id) for one in bases if isinstance(one, ast.Name)]
        if any(one is not None and isinstance(one.value, LocalClass) and one.value.works for one in held):
            return True
        return self.is_interesting(node) and any(
            isinstance(inner, ast.Name) and inner.id in names and is_powerful(names[inner.id].value)
            for inner in walk(node)
        )

    def text(self, node: ast.expr | ast.stmt) -> str:
        """Return the source text of an expression or a statement."""
        return self._source.segment(node)

    def place(self, node: ast.expr) -> tuple[int, int]:
        """Return line and column of an expression, from 1."""
        return node.lineno, self._source.column(node.lineno, node.col_offset)

    def narrow(self, by: Narrowing) -> Around:
        """Return the conditions around a call inside a dialect test."""
        left = narrowed(self.around.only, self.around.without, by)
        return replace(self.around, only=left.only, without=left.without)

    def keep_statement(self, name: str, node: ast.expr) -> None:
        """Record the source text of the statement in a variable; one that is built in several steps is put together."""
        text = self.text(node)
        root: ast.expr = node
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        before = self.statements.get(root.id, "") if isinstance(root, ast.Name) else ""
        self.statements[name] = before + text[len(getattr(root, "id", "")) :] if before else text

    def operate(self, left: object, operator: ast.operator, right: object, node: ast.AST) -> object:
        """Return `left operator right`, for `+=`."""
        return self._evaluator.operate(left, operator, right, node)

    def opaque(self, node: ast.expr | ast.stmt, *, given: bool = False) -> None:
        """Record an operation that cannot be read; `given`: `op`, a connection or the like is passed to it.

        For a helper with the name create_table, the table is recorded: the helper creates it, whatever else it does.
        """
        executed = self._source.segment(node.func) if isinstance(node, ast.Call) else ""
        table = None
        if isinstance(node, ast.Call) and executed.rpartition(".")[2] == "create_table" and node.args:
            first = node.args[0]
            table = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        self._append(OPAQUE, node, table, arguments=("given",) if given else (), executed=executed)

    def is_recorded(self, node: ast.expr, since: int) -> bool:
        """Whether a call itself (not only calls in its arguments) is recorded in the rows from the index `since` on."""
        place = tuple(self._source.location(node)[1:])
        return any(tuple(row[2:6]) == place for row in self.rows[since:])

    def record(
        self,
        name: str,
        node: ast.Call,
        names: Names,
        *,
        batch: Batch | None = None,
        bind: bool = False,
        subject: object = None,
        template: str = "",
        executed: ast.expr | None = None,
    ) -> tuple[str | None, str | None]:
        """Record an operation; returns the name and the schema of its table.

        `subject`: the SQL or statement that the operation executes, or the table of `bulk_insert`, if it is known;
        `template`: the SQL as text with holes; `executed`: the expression of the SQL, if neither is known.
        """
        self._arguments_of.conventional.clear()
        arguments = tuple(self._arguments_of.spread(node.args, names))
        keywords = self._arguments_of.keywords(node, names)
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
            name,
            node,
            table,
            schema,
            arguments,
            keywords,
            batch=batch is not None,
            sql=sql,
            bind=bind,
            verb=verb,
            template="" if sql else template,
            executed=self._executed(node, subject, executed) if not (sql or template) else "",
            line=self._text_line(node) if sql or template else 0,
        )
        return table, schema

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
        template: str = "",
        executed: str = "",
        line: int = 0,
    ) -> None:
        place = self._source.location(node)
        around = self.around
        models = models_in(node, self.model_names) if self.model_names else ()
        if executed or line or self._arguments_of.conventional or models or self.texts.data:
            names, data = tuple(self._arguments_of.conventional), tuple(dict.fromkeys(self.texts.data))
            outside = tuple(one for one in data if one in self.texts.from_outside)
            around = replace(around, executed=executed, line=line, conventional=names, models=models, data_holes=data)
            around = replace(around, outside=outside) if outside else around
            self._arguments_of.conventional.clear()
            self.texts.data.clear()
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
                pack_around(around),
                template,
            )
        )

    def _executed(self, node: ast.Call, subject: object, executed: ast.expr | None) -> str:
        """Return the source text of an executed object that is not SQL text; empty: it is not known."""
        if executed is not None:
            return self._source.segment(executed)
        first = self.subject_node(node) if isinstance(subject, Statement) else None
        return self.statements.get(first.id, "") if isinstance(first, ast.Name) else ""

    def _text_line(self, node: ast.Call) -> int:
        """Return the first line of an SQL text whose lines are also lines of the file; 0 for any other text."""
        inner = self.subject_node(node)
        while isinstance(inner, ast.Call) and inner.args:
            inner = inner.args[0]
        if isinstance(inner, ast.JoinedStr) or (isinstance(inner, ast.Constant) and isinstance(inner.value, str)):
            text = self._source.segment(inner)
            quotes = text.lstrip("rRbBuUfF")[:3]
            whole = quotes in ('"""', "'''") and text.count(quotes) == 2 and "\\" not in text
            return inner.lineno if whole else 0
        return 0

    @staticmethod
    def subject_node(node: ast.Call) -> ast.expr | None:
        """Return the expression that an `execute` executes; None: the call has no such argument."""
        if node.args:
            return node.args[0]
        return next((keyword.value for keyword in node.keywords if keyword.arg in _SQL_KEYWORDS), None)
