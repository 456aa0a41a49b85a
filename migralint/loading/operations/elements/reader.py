"""Knows what the objects of SQLAlchemy and Alembic are that stand for a change, and records what is done with them."""

from __future__ import annotations

import ast
import re
from collections import ChainMap
from collections.abc import Callable

from migralint.evaluation.symbols import (  # fmt: skip
    BIND,
    Ddl,
    Item,
    LocalFunction,
    NamedType,
    Sql,
    Statement,
    Table,
    Tables,
)
from migralint.evaluation.values import Binding, Imported, Unknown
from migralint.loading.operations.elements.alembic_ops import from_object, operation, work_of_impl
from migralint.loading.operations.elements.changes import DDL_CLASSES, created, dropped, element
from migralint.loading.operations.elements.items import inside_table, is_item, item, made_table
from migralint.loading.operations.elements.metadata import Place, tables_of
from migralint.loading.operations.expressions import ExpressionReader
from migralint.loading.operations.foreign_code import is_powerful
from migralint.loading.operations.name_layers import Names
from migralint.source.text import SourceFile

_WORDS = (
    *(b".create(", b".drop(", b".create_all(", b".drop_all(", b".impl", b"Op(", b"Op.from_"),
    *sorted(name.encode() for name in DDL_CLASSES),
)
"""Without any of these in a file, nothing is done with an object that stands for a change."""
_GROWS = (b"append_column", b"append_constraint", b"extend_existing", b"keep_existing", b"to_metadata", b"tometadata")
"""Words of what gives a table more parts than its call says."""


_STAR = re.compile(rb"from\s+sqlalchemy[\w.]*\s+import\s+\*")
_CONNECTION = "a connection"
"""No name of a program: it holds the connection that a function is called with."""


