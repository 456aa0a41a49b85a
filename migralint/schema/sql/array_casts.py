"""Brings a cast of an array into its elements, as PostgreSQL does whenever it reads one.

It prints `x IN ('a', 'b')` of a VARCHAR as `x::text = ANY ((ARRAY['a'::character varying, …])::text[])`; read again,
that is stored, and printed, with the cast at each element. So text and its copy would differ.
https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/parser/parse_expr.c, transformTypeCast
"""

from __future__ import annotations

from collections.abc import Sequence

_PAIRS = {"(": ")", "[": "]"}


def cast_elements(words: Sequence[str]) -> tuple[str, ...]:
    """Return normalized tokens with `(ARRAY[a, b])::t[]` as `ARRAY[(a)::t, (b)::t]`, also without parentheses."""
    result: list[str] = []
    place = 0
    while place < len(words):
        bracketed = words[place] == "("
        start = place + bracketed
        if tuple(words[start : start + 2]) == ("array", "["):
            closed = _closing(words, start + 1)
            cast = closed + 1 + bracketed
            enclosed = not bracketed or tuple(words[closed + 1 : cast]) == (")",)
            kind = _array_type(words, cast) if enclosed else []
            if kind:
                result += ["array", "[", *_cast(cast_elements(words[start + 2 : closed]), kind, bracketed), "]"]
                place = cast + 1 + len(kind) + 2
                continue
        result.append(words[place])
        place += 1
    return tuple(result)


def _closing(words: Sequence[str], opening: int) -> int:
    """Return the position of the closing bracket; the end if there is none."""
    waiting: list[str] = []
    for place in range(opening, len(words)):
        if words[place] in _PAIRS:
            waiting.append(_PAIRS[words[place]])
        elif waiting and words[place] == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place
    return len(words)


def _array_type(words: Sequence[str], place: int) -> list[str]:
    """Return the element type of a cast to an array that begins there; empty if there is no such cast."""
    if place >= len(words) or words[place] != "::":
        return []
    kind: list[str] = []
    for word in words[place + 1 :]:
        if word == "[":
            return kind if list(words[place + 1 + len(kind) : place + 3 + len(kind)]) == ["[", "]"] else []
        if not (word in ("(", ")", ",", ".") or word[0].isalnum() or word[0] == "_"):
            return []
        kind.append(word)
    return []


def _cast(words: Sequence[str], kind: Sequence[str], bracketed: bool) -> list[str]:
    elements: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += (word in _PAIRS) - (word in _PAIRS.values())
        if word == "," and depth == 0:
            elements.append([])
        else:
            elements[-1].append(word)
    around = (["("], [")"]) if bracketed else ([], [])
    written = [[*around[0], *one, *around[1], "::", *kind] for one in elements if one]
    return [word for number, one in enumerate(written) for word in ([","] * bool(number) + one)]
