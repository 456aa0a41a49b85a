"""Follows the statements of a module that bind names, one after the other; ignores control flow."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence

from migralint.evaluation.classes import read_class, stored_names
from migralint.evaluation.expressions import Evaluator, called_name
from migralint.evaluation.names import ANY, Names
from migralint.evaluation.values import ABSENT, MUTATORS, Binding, Imported, SetItems, Unknown

_HARMLESS_STARS = sys.stdlib_module_names | {"alembic", "sqlalchemy"}
"""Top-level packages whose `import *` is known not to set a revision's header names."""


class Assignments:
    """Binds names as statements do, and records the assignments of the watched names."""

    def __init__(
        self, watched: frozenset[str], evaluator: Evaluator, resolve: Callable[[Imported], object] | None
    ) -> None:
        """`watched` are the names whose assignments are recorded; `resolve` looks up imported values."""
        self.assignments: dict[str, list[tuple[ast.stmt, ast.expr | None]]] = {}
        """For each watched name the statements that set it, from first to last, with the expression of the value."""
        self.brings_others = False
        """Whether a star import binds names that cannot be listed, none of which is a header name."""
        self._resolve = resolve
        self._watched = watched
        self._evaluator = evaluator
        self._conditional = 0

    def _assign(self, statement: ast.Assign, names: Names) -> Names:
        alone = len(statement.targets) == 1
        value = self._evaluator.evaluate(statement.value, names)
        for target in statement.targets:
            self._bind(target, value, statement.value, statement, names, alone)
        return names

    def _annotated(self, statement: ast.AnnAssign, names: Names) -> Names:
        if statement.value is not None:
            value = self._evaluator.evaluate(statement.value, names)
            self._bind(statement.target, value, statement.value, statement, names, True)
        return names

    def _augmented(self, statement: ast.AugAssign, names: Names) -> Names:
        right = self._evaluator.evaluate(statement.value, names)
        if isinstance(statement.target, ast.Name):
            name = statement.target.id
            left = names.get(name, ABSENT).value
            if isinstance(left, list) and type(right) is tuple:
                right = list(right)
            value = self._evaluator.operate(left, statement.op, right, statement)
            self._record(name, statement, statement.value)
            names[name] = Binding(value)
        return names

    def _bind(
        self, target: ast.expr, value: object, node: ast.expr | None, statement: ast.stmt, names: Names, alone: bool
    ) -> None:
        if isinstance(target, ast.Name):
            self._record(target.id, statement, node)
            names[target.id] = Binding(value, node, alone and not self._conditional)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value, node, statement, names, alone)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, Unknown("it is unpacked with a star"), None, statement, names, False)
        elif isinstance(target, ast.Subscript) and called_name(target.value) in ("globals", "locals", "vars"):
            key = self._evaluator.evaluate(target.slice, names)
            if isinstance(key, str):
                self._record(key, statement, node)
                names[key] = Binding(value, node, False)
            else:
                self._forget(names, f"line {statement.lineno} writes to `{called_name(target.value)}()`")
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self._spoil(target.value.id, f"line {statement.lineno} changes an item of it", names)

    def _unpack(
        self,
        targets: Sequence[ast.expr],
        value: object,
        node: ast.expr | None,
        statement: ast.stmt,
        names: Names,
        alone: bool,
    ) -> None:
        starred = any(isinstance(target, ast.Starred) for target in targets)
        if not isinstance(value, tuple | list) or isinstance(value, SetItems) or len(value) != len(targets) or starred:
            reason = value if isinstance(value, Unknown) else Unknown("it is unpacked from another value")
            for target in targets:
                self._bind(target, reason, None, statement, names, False)
            return
        nodes: Sequence[ast.expr | None] = [None] * len(targets)
        if isinstance(node, ast.Tuple | ast.List) and not any(isinstance(item, ast.Starred) for item in node.elts):
            nodes = node.elts
        for target, item, item_node in zip(targets, value, nodes, strict=True):
            self._bind(target, item, item_node, statement, names, alone)

    def _delete(self, statement: ast.Delete, names: Names) -> Names:
        for target in statement.targets:
            for name in stored_names([target]):
                names.unbind(name)
                self._record(name, statement, None)
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                self._spoil(target.value.id, f"line {statement.lineno} changes an item of it", names)
        return names

    def _import(self, statement: ast.Import, names: Names) -> Names:
        for alias in statement.names:
            parts = tuple(alias.name.split("."))
            names[alias.asname or parts[0]] = Binding(Imported(parts if alias.asname else parts[:1]))
            self._record(alias.asname or parts[0], statement, None)
        return names

    def _import_from(self, statement: ast.ImportFrom, names: Names) -> Names:
        module = tuple(statement.module.split(".")) if statement.module else ()
        for alias in statement.names:
            if alias.name == "*":
                self._star(statement, names)
            else:
                names[alias.asname or alias.name] = Binding(Imported((*module, alias.name), statement.level))
                self._record(alias.asname or alias.name, statement, None)
        return names

    def _star(self, statement: ast.ImportFrom, names: Names) -> None:
        module = tuple(statement.module.split(".")) if statement.module else ()
        if module and module[0] in _HARMLESS_STARS and not statement.level:
            self.brings_others = True
            names.forget(f"`{_starred(statement)}` may set it", but=self._watched)
            return
        star = Imported((*module, "*"), statement.level)
        exported = self._resolve(star) if self._resolve is not None else None
        if not isinstance(exported, frozenset):
            self._brought_by(statement, names)
            return
        if ANY in exported:
            self.brings_others = True
            names.forget(f"`{_starred(statement)}` may set it", but=self._watched)
        for name in sorted(exported - {ANY}):
            names[name] = Binding(Imported((*module, name), statement.level))
            self._record(name, statement, None)

    def _brought_by(self, statement: ast.ImportFrom, names: Names) -> None:
        """The bindings of a star import of a module that was not found: it may bind any name."""
        module = statement.module.partition(".")[0] if statement.module else ""
        if module in _HARMLESS_STARS and not statement.level:
            self.brings_others = True
            names.forget(f"`{_starred(statement)}` may set it", but=self._watched)
            return
        reason = f"`{_starred(statement)}` in line {statement.lineno} may set it"
        names.forget(reason, sorted(self._watched))
        names[ANY] = Binding(Unknown(reason))

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> Names:
        names[statement.name] = Binding(Unknown("it is a function"))
        self._record(statement.name, statement, None)
        return names

    def _class(self, statement: ast.ClassDef, names: Names) -> Names:
        names[statement.name] = Binding(read_class(statement, self._evaluator, names))
        self._record(statement.name, statement, None)
        return names

    def _alias(self, statement: ast.stmt, names: Names) -> Names:
        name = statement.name.id  # type: ignore[attr-defined]  # `type X = …`, since Python 3.12
        names[name] = Binding(Unknown("it is a type"))
        self._record(name, statement, None)
        return names

    def _expression(self, statement: ast.Expr, names: Names) -> Names | None:
        call = statement.value
        if not isinstance(call, ast.Call):
            return names
        name = called_name(call)
        if self._ends(name, names):
            return None
        if name == "exec":
            self._forget(names, f"line {statement.lineno} calls `exec()`")
        elif isinstance(call.func, ast.Attribute):
            owner = call.func.value
            if isinstance(owner, ast.Call) and called_name(owner) in ("globals", "locals", "vars"):
                if call.func.attr in ("update", "setdefault", "pop", "clear", "__setitem__", "popitem"):
                    self._forget(names, f"line {statement.lineno} writes to `{called_name(owner)}()`")
            elif isinstance(owner, ast.Name) and call.func.attr in MUTATORS:
                self._mutate(owner.id, call, statement, names)
        return names

    def _ends(self, name: str, names: Names) -> bool:
        """Whether a call of this name always raises, or ends the process."""
        if name in ("exit", "quit"):
            return not self._evaluator.shadowed(name, names)
        module, _, function = name.rpartition(".")
        held = names.get(module, ABSENT).value
        if (module, function) not in (("sys", "exit"), ("os", "_exit")) or not isinstance(held, Imported):
            return False
        return held.parts == (module,) and not self._evaluator.doubted(module, held)

    def _mutate(self, name: str, call: ast.Call, statement: ast.stmt, names: Names) -> None:
        binding = names.get(name)
        if binding is None or not isinstance(binding.value, list):
            return
        assert isinstance(call.func, ast.Attribute)
        simple = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred)
        argument = self._evaluator.evaluate(call.args[0], names) if simple else None
        holders = names.holding(binding.value)
        value: object = Unknown(f"line {statement.lineno} calls `{call.func.attr}()` on it")
        if simple and len(holders) == 1 and call.func.attr == "append":
            value = self._evaluator.operate(binding.value, ast.Add(), [argument], statement)
        elif simple and len(holders) == 1 and call.func.attr == "extend" and type(argument) in (list, tuple):
            assert isinstance(argument, list | tuple)
            value = self._evaluator.operate(binding.value, ast.Add(), [*argument], statement)
        for other in holders:
            self._record(other, statement, None)
            names[other] = Binding(value)

    def _record(self, name: str, statement: ast.stmt, value: ast.expr | None) -> None:
        if name in self._watched:
            self.assignments.setdefault(name, []).append((statement, value))

    def _spoil(self, name: str, reason: str, names: Names) -> None:
        held = names.get(name)
        if held is not None:
            for other in names.holding(held.value) or [name]:
                names[other] = Binding(Unknown(reason))

    def _forget(self, names: Names, reason: str) -> None:
        names.forget(reason, sorted(self._watched))


def _starred(statement: ast.ImportFrom) -> str:
    return f"from {'.' * statement.level}{statement.module or ''} import *"


PLAIN_HANDLERS: dict[type[ast.stmt], Callable[..., Names | None]] = {
    ast.Assign: Assignments._assign,
    ast.AnnAssign: Assignments._annotated,
    ast.AugAssign: Assignments._augmented,
    ast.Delete: Assignments._delete,
    ast.Import: Assignments._import,
    ast.ImportFrom: Assignments._import_from,
    ast.FunctionDef: Assignments._define,
    ast.AsyncFunctionDef: Assignments._define,
    ast.ClassDef: Assignments._class,
    ast.Expr: Assignments._expression,
    **{kind: Assignments._alias for name, kind in vars(ast).items() if name == "TypeAlias"},
}
"""Each handler returns the names after the statement; None if the module ends there."""