class ElementReader(ExpressionReader):
    """Reads `sa.Index(…)`, `CreateIndex(ix)`, `ops.AddColumnOp(…)` as values, and what creates or drops them."""

    def __init__(
        self, source: SourceFile, inline: Callable[[LocalFunction, ast.Call | None, Names], object], *, stars: bool
    ) -> None:
        super().__init__(source, inline, stars=stars)
        self._elements = any(word in source.data for word in _WORDS)
        self._by_star = self._elements and _STAR.search(source.data) is not None
        """Whether classes of SQLAlchemy may be known by their own names."""
        self._grows = self._elements and any(word in source.data for word in _GROWS)
        self._attached: dict[tuple[str | None, str | None], list[object]] = {}
        """Indexes and constraints that belong to a table by their columns, by its name."""
        self._conventional: set[str] = set()
        """The names in `op.f(…)` of such objects."""
        self.tree: ast.AST | None = None

    def _element(self, function: Imported, node: ast.Call, names: Names) -> object:
        """What a class of SQLAlchemy or Alembic makes that stands for a change; None for any other function."""
        parts = function.parts
        last = parts[-1]
        if parts[0] == "sqlalchemy":
            if not (is_item(last) or last in DDL_CLASSES or last == "MetaData"):
                return None
        elif parts[0] != "alembic" or not any(one.endswith("Op") for one in parts[-2:]):
            return None
        values = self._arguments(node, names)
        if last == "MetaData":
            bound = any(map(is_powerful, values))
            return None if bound else Tables([], set(), (node.lineno, node.col_offset))
        first = values[0] if values else None
        if isinstance(first, Unknown) and node.args and isinstance(node.args[0], ast.Call):
            first = self.silently(node.args[0], names)
        arguments, keywords = self._written(node, names)
        if is_item(last):
            return self._made_item(item(last, arguments, keywords, names), node, names)
        if parts[0] == "sqlalchemy":
            return element(last, first, arguments, keywords)
        return operation(last, first, arguments, keywords) or from_object(parts[-2], last, first, arguments)

    def _written(self, node: ast.Call, names: Names) -> tuple[tuple[object, ...], dict[str, object]]:
        """The arguments of a call as a row holds them."""
        reader = self._arguments_of
        reader.conventional.clear()
        arguments, keywords = tuple(reader.spread(node.args, names)), reader.keywords(node, names)
        self._conventional.update(reader.conventional)
        return arguments, keywords

    def _made_item(self, made: Item, node: ast.Call, names: Names) -> Item:
        if made.table is not None and made.kind != "Sequence":
            of_table = self._attached.setdefault((made.table.name, made.table.schema), [])
            part = inside_table(made, self.literal(node, names))
            if part not in of_table:
                of_table.append(part)
        return made

    def _made_table(self, table: Table, values: list[object], node: ast.Call, names: Names) -> Table:
        """A table object with its parts, if something in the file may create it by itself."""
        if not self._elements or self._grows:
            return table
        by_keyword = any(one.arg == "metadata" for one in node.keywords)
        arguments, keywords = self._written(node, names)
        made = made_table(table, arguments[1 if by_keyword else 2 :], keywords)
        for value in values:
            if isinstance(value, Tables) and made not in value.made:
                value.made.append(made)
                value.places.add((node.lineno, node.col_offset))
        return made

    def _work(self, owner: object, name: str, node: ast.Call, values: list[object], names: Names) -> bool:
        """Record `create()`, `drop()`, `create_all()` and `drop_all()`; False if it is none of these."""
        if not any(map(is_powerful, values)):
            return False
        creates = name.startswith("create")
        known: list[object]
        if name in ("create", "drop") and isinstance(owner, Item | Table | NamedType):
            known = [owner]
        elif name in ("create_all", "drop_all") and self._elements:
            given = self._tables_given(owner, node, values)
            if given is None:
                return False
            known = [*given] if creates else [*reversed(given)]
        else:
            return False
        checks = self._checks_first(node, all_=name.endswith("_all"), names=names)
        for one in known:
            options: dict[str, object] = {"if_not_exists" if creates else "if_exists": True} if checks else {}
            if isinstance(one, NamedType):
                options = {}
            attached = self._attached.get((one.name, one.schema), []) if isinstance(one, Table) else []
            work = created(one, options, attached) if creates else dropped(one, options)
            if work is None:
                return False
            self.record_ddl(work, node)
        return True

    def _checks_first(self, node: ast.Call, *, all_: bool, names: Names) -> bool:
        """Whether it asks first whether the object is there."""
        given = next((one.value for one in node.keywords if one.arg == "checkfirst"), None)
        position = 2 if all_ else 1
        if given is None and len(node.args) > position:
            given = node.args[position]
        return all_ if given is None else self.plainly(given, names) is True

    def _tables_given(self, owner: object, node: ast.Call, values: list[object]) -> list[Table] | None:
        """The tables that `create_all()` creates; None if they are not all known."""
        at = next((index for index, one in enumerate(node.keywords) if one.arg == "tables"), None)
        if at is not None or len(node.args) > 1:
            given = values[len(node.args) + at] if at is not None else values[1]
            if isinstance(given, list | tuple):
                tables = [one for one in given if isinstance(one, Table)]
                return tables if len(tables) == len(given) else None
            return None
        holder = node.func.value if isinstance(node.func, ast.Attribute) else None
        if not isinstance(owner, Tables) or not isinstance(holder, ast.Name) or self.tree is None:
            return None
        places: set[Place] | None = tables_of(self.tree, holder.id, owner.place)
        complete = places is not None and places <= owner.places and not self.has_stars
        return [*owner.made] if complete and all(one.name is not None for one in owner.made) else None

    def _by_impl(self, name: str, node: ast.Call, names: Names) -> bool:
        """Record a method of `op.get_context().impl`; False if it is none that is known."""
        if not self._elements:
            return False
        arguments, keywords = self._written(node, names)
        work = work_of_impl(name, self.silently(node.args[0], names) if node.args else None, arguments, keywords)
        if work is not None:
            self.record_ddl(work, node)
        return work is not None

    def record_ddl(self, work: Ddl, node: ast.Call) -> None:
        """Record what an object stands for, at the call that does it."""
        self._arguments_of.conventional[:] = sorted(self._conventional)
        self.texts.data.clear()
        table, schema, verb, subject = work.table, work.schema, "", work.subject
        texts: tuple[str, ...] = ()
        if isinstance(subject, Sql | str):
            texts = (subject.text if isinstance(subject, Sql) else subject,)
        elif isinstance(subject, Statement | Table):
            of = subject.table if isinstance(subject, Statement) else subject
            table, schema = of.name, of.schema
            verb = subject.verb if isinstance(subject, Statement) else ""
        self._append(work.name, node, table, schema, work.arguments, work.keywords, bind=True, sql=texts, verb=verb)

    def _named_type(self, name: object, node: ast.Call, names: Names) -> NamedType | None:
        """A type that a database may hold, by its name; None if that is not literal."""
        if not isinstance(name, str):
            return None
        if not self._elements:
            return NamedType(name)
        values = tuple(self._arguments_of.spread(node.args, names))
        schema = next((self.literal(one.value, names) for one in node.keywords if one.arg == "schema"), None)
        known = tuple(one for one in values if isinstance(one, str))
        return NamedType(name, known if len(known) == len(values) else (), schema if isinstance(schema, str) else None)

    def _handed_connection(self, node: ast.Call, names: Names) -> bool:
        """Read a function of the file that gets a connection and the rest of the arguments, as `run_async(f, 1)` calls
        it; False if it is no such function."""
        if not node.args:
            return False
        first, *rest = node.args
        function = self.function_of(first, names) if isinstance(first, ast.Lambda) else self.value(first, names)
        if not isinstance(function, LocalFunction):
            return False
        held = ast.copy_location(ast.Name(_CONNECTION, ast.Load()), first)
        call = ast.copy_location(ast.Call(first, [held, *rest], node.keywords), node)
        self._inline(function, call, ChainMap({_CONNECTION: Binding(BIND)}, names))
        return True
