"""Follows the top level of a module and says what its names hold in the end; runs none of it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Sequence

from migralint.evaluation.assignments import PLAIN_HANDLERS, Assignments, Names
from migralint.evaluation.classes import stored_names
from migralint.evaluation.expressions import NOT_ASSIGNED, Evaluator
from migralint.evaluation.uncertain_names import UncertainNames
from migralint.evaluation.values import ABSENT, Binding, Imported, Unknown

_MOST_ROUNDS = 1000
"""Rounds of loops over literal sequences that are followed in one module; what further loops assign is unknown."""
_HARMLESS_STARS = sys.stdlib_module_names | {"alembic", "sqlalchemy"}
"""Top-level packages whose `import *` is known not to bring a revision's header names."""


class Module(Assignments):
    """The names at the top level of one module after its last statement, as far as they can be known.

    Where control flow can take several ways, a name is known only if all ways agree.
    """

    def __init__(
        self,
        tree: ast.Module,
        *,
        watched: frozenset[str] = frozenset(),
        resolve: Callable[[Imported], object] | None = None,
        doubts: UncertainNames | None = None,
    ) -> None:
        """`watched` are the names whose assignments are recorded; `resolve` looks up what is imported; `doubts` are
        those about this module, None where nothing can be meant by them."""
        super().__init__(watched, Evaluator(resolve, self._missing, doubts.about if doubts is not None else None))
        self.chose = False
        """Whether some statements were left out or repeated because a condition or a sequence seemed known."""
        self._doubts = doubts
        self._rounds = _MOST_ROUNDS
        self._resolve = resolve
        self.names: Names = {}
        self.raises = self._run(tree.body, self.names) is None
        """Whether the module always raises before its end."""
        del self._evaluator  # it holds this object, and with it the whole syntax tree

    def value(self, name: str) -> object:
        """What `name` holds; Unknown if it is not assigned, or if something else may have changed it."""
        value = self.names.get(name, ABSENT).value
        reason = self._doubts.about(name, value) if self._doubts is not None else ""
        return Unknown(reason) if reason else value

    def from_stars(self, name: str, after: int = 0) -> object:
        """What the star imports below line `after` give for a name; None if they do not have it."""
        for module, line, conditional in reversed(self.stars):
            if line <= after or (module.parts and module.parts[0] in _HARMLESS_STARS and not module.level):
                continue
            unknown = Unknown(f"`from {module} import *` in line {line} may set it")
            if self._resolve is None:
                return unknown
            exported = self._resolve(Imported((*module.parts, "*"), module.level))
            if not isinstance(exported, frozenset):
                return unknown
            if name in exported and conditional:
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
        for module, _, _ in self.stars:
            exported = self._resolve(Imported((*module.parts, "*"), module.level)) if self._resolve else None
            if isinstance(exported, frozenset):
                names |= exported
            elif not module.parts or module.parts[0] not in _HARMLESS_STARS:
                return None
        return frozenset(names)

    def _missing(self, name: str) -> object:
        found = self.from_stars(name)
        return Unknown(NOT_ASSIGNED, ast.Name(name)) if found is None else found

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

    def _raise(self, _statement: ast.Raise, _names: Names) -> None:
        return None

    def _if(self, statement: ast.If, names: Names) -> Names | None:
        test = self._evaluator.test(statement.test, names)
        if test is not None:
            self.chose = True
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
            ways += [self._handled(handler, statement, dict(before)) for handler in statement.handlers]
        self._conditional -= 1
        after = _merged(ways, reason)
        return self._run(statement.finalbody, after) if after is not None else None

    def _handled(self, handler: ast.ExceptHandler, statement: ast.Try, names: Names) -> Names | None:
        if handler.name is not None:
            self._record(handler.name, statement, None)
            names[handler.name] = Binding(Unknown("it is an exception"))
        after = self._run(handler.body, names)
        if after is not None and handler.name is not None:
            after.pop(handler.name, None)
        return after

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
                    for name in stored_names(statement.body):
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
        self.chose = True
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
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        changed = [names[name].value for name in used if isinstance(names.get(name, ABSENT).value, list)]
        aliases = [name for name, held in names.items() if any(held.value is value for value in changed)]
        for name in dict.fromkeys([*stored_names([statement]), *aliases]):
            names[name] = Binding(Unknown(reason))
            self._record(name, statement, None)
        return names


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


_HANDLERS: dict[type[ast.stmt], Callable[..., Names | None]] = {
    **PLAIN_HANDLERS,
    ast.Raise: Module._raise,
    ast.If: Module._if,
    ast.Try: Module._try,
    ast.TryStar: Module._try,
    ast.With: Module._with,
    ast.For: Module._for,
    ast.While: Module._opaque,
    ast.Match: Module._opaque,
}
