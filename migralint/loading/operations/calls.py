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
    LocalClass,
    LocalFunction,
    Mark,
    Method,
    NamedType,
    Sql,
    Statement,
    Table,
)
from migralint.evaluation.values import ClassValue, Imported, Unknown
from migralint.loading.operations.connections import (  # fmt: skip
    BIND_METHODS,
    DML,
    ENGINE_MAKERS,
    INSPECTORS,
    NOTHING_DONE,
    OF_CONTEXT,
    SESSION_MAKERS,
    STILL_BIND,
    UNWRAPPED,
)
from migralint.loading.operations.executions import ExecutionReader
from migralint.loading.operations.guards import by_helper, by_prefix, is_instance
from migralint.loading.operations.name_layers import Names
from migralint.loading.operations.unfollowed import (  # fmt: skip
    FOREIGN,
    OP,
    OP_TYPES,
    is_foreign,
    is_op,
    is_powerful,
    only_looks,
    runs_code,
)

_NO_OPERATION = frozenset({"f", "inline_literal", "register_operation"})


class CallReader(ExecutionReader):
    """Recognises a call by the called object: `op`, a batch, a connection, a helper, or code of another module."""

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
        if isinstance(held, Method):
            return self._method(held.owner, held.name, node, names)
        if name and name not in names and held is not FOREIGN:
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
        """Return the value of a call of an import: a directive in any import style, or a function of another module."""
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
            if not self._among_arguments and not self.is_recorded(node, recorded):
                self.opaque(node)
            return by_helper(parts[-1]) or FOREIGN
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
            elif name not in STILL_BIND and (name not in OF_CONTEXT or any(map(is_powerful, values))):
                self.opaque(node, given=True)  # op.get_context().impl.drop_table(users)
            return AUTOCOMMIT if name == "autocommit_block" else BIND if name in STILL_BIND else Unknown("a result")
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
        given = any(map(is_powerful, values)) or (isinstance(owner, LocalClass) and owner.works)
        if owner is FOREIGN or own or (given and not only_looks(name)):
            self.opaque(node, given=given)
            return FOREIGN
        return Unknown(f"`.{name}()` returns it")

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
        """Return the value of a call of a function that is recognised by its name alone."""
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
                named = self.text(node.args[0]).rpartition(".")[2].lower()  # the type has the name of the Python class
            return NamedType(named) if isinstance(named, str) else Unknown("a type without a literal name")
        if name in DML and values:
            return Statement(first if isinstance(first, Table) else Table(None, None), name)
        if name in UNWRAPPED and isinstance(first, str):
            return first
        if name == "get_bind" and first is CONTEXT:
            return BIND
        if name == "getattr" and len(values) >= 2:
            return self._got(first, values[1])
        if name in ("globals", "locals", "vars") and not self.dispatching:  # the result may contain `op`
            if any(map(is_powerful, values)):
                self.opaque(node, given=True)
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
        return FOREIGN if owner is FOREIGN or is_op(owner) or is_powerful(owner) else Unknown("`getattr()` returns it")


def _queries(node: ast.expr) -> bool:
    """Return whether a node is a method of the result of `….query(…)`, without any further condition."""
    called = node.value if isinstance(node, ast.Attribute) else None
    return isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute) and called.func.attr == "query"
