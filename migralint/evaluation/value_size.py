"""The maximum size of a statically computed value: headers need no more, and doubling must end."""

from __future__ import annotations

from typing import Final

from migralint.evaluation.values import ClassValue, Unknown

MOST_CHARACTERS: Final = 100_000
MOST_ITEMS: Final = 10_000
"""The maximum size of a value: its items and all nested items, each counted at every occurrence; also the nodes of the
syntax tree that are visited for it."""
MOST_LEVELS: Final = 30
TOO_LONG: Final = Unknown("it is too long")


def fits(value: object) -> bool:
    """Whether a value is small enough for evaluation. Costs at most MOST_ITEMS steps."""
    if isinstance(value, str | bytes):
        return len(value) <= MOST_CHARACTERS
    if not isinstance(value, tuple | list | dict | ClassValue):
        return True
    level: list[object] = [value]
    left = MOST_ITEMS
    for _ in range(MOST_LEVELS):
        inner: list[object] = []
        for container in level:
            items = _items(container)
            left -= len(items)
            if left < 0:
                return False
            inner += [item for item in items if isinstance(item, tuple | list | dict | ClassValue)]
        if not inner:
            return True
        level = inner
    return False


def _items(container: object) -> list[object]:
    if isinstance(container, tuple | list):
        return [*container]
    if isinstance(container, dict):
        return [*container.values()]
    return [*container.attributes.values()] if isinstance(container, ClassValue) else []


class Extents:
    """Tests whether values that are concatenated step by step fit, without counting each of them again."""

    def __init__(self) -> None:
        """No value is known yet."""
        self._plain: dict[int, tuple[object, bool]] = {}

    def fits(self, value: object, *parts: object) -> bool:
        """Whether the concatenation of the parts fits: without counting if none of them contains more than
        constants."""
        plain = all(self._is_plain(part) for part in parts)
        if len(self._plain) > 100:
            self._plain.clear()  # they keep their values alive
        self._plain[id(value)] = (value, plain)
        return plain or fits(value)

    def _is_plain(self, value: object) -> bool:
        if not isinstance(value, tuple | list):
            return True
        known = self._plain.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        return not any(isinstance(item, tuple | list | dict | ClassValue) for item in value)
