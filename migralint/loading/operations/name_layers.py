"""Namespaces of the branches in a function: one layer above another, and the values on which several agree."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from migralint.evaluation.names import same
from migralint.evaluation.values import Binding, Unknown
from migralint.loading.operations.foreign_code import may_be

Names = MutableMapping[str, Binding]
"""The values of the names at one place of a file."""


_NOTHING = object()


class _Layers(ChainMap[str, Binding]):
    """A ChainMap with faster lookups: the original creates a generator for each `in`, and calls itself per layer."""

    def __contains__(self, name: object) -> bool:
        """Whether the name is bound in any layer."""
        for names in self.maps:  # noqa: SIM110 - a generator takes longer than the loop
            if name in names:
                return True
        return False

    def get(self, name: str, default: Any = None) -> Any:
        """Return the binding of a name in the uppermost layer that has one."""
        for names in self.maps:
            binding = names.get(name, _NOTHING)
            if binding is not _NOTHING:
                return binding
        return default


def layer(names: Names) -> ChainMap[str, Binding]:
    """Return a namespace above another one: bindings in it do not change the other."""
    return _Layers({}, *(names.maps if isinstance(names, _Layers) else (names,)))


def join(names: Names, *ways: ChainMap[str, Binding]) -> None:
    """Bind in `names` each name that one of `ways` binds: to the value on which all agree, otherwise to an unknown one.

    Each of `ways` is a branch, a layer above `names`.
    """
    for name in dict.fromkeys(name for way in ways for name in way.maps[0]):
        first, *others = bindings = [way.get(name) for way in ways]
        if first is not None and all(
            other is first or (other is not None and same(other.value, first.value)) for other in others
        ):
            names[name] = first
        else:
            meant = may_be([binding.value for binding in bindings if binding is not None])
            names[name] = Binding(meant or Unknown("it depends on a condition"))
