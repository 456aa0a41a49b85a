"""Recognises calls of `op`, of batch objects and of connections in expressions, and records them as operations.

A call that may work on the database and cannot be followed is recorded as opaque.
"""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable
from typing import cast

from msgspec.structs import replace

from migralint.evaluation.symbols import (  # fmt: skip
    AUTOCOMMIT,
    BIND,
    CONTEXT,
    DIALECT,
    DIALECT_NAME,
    Batch,
    DialectTest,
    LocalClass,
    LocalFunction,
    NamedType,
    Sql,
    Statement,
    Table,
)
from migralint.evaluation.values import ABSENT, Binding, ClassValue, Imported, SetItems, Unknown
from migralint.loading.operations.connections import (  # fmt: skip
    BIND_METHODS,
    DML,
    ENGINE_MAKERS,
    INSPECTORS,
    NOTHING_DONE,
    OF_CONTEXT,
    RUNS_SQL,
    SESSION_MAKERS,
    STILL_BIND,
    UNWRAPPED,
)
from migralint.loading.operations.guards import by_prefix, compared, conjunction, disjunction, inverted, is_instance
from migralint.loading.operations.loops import bound, rounds
from migralint.loading.operations.recording import Names, Recorder
from migralint.loading.operations.unfollowed import (  # fmt: skip
    FOREIGN,
    OP,
    OP_TYPES,
    is_builtin,
    is_foreign,
    is_op,
    is_powerful,
    may_be,
    only_looks,
    runs_code,
)
from migralint.source.text import SourceFile

__all__ = ["CallReader", "Names"]
_TRANSPARENT = (ast.Await, ast.Starred)
_MOST_ROUNDS = 60
"""A comprehension over more is read once."""

_NO_OPERATION = frozenset({"f", "inline_literal", "register_operation"})


