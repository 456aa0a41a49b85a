"""Records calls as operations, each with its place, its table and its literal SQL."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, MutableMapping
from typing import cast

from msgspec.structs import replace

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.symbols import Batch, DialectTest, LocalFunction, Mark, Narrowing, Sql, Statement, Table
from migralint.evaluation.values import Binding, Imported, SetItems
from migralint.history.operation import HOLE, OPAQUE, Around, Row, pack_around
from migralint.loading.operations.directives import table_name
from migralint.loading.operations.guards import narrowed
from migralint.source.text import SourceFile

Names = MutableMapping[str, Binding]
_DEEPEST_TEXT = 30
_TAKES_MODELS = frozenset(
    {
        "query", "select", "insert", "update", "delete", "add", "add_all", "merge", "get", "exists", "aliased",
        "join", "outerjoin", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "select_from",
        "with_entities",
    }
)  # fmt: skip
_OUTSIDE = re.compile(r"\bos\.environ\b|\bgetenv\b|\bget_x_argument\b|\binput\(|\bsys\.argv\b")
_QUOTED = re.compile(r"\b(?:quoted_name|literal_column|preparer|quote|identifier_preparer|quote_identifier)\b")
_TEXT_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "bindparams", "columns", "execution_options", "replace", "removesuffix"}
)
"""Methods of text and of `sa.text(…)` that leave the SQL what it is, or nearly."""
_PERCENT = re.compile(r"%%|%(?:\((?P<key>[^)]*)\))?[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>\w*)[^{}]*\}")
_SQL_KEYWORDS = ("sqltext", "statement", "clause", "text")


class Recorder:
    """The operations of one file so far, and what is around the next one."""

    def __init__(self, source: SourceFile) -> None:
        self.rows: list[Row] = []
        self.in_downgrade = False
        self.conditions: tuple[str, ...] = ()
        self.autocommit = False
        self.around = Around()
        """What stands around the next call."""
        self._followed = 0
        self.model_names: dict[str, str] = {}
        """Names that imports bind to classes of other packages, each with its dotted path."""
        self.row_names: set[str] = set()
        """Variables that hold what a query gave."""
        self._data: list[str] = []
        self._conventional: list[str] = []
        self.templates: dict[str, tuple[str, tuple[str, ...]]] = {}
        """What variables hold that are text with holes, each with the holes that are data."""
        self.statements: dict[str, str] = {}
        """The sources of statements of Core that variables hold."""
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

    def place(self, node: ast.expr) -> tuple[int, int]:
        """Line and column of an expression, from 1."""
        return node.lineno, self._source.column(node.lineno, node.col_offset)

    def _models(self, node: ast.expr | ast.stmt) -> tuple[str, ...]:
        """The imported classes that stand where a model is meant: queried, added, asked for its table."""
        found: dict[str, None] = {}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call):
                name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
                if name in _TAKES_MODELS:
                    for one in inner.args:
                        one = one.func if isinstance(one, ast.Call) else one
                        if isinstance(one, ast.Name) and one.id in self.model_names:
                            found[self.model_names[one.id]] = None
            elif isinstance(inner, ast.Attribute) and inner.attr in ("__table__", "metadata", "query"):
                owner = inner.value.id if isinstance(inner.value, ast.Name) else ""
                if owner in self.model_names:
                    found[self.model_names[owner]] = None
        return tuple(found)

    def _is_data(self, node: ast.expr) -> bool:
        """Whether a part of a text is data rather than code: from a row, the environment, the command line."""
        text = self._source.segment(node)
        if _OUTSIDE.search(text):
            return True
        if _QUOTED.search(text):
            return False
        root: ast.expr = node
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        return isinstance(root, ast.Name) and root.id in self.row_names

    def _hole(self, node: ast.expr) -> str:
        if self._is_data(node):
            self._data.append(self._source.segment(node))
        return HOLE

    def narrow(self, by: Narrowing) -> Around:
        """What stands around a call inside of a test."""
        left = narrowed(self.around.only, self.around.without, by)
        return replace(self.around, only=left.only, without=left.without)

    def template(self, node: ast.expr, names: Names) -> str:
        """Text of which a part is not known, with `HOLE` for each such part; empty if nothing of it is known."""
        self._data.clear()
        text = self._with_holes(node, names, 0)
        if text.strip(HOLE + " \n\t"):
            return text
        self._data.clear()
        return ""

    def keep_statement(self, name: str, node: ast.expr) -> None:
        """Remember how a variable that holds a statement came about: it may be made in several steps."""
        text = self.text(node)
        root: ast.expr = node
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        before = self.statements.get(root.id, "") if isinstance(root, ast.Name) else ""
        self.statements[name] = before + text[len(getattr(root, "id", "")) :] if before else text

    def keep_template(self, name: str, node: ast.expr, names: Names) -> None:
        """Remember what a variable holds that is text with holes."""
        text = self.template(node, names)
        self.templates.pop(name, None)
        if text:
            self.templates[name] = (text, tuple(self._data))
        self._data.clear()

    def _with_holes(self, node: ast.expr, names: Names, depth: int) -> str:
        value = self._evaluator.evaluate(node, names)
        if isinstance(value, Sql):
            return value.text
        if isinstance(value, str | int):
            return str(value)
        if depth > _DEEPEST_TEXT:
            return self._hole(node)
        if isinstance(node, ast.JoinedStr):
            return "".join(self._with_holes(part, names, depth + 1) for part in node.values)
        if isinstance(node, ast.FormattedValue):
            return self._with_holes(node.value, names, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._with_holes(node.left, names, depth + 1) + self._with_holes(node.right, names, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return _percent(self._with_holes(node.left, names, depth + 1), self._formatted(node.right, names))
        if isinstance(node, ast.Call):
            return self._called_text(node, names, depth)
        if isinstance(node, ast.Name) and node.id in self.templates:
            text, data = self.templates[node.id]
            self._data += data
            return text
        return self._hole(node)

    def _called_text(self, node: ast.Call, names: Names, depth: int) -> str:
        callee = node.func
        name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        if isinstance(callee, ast.Attribute) and name == "format":
            text = self._with_holes(callee.value, names, depth + 1)
            given: dict[str | int, str] = {
                index: self._with_holes(one, names, depth + 1) for index, one in enumerate(node.args)
            }
            given |= {one.arg: self._with_holes(one.value, names, depth + 1) for one in node.keywords if one.arg}
            return _braces(text, given)
        if isinstance(callee, ast.Attribute) and name in _TEXT_METHODS:
            return self._with_holes(callee.value, names, depth + 1)
        if name in ("text", "DDL", "dedent", "cleandoc", "str", "f") and node.args:
            return self._with_holes(node.args[0], names, depth + 1)
        return self._hole(node)

    def _formatted(self, node: ast.expr, names: Names) -> dict[str | int, str]:
        if isinstance(node, ast.Dict):
            return {
                key.value: self._with_holes(value, names, 1)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        return {index: self._with_holes(item, names, 1) for index, item in enumerate(items)}

    def operate(self, left: object, operator: ast.operator, right: object, node: ast.AST) -> object:
        """`left operator right`, for `+=`."""
        return self._evaluator.operate(left, operator, right, node)

    def opaque(self, node: ast.expr | ast.stmt, *, given: bool = False) -> None:
        """Record that what is done here cannot be read; `given`: it is handed `op`, a connection, or the like.

        The table of a helper that is called create_table is noted: it is made there, whatever else is done.
        """
        executed = self._source.segment(node.func) if isinstance(node, ast.Call) else ""
        table = None
        if isinstance(node, ast.Call) and executed.rpartition(".")[2] == "create_table" and node.args:
            first = node.args[0]
            table = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        self._append(OPAQUE, node, table, arguments=("given",) if given else (), executed=executed)

    def _keywords(self, node: ast.Call, names: Names) -> dict[str, object]:
        """The arguments by name; what `**` gives is among them if it is known, else it stands as "**"."""
        found: dict[str, object] = {}
        for keyword in node.keywords:
            value = self.literal(keyword.value, names) if keyword.arg is not None else self._unpacked(keyword, names)
            if keyword.arg is None and isinstance(value, dict) and all(isinstance(key, str) for key in value):
                found.update(value)
            else:
                found[keyword.arg or "**"] = value
        return found

    def _unpacked(self, keyword: ast.keyword, names: Names) -> object:
        """What `**` unpacks: a dict, or a variable that holds one, with its values as arguments are read."""
        node = keyword.value
        held = names.get(node.id) if isinstance(node, ast.Name) else None
        made = held.node if held is not None and held.node is not None else node
        if isinstance(made, ast.Dict) and all(
            isinstance(key, ast.Constant) and isinstance(key.value, str) for key in made.keys
        ):
            pairs = zip(made.keys, made.values, strict=True)
            return {cast(ast.Constant, key).value: self.literal(value, names) for key, value in pairs}
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "dict" and not made.args:
            return self._keywords(made, names)
        return self.literal(node, names)

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
        template: str = "",
        executed: ast.expr | None = None,
    ) -> tuple[str | None, str | None]:
        """Record an operation; returns the table and the schema it works on.

        `subject`: what an operation that runs SQL runs, or whose rows `bulk_insert` makes, as far as it is known;
        `template`: the same as text with holes; `executed`: its expression, where neither is known.
        """
        self._conventional.clear()
        arguments = tuple(self._spread(node.args, names))
        keywords = self._keywords(node, names)
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

    def _executed(self, node: ast.Call, subject: object, executed: ast.expr | None) -> str:
        """The source of what is executed and is no text."""
        if executed is not None:
            return self._source.segment(executed)
        first = self.subject_node(node) if isinstance(subject, Statement) else None
        return self.statements.get(first.id, "") if isinstance(first, ast.Name) else ""

    def _text_line(self, node: ast.Call) -> int:
        """The line on which a text begins that stands in the file line by line; 0 for any other."""
        inner = self.subject_node(node)
        while isinstance(inner, ast.Call) and inner.args:
            inner = inner.args[0]
        if isinstance(inner, ast.JoinedStr) or (isinstance(inner, ast.Constant) and isinstance(inner.value, str)):
            text = self._source.segment(inner)
            quotes = text.lstrip("rRbBuUfF")[:3]
            whole = quotes in ('"""', "'''") and text.count(quotes) == 2 and "\\" not in text
            return inner.lineno if whole else 0
        return 0

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
        template: str = "",
        executed: str = "",
        line: int = 0,
    ) -> None:
        place = self._source.location(node)
        around = self.around
        models = self._models(node) if self.model_names else ()
        if executed or line or self._conventional or models or self._data:
            names, data = tuple(self._conventional), tuple(dict.fromkeys(self._data))
            around = replace(around, executed=executed, line=line, conventional=names, models=models, data_holes=data)
            self._conventional.clear()
            self._data.clear()
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

    @staticmethod
    def subject_node(node: ast.Call) -> ast.expr | None:
        """The expression of what an `execute` executes."""
        if node.args:
            return node.args[0]
        return next((keyword.value for keyword in node.keywords if keyword.arg in _SQL_KEYWORDS), None)

    def _spread(self, nodes: Iterable[ast.expr], names: Names) -> Iterator[object]:
        """Positional arguments; the items of a starred literal one by one."""
        for node in nodes:
            given = self.literal(node.value if isinstance(node, ast.Starred) else node, names)
            if isinstance(node, ast.Starred) and isinstance(given, tuple | list):
                yield from given
            elif isinstance(node, ast.Starred):
                yield frozenset((self._source.segment(node),))
            else:
                yield given

    def _call_parts(self, node: ast.Call, names: Names) -> object:
        """A call with its parts as a row holds it; names that imports bind are written out."""
        callee = node.func
        receiver: object = None
        parts: list[str] = []
        while isinstance(callee, ast.Attribute):
            parts.append(callee.attr)
            callee = callee.value
        if isinstance(callee, ast.Name):
            held = names.get(callee.id)
            root = str(held.value) if held is not None and isinstance(held.value, Imported) else callee.id
            function = ".".join((root, *reversed(parts)))
        elif isinstance(callee, ast.Call) and len(parts) == 1:
            function, receiver = parts[0], self.literal(callee, names)
        else:
            return frozenset((self._source.segment(node),))
        arguments = tuple(self._spread(node.args, names))
        keywords = self._keywords(node, names)
        return {...: (self._source.segment(node), function, arguments, keywords, receiver)}

    def _returned(self, node: ast.Call, names: Names) -> object:
        """What a helper of the file gives that only returns a call: `column("a")` for `sa.Column("a", …)`."""
        held = names.get(node.func.id) if isinstance(node.func, ast.Name) else None
        function = held.value if held is not None else None
        if not isinstance(function, LocalFunction) or self._followed >= _DEEPEST_TEXT:
            return None
        last, arguments = function.node.body[-1], function.node.args
        plain = not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs)
        alone = len(function.node.body) - (ast.get_docstring(function.node) is not None) == 1
        starred = any(isinstance(one, ast.Starred) for one in node.args) or any(
            one.arg is None for one in node.keywords
        )
        if not (plain and alone and isinstance(last, ast.Return) and isinstance(last.value, ast.Call)) or starred:
            return None
        inner = dict(function.closure)
        defaults = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
        given = {one.arg: default for one, default in defaults}
        given |= dict(zip([one.arg for one in arguments.args], node.args, strict=False))
        given |= {one.arg: one.value for one in node.keywords if one.arg is not None}
        for parameter in arguments.args:
            value = given.get(parameter.arg)
            if value is None:
                return None
            inner[parameter.arg] = Binding(self._evaluator.evaluate(value, names), value)
        self._followed += 1
        made = self.literal(last.value, inner)
        self._followed -= 1
        return made

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
                name = self.literal(node.args[0], names)
                if isinstance(name, str):
                    self._conventional.append(name)
                return name
            made = self._returned(node, names)
            return made if made is not None else self._call_parts(node, names)
        value = self._evaluator.evaluate(node, names)
        if _is_plain(value):
            return value
        if isinstance(node, ast.Name):
            held = names.get(node.id)
            if held is not None and held.node is not None and held.node is not node and self._followed < _DEEPEST_TEXT:
                self._followed += 1
                made = self.literal(held.node, names)
                self._followed -= 1
                return made
        return frozenset((self._source.segment(node),))


def _percent(text: str, given: dict[str | int, str]) -> str:
    position = iter(range(len(text)))

    def one(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        key: str | int = match.group("key") if match.group("key") is not None else next(position)
        return given.get(key, HOLE)

    return _PERCENT.sub(one, text)


def _braces(text: str, given: dict[str | int, str]) -> str:
    position = iter(range(len(text)))

    def one(match: re.Match[str]) -> str:
        if match.group() in ("{{", "}}"):
            return match.group()[0]
        key = match.group("key")
        return given.get(int(key) if key.isdigit() else key or next(position), HOLE)

    return _BRACES.sub(one, text)


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | int | float | bytes | complex):
        return True
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    if isinstance(value, SetItems | Mark | DialectTest):
        return False
    return isinstance(value, tuple | list) and all(_is_plain(item) for item in value)
