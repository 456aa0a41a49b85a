"""Follows the top level of a module and returns the final values of its names; runs no code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from migralint.evaluation.assignments import PLAIN_HANDLERS, Assignments
from migralint.evaluation.classes import stored_names
from migralint.evaluation.expressions import NOT_ASSIGNED, Evaluator
from migralint.evaluation.names import ANY, Changes, Names, joined, merge
from migralint.evaluation.nodes import walk
from migralint.evaluation.uncertain_names import UncertainNames
from migralint.evaluation.values import ABSENT, Binding, Imported, SetItems, Unknown

_MOST_ROUNDS = 1000
"""The maximum number of loop iterations over literal sequences in one module; assignments in further loops are
unknown."""
_MOST_REPEATED = 50_000
"""The maximum number of nodes of the syntax tree that such loops visit again."""


class Module(Assignments):
    """The names at the top level of one module after its last statement, as far as they can be known.

    If control flow can take several paths, a name is known only if all paths agree.
    """

    def __init__(
        self,
        tree: ast.Module,
        *,
        watched: frozenset[str] = frozenset(),
        resolve: Callable[[Imported], object] | None = None,
        uncertain: UncertainNames | None = None,
    ) -> None:
        """`watched` are the names whose assignments are recorded; `resolve` looks up imported values; `uncertain` are
        the uncertain names of this module, None if there can be none."""
        evaluator = Evaluator(resolve, self._missing, uncertain.about if uncertain is not None else None)
        super().__init__(watched, evaluator, resolve)
        self.chose = False
        """Whether some statements were skipped or repeated because a condition or a sequence seemed known."""
        self._uncertain = uncertain
        self._rounds = _MOST_ROUNDS
        self._repeated = _MOST_REPEATED
        self.names = Names()
        self.raises = self._run(tree.body, self.names) is None
        """Whether the module always raises before its end."""
        del self._evaluator  # it refers to this object, and so to the whole syntax tree

    def value(self, name: str) -> object:
        """The value of `name`; Unknown if it is not assigned, or if anything else may have changed it."""
        value = self.names.get(name, self.names.get(ANY, ABSENT)).value
        reason = self._uncertain.about(name, value) if self._uncertain is not None else ""
        return Unknown(reason) if reason else value

    def exports(self) -> frozenset[str] | None:
        """The names that `import *` binds from this module; None if they cannot be known.

        Includes ANY if there are further names, none of which is a header name.
        """
        if "__all__" in self.names:
            listed = self.value("__all__")
            if not isinstance(listed, tuple | list) or not all(isinstance(name, str) for name in listed):
                return None
            return frozenset(listed)
        if ANY in self.names or (self._uncertain is not None and self._uncertain.everything):
            return None
        names = {name for name in self.names if not name.startswith("_")}
        return frozenset(names | {ANY}) if self.brings_others else frozenset(names)

    def _missing(self, name: str) -> object:
        if ANY in self.names:
            return self.names[ANY].value
        return Unknown(NOT_ASSIGNED, ast.Name(name))

    def _run(self, body: Iterable[ast.stmt], names: Names) -> Names | None:
        """Follow statements; `names` is changed in place. None: this path always ends by raising."""
        for statement in body:
            handler = _HANDLERS.get(type(statement))
            if handler is not None and handler(self, statement, names) is None:
                return None
        return names

    def _way(self, body: Iterable[ast.stmt], names: Names) -> Changes | None:
        """The changes that the statements make; `names` is restored afterwards. None if the statements end by
        raising."""
        mark = names.begin()
        after = self._run(body, names)
        changes = names.since(mark) if after is not None else None
        names.take_back(mark)
        names.end()
        return changes

    def _raise(self, _statement: ast.Raise, _names: Names) -> None:
        return None

    def _if(self, statement: ast.If, names: Names) -> Names | None:
        test = self._evaluator.test(statement.test, names)
        if test is not None:
            self.chose = True
            return self._run(statement.body if test else statement.orelse, names)
        self._conditional += 1
        ways = [self._way(statement.body, names), self._way(statement.orelse, names)]
        self._conditional -= 1
        return merge(names, ways, f"it depends on the condition in line {statement.lineno}")

    def _try(self, statement: ast.Try, names: Names) -> Names | None:
        self._conditional += 1
        reason = f"it depends on whether the `try` in line {statement.lineno} succeeds"
        mark = names.begin()
        before, after = self._interruptible(statement.body, names, reason)
        if after is not None:
            after = self._run(statement.orelse, names)
        ways = [names.since(mark) if after is not None else None]
        names.take_back(mark)
        if before is not None:
            for handler in statement.handlers:
                names.apply(before)
                after = self._handled(handler, statement, names)
                ways.append(names.since(mark) if after is not None else None)
                names.take_back(mark)
        names.end()
        self._conditional -= 1
        after = merge(names, ways, reason)
        return self._run(statement.finalbody, names) if after is not None else None

    def _handled(self, handler: ast.ExceptHandler, statement: ast.Try, names: Names) -> Names | None:
        if handler.name is not None:
            self._record(handler.name, statement, None)
            names[handler.name] = Binding(Unknown("it is an exception"))
        after = self._run(handler.body, names)
        if after is not None and handler.name is not None:
            names.unbind(handler.name)
        return after

    def _with(self, statement: ast.With, names: Names) -> Names | None:
        for item in statement.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, Unknown("a `with` assigns it"), None, statement, names, False)
        self._conditional += 1
        reason = f"it depends on the `with` in line {statement.lineno}"
        mark = names.begin()
        before, after = self._interruptible(statement.body, names, reason)
        way = names.since(mark) if after is not None else None
        names.take_back(mark)
        names.end()
        self._conditional -= 1
        # any context manager may suppress an exception from its block
        return merge(names, [before, way], reason)

    def _interruptible(
        self, body: Sequence[ast.stmt], names: Names, reason: str
    ) -> tuple[Changes | None, Names | None]:
        """The changes that may have happened when an exception leaves `body` (None: it cannot), and the names at its
        end."""
        start = names.mark()
        original: Changes = {}
        before: Changes | None = None
        pending: dict[str, None] = {}  # changed since the last place that may raise
        current: Names | None = names
        for statement in body:
            mark = names.mark()
            if before is None and not _harmless(statement):
                before = names.since(start)
            elif before is not None and not _harmless(statement):
                for name in pending:
                    held = names.get(name, ABSENT)
                    before[name] = joined(before.get(name, original[name]), held, reason)
            if not _harmless(statement):
                pending = {}
            current = self._run([statement], names)
            for name, binding in names.before(mark).items():
                original.setdefault(name, binding)
                pending[name] = None
                if before is not None and not _binds_last(statement):
                    before[name] = Binding(Unknown(f"it is assigned under line {statement.lineno}"))
            if current is None:
                break
        return before, current

    def _for(self, statement: ast.For, names: Names) -> Names | None:
        items = self._evaluator.evaluate(statement.iter, names)
        nodes = walk(statement)
        leaves = any(isinstance(node, ast.Break | ast.Continue) for node in nodes)
        if not isinstance(items, tuple | list) or isinstance(items, SetItems) or len(items) > self._rounds:
            return self._opaque(statement, names)
        if leaves or len(items) * len(nodes) > self._repeated:
            return self._opaque(statement, names)
        self._rounds -= len(items)
        self._repeated -= len(items) * len(nodes)
        self.chose = True
        self._conditional += 1
        after: Names | None = names
        for item in tuple(items):
            self._bind(statement.target, item, None, statement, names, False)
            after = self._run(statement.body, names)
            if after is None:
                break
        else:
            after = self._run(statement.orelse, names)
        self._conditional -= 1
        return after

    def _opaque(self, statement: ast.stmt, names: Names) -> Names:
        """A statement that is not followed: the names that it may change are unknown afterwards."""
        reason = f"it is assigned under line {statement.lineno}"
        used = {node.id for node in walk(statement) if isinstance(node, ast.Name)}
        changed = [names[name].value for name in used if name in names]
        aliases = [name for value in changed for name in names.holding(value)]
        for name in dict.fromkeys([*stored_names([statement]), *aliases]):
            names[name] = Binding(Unknown(reason))
            self._record(name, statement, None)
        if not used.isdisjoint(("globals", "locals", "vars")):
            self._forget(names, reason)
        for node in walk(statement):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                self._brought_by(node, names)
        return names


def _harmless(statement: ast.stmt) -> bool:
    """Whether a statement cannot raise: it only assigns constants to names."""
    if isinstance(statement, ast.Pass):
        return True
    return (
        isinstance(statement, ast.Assign)
        and all(isinstance(target, ast.Name) for target in statement.targets)
        and all(
            isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.expr_context) for node in walk(statement.value)
        )
    )


def _binds_last(statement: ast.stmt) -> bool:
    """Whether a statement binds one name after everything in it that may raise."""
    if isinstance(statement, ast.Assign):
        target, *others = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        target, others = statement.target, []
    else:
        return False
    plain = isinstance(target, ast.Name) and not others
    return plain and not any(isinstance(node, ast.NamedExpr) for node in walk(statement))


_HANDLERS: dict[type[ast.stmt], Callable[..., Names | None]] = {
    **PLAIN_HANDLERS,
    ast.Raise: Module._raise,
    ast.If: Module._if,
    ast.Try: Module._try,
    ast.TryStar: Module._opaque,  # several handlers may run
    ast.With: Module._with,
    ast.For: Module._for,
    ast.While: Module._opaque,
    ast.Match: Module._opaque,
}
