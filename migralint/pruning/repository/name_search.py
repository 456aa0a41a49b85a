"""Which of many names occur in a text: one pass over the text, however many names there are."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(rb"\w+")


class WordIndex:
    """Names (revision ids, file stems) to find as whole words, without an adjacent letter, digit or `_`."""

    def __init__(self, names: Iterable[str]) -> None:
        """Every result is in the order of `names`."""
        self._by_token: dict[bytes, list[tuple[int, str, re.Pattern[bytes] | None]]] = {}
        self._without_token: list[tuple[int, str, re.Pattern[bytes] | None]] = []
        for place, name in enumerate(dict.fromkeys(names)):
            encoded = name.encode("utf-8", "surrogateescape")
            tokens = _TOKEN.findall(encoded)
            # A name of several tokens ("v3.0.0", "add-users") is searched at the places of its longest token.
            whole = None if tokens == [encoded] else re.compile(rb"(?<!\w)" + re.escape(encoded) + rb"(?!\w)")
            entry = (place, name, whole)
            if tokens:
                self._by_token.setdefault(max(tokens, key=len), []).append(entry)
            else:
                self._without_token.append(entry)

    def occurring(self, data: bytes) -> tuple[str, ...]:
        """The names that occur in UTF-8 text."""
        candidates = list(self._without_token)
        for token in self._by_token.keys() & set(_TOKEN.findall(data)):
            candidates += self._by_token[token]
        return tuple(name for _, name, whole in sorted(candidates, key=_place) if whole is None or whole.search(data))


def _place(entry: tuple[int, str, re.Pattern[bytes] | None]) -> int:
    return entry[0]
