"""Follows the top level of a module and says what its names hold in the end; runs none of it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Sequence

from migralint.loading.expressions import MOST_ITEMS, TOO_LONG, Evaluator, called_name
from migralint.loading.static_values import ABSENT, Binding, ClassValue, Imported, Unknown

Names = dict[str, Binding]

_MOST_ROUNDS = 1000
"""Rounds of loops over literal sequences that are followed in one module; what further loops assign is unknown."""
_HARMLESS_STARS = sys.stdlib_module_names | {"alembic", "sqlalchemy"}
"""Top-level packages whose `import *` is known not to bring a revision's header names."""
_MUTATORS = frozenset({"append", "extend", "insert", "remove", "clear", "pop", "sort", "reverse", "add", "update"})


class Module:
    """The names at the top level of one module after its last statement, as far as they can be known.

    Where control flow can take several ways, a name is known only if all ways agree.
    """

    def __init__(
        self,
        tree: ast.Module,
        *,
        watched: frozenset[str] = frozenset(),
        resolve: Callable[[Imported], object] | None = None,
    ) -> None:
        """`watched` are the names whose assignments are recorded; `resolve` looks up what is imported."""
        self.assignments: dict[str, list[tuple[ast.stmt, ast.expr | None]]] = {}
        """For each watched name the statements that set it, first to last, with the expression of the value."""
        self.stars: list[tuple[Imported, int]] = []
        """Star imports: the module and the line."""
        self.raises = False
        """Whether the module always raises before its end."""
        self._watched = watched
        self._conditional = 0
        self._rounds = _MOST_ROUNDS
        self._resolve = resolve
        self._evaluator = Evaluator(resolve, self._missing)
        self.names: Names = {}
        self.raises = self._run(tree.body, self.names) is None
        del self._evaluator  # it holds this object, and with it the whole syntax tree

    def value(self, name: str) -> object:
        """What `name` holds; Unknown if it is not assigned."""
        return self.names.get(name, ABSENT).value

    def from_stars(self, name: str, after: int = 0) -> object:
        """What the star imports below line `after` give for a name; None if they do not have it."""
        for module, line in reversed(self.stars):
            if line <= after or (module.parts and module.parts[0] in _HARMLESS_STARS and not module.level):
                continue
            unknown = Unknown(f"`from {module} import *` in line {line} may set it")
            if self._resolve is None:
                return unknown
            exported = self._resolve(Imported((*module.parts, "*"), module.level))
            if not isinstance(exported, frozenset):
                return unknown
            if name in exported:
                return self._resolve(Imported((*module.parts, name), module.level))
        return None

    def exports(self) -> frozenset[str] | None:
        """The names that `import *` takes from this module; None if they cannot be known."""
        if "__all__" in self.names:
            listed = self.value("__all__")
            if not isinstance(listed, tuple | list) or not all(isinstance(name, str) for name in listed):
                return None
            return frozenset(listed)
        names = {name for name in self.names if not name.startswith("_")}
        for module, _ in self.stars:
            exported = self._resolve(Imported((*module.parts, "*"), module.level)) if self._resolve else None
            if isinstance(exported, frozenset):
                names |= exported
            elif not module.parts or module.parts[0] not in _HARMLESS_STARS:
                return None
        return frozenset(names)

    def _missing(self, name: str) -> object:
        found = self.from_stars(name)
        return Unknown(f"`{name}` is not assigned in this file") if found is None else found

    def _run(self, body: Iterable[ast.stmt], names: Names) -> Names | None:
        """Follow statements; `names` is changed in place. None: the way always ends by raising."""
        for statement in body:
            handler = _HANDLERS.get(type(statement))
            if handler is not None:
                after = handler(self, statement, names)
                if after is None:
                    return None
                if after is not names:
                    names.clear()
                    names.update(after)
        return names

    # -- plain statements ------------------------------------------------------------------------------------

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
            if isinstance(left, list) and isinstance(statement.op, ast.Add) and isinstance(right, list | tuple):
                value: object = [*left, *right] if len(left) + len(right) <= MOST_ITEMS else TOO_LONG
            else:
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
        if not isinstance(value, tuple | list) or len(value) != len(targets) or starred:
            reason = value if isinstance(value, Unknown) else Unknown("it is unpacked from something else")
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
            for name in _stored([target]):
                names.pop(name, None)
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
                self.stars.append((Imported(module, statement.level), statement.lineno))
            else:
                names[alias.asname or alias.name] = Binding(Imported((*module, alias.name), statement.level))
                self._record(alias.asname or alias.name, statement, None)
        return names

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> Names:
        names[statement.name] = Binding(Unknown("it is a function"))
        self._record(statement.name, statement, None)
        return names

    def _class(self, statement: ast.ClassDef, names: Names) -> Names:
        attributes: dict[str, object] = {}
        for inner in statement.body:
            if isinstance(inner, ast.Assign | ast.AnnAssign) and inner.value is not None:
                targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        attributes[target.id] = self._evaluator.evaluate(inner.value, names)
        bases = [called_name(base).rpartition(".")[2] for base in statement.bases]
        members = any(base.endswith(("Enum", "Flag")) for base in bases)
        strings = members and ("str" in bases or "StrEnum" in bases)
        names[statement.name] = Binding(ClassValue(attributes, members, strings))
        self._record(statement.name, statement, None)
        return names

    def _expression(self, statement: ast.Expr, names: Names) -> Names | None:
        call = statement.value
        if not isinstance(call, ast.Call):
            return names
        name = called_name(call)
        if name in ("sys.exit", "exit", "quit", "os._exit"):
            return None
        if name == "exec":
            self._forget(names, f"line {statement.lineno} calls `exec()`")
        elif isinstance(call.func, ast.Attribute):
            owner = call.func.value
            if isinstance(owner, ast.Call) and called_name(owner) in ("globals", "locals", "vars"):
                if call.func.attr in ("update", "setdefault", "pop", "clear", "__setitem__", "popitem"):
                    self._forget(names, f"line {statement.lineno} writes to `{called_name(owner)}()`")
            elif isinstance(owner, ast.Name) and call.func.attr in _MUTATORS:
                self._mutate(owner.id, call, statement, names)
        elif name == "setattr" and call.args and "modules" in ast.unparse(call.args[0]):
            self._forget(names, f"line {statement.lineno} calls `setattr()` on the module")
        return names

    def _mutate(self, name: str, call: ast.Call, statement: ast.stmt, names: Names) -> None:
        binding = names.get(name)
        if binding is None or not isinstance(binding.value, list):
            return
        assert isinstance(call.func, ast.Attribute)
        argument = self._evaluator.evaluate(call.args[0], names) if len(call.args) == 1 else None
        aliased = sum(other.value is binding.value for other in names.values()) > 1
        value: object
        if not aliased and call.func.attr == "append" and len(call.args) == 1:
            value = [*binding.value, argument]
        elif not aliased and call.func.attr == "extend" and isinstance(argument, list | tuple):
            value = [*binding.value, *argument] if len(binding.value) + len(argument) <= MOST_ITEMS else TOO_LONG
        else:
            value = Unknown(f"line {statement.lineno} calls `{call.func.attr}()` on it")
        for other, held in list(names.items()):
            if held.value is binding.value:
                self._record(other, statement, None)
                names[other] = Binding(value)

    def _raise(self, _statement: ast.Raise, _names: Names) -> None:
        return None

    # -- control flow ----------------------------------------------------------------------------------------

    def _if(self, statement: ast.If, names: Names) -> Names | None:
        test = self._evaluator.test(statement.test, names)
        if test is not None:
            return self._run(statement.body if test else statement.orelse, names)
        self._conditional += 1
        ways = [self._run(statement.body, dict(names)), self._run(statement.orelse, dict(names))]
        self._conditional -= 1
        return _merged(ways, f"it depends on the condition in line {statement.lineno}")

    def _try(self, statement: ast.Try, names: Names) -> Names | None:
        self._conditional += 1
        interrupted, after = self._interruptible(statement.body, names)
        ways = [self._run(statement.orelse, after) if after is not None else None]
        reason = f"it depends on whether the `try` in line {statement.lineno} succeeds"
        if interrupted:
            before = _merged(interrupted, reason)
            assert before is not None
            ways += [self._run(handler.body, dict(before)) for handler in statement.handlers]
        self._conditional -= 1
        after = _merged(ways, reason)
        return self._run(statement.finalbody, after) if after is not None else None

    def _with(self, statement: ast.With, names: Names) -> Names | None:
        for item in statement.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, Unknown("a `with` gives it"), None, statement, names, False)
        self._conditional += 1
        interrupted, after = self._interruptible(statement.body, names)
        self._conditional -= 1
        # any context manager may swallow what is raised inside of it
        return _merged([*interrupted, after], f"it depends on the `with` in line {statement.lineno}")

    def _interruptible(self, body: Sequence[ast.stmt], names: Names) -> tuple[list[Names | None], Names | None]:
        """The states in which an exception may leave `body`, and the state at its end."""
        interrupted: list[Names | None] = []
        current: Names | None = dict(names)
        for statement in body:
            assert current is not None
            if not _harmless(statement):
                state = dict(current)
                if isinstance(statement, ast.If | ast.For | ast.While | ast.With | ast.Try):
                    for name in _stored(statement.body):
                        state[name] = Binding(Unknown(f"it is assigned under line {statement.lineno}"))
                interrupted.append(state)
            current = self._run([statement], current)
            if current is None:
                break
        return interrupted, current

    def _for(self, statement: ast.For, names: Names) -> Names | None:
        items = self._evaluator.evaluate(statement.iter, names)
        leaves = any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(statement))
        if not isinstance(items, tuple | list) or len(items) > self._rounds or leaves:
            return self._opaque(statement, names)
        self._rounds -= len(items)
        self._conditional += 1
        after: Names | None = dict(names)
        for item in tuple(items):
            assert after is not None
            self._bind(statement.target, item, None, statement, after, False)
            after = self._run(statement.body, after)
            if after is None:
                break
        else:
            assert after is not None
            after = self._run(statement.orelse, after)
        self._conditional -= 1
        return after

    def _opaque(self, statement: ast.stmt, names: Names) -> Names:
        """A statement that is not followed: what it may change is not known afterwards."""
        reason = f"it is assigned under line {statement.lineno}"
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                stored = isinstance(node.ctx, ast.Store | ast.Del)
                if stored or isinstance(names.get(node.id, ABSENT).value, list):
                    names[node.id] = Binding(Unknown(reason))
                    self._record(node.id, statement, None)
        return names

    # -- bookkeeping -----------------------------------------------------------------------------------------

    def _record(self, name: str, statement: ast.stmt, value: ast.expr | None) -> None:
        if name in self._watched:
            self.assignments.setdefault(name, []).append((statement, value))

    def _spoil(self, name: str, reason: str, names: Names) -> None:
        held = names.get(name)
        if held is not None:
            for other in [key for key, binding in names.items() if binding.value is held.value]:
                names[other] = Binding(Unknown(reason))

    def _forget(self, names: Names, reason: str) -> None:
        for name in self._watched | set(names):
            names[name] = Binding(Unknown(reason))


