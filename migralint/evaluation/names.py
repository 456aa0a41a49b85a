"""The present values of a module's names, with changes that can be undone; knows no statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migralint.evaluation.values import ABSENT, Binding, ClassValue, Unknown

Changes = dict[str, Binding]
"""Names that were bound anew, with what they hold; ABSENT: deleted."""
ANY = "*"
"""Bound where any other name may be bound, too: by a star import of a module that was not found."""


class Names(dict[str, Binding]):
    """A name space. All that can be asked of it costs what has changed, not what it holds."""

    def __init__(self) -> None:
        """Nothing is bound."""
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
        """Start to note changes; returns the mark for `since` and `end`."""
        self._depth += 1
        return len(self._log)

    def mark(self) -> int:
        """Another mark, between `begin` and `end`."""
        return len(self._log)

    def since(self, mark: int) -> Changes:
        """What has changed since the mark."""
        return {name: self.get(name, ABSENT) for name, _ in self._log[mark:]}

    def before(self, mark: int) -> Changes:
        """What those names held at the mark."""
        held: Changes = {}
        for name, binding in self._log[mark:]:
            held.setdefault(name, binding)
        return held

    def take_back(self, mark: int) -> None:
        """Undo what has changed since the mark."""
        for name, binding in reversed(self._log[mark:]):
            self._put(name, binding)
        del self._log[mark:]

    def apply(self, changes: Mapping[str, Binding]) -> None:
        """Bind names as they were bound elsewhere."""
        for name, binding in changes.items():
            self[name] = binding

    def end(self) -> None:
        """Stop to note changes, as far as nobody else does."""
        self._depth -= 1
        if not self._depth:
            self._log.clear()

    def holding(self, value: object) -> list[str]:
        """The names that hold this very object, if it can be changed in place."""
        return list(self._holders.get(id(value), ()))

    def forget(self, reason: str, more: Sequence[str] = (), *, but: frozenset[str] = frozenset()) -> None:
        """Make all names unknown, those of `more` as well; `but` are left as they are."""
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
    """What a name holds where either may be true."""
    if one is other:
        return one
    if one is not ABSENT and other is not ABSENT and same(one.value, other.value):
        return Binding(one.value)
    return Binding(Unknown(reason))


def merge(names: Names, ways: Sequence[Changes | None], reason: str) -> Names | None:
    """Apply what control flow changes that takes one of several ways; a way that raises is None, and does not count.

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
    """Whether two ways gave the same known value."""
    return type(left) is type(right) and left == right and not isinstance(left, Unknown)
