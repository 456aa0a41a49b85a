"""The present values of a module's names, with changes that can be undone; knows no statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migralint.evaluation.values import ABSENT, Binding, ClassValue, Unknown

Changes = dict[str, Binding]
"""Newly bound names with their values; ABSENT: deleted."""
ANY = "*"
"""Is bound if any other name may be bound too: by a star import of a module that was not found."""


class Names(dict[str, Binding]):
    """A name space. The cost of every query depends on the number of changes, not on the number of names."""

    def __init__(self) -> None:
        """Create an empty name space."""
        super().__init__()
        self._log: list[tuple[str, Binding]] = []
        self._depth = 0
        self._holders: dict[int, dict[str, None]] = {}
        self._fresh: dict[str, None] = {}

    def __setitem__(self, name: str, binding: Binding) -> None:
        """Bind a name."""
        if self._depth:
            self._log.append((name, self.get(name, ABSENT)))
        self._put(name, binding)

    def unbind(self, name: str) -> None:
        """Delete a name, if it is bound."""
        self[name] = ABSENT

    def begin(self) -> int:
        """Start to record changes; returns the mark for `since` and `end`."""
        self._depth += 1
        return len(self._log)

    def mark(self) -> int:
        """A further mark, between `begin` and `end`."""
        return len(self._log)

    def since(self, mark: int) -> Changes:
        """The changes since the mark."""
        return {name: self.get(name, ABSENT) for name, _ in self._log[mark:]}

    def before(self, mark: int) -> Changes:
        """The values of the changed names at the mark."""
        held: Changes = {}
        for name, binding in self._log[mark:]:
            held.setdefault(name, binding)
        return held

    def take_back(self, mark: int) -> None:
        """Undo the changes since the mark."""
        for name, binding in reversed(self._log[mark:]):
            self._put(name, binding)
        del self._log[mark:]

    def apply(self, changes: Mapping[str, Binding]) -> None:
        """Apply changes that were recorded elsewhere."""
        for name, binding in changes.items():
            self[name] = binding

    def end(self) -> None:
        """Stop recording, unless another `begin` is still open."""
        self._depth -= 1
        if not self._depth:
            self._log.clear()

    def holding(self, value: object) -> list[str]:
        """The names bound to this same object, if it can be changed in place."""
        return list(self._holders.get(id(value), ()))

    def forget(self, reason: str, more: Sequence[str] = (), *, but: frozenset[str] = frozenset()) -> None:
        """Make all names unknown, including those in `more`; the names in `but` do not change."""
        unknown = Binding(Unknown(reason))
        kept = [name for name in self._fresh if name in but]
        for name in [*(name for name in self._fresh if name in self and name not in but), *more]:
            self[name] = unknown
        self._fresh = dict.fromkeys(kept)

    def _put(self, name: str, binding: Binding) -> None:
        old = self.get(name)
        if old is not None and isinstance(old.value, _CHANGEABLE):
            holders = self._holders[id(old.value)]
            holders.pop(name, None)
            if not holders:
                del self._holders[id(old.value)]
        self._fresh[name] = None
        if binding is ABSENT:
            self.pop(name, None)
            return
        super().__setitem__(name, binding)
        if isinstance(binding.value, _CHANGEABLE):
            self._holders.setdefault(id(binding.value), {})[name] = None


_CHANGEABLE = (list, dict, ClassValue)


def joined(one: Binding, other: Binding, reason: str) -> Binding:
    """The value of a name if either binding may be the current one."""
    if one is other:
        return one
    if one is not ABSENT and other is not ABSENT and same(one.value, other.value):
        return Binding(one.value)
    return Binding(Unknown(reason))


def merge(names: Names, ways: Sequence[Changes | None], reason: str) -> Names | None:
    """Apply the changes of several alternative paths of control flow; a path that raises is None, and does not count.

    None: all of them raise.
    """
    going_on = [way for way in ways if way is not None]
    if not going_on:
        return None
    for name in dict.fromkeys(name for way in going_on for name in way):
        held = names.get(name, ABSENT)
        first, *others = (way.get(name, held) for way in going_on)
        for other in others:
            first = joined(first, other, reason)
        if first is not held:
            names[name] = first
    return names


def same(left: object, right: object) -> bool:
    """Whether two paths yield the same known value."""
    return type(left) is type(right) and left == right and not isinstance(left, Unknown)
