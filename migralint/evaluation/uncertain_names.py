"""Names whose value cannot be determined by following the statements of a module: other code may set or change them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from migralint.evaluation.import_time_code import Function, ImportTimeCode, ReachedCode, Scope
from migralint.evaluation.nodes import walk
from migralint.evaluation.values import MUTATORS, Binding, ClassValue, Imported, Unknown

_HARMLESS = frozenset(
    {"tuple", "list", "set", "frozenset", "dict", "len", "print", "str", "repr", "sorted", "isinstance", "bool", "any",
     "all", "min", "max", "sum", "enumerate", "zip", "range"}
)  # fmt: skip
"""Built-in functions that do not change their arguments."""
_NAMESPACES = frozenset({"globals", "locals", "vars"})
_RUNNERS = frozenset({"exec", "eval", "__builtins__", "sys.modules", "sys._getframe", "inspect.currentframe"})
_FRAMES = frozenset({"f_globals", "f_locals", "f_builtins", "__globals__", "_getframe", "currentframe"})
_WRITERS = frozenset({"setattr", "delattr"})


class UncertainNames:
    """Names whose values are uncertain, each with the reason."""

    def __init__(self) -> None:
        """No name is uncertain yet."""
        self.everything = ""
        """Why all names of the module are uncertain; empty if some are certain."""
        self.unsure: dict[str, str] = {}
        """Names that something other than a statement at the top level may bind."""
        self.touched: dict[str, str] = {}
        """Names through which code that is not followed may change a list, dict, set or class."""
        self.written: dict[str, str] = {}
        """Names of modules (or of values imported from them) with attributes that code may set."""
        self._looked_at: dict[int, tuple[object, bool, bool]] = {}

    def about(self, name: str, value: object) -> str:
        """Why `name`, which seems to have the value `value`, may have another one; empty if it is certain."""
        reason = self.everything or self.unsure.get(name, "")
        if not reason and name in self.touched and self._holds(value)[0]:
            reason = self.touched[name]
        if not reason and name in self.written and self._holds(value)[1]:
            reason = self.written[name]
        return reason

    def _holds(self, value: object) -> tuple[bool, bool]:
        """Whether a value can be changed in place, and whether a part of it comes from another module."""
        if not isinstance(value, tuple):
            return _changeable(value), _from_elsewhere(value)
        known = self._looked_at.get(id(value))
        if known is None or known[0] is not value:
            known = self._looked_at[id(value)] = (value, _changeable(value), _from_elsewhere(value))
        return known[1], known[2]


def find_uncertain_names(tree: ast.Module, names: Mapping[str, Binding]) -> UncertainNames:
    """The uncertain names of a module; `names` are the bindings after its statements."""
    return _Search(tree, names).uncertain


class _Search:
    def __init__(self, tree: ast.Module, names: Mapping[str, Binding]) -> None:
        self.uncertain = UncertainNames()
        self._code = ReachedCode(tree)
        self._names = names
        self._group: dict[str, str] = {}
        self._bound: dict[str, int] = {}
        self._in_place: list[tuple[str, str, ast.AST]] = []
        self._modules: dict[str, str] = {}
        for reached in self._code.nodes:
            if isinstance(reached.node, ast.Import):
                self._modules.update((alias.asname or alias.name, alias.name) for alias in reached.node.names)
            elif isinstance(reached.node, ast.ImportFrom):
                self._modules.update(
                    (a.asname or a.name, f"{reached.node.module}.{a.name}") for a in reached.node.names
                )
        for reached in self._code.nodes:
            self._look(reached)
        self._settle()

    def _look(self, reached: ImportTimeCode) -> None:
        node, scope, function = reached
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                self._used(node, reached)
            case ast.Name(id=name):
                self._bound[name] = self._bound.get(name, 0) + 1
            case ast.Global(names=declared) if scope != "module":
                line = self._code.used.get(function, node.lineno)
                reason = f"`{function}` sets it, and line {line} runs that"
                self.uncertain.unsure.update(dict.fromkeys(declared, reason))
            case ast.NamedExpr(target=target, value=value):
                if scope != "function":
                    self.uncertain.unsure[target.id] = f"line {node.lineno} assigns it inside an expression"
                self._link([target], [value])
            case ast.Attribute() | ast.Subscript():
                self._part(node, reached)
            case ast.Call():
                self._called(node)
            case ast.AugAssign(target=ast.Name(id=name), value=value) if scope == "module":
                self._in_place.append((name, f"line {node.lineno} changes it in place", node))
                if not isinstance(value, ast.Name):
                    self._link([node.target], [value])
            case ast.Assign(targets=targets, value=value):
                self._link(targets, [value])
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._link([target], [value])
            case ast.For(target=target, iter=value):
                self._link([target], [value])
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self._link([target], [value])
            case ast.ClassDef(name=name, body=body):
                self._bound[name] = self._bound.get(name, 0) + 1
                self._link([ast.Name(name)], [each for each in body if not isinstance(each, Function)])
            case ast.arguments(defaults=defaults, kw_defaults=more):
                for default in (*defaults, *filter(None, more)):
                    self._touch(default, f"line {default.lineno} passes it to a function")

    def _used(self, node: ast.Name, reached: ImportTimeCode) -> None:
        name = self._modules.get(node.id, node.id).removeprefix("builtins.")
        parent = self._code.parent(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        everything = ""
        if name in _RUNNERS or (name in _WRITERS and not called):
            everything = f"line {node.lineno} uses `{name}`"
        elif name == "builtins":
            used = f".{parent.attr}" if isinstance(parent, ast.Attribute) else ""
            reads = isinstance(parent, ast.Attribute) and isinstance(parent.ctx, ast.Load)
            if not reads or used[1:] in _RUNNERS | _NAMESPACES | _WRITERS:
                everything = f"line {node.lineno} uses `builtins{used}`"
        elif name in _NAMESPACES and not self._reads_namespace(name, parent if called else None, reached.scope):
            everything = f"line {node.lineno} may write to the namespace of the module"
        self.uncertain.everything = self.uncertain.everything or everything
        if reached.scope == "function":
            self._touch(node, f"line {node.lineno} uses it in code that is not followed")

    def _reads_namespace(self, name: str, call: ast.AST | None, scope: Scope) -> bool:
        if not isinstance(call, ast.Call):
            return False
        if call.args or (scope == "function" and name != "globals"):
            return True
        parent = self._code.parent(call)
        if isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant):
            self.uncertain.touched[str(parent.slice.value)] = f"line {call.lineno} gets it from `{name}()`"
            owner = self._code.parent(parent)
            # `globals()["x"] = value` at the top level is followed like any other assignment
            followed = isinstance(owner, ast.Assign) and scope == "module"
            return isinstance(parent.ctx, ast.Load) or followed
        return isinstance(parent, ast.Compare)

    def _part(self, node: ast.Attribute | ast.Subscript, reached: ImportTimeCode) -> None:
        stored = not isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Attribute):
            owner = _root(node)
            if node.attr in _FRAMES or (
                node.attr == "modules" and self._modules.get(owner or "", owner) in ("sys", None)
            ):
                self.uncertain.everything = self.uncertain.everything or f"line {node.lineno} uses `{node.attr}`"
            if stored and owner is None:
                self.uncertain.unsure[node.attr] = f"line {node.lineno} sets an attribute of that name"
            if not stored and (node.attr in MUTATORS or node.attr.startswith("__")):
                parent = self._code.parent(node)
                if not (isinstance(parent, ast.Call) and parent.func is node):
                    self._touch(node.value, f"line {node.lineno} uses `{node.attr}` of it")
        if stored:
            self._touch(node.value, f"line {node.lineno} changes an item of it", wrote=True)

    def _called(self, call: ast.Call) -> None:
        function = call.func
        name = function.id if isinstance(function, ast.Name) else ""
        if isinstance(function, ast.Attribute):
            changes = function.attr in MUTATORS
            reason = f"line {call.lineno} calls `{function.attr}()` on it"
            statement = self._code.parent(call)
            if changes and isinstance(function.value, ast.Name) and self._followed(statement):
                self._in_place.append((function.value.id, reason, call))
                self._link([function.value], call.args)
                if isinstance(self._names.get(function.value.id, _NOTHING).value, list):
                    return
            self._touch(function.value, reason, wrote=changes)
        if name in _HARMLESS and name not in self._names:
            return
        if name:
            self._touch(function, f"line {call.lineno} calls it")
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            wrote = isinstance(argument, ast.Name)
            self._touch(argument, f"line {call.lineno} passes it to a function", wrote=wrote)
        if name in _WRITERS and call.args and _root(call.args[0]) is None:
            self.uncertain.everything = self.uncertain.everything or f"line {call.lineno} calls `{name}()`"

    def _followed(self, statement: ast.AST | None) -> bool:
        return isinstance(statement, ast.Expr) and not any(
            isinstance(outer, Function | ast.ClassDef | ast.Lambda) for outer in self._code.around(statement)
        )

    def _touch(self, node: ast.AST, reason: str, *, wrote: bool = False) -> None:
        for name in _names_in([node]):
            self.uncertain.touched.setdefault(name, reason)
            if wrote:
                self.uncertain.written.setdefault(name, reason)

    def _link(self, targets: Iterable[ast.AST], values: Iterable[ast.AST]) -> None:
        first = ""
        for name in (*_names_in(targets), *_names_in(values)):
            root = self._root_of(name)
            if first and root != first:
                self._group[root] = first
            first = first or root

    def _root_of(self, name: str) -> str:
        """One representative name for all names that may refer to the same object."""
        way = []
        while (further := self._group.setdefault(name, name)) != name:
            way.append(name)
            name = further
        for passed in way:
            self._group[passed] = name
        return name

    def _settle(self) -> None:
        """Apply the effects on one name to all names that may refer to the same object."""
        members: dict[str, list[str]] = {}
        for name in list(self._group):
            members.setdefault(self._root_of(name), []).append(name)
        changeable = {root: [name for name in group if not self._constant(name)][:2] for root, group in members.items()}
        for name, reason, node in self._in_place:
            others = [each for each in changeable.get(self._root_of(name), ()) if each != name]
            iterated = any(isinstance(o, ast.For) and name in _names_in([o.iter]) for o in self._code.around(node))
            if others or iterated:
                self.uncertain.touched.setdefault(name, reason)
        for reasons in (self.uncertain.touched, self.uncertain.written):
            spread: dict[str, str] = {}
            for name, reason in reasons.items():
                spread.setdefault(self._root_of(name), reason)
            for root, reason in spread.items():
                for other in members.get(root, ()):
                    reasons.setdefault(other, reason)

    def _constant(self, name: str) -> bool:
        value = self._names.get(name, _NOTHING).value
        return self._bound.get(name, 0) == 1 and (value is None or isinstance(value, str | int))


_NOTHING = Binding(Unknown("it is not assigned"))


def _names_in(nodes: Iterable[ast.AST]) -> list[str]:
    return [each.id for node in nodes for each in walk(node) if isinstance(each, ast.Name)]


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _changeable(value: object) -> bool:
    if isinstance(value, tuple):
        return type(value) is not tuple or any(_changeable(item) for item in value)  # a SetItems represents a set
    return isinstance(value, list | dict | ClassValue)


def _from_elsewhere(value: object) -> bool:
    return isinstance(value, Imported) or (isinstance(value, tuple | list) and any(map(_from_elsewhere, value)))
