"""Fills in text as `%`, `format()` and `string.Template` do, as far as what is filled in is known; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migralint.history.operation import HOLE

Given = Mapping[str | int, str]
_PERCENT = re.compile(
    r"%%|%(?:\((?P<key>[^)]*)\))?(?P<flags>[-#0 +]*\d{0,3}(?:\.\d{1,3})?)(?P<kind>[diouxXeEfFgGcrsa])"
)
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>\w*)(?P<rest>[^{}]*)\}")
_WIDEST = 1000
_DOLLAR = re.compile(r"\$(?:(?P<dollar>\$)|(?P<bare>[_a-z][_a-z0-9]*)|\{(?P<braced>[_a-z][_a-z0-9]*)\})", re.I | re.A)


def percent(text: str, given: Given) -> str:
    """`text % given`, with `HOLE` for what is not known."""
    position = iter(range(len(text)))

    def one(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        key: str | int = match.group("key") if match.group("key") is not None else next(position)
        value, flags, kind = given.get(key, HOLE), match.group("flags"), match.group("kind")
        if kind == "s" and not (flags and HOLE in value):
            return f"%{flags}s" % value if flags else value
        if kind in "di" and re.fullmatch(r"-?[0-9]{1,18}", value):
            return f"%{flags}d" % int(value)
        return HOLE

    return _PERCENT.sub(one, text)


def braces(text: str, given: Given) -> str:
    """`text.format(…)`, likewise; an attribute or an item of what is filled in is not looked up."""
    position = iter(range(len(text)))

    def one(match: re.Match[str]) -> str:
        if match.group() in ("{{", "}}"):
            return match.group()[0]
        key, rest = match.group("key"), match.group("rest")
        value = given.get(int(key) if key.isdigit() else key or next(position), HOLE)
        rest = rest.removeprefix("!s")
        if not rest:
            return value
        return formatted(value, rest[1:]) if rest.startswith(":") else HOLE

    return _BRACES.sub(one, text)


def formatted(text: str, spec: str) -> str:
    """`format(text, spec)`; digits may be those of a number, which is formatted otherwise."""
    if HOLE in text:
        return HOLE
    ways = {_formatted(text, spec)}
    if re.fullmatch(r"-?[0-9]{1,18}", text):
        ways.add(_formatted(int(text), spec))
    ways.discard(None)
    return next(iter(ways), None) or HOLE if len(ways) == 1 else HOLE


def _formatted(value: str | int, spec: str) -> str | None:
    if sum(map(int, re.findall(r"\d+", spec))) > _WIDEST:
        return None
    try:
        return format(value, spec)
    except (ValueError, OverflowError):
        return None


def substituted(text: str, given: Given) -> str:
    """`string.Template(text).substitute(…)`, likewise."""

    def one(match: re.Match[str]) -> str:
        if match.group("dollar"):
            return "$"
        return given.get(match.group("bare") or match.group("braced"), HOLE)

    return _DOLLAR.sub(one, text)