class CallReader(Recorder):
    """Evaluates expressions for their operations: each call is recorded once, in the order of the source."""

    def __init__(
        self, source: SourceFile, inline: Callable[[LocalFunction, ast.Call | None, Names], object], *, stars: bool
    ) -> None:
        """`inline` reads the body of a function of the same file (with None: called by somebody else) and returns what
        it returns; `stars`: unknown names may come from a star import."""
        super().__init__(source)
        self._inline = inline
        self.has_stars = stars
        self._among_arguments = 0
        """Inside of a directive's arguments calls make types and values, unless they get something to work with."""
        self.dispatching = False
        """The functions that `globals()` or `eval()` look up are read anyway."""

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
        if kind is ast.Name:
            return self._name(cast(ast.Name, node), names)
        if isinstance(node, _TRANSPARENT):
            return self.value(node.value, names)
        if isinstance(node, ast.IfExp):
            test = self.value(node.test, names)
            if isinstance(test, DialectTest) and self.is_interesting(node):
                return self._one_way(node, test, names)
            return may_be([self.value(node.body, names), self.value(node.orelse, names)]) or self.plainly(node, names)
        if isinstance(node, ast.BoolOp):
            values = [self.value(one, names) for one in node.values]
            test = conjunction(values) if isinstance(node.op, ast.And) else disjunction(values)
            return test or may_be(values) or self.plainly(node, names)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            test = compared(self._compared(node.left, names), node.ops[0], self._compared(node.comparators[0], names))
            if test is not None:
                return test
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            value = self.value(node.operand, names)
            return inverted(value) if isinstance(value, DialectTest) else Unknown("a condition")
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value, names)
            names[node.target.id] = Binding(value)
            return value
        if isinstance(node, ast.Subscript):
            owner, item = self.value(node.value, names), self.plainly(node, names)
            unknown = isinstance(item, Unknown) and (owner is FOREIGN or is_powerful(owner))
            return FOREIGN if unknown else item
        if self.is_interesting(node):
            if isinstance(node, ast.Tuple | ast.List):
                items = [self.value(one, names) for one in node.elts]
                return items if isinstance(node, ast.List) else tuple(items)
            self._search(node, names)
        return self._evaluator.evaluate(node, names)

    def _one_way(self, node: ast.IfExp, test: DialectTest, names: Names) -> object:
        outer = self.around
        self.around = self.narrow(test.yes)
        body = self.value(node.body, names)
        self.around = outer
        self.around = self.narrow(test.no)
        other = self.value(node.orelse, names)
        self.around = outer
        return may_be([body, other]) or self.plainly(node, names)

    def _compared(self, node: ast.expr, names: Names) -> object:
        """One side of a comparison; operations in it are recorded when it turns out to be none of the dialect."""
        recorded = len(self.rows)
        value = self.value(node, names)
        del self.rows[recorded:]
        return tuple(value) if isinstance(value, SetItems | list) else value

    def plainly(self, node: ast.expr, names: Names) -> object:
        """What an expression gives; no operation in it is recorded."""
        return self._evaluator.evaluate(node, names)

    def silently(self, node: ast.expr, names: Names) -> object:
        """What an expression gives whose operations are recorded already."""
        recorded = len(self.rows)
        value = self.value(node, names)
        del self.rows[recorded:]
        return value

    def _name(self, node: ast.Name, names: Names) -> object:
        binding = names.get(node.id)
        if binding is None:
            return FOREIGN if self.has_stars and not is_builtin(node.id) else ABSENT.value
        return self._evaluator.evaluate(node, names)

    def _attribute(self, node: ast.Attribute, names: Names) -> object:
        owner = self.value(node.value, names)
        if owner is CONTEXT and node.attr == "impl":
            return CONTEXT
        if owner is BIND or owner is CONTEXT:
            if node.attr in ("dialect", "name"):
                return DIALECT if node.attr == "dialect" else DIALECT_NAME
            return BIND if node.attr in STILL_BIND else Unknown("an attribute of a connection")
        if owner is DIALECT:
            return DIALECT_NAME if node.attr == "name" else Unknown("an attribute of a dialect")
        if owner is FOREIGN:
            return FOREIGN
        if type(owner) is Imported:
            return Imported((*owner.parts, node.attr), owner.level)
        return self._evaluator.evaluate(node, names)

    # -- calls -----------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call, names: Names) -> object:
        callee = node.func
        if isinstance(callee, ast.Attribute):
            owner = self.value(callee.value, names)
            if type(owner) is Imported:
                return self._imported(Imported((*owner.parts, callee.attr), owner.level), node, names)
            return self._method(owner, callee.attr, node, names)
        name = callee.id if isinstance(callee, ast.Name) else ""
        held = self.value(callee, names)
        if isinstance(held, LocalFunction):
            return self._inline(held, node, names)
        if isinstance(held, Imported):
            return self._imported(held, node, names)
        if name and name not in names and held is not FOREIGN:
            return self._plain(name, node, names)
        values = self._arguments(node, names)
        if held is BIND or name in SESSION_MAKERS:  # sessionmaker(bind)()
            return BIND
        if not isinstance(held, LocalClass | ClassValue):
            self._opaque_unless_looked_up(node, given=any(map(is_powerful, values)))
        elif any(map(is_powerful, values)):
            self.opaque(node, given=True)
        return FOREIGN

    def _opaque_unless_looked_up(self, node: ast.Call, *, given: bool) -> None:
        inner = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        looked_up = isinstance(inner, ast.Call) and getattr(inner.func, "id", "") in ("globals", "eval")
        if not (looked_up and self.dispatching):
            self.opaque(node, given=given)

    def _imported(self, function: Imported, node: ast.Call, names: Names) -> object:
        """A call of something imported: a directive under any import style, or a function of another module."""
        parts = function.parts
        if len(parts) >= 2 and parts[-2] == "op":
            return self._directive(parts[-1], node, names)
        if "op" in parts[:-2] or parts[:2] == ("alembic", "command"):  # op.impl.execute()
            self._arguments(node, names)
            self.opaque(node)
            return FOREIGN
        if parts[0] == "alembic":
            if parts[-1] in OP_TYPES or parts[-2] in OP_TYPES:
                self._arguments(node, names)
                return OP
            if parts[-1] == "execute":
                self.opaque(node)
            if parts[-1] in ("get_bind", "get_context", "configure"):
                return BIND if parts[-1] == "get_bind" else CONTEXT
        recorded = len(self.rows)
        result = self._plain(parts[-1], node, names)
        if is_foreign(function) and isinstance(result, Unknown):
            if not self._among_arguments and len(self.rows) == recorded:
                self.opaque(node)
            return FOREIGN
        return result

    def _directive(self, name: str, node: ast.Call, names: Names) -> object:
        if name == "f":
            return self._evaluator.evaluate(node.args[0], names) if node.args else Unknown("op.f()")
        self._search_arguments(node, names)
        if name in _NO_OPERATION:
            return Unknown(name)
        table, schema = self._recorded(name, node, names)
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
            self._recorded(name, node, names, batch=owner)
            return Unknown("a batch operation")
        if owner is BIND:
            return self._on_connection(name, node, names)
        if owner is CONTEXT:
            values = self._arguments(node, names)
            if name == "execute":
                self._recorded(name, node, names, bind=True)
            elif name not in STILL_BIND and (name not in OF_CONTEXT or any(map(is_powerful, values))):
                self.opaque(node, given=True)  # op.get_context().impl.drop_table(users)
            return AUTOCOMMIT if name == "autocommit_block" else BIND if name in STILL_BIND else Unknown("a result")
        values = self._arguments(node, names)
        if owner is DIALECT_NAME:
            test = by_prefix(values[0]) if name == "startswith" and values else None
            return test or (DIALECT_NAME if name in ("lower", "strip") else Unknown("a text"))
        if isinstance(owner, Table) and name in DML:
            return Statement(owner, name)
        if isinstance(owner, Statement | Sql):  # .where(), .values(), .bindparams(), …
            return owner
        if isinstance(owner, str) and name in ("strip", "lstrip", "rstrip") and not values:
            return owner.strip()
        if name in ("create", "drop") and isinstance(owner, NamedType | Table) and any(map(is_powerful, values)):
            if isinstance(owner, Table):
                self.record_table(f"{name}_table", node, owner)
            else:
                self.record_type(f"{name}_type", node, owner.name)
            return Unknown("nothing")
        if name == "drop_all" and any(map(is_powerful, values)):
            self.record(name, node, names, bind=True)
            return Unknown("nothing")
        own = (isinstance(owner, LocalClass) and name in owner.methods) or (
            isinstance(owner, ClassValue) and name in owner.attributes
        )
        given = any(map(is_powerful, values))
        if owner is FOREIGN or own or (given and not only_looks(name)):
            self.opaque(node, given=given)
            return FOREIGN
        return Unknown(f"`.{name}()` gives it")

    def _on_connection(self, name: str, node: ast.Call, names: Names) -> object:
        if name in BIND_METHODS:
            self._search_arguments(node, names)
            self._recorded(name, node, names, bind=True)
            return Unknown("a result")
        values = self._arguments(node, names)
        if name in STILL_BIND:
            return BIND
        if name not in NOTHING_DONE or any(map(is_powerful, values)):
            self.opaque(node)
        return Unknown("a result")

    def _plain(self, name: str, node: ast.Call, names: Names) -> object:
        """A call of a function that is known by its name alone."""
        values = self._arguments(node, names)
        if name in SESSION_MAKERS:
            if name not in ENGINE_MAKERS:
                self.record("get_bind", node, names, bind=True, executed=node.func)
            return BIND
        first = values[0] if values else None
        if name in ("text", "DDL") and isinstance(first, str):
            return Sql(first)
        if name == "isinstance" and len(node.args) == 2:
            return is_instance(self.value(node.args[0], names), self.text(node.args[1])) or Unknown("a condition")
        if name == "str" and node.args and self.value(node.args[0], names) is DIALECT_NAME:
            return DIALECT_NAME
        if name in ("table", "Table") and isinstance(first, str):
            schema = next((self.literal(k.value, names) for k in node.keywords if k.arg == "schema"), None)
            return Table(first, schema if isinstance(schema, str) else None)
        if name in ("Enum", "ENUM", "DOMAIN"):
            named = next((self.literal(k.value, names) for k in node.keywords if k.arg == "name"), None)
            if named is None and node.args and isinstance(node.args[0], ast.Name | ast.Attribute):
                named = self.text(node.args[0]).rpartition(".")[2].lower()  # a class of Python names its type
            return NamedType(named) if isinstance(named, str) else Unknown("a type without a literal name")
        if name in DML and values:
            return Statement(first if isinstance(first, Table) else Table(None, None), name)
        if name in UNWRAPPED and isinstance(first, str):
            return first
        if name == "get_bind" and first is CONTEXT:
            return BIND
        if name == "getattr" and len(values) >= 2:
            return self._got(first, values[1])
        if name in ("globals", "locals", "vars") and not self.dispatching:  # op may be among them
            return FOREIGN
        if name == "drop_all" and any(map(is_powerful, values)):
            self.record(name, node, names, bind=True)
            return Unknown("nothing")
        if runs_code(name) and not (self.dispatching and name == "eval"):
            self.opaque(node)
            return FOREIGN
        if any(map(is_powerful, values)):
            if not only_looks(name):
                self.opaque(node, given=True)
                return FOREIGN
            if name in INSPECTORS:
                self.record("get_bind", node, names, bind=True, executed=node.func)
        return Unknown(f"it calls `{name}()`")

    def _got(self, owner: object, name: object) -> object:
        if isinstance(owner, Imported) and isinstance(name, str):
            return Imported((*owner.parts, name), owner.level)
        return FOREIGN if owner is FOREIGN or is_op(owner) or is_powerful(owner) else Unknown("`getattr()` gives it")

    # -- arguments -------------------------------------------------------------------------------------------

    def _arguments(self, node: ast.Call, names: Names) -> list[object]:
        """The values of all arguments, positional ones first; their operations are recorded."""
        expressions = [*node.args, *(keyword.value for keyword in node.keywords)]
        if not expressions:
            return []
        interesting = self.is_interesting(node, after=node.func)
        values = [
            self.value(one, names) if interesting or isinstance(one, ast.Name) else self.plainly(one, names)
            for one in expressions
        ]
        for value in values:
            if isinstance(value, LocalFunction):  # somebody may call it back
                self._inline(value, None, names)
        return values

    def _search_arguments(self, node: ast.Call, names: Names) -> None:
        self._among_arguments += 1
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(argument, ast.Name):
                held = self._name(argument, names)
                if isinstance(held, LocalFunction):
                    self._inline(held, None, names)
            elif self.is_interesting(argument):
                self._search(argument, names)
        self._among_arguments -= 1

    def _search(self, node: ast.AST, names: Names) -> None:
        """Record the calls inside of an expression of any kind."""
        if isinstance(node, ast.Call):
            self._call(node, names)
            return
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            if self._search_rounds(node, names):
                return
            names = ChainMap({}, names)
            for generator in node.generators:
                for target in ast.walk(generator.target):
                    if isinstance(target, ast.Name):
                        names[target.id] = Binding(Unknown("it runs through something"))
        elif isinstance(node, ast.Lambda):
            names = ChainMap({}, names)
            for parameter in node.args.args:
                names[parameter.arg] = Binding(FOREIGN)
        for child in ast.iter_child_nodes(node):
            self._search(child, names)

    def _search_rounds(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, names: Names) -> bool:
        """Record what a comprehension over literals does in each of its rounds; False if it is another one."""
        generator = node.generators[0]
        known = rounds(generator.iter, names, self.silently) if len(node.generators) == 1 else None
        if known is None or len(known) > _MOST_ROUNDS:
            return False
        variables = [bound(generator.target, *one) for one in known]
        if any(one is None for one in variables):
            return False
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        outer, self.around = self.around, replace(self.around, looped=True)
        for one in variables:
            inner: Names = ChainMap(dict(one or {}), names)
            for part in (*generator.ifs, *parts):
                self._search(part, inner)
        self.around = outer
        return True

    def _recorded(
        self, name: str, node: ast.Call, names: Names, *, batch: Batch | None = None, bind: bool = False
    ) -> tuple[str | None, str | None]:
        subject, template = None, ""
        executed: ast.expr | None = node.func if name in ("commit", "rollback") else None
        if name in RUNS_SQL or name == "bulk_insert":
            subject = self._subject(node, names)
            if name == "bulk_insert" and not isinstance(subject, Table):
                subject = None
            elif not isinstance(subject, Sql | str | Statement | Table):
                executed = self.subject_node(node)
                template = self.template(executed, names) if executed is not None else ""
        return self.record(
            name, node, names, batch=batch, bind=bind, subject=subject, template=template, executed=executed
        )

    def _subject(self, node: ast.Call, names: Names) -> object:
        """What an `execute` executes; its own operations are recorded already."""
        first = self.subject_node(node)
        if first is None:
            return None
        recorded = len(self.rows)
        value = self.value(first, names)
        del self.rows[recorded:]
        return value


def _closed(_function: LocalFunction, _call: ast.Call | None, _names: Names) -> object:
    raise AssertionError("read() is over")
