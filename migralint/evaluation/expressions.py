"""Evaluates the expressions that static reading knows: literals, names, concatenation; calls nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, MutableMapping
from typing import cast

from migralint.evaluation.value_size import MOST_CHARACTERS, MOST_ITEMS, TOO_LONG, Extents, fits
from migralint.evaluation.values import Binding, ClassValue, EnumMember, Imported, SetItems, Unknown

_TYPE_CHECKING = frozenset({Imported(("typing", "TYPE_CHECKING")), Imported(("typing_extensions", "TYPE_CHECKING"))})
_CONTAINERS: dict[str, Callable[[tuple[object, ...]], object]] = {
    "tuple": tuple,
    "list": list,
    "set": SetItems,
    "frozenset": SetItems,
}
NOT_ASSIGNED = "`{}` is not assigned in this file"
"""The text of an Unknown for a name without an assignment: a built-in, or a mistake."""


class Evaluator:
    """Evaluates expressions against the names bound so far."""

    def __init__(
        self,
        resolve: Callable[[Imported], object] | None = None,
        missing: Callable[[str], object] | None = None,
        doubt: Callable[[str, object], str] | None = None,
    ) -> None:
        """`resolve` looks up an imported value that is needed at once; `missing` looks up a name without a binding;
        `doubt` returns why a name may have another value than its binding, or an empty text."""
        self._resolve = resolve
        self._missing = missing
        self._doubt = doubt
        self._extents = Extents()

    def evaluate(self, node: ast.expr, names: MutableMapping[str, Binding]) -> object:
        """The value of an expression, or Unknown with the reason."""
        if isinstance(node, ast.Constant):
            return node.value
        evaluate = _KINDS.get(type(node))
        if evaluate is None:
            return Unknown("`{}` is not a constant", node)
        return evaluate(self, node, names)

    def test(self, node: ast.expr, names: MutableMapping[str, Binding]) -> bool | None:
        """The value of a condition when Alembic loads the file; None if it cannot be known."""
        if isinstance(node, ast.Compare):
            return self._is_main(node, names)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.test(node.operand, names)
            return None if inner is None else not inner
        value = self.evaluate(node, names)
        if isinstance(value, Imported) and value in _TYPE_CHECKING:
            return False
        return None if _opaque(value) else bool(value)

    def _is_main(self, node: ast.Compare, names: MutableMapping[str, Binding]) -> bool | None:
        """The value of `__name__ == "__main__"` (or `!=`); None for any other comparison."""
        operator, right = node.ops[0], node.comparators[0]
        if len(node.ops) > 1 or not isinstance(operator, ast.Eq | ast.NotEq):
            return None
        if not isinstance(node.left, ast.Name) or node.left.id != "__name__" or self.shadowed("__name__", names):
            return None
        main = isinstance(right, ast.Constant) and right.value == "__main__"
        return isinstance(operator, ast.NotEq) if main else None

    def operate(self, left: object, operator: ast.operator, right: object, node: ast.AST) -> object:
        """`left operator right`; only concatenation."""
        left, right = self._known(left), self._known(right)
        for side in (left, right):
            if isinstance(side, Unknown):
                return side
        if isinstance(operator, ast.Add):
            for kind in (str, tuple, list):
                if isinstance(left, kind) and isinstance(right, kind) and SetItems not in (type(left), type(right)):
                    left, right = cast(str, left), cast(str, right)
                    if len(left) + len(right) > (MOST_CHARACTERS if kind is str else MOST_ITEMS):
                        return TOO_LONG
                    whole = left + right
                    return whole if self._extents.fits(whole, left, right) else TOO_LONG
        return Unknown(f"line {getattr(node, 'lineno', 0)} computes it")

    def _known(self, value: object) -> object:
        if isinstance(value, Imported):
            return self._resolve(value) if self._resolve else Unknown(f"`{value}` is imported")
        return value

    def _name(self, node: ast.Name, names: MutableMapping[str, Binding]) -> object:
        binding = names.get(node.id)
        if self._doubt is not None:
            reason = self._doubt(node.id, binding.value if binding is not None else None)
            if reason:
                return Unknown(reason)
        if binding is not None:
            return binding.value
        if self._missing is not None:
            return self._missing(node.id)
        return Unknown(NOT_ASSIGNED, node)

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set, names: MutableMapping[str, Binding]) -> object:
        items: list[object] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                value = self._known(self.evaluate(element.value, names))
                value = _in_order(value)
                if not isinstance(value, tuple | list):
                    return value if isinstance(value, Unknown) else Unknown("`{}` is not a sequence", element)
                items += value
                if len(items) > MOST_ITEMS:
                    return TOO_LONG
            else:
                items.append(self.evaluate(element, names))
        sequence: object = items
        if not isinstance(node, ast.List):
            sequence = SetItems(items) if isinstance(node, ast.Set) else tuple(items)
        flat = all(isinstance(element, ast.Constant) for element in node.elts)
        return sequence if flat else _fitting(sequence)

    def _dict(self, node: ast.Dict, names: MutableMapping[str, Binding]) -> object:
        result: dict[object, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            known = self.evaluate(key, names) if key is not None else Unknown("`**` in a dict")
            if not isinstance(known, str | int | None):
                return known if isinstance(known, Unknown) else Unknown("`{}` has a key that is not a constant", node)
            result[known] = self.evaluate(value, names)
        return _fitting(result)

    def _joined(self, node: ast.JoinedStr, names: MutableMapping[str, Binding]) -> object:
        texts: list[str] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self._known(self.evaluate(part.value, names))
                if not isinstance(value, str) or part.conversion != -1 or part.format_spec is not None:
                    return value if isinstance(value, Unknown) else Unknown("`{}` formats a value", node)
                texts.append(value)
            else:
                texts.append(str(self.evaluate(part, names)))
        return "".join(texts) if sum(map(len, texts)) <= MOST_CHARACTERS else TOO_LONG

    def _binary(self, node: ast.BinOp, names: MutableMapping[str, Binding]) -> object:
        return self.operate(self.evaluate(node.left, names), node.op, self.evaluate(node.right, names), node)

    def _conditional(self, node: ast.IfExp, names: MutableMapping[str, Binding]) -> object:
        test = self.test(node.test, names)
        if test is not None:
            return self.evaluate(node.body if test else node.orelse, names)
        yes, no = self.evaluate(node.body, names), self.evaluate(node.orelse, names)
        if type(yes) is type(no) and yes == no:
            return yes
        return Unknown(f"it depends on the condition in line {node.lineno}")

    def _attribute(self, node: ast.Attribute, names: MutableMapping[str, Binding]) -> object:
        owner = self.evaluate(node.value, names)
        if isinstance(owner, Imported):
            return Imported((*owner.parts, node.attr), owner.level)
        return attribute(owner, node.attr)

    def _subscript(self, node: ast.Subscript, names: MutableMapping[str, Binding]) -> object:
        owner = self._known(self.evaluate(node.value, names))
        index = self._known(self.evaluate(node.slice, names))
        if (
            type(owner) in (tuple, list)
            and isinstance(owner, tuple | list)
            and type(index) is int
            and -len(owner) <= index < len(owner)
        ):
            return owner[index]
        if isinstance(owner, dict) and isinstance(index, str | int) and index in owner:
            return owner[index]
        return owner if isinstance(owner, Unknown) else Unknown("`{}` is not a constant", node)

    def _call(self, node: ast.Call, names: MutableMapping[str, Binding]) -> object:
        function = node.func
        name = function.id if isinstance(function, ast.Name) else ""
        if name in _CONTAINERS and not self.shadowed(name, names) and not node.keywords and len(node.args) <= 1:
            items = self._known(self.evaluate(node.args[0], names)) if node.args else ()
            items = items if name.endswith("set") else _in_order(items)
            if isinstance(items, tuple | list):
                return _CONTAINERS[name](tuple(items))
        return Unknown("it calls `{}()`", function)

    def shadowed(self, name: str, names: Mapping[str, Binding]) -> bool:
        """Whether a name that Python binds itself may be bound to another value."""
        if name in names or self.doubted(name, None):
            return True
        missing = self._missing(name) if self._missing is not None else None
        return missing is not None and not (isinstance(missing, Unknown) and missing.text == NOT_ASSIGNED)

    def doubted(self, name: str, value: object) -> bool:
        """Whether a name that seems to have a value may have another one."""
        return self._doubt is not None and bool(self._doubt(name, value))

    def _sign(self, node: ast.UnaryOp, names: MutableMapping[str, Binding]) -> object:
        value = self.evaluate(node.operand, names)
        if isinstance(node.op, ast.USub) and isinstance(value, int | float) and not isinstance(value, bool):
            return -value
        return Unknown("`{}` is not a constant", node)

    def _walrus(self, node: ast.NamedExpr, names: MutableMapping[str, Binding]) -> object:
        value = self.evaluate(node.value, names)
        names[node.target.id] = Binding(value)
        return value


def _fitting(value: object) -> object:
    return value if fits(value) else TOO_LONG


def _in_order(value: object) -> object:
    """A set as the sequence that an iteration yields, if only one order is possible."""
    if isinstance(value, SetItems):
        members = tuple(dict.fromkeys(value)) if all(isinstance(item, str | None) for item in value) else ()
        return members if len(members) == 1 or not value else Unknown("a set has no order")
    return value


def attribute(owner: object, name: str) -> object:
    """`owner.name`, where `owner` is a class whose body was read."""
    if isinstance(owner, EnumMember):
        return owner.value if name in ("value", "_value_") else Unknown(f"`.{name}` of an enum member")
    if isinstance(owner, ClassValue):
        if name not in owner.attributes:
            return Unknown(f"the class has no plain attribute `{name}`")
        value = owner.attributes[name]
        return EnumMember(value, owner.strings) if owner.members else value
    return owner if isinstance(owner, Unknown) else Unknown(f"`.{name}` is not a constant")


def followed(value: object, resolve: Callable[[Imported], object] | None) -> object:
    """The value with all imports in it resolved."""
    if isinstance(value, Imported):
        return resolve(value) if resolve is not None else Unknown(f"`{value}` is imported")
    if isinstance(value, tuple | list):
        items = [followed(item, resolve) for item in value]
        return items if isinstance(value, list) else type(value)(items)
    return value


def called_name(node: ast.AST) -> str:
    """The dotted name of the called function, or of an attribute chain; empty if it is not a plain name."""
    if isinstance(node, ast.Call):
        node = node.func
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))


def _opaque(value: object) -> bool:
    return isinstance(value, Unknown | Imported | ClassValue | EnumMember)


_KINDS: dict[type[ast.expr], Callable[..., object]] = {
    ast.Name: Evaluator._name,
    ast.Tuple: Evaluator._sequence,
    ast.List: Evaluator._sequence,
    ast.Set: Evaluator._sequence,
    ast.Dict: Evaluator._dict,
    ast.JoinedStr: Evaluator._joined,
    ast.BinOp: Evaluator._binary,
    ast.IfExp: Evaluator._conditional,
    ast.Attribute: Evaluator._attribute,
    ast.Subscript: Evaluator._subscript,
    ast.Call: Evaluator._call,
    ast.UnaryOp: Evaluator._sign,
    ast.NamedExpr: Evaluator._walrus,
}
