"""Determines whether the value of one variable is certain; searches the whole file only if that is necessary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from types import NoneType

from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import ByDialect, LocalClass, LocalFunction, Mark
from migralint.evaluation.values import ClassValue, Imported, SetItems, Unknown
from migralint.loading.operations.foreign_code import may_be
from migralint.loading.operations.held.namespaces import writes_namespaces
from migralint.loading.operations.held.sharing import Sharing
from migralint.loading.operations.held.vocabulary import CHANGING
from migralint.loading.operations.held.words import occurrences
from migralint.source.text import SourceFile

_DECLARING = re.compile(rb"\b(?:global|nonlocal)\b((?:[\w, \t]|\\\r?\n)+)")
_INSIDE = re.compile(rb"\b([^\W\d]\w*)\s*:=")
_ASSIGNED = re.compile(rb"[ \t]*(?:\+|:[^=\n]*)?=(?!=)")
_LINE = re.compile(rb"(?:\n|\A)[ \t]*\Z")
_GIVEN = re.compile(rb"[ \t]*(?::[^=\n]*)?=(?!=)(?![^\n]*(?<![=!<>])=(?!=))")
"""Matches behind a variable: the assignment of a value that no other variable gets on the same line."""
_ENDS = re.compile(rb"\s*(?:[:\])\n#]|(?:if|for|and|or)\b)")
_IN = re.compile(rb"(?:\bin[ \t]+|\*|\blen\(|\b(?:reversed|sorted|enumerate)\()\Z")
_GIVEN_TO = re.compile(rb"(?:\bin_\(|\b(?:notin|not_in)_?\(|\bnaming_convention=|\bEnum\()\Z")
"""Matches before a variable: a call that only reads it."""
_HANDED = re.compile(rb"(?<![\w.])([A-Za-z_]\w*)\([^()\n]*\Z")
_CHANGES = re.compile(
    rb"(?:\.(?:%b)\(|\[[^\[\]\n]*\][ \t]*[-+|&*]?=(?!=))" % b"|".join(sorted(one.encode() for one in CHANGING))
)
_OF_CLASS = re.compile(rb"(?:\n|\A)[ \t]*class[ \t][^\n]*\Z")
_DOT = ord(".")
_CHANGEABLE = (list, dict, SetItems, ClassValue)
_FIXED = frozenset((str, int, bool, NoneType, Imported, Mark, LocalFunction))
"""The types of values that cannot be changed."""


class Changing:
    """Determines whether code other than its assignment may change the value of a variable."""

    def __init__(self, tree: ast.Module, source: SourceFile) -> None:
        """`source` is the file, of which `tree` is the syntax."""
        self._tree, self._data = tree, source.data
        self._plain = source.is_ascii and (b"\r" not in source.data or b"\r" not in source.data.replace(b"\r\n", b""))
        """Whether the bytes contain the names as they are in the tree, and have the same line numbers."""
        self._sharing: Sharing | None = None
        self.foreign: frozenset[str] = frozenset()
        """The names of functions of other modules, which may change their arguments."""
        self.anything = writes_namespaces(tree, source.data, plain=self._plain)
        """Whether some code may assign any variable of the module."""
        self.declared = frozenset(_declared(tree, source.data, plain=self._plain))
        """Variables that are not only assigned by statements of their own function."""

    def close(self) -> None:
        """Forget the syntax tree."""
        del self._tree

    def held(self, name: str, value: object, node: ast.expr | None = None) -> object:
        """Return the value that a variable certainly holds after the assignment of `value`, the value of `node`."""
        if name in self.declared:
            return may_be([value]) or Unknown("it is assigned elsewhere, too")
        if type(value) in _FIXED:
            return value
        written = isinstance(value, Unknown) and isinstance(node, ast.List | ast.Dict | ast.Set | ast.Tuple)
        if not (written or can_change(value)) or not self.is_changed(name, flat=not written and is_flat(value)):
            return value
        if isinstance(value, ClassValue):
            return LocalClass(frozenset(value.attributes))
        return may_be([value]) or Unknown("other lines may change it")

    def is_changed(self, name: str, *, flat: bool) -> bool:
        """Whether some line may change the value of a variable; `flat`: nothing inside the value can be changed."""
        if self.anything:
            return True
        if self._plain and self._is_only_read(name, flat):
            return False
        if self._plain and self._is_changed_by_name(name):
            return True
        if self._sharing is None:
            self._sharing = Sharing(self._tree, self._data, plain=self._plain)
        return self._sharing.changes(name, flat=flat)

    def _is_changed_by_name(self, name: str) -> bool:
        """Whether the text shows that the variable is changed, or passed to code of another module.

        The tree need not be searched then, either.
        """
        data = self._data
        for start in occurrences(data, name):
            if _CHANGES.match(data, start + len(name)):
                return True
            handed = _HANDED.search(data, max(0, start - 80), start)
            if handed is not None and handed[1].decode() in self.foreign:
                return True
        return False

    def _is_only_read(self, name: str, flat: bool) -> bool:
        """Whether the text shows that the file only assigns a variable and iterates over it.

        The tree need not be searched then.
        """
        data, length = self._data, len(name.encode())
        for start in occurrences(data, name):
            end = start + length
            if start and data[start - 1] == _DOT:
                continue
            if _GIVEN.match(data, end) and _LINE.search(data, max(0, start - 40), start):
                continue
            if flat and _ENDS.match(data, end) and _IN.search(data, max(0, start - 12), start):
                continue
            line = max(0, start - 40)
            if not (_GIVEN_TO.search(data, line, start) or _OF_CLASS.search(data, max(0, start - 80), start)):
                return False
        return True


def _declared(tree: ast.Module, data: bytes, *, plain: bool) -> Iterator[str]:
    """Yield the variables that are not only assigned by statements of their own function.

    An inner function declares them, or both an expression and a statement assign them.
    """
    if plain:
        if b"global" in data or b"nonlocal" in data:
            for names in _DECLARING.findall(data):
                yield from names.decode().replace("\\", " ").replace(",", " ").split()
        if b":=" in data:
            inside = (name.decode() for name in _INSIDE.findall(data))
            yield from (name for name in inside if is_given_twice(name, data))
        return
    for node in walk(tree):
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        elif isinstance(node, ast.NamedExpr):
            yield node.target.id


def is_given_twice(name: str, data: bytes) -> bool:
    """Whether several statements of a file, or a loop, assign a variable, judging by the text alone."""
    count = 0
    for start in occurrences(data, name):
        if _ASSIGNED.match(data, start + len(name)):
            count += 1
        else:
            line = data[data.rfind(b"\n", 0, start) + 1 : start]
            count += 2 if b"for" in line and b" in " not in line else 0
        if count > 1:
            return True
    return False


def can_change(value: object) -> bool:
    """Whether a value, or an item of it, can be changed in place."""
    if isinstance(value, ByDialect):
        return any(can_change(one) for _, one in value.choices)
    return not is_flat(value) if type(value) is tuple else isinstance(value, _CHANGEABLE)


def is_flat(value: object) -> bool:
    """Whether no item of a list, tuple, dict or class can be changed in place."""
    if isinstance(value, SetItems):
        return True
    if isinstance(value, ClassValue | dict):
        value = [*(value.attributes if isinstance(value, ClassValue) else value).values()]
    return isinstance(value, list | tuple) and not any(map(can_change, value))
