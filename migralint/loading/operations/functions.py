"""Knows the functions of Python, SQLAlchemy and Alembic that are recognised by their names alone."""

from __future__ import annotations

import ast

from migralint.evaluation.symbols import (  # fmt: skip
    BIND,
    CONTEXT,
    DIALECT_NAME,
    ByDialect,
    Pattern,
    Sql,
    Statement,
    Table,
)
from migralint.evaluation.values import Imported, Unknown
from migralint.loading.operations.connections import DML, ENGINE_MAKERS, INSPECTORS, SESSION_MAKERS, UNWRAPPED
from migralint.loading.operations.elements.reader import ElementReader
from migralint.loading.operations.foreign_code import FOREIGN, is_op, is_powerful, only_looks, runs_code
from migralint.loading.operations.guards import is_instance
from migralint.loading.operations.name_layers import Names


class FunctionReader(ElementReader):
    """What a call of a function gives that is no operation by itself."""

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
        if name in ("text", "DDL") and isinstance(first, ByDialect):
            made = [(by, Sql(one) if isinstance(one, str) else one) for by, one in first.choices]
            return ByDialect(tuple(made))
        if name == "isinstance" and len(node.args) == 2:
            return is_instance(self.value(node.args[0], names), self.text(node.args[1])) or Unknown("a condition")
        if name == "str" and node.args and self.value(node.args[0], names) is DIALECT_NAME:
            return DIALECT_NAME
        if name in ("table", "Table") and isinstance(first, str):
            schema = next((self.literal(k.value, names) for k in node.keywords if k.arg == "schema"), None)
            table = Table(first, schema if isinstance(schema, str) else None)
            return self._made_table(table, values, node, names) if name == "Table" else table
        if name == "Template" and len(values) == 1 and isinstance(first, str):
            return Pattern(first)
        if name in ("Enum", "ENUM", "DOMAIN"):
            named = next((self.literal(k.value, names) for k in node.keywords if k.arg == "name"), None)
            if named is None and node.args and isinstance(node.args[0], ast.Name | ast.Attribute):
                named = self.text(node.args[0]).rpartition(".")[2].lower()  # a class of Python names its type
            return self._named_type(named, node, names) or Unknown("a type without a literal name")
        if name in DML and values:
            return Statement(first if isinstance(first, Table) else Table(None, None), name)
        if name in UNWRAPPED and isinstance(first, str):
            return first
        if name == "get_bind" and first is CONTEXT:
            return BIND
        if name == "getattr" and len(values) >= 2:
            return self._got(first, values[1])
        if name in ("globals", "locals", "vars") and not self.dispatching:  # op may be among them
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
