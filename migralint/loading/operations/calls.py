"""Recognises calls of `op`, of batch objects and of connections in expressions, and records them as operations.

A call that may change the database and cannot be followed is recorded as opaque.
"""

from __future__ import annotations

import ast

from migralint.evaluation.symbols import (  # fmt: skip
    AUTOCOMMIT,
    BIND,
    CONTEXT,
    DIALECT_NAME,
    Batch,
    ByDialect,
    Ddl,
    LocalClass,
    LocalFunction,
    Mark,
    Method,
    Narrowing,
    Pattern,
    Sql,
    Statement,
    Table,
)
from migralint.evaluation.values import ClassValue, Imported, Unknown
from migralint.loading.operations.chosen.by_dialect import is_looked_up, looked_up
from migralint.loading.operations.connections import (  # fmt: skip
    BIND_METHODS,
    DML,
    MAKE_TEXT,
    NOTHING_DONE,
    OF_CONTEXT,
    SESSION_MAKERS,
    STILL_BIND,
    WORKS,
)
from migralint.loading.operations.executions import ExecutionReader
from migralint.loading.operations.foreign_code import (  # fmt: skip
    FOREIGN,
    OP,
    OP_TYPES,
    is_foreign,
    is_powerful,
    only_looks,
)
from migralint.loading.operations.guards import by_helper, by_prefix
from migralint.loading.operations.name_layers import Names

_NO_OPERATION = frozenset({"f", "inline_literal", "register_operation"})