def _merged(ways: Sequence[Names | None], reason: str) -> Names | None:
    """What is known after control flow that took one of several ways; ways that raise do not count."""
    going_on = [way for way in ways if way is not None]
    if not going_on:
        return None
    first = going_on[0]
    if len(going_on) == 1:
        return first
    merged: Names = {}
    for name in dict.fromkeys(name for way in going_on for name in way):
        bindings = [way.get(name, ABSENT) for way in going_on]
        one = bindings[0]
        if all(binding is one for binding in bindings):
            merged[name] = one
        elif ABSENT not in bindings and all(same(binding.value, one.value) for binding in bindings):
            merged[name] = Binding(one.value)
        else:
            merged[name] = Binding(Unknown(reason))
    return merged


def same(left: object, right: object) -> bool:
    """Whether two ways gave the same known value."""
    return type(left) is type(right) and left == right and not isinstance(left, Unknown)


def _harmless(statement: ast.stmt) -> bool:
    """Whether a statement cannot raise: it gives names constants."""
    if isinstance(statement, ast.Pass):
        return True
    return (
        isinstance(statement, ast.Assign)
        and all(isinstance(target, ast.Name) for target in statement.targets)
        and all(
            isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.expr_context)
            for node in ast.walk(statement.value)
        )
    )


def _stored(nodes: Iterable[ast.AST]) -> list[str]:
    """The names that are bound or deleted anywhere under the nodes."""
    return [
        node.id
        for root in nodes
        for node in ast.walk(root)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)
    ]


_HANDLERS: dict[type[ast.stmt], Callable[..., Names | None]] = {
    ast.Assign: Module._assign,
    ast.AnnAssign: Module._annotated,
    ast.AugAssign: Module._augmented,
    ast.Delete: Module._delete,
    ast.Import: Module._import,
    ast.ImportFrom: Module._import_from,
    ast.FunctionDef: Module._define,
    ast.AsyncFunctionDef: Module._define,
    ast.ClassDef: Module._class,
    ast.Expr: Module._expression,
    ast.Raise: Module._raise,
    ast.If: Module._if,
    ast.Try: Module._try,
    ast.TryStar: Module._try,
    ast.With: Module._with,
    ast.For: Module._for,
    ast.While: Module._opaque,
    ast.Match: Module._opaque,
}
