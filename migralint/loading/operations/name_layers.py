"""Namespaces of the branches in a function: one layered over another, and the values on which several agree."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from migralint.evaluation.names import same
from migralint.evaluation.values import Binding, Unknown
from migralint.loading.operations.unfollowed import may_be

Names = MutableMapping[str, Binding]
"""What names hold at one place of a file."""


_NOTHING = object()


class _Layers(ChainMap[str, Binding]):
    """A ChainMap that is asked in one loop: the original calls a generator for each `in`, and itself for each layer."""

    def __contains__(self, name: object) -> bool:
        """Whether the name is bound in any layer."""
        for names in self.maps:  # noqa: SIM110 - a generator takes longer than the question
            if name in names:
                return True
        return False

    def get(self, name: str, default: Any = None) -> Any:
        """What the uppermost layer that binds the name binds it to."""
        for names in self.maps:
            binding = names.get(name, _NOTHING)
            if binding is not _NOTHING:
                return binding
        return default


def layer(names: Names) -> ChainMap[str, Binding]:
    """A name space over another one: what is bound in it does not change the other."""
    return _Layers({}, *(names.maps if isinstance(names, _Layers) else (names,)))


def join(names: Names, *ways: ChainMap[str, Binding]) -> None:
    """Leave in `names`, from which all ways started, what they agree on."""
    for name in dict.fromkeys(name for way in ways for name in way.maps[0]):
        first, *others = bindings = [way.get(name) for way in ways]
        if first is not None and all(
            other is first or (other is not None and same(other.value, first.value)) for other in others
        ):
            names[name] = first
        else:
            meant = may_be([binding.value for binding in bindings if binding is not None])
            names[name] = Binding(meant or Unknown("it depends on a condition"))