class CallReader(ExecutionReader):
    """Recognises a call by the called object: `op`, a batch, a connection, a helper, or code of another module."""

    def _call(self, node: ast.Call, names: Names) -> object:
        callee = node.func
        if isinstance(callee, ast.Attribute):
            owner = self._looked_in(callee.value, names) if callee.attr == "get" else self.value(callee.value, names)
            if type(owner) is Imported:
                return self._imported(Imported((*owner.parts, callee.attr), owner.level), node, names)
            return self._method(owner, callee.attr, node, names)
        name = callee.id if isinstance(callee, ast.Name) else ""
        held = self.value(callee, names)
        if isinstance(held, LocalFunction):
            return self._inline(held, node, names)
        if isinstance(held, Imported):
            return self._imported(held, node, names)
        if isinstance(held, Method):
            return self._method(held.owner, held.name, node, names)
        if isinstance(held, ByDialect):
            return self._chosen_call(held, node, names)
        if name and name not in names and held is not FOREIGN:
            if self._by_star and (made := self._element(Imported(("sqlalchemy", name)), node, names)) is not None:
                return made
            return self._plain(name, node, names)
        values = self._arguments(node, names)
        if held is BIND or name in SESSION_MAKERS:  # sessionmaker(bind)()
            return BIND
        if isinstance(held, LocalClass) and held.works:
            self.opaque(node, given=True)
            return FOREIGN
        if isinstance(callee, ast.Subscript) and is_powerful(self.silently(callee.value, names)):
            values = [OP]  # op.__dict__["drop_table"]("a")
        if not isinstance(held, LocalClass | ClassValue):
            given = any(map(is_powerful, values)) or is_looked_up(callee, names)
            self._opaque_unless_looked_up(node, given=given)
        elif any(map(is_powerful, values)):
            self.opaque(node, given=True)
        return FOREIGN

    def _chosen_call(self, held: ByDialect, node: ast.Call, names: Names) -> object:
        """A call of what the dialect chooses: each of the functions runs on its own dialects."""
        outer = self.around
        results: list[tuple[Narrowing, object]] = []
        for narrowing, function in held.choices:
            self.around = self.narrow(narrowing)
            if isinstance(function, LocalFunction):
                result = self._inline(function, node, names)
            elif isinstance(function, Imported):
                result = self._imported(function, node, names)
            elif isinstance(function, Method):
                result = self._method(function.owner, function.name, node, names)
            else:
                result = Unknown("it is no function")
                if function is not None:
                    self.opaque(node, given=True)
            results.append((narrowing, result))
            self.around = outer
        known = any(not isinstance(one, Unknown | None) for _, one in results)
        return ByDialect(tuple(results)) if known else Unknown("a result")

    def _opaque_unless_looked_up(self, node: ast.Call, *, given: bool) -> None:
        inner = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        looked_up = isinstance(inner, ast.Call) and getattr(inner.func, "id", "") in ("globals", "eval")
        if not (looked_up and self.dispatching):
            self.opaque(node, given=given)

    def _imported(self, function: Imported, node: ast.Call, names: Names) -> object:
        """Return the value of a call of an import: a directive in any import style, or a function of another module."""
        parts = function.parts
        if len(parts) >= 2 and parts[-2] == "op":
            return self._directive(parts[-1], node, names)
        if "op" in parts[:-2] or parts[:2] == ("alembic", "command"):
            if parts[-3:-1] == ("op", "impl"):
                return self._method(CONTEXT, parts[-1], node, names)
            self._arguments(node, names)
            self.opaque(node)
            return FOREIGN
        if parts[0] == "alembic":
            if not OP_TYPES.isdisjoint(parts[-2:]):
                self._arguments(node, names)
                return OP
            if parts[-1] == "execute":
                self.opaque(node)
            if parts[-1] in ("get_bind", "get_context", "configure"):
                return BIND if parts[-1] == "get_bind" else CONTEXT
        if self._elements and (made := self._element(function, node, names)) is not None:
            return made
        recorded = len(self.rows)
        result = self._plain(parts[-1], node, names)
        if is_foreign(function) and isinstance(result, Unknown):
            if not self._among_arguments and not self.is_recorded(node, recorded):
                self.opaque(node)
            return by_helper(parts[-1]) or FOREIGN
        return result

    def _directive(self, name: str, node: ast.Call, names: Names) -> object:
        if name == "f":
            return self._evaluator.evaluate(node.args[0], names) if node.args else Unknown("op.f()")
        if name == "run_async" and self._handed_connection(node, names):
            return Unknown("a result")
        self._search_arguments(node, names)
        if name in _NO_OPERATION:
            return Unknown(name)
        if name == "invoke" and isinstance(work := self._subject(node, names), Ddl):
            self.record_ddl(work, node)
            return Unknown("a result")
        table, schema = self._recorded(name, node, names)
        if name == "get_bind":
            return BIND
        if name == "get_context":
            return CONTEXT
        if name == "batch_alter_table":
            return Batch(table, schema)
        if name == "create_table":
            return Table(table, schema)
        return Unknown(f"`op.{name}()` returns it")

    def _method(self, owner: object, name: str, node: ast.Call, names: Names) -> object:
        if isinstance(owner, Batch):
            if name == "f":
                return self._evaluator.evaluate(node.args[0], names) if node.args else Unknown("f()")
            if name == "__enter__":
                return owner
            self._search_arguments(node, names)
            self._recorded(name, node, names, batch=owner)
            return Unknown("a batch operation")
        if owner is BIND:
            return self._on_connection(name, node, names)
        if owner is CONTEXT:
            values = self._arguments(node, names)
            if name == "execute":
                self._recorded(name, node, names, bind=True)
            elif self._by_impl(name, node, names):
                return Unknown("a result")
            elif name not in STILL_BIND and (name not in OF_CONTEXT or any(map(is_powerful, values))):
                self.opaque(node, given=True)  # op.get_context().impl.drop_table(users)
            return AUTOCOMMIT if name == "autocommit_block" else BIND if name in STILL_BIND else Unknown("a result")
        if isinstance(owner, dict) and name == "get" and node.args and not node.keywords:
            return self._got_of(owner, node, names)
        values = self._arguments(node, names)
        if name == "delete" and not node.args and _queries(node.func):
            self.record(name, node, names, bind=True)  # session.query(User).delete()
        if name == "enter_context" and values and isinstance(values[0], Batch | Mark):  # the method of an ExitStack
            self.autocommit = self.autocommit or values[0] is AUTOCOMMIT
            return values[0]
        if owner is DIALECT_NAME:
            test = by_prefix(values[0]) if name == "startswith" and values else None
            return test or (DIALECT_NAME if name in ("lower", "strip") else Unknown("a text"))
        if isinstance(owner, Table) and name in DML:
            return Statement(owner, name)
        if isinstance(owner, Statement | Sql):  # .where(), .values(), .bindparams(), …
            if name in ("execute", "scalar"):  # DDL("…").execute(bind)
                self.record("execute", node, names, bind=True, subject=owner)
            return owner
        if isinstance(owner, str) and name in ("strip", "lstrip", "rstrip") and not values:
            return owner.strip()
        if isinstance(owner, str | Pattern) and name in MAKE_TEXT:
            return self.texts.known(node, names) or Unknown("a text")
        if name in WORKS and self._work(owner, name, node, values, names):
            return Unknown("nothing")
        if name == "drop_all" and any(map(is_powerful, values)):
            self.record(name, node, names, bind=True)
            return Unknown("nothing")
        own = (isinstance(owner, LocalClass) and name in owner.methods) or (
            isinstance(owner, ClassValue) and name in owner.attributes
        )
        given = any(map(is_powerful, values)) or (isinstance(owner, LocalClass) and owner.works)
        if owner is FOREIGN or own or (given and not only_looks(name)):
            self.opaque(node, given=given)
            return FOREIGN
        return Unknown(f"`.{name}()` returns it")

    def _on_connection(self, name: str, node: ast.Call, names: Names) -> object:
        if name in BIND_METHODS:
            if name in ("run_sync", "run_callable") and self._handed_connection(node, names):
                return Unknown("a result")
            self._search_arguments(node, names)
            self._recorded(name, node, names, bind=True)
            return Unknown("a result")
        values = self._arguments(node, names)
        if name in STILL_BIND:
            return BIND
        if name not in NOTHING_DONE or any(map(is_powerful, values)):
            self.opaque(node)
        return Unknown("a result")

    def _got_of(self, owner: dict[object, object], node: ast.Call, names: Names) -> object:
        """`owner.get(key, otherwise)`."""
        key = self.value(node.args[0], names)
        last = node.args[1] if len(node.args) > 1 else None
        otherwise: object = None
        if isinstance(last, ast.Lambda):
            otherwise = self.function_of(last, names)
        elif last is not None:
            otherwise = self.value(last, names)
        if isinstance(key, str | int):
            return owner.get(key, otherwise)
        return looked_up(owner, key, otherwise) or Unknown("`.get()` returns it")


def _queries(node: ast.expr) -> bool:
    """Return whether a node is a method of the result of `….query(…)`, without any further condition."""
    called = node.value if isinstance(node, ast.Attribute) else None
    return isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute) and called.func.attr == "query"
