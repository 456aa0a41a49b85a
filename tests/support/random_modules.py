"""Revision files at random, with everything that Python lets a module do to its own names, and their neighbours."""

from __future__ import annotations

import random
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

NAMES = ("down_revision", "depends_on", "branch_labels", "x", "y", "revision")
PRELUDE = """\
import sys, typing, enum, builtins, operator, functools, contextlib
from typing import TYPE_CHECKING
from enum import Enum
from switches import C, R, S, M, identity, Any as Anything
revision = "r"
x = ["a"]
y = "b"
down_revision = "a"
"""
HEADS = (
    "",
    "import typing as t\n",
    "from typing import *\n",
    "from string import *\n",
    "from __future__ import annotations\n",
)
"""C() takes one of two ways, R() may raise, S() swallows what is raised inside of it, M() adds to a list."""


@dataclass(frozen=True, slots=True)
class RandomModule:
    """One revision file and the modules beside it."""

    text: str
    siblings: dict[str, str]


class Writer:
    """Writes one module; every choice comes from `dice`."""

    def __init__(self, dice: random.Random, sibling: str) -> None:
        """`sibling` is the name of a module that it may import."""
        self.dice = dice
        self.sibling = sibling
        self._functions = 0

    def module(self) -> RandomModule:
        """A revision file."""
        head = self.dice.choice(HEADS) if self.dice.random() < 0.3 else ""
        body = "".join(self.statement(3) for _ in range(self.dice.randint(1, 7)))
        siblings = {}
        if self.sibling in body:
            siblings[self.sibling] = "".join(self._sibling_statement() for _ in range(self.dice.randint(1, 4)))
        order = head + PRELUDE if "__future__" in head or self.dice.random() < 0.8 else PRELUDE + head
        return RandomModule(order + body, siblings)

    def name(self) -> str:
        """A name to bind."""
        return self.dice.choice(NAMES[:5] if self.dice.random() < 0.95 else NAMES)

    def literal(self) -> str:
        """An expression without parts."""
        return self.dice.choice(
            ["'a'", "'b'", "''", "None", "('a',)", "['a', 'b']", "()", "[]", "{'a'}", "{'a', 'b'}", "1", "0", "True",
             "{'k': 'a'}", "b'a'", "...", "('a', 'b')", "('a', ['b'])", "frozenset({'c'})", "'a' 'c'", "'a,b'"]
        )  # fmt: skip

    def expression(self, depth: int = 2) -> str:
        """An expression: mostly one that gives a string or a sequence, else any."""
        kind = self.dice.random()
        if kind < 0.4:
            return self._string(depth)
        return self._sequence(depth) if kind < 0.8 else self._any(depth)

    def _string(self, depth: int) -> str:
        if depth <= 0 or self.dice.random() < 0.4:
            return self.dice.choice(["'a'", "'b'", "''", "y", "y", "'c' 'd'", "'x,y'"])
        s, q = (lambda: self._string(depth - 1)), (lambda: self._sequence(depth - 1))
        return self.dice.choice(
            [lambda: f"({s()} + {s()})", lambda: "f'{y}{y!s:>3}'", lambda: f"{s()}.upper()", lambda: f"{s()}[:1]",
             lambda: f"({s()} if {self.condition()} else {s()})", lambda: f"'-'.join({q()})", lambda: f"(y := {s()})",
             lambda: f"str({s()})", lambda: f"identity({s()})", lambda: f"'%s' % {s()}", lambda: f"({s()} or {s()})",
             lambda: f"({s()} * 2)", lambda: "f'{y}'", lambda: "globals()['y']", lambda: f"{self.sibling}.P",
             lambda: f"(lambda q={s()}: q)()", lambda: f"[{s()}, {s()}][{self.dice.choice(['0', '-1'])}]",
             lambda: f"{{'k': {s()}}}['k']", lambda: f"'{{}}'.format({s()})", lambda: f"next(iter({q()}), 'n')"]
        )()  # fmt: skip

    def _sequence(self, depth: int) -> str:
        if depth <= 0 or self.dice.random() < 0.3:
            return self.dice.choice(["('a',)", "['a', 'b']", "()", "[]", "{'a'}", "x", "x", "x", "{'a', 'b'}"])
        s, q = (lambda: self._string(depth - 1)), (lambda: self._sequence(depth - 1))
        return self.dice.choice(
            [lambda: f"({s()}, {s()})", lambda: f"[{s()}]", lambda: f"[*{q()}, {s()}]", lambda: f"(*{q()},)",
             lambda: f"tuple({q()})", lambda: f"list({q()})", lambda: f"(tuple({q()}) + tuple({q()}))",
             lambda: f"(list({q()}) + list({q()}))", lambda: f"sorted({q()})", lambda: f"[v for v in {q()}]",
             lambda: f"({q()} if {self.condition()} else {q()})", lambda: f"{{{s()}: 1}}", lambda: f"set({q()})",
             lambda: f"identity({q()})", lambda: f"(x := list({q()}))", lambda: f"list({q()})[::-1]",
             lambda: f"{self.sibling}.L", lambda: "globals()['x']", lambda: f"[(y := v) for v in {q()}]",
             lambda: "x.copy()", lambda: f"({q()} or {q()})", lambda: f"frozenset({q()})"]
        )()  # fmt: skip

    def _any(self, depth: int) -> str:
        if depth <= 0 or self.dice.random() < 0.3:
            return self.literal() if self.dice.random() < 0.5 else self.dice.choice([*NAMES[:5], "i", "K.k", "K", "d"])
        e = lambda: self.expression(depth - 1)  # noqa: E731
        n, c = self.name, self.condition
        made: list[Callable[[], str]] = [
            lambda: f"({e()} + {e()})",
            lambda: f"({e()} * {self.dice.choice(['2', '0', e()])})",
            lambda: f"({e()},)",
            lambda: f"[{e()}, {e()}]",
            lambda: f"[*{e()}, *{e()}]",
            lambda: f"(*{e()},)",
            lambda: "{" + f"{e()}, {e()}" + "}",
            lambda: "{'k': " + e() + ", 'l': " + e() + "}",
            lambda: "{**" + e() + ", 'k': " + e() + "}",
            lambda: f"{self.dice.choice(['tuple', 'list', 'set', 'frozenset', 'str', 'sorted', 'dict'])}({e()})",
            lambda: f"f'{{{n()}}}z'",
            lambda: f"f'{{{n()}!r:>{self.dice.choice([3, 9])}}}'",
            lambda: f"({e()} if {c()} else {e()})",
            lambda: f"{e()}[{self.dice.choice(['0', '-1', '1', ':1', '::-1', 'True', repr('k')])}]",
            lambda: f"{e()}.{self.dice.choice(['upper()', 'strip()', 'copy()', 'split()', 'value', 'pop()', 'k'])}",
            lambda: f"({n()} := {e()})",
            lambda: f"({e()} {self.dice.choice(['and', 'or'])} {e()})",
            lambda: f"(lambda q={e()}: q)()",
            lambda: f"[v for v in {e()}]",
            lambda: f"[({n()} := v) for v in {e()}]",
            lambda: f"identity({e()})",
            lambda: f"'%s' % {e()}",
            lambda: f"'{{}}'.format({e()})",
            lambda: f"'-'.join({e()})",
            lambda: f"globals()[{n()!r}]",
            lambda: f"vars().get({n()!r})",
            lambda: f"getattr(K, 'k', {e()})",
            lambda: f"E.{self.dice.choice(['A', 'A.value', 'B'])}",
            lambda: f"{self.sibling}.{self.dice.choice(['P', 'Q', 'L'])}",
            lambda: f"not {e()}",
            lambda: f"-{e()}",
            lambda: f"next(iter({e()}))",
            lambda: f"operator.add({e()}, {e()})",
        ]  # fmt: skip
        return self.dice.choice(made)()

    def condition(self) -> str:
        """What decides between two ways."""
        return self.dice.choice(
            ["C()", "x", "TYPE_CHECKING", "typing.TYPE_CHECKING", "Anything.TYPE_CHECKING", "__name__ == '__main__'",
             "__name__ != '__main__'", "__name__ < '__main__'", "not TYPE_CHECKING", "not x", "True", "0", "depends_on",
             "t.TYPE_CHECKING", "K.TYPE_CHECKING", "C() and TYPE_CHECKING", "__name__ == K", "'' == __name__",
             "sys.version_info > (3,)", f"{self.expression(1)}", f"{self.expression(1)} == {self.expression(1)}"]
        )  # fmt: skip

    def block(self, depth: int, *, least: int = 1) -> str:
        """Statements, indented."""
        body = "".join(self.statement(depth - 1) for _ in range(self.dice.randint(least, 2))) or "pass\n"
        return textwrap.indent(body, "    ")

    def statement(self, depth: int) -> str:
        """A statement of any kind."""
        simple, compound = self._simple(), self._compound(depth)
        return self.dice.choice(compound)() if depth > 0 and self.dice.random() < 0.4 else self.dice.choice(simple)()

    def _simple(self) -> list[Callable[[], str]]:
        n, e, choice = self.name, self.expression, self.dice.choice
        return [
            *[lambda: f"{n()} = {e()}\n"] * 8,
            *[lambda: f"x = list({self._sequence(2)})\n", lambda: f"y = {self._string(2)}\n"] * 3,
            *[lambda: f"x.append({self._string(1)})\n", lambda: f"x += {self._sequence(1)}\n"] * 2,
            *[lambda: f"y += {self._string(1)}\n", lambda: f"{n()} = x\n", lambda: f"{n()} = y\n"] * 2,
            lambda: f"{n()}, {n()} = {self._string(1)}, {self._sequence(1)}\n",
            lambda: f"{n()}: object = {e()}\n",
            lambda: f"{n()}: ({n()} := {e()})\n",
            *[lambda: f"{n()} {choice(['+=', '+=', '*=', '|='])} {e()}\n"] * 2,
            lambda: f"{n()}, {n()} = {e()}, {e()}\n",
            lambda: f"{n()}, *{n()} = {e()}\n",
            lambda: f"[{n()}, ({n()}, {n()})] = {e()}, ({e()}, {e()})\n",
            lambda: f"{n()} = {n()} = {e()}\n",
            lambda: f"{n()}.{choice(['append', 'extend', 'remove', 'add', 'update', 'insert'])}({e()})\n",
            lambda: f"{n()}.{choice(['clear', 'pop', 'sort', 'reverse'])}()\n",
            lambda: f"del {n()}\n",
            lambda: f"{n()}[{choice(['0', ':', '-1'])}] = {e()}\n",
            lambda: f"{n()}[0] += {e()}\n",
            lambda: f"del {n()}[0]\n",
            lambda: choice(["R()\n", "raise OSError\n", "pass\n", "sys.exit()\n", "exit()\n"]),
            lambda: f"M({n()}, {e()})\n",
            lambda: f"d = {{'k': {n()}, 'l': {e()}}}\nd['k'] = {e()}\n{n()} = d['k']\n",
            lambda: f"d = [{n()}]\nd[0].append('q')\n",
            lambda: f"z = {n()}.append\nz({e()})\n",
            lambda: f"exec({f'{n()} = {self.literal()}'!r})\n",
            lambda: f"{choice(['globals()', 'vars()', 'locals()'])}[{n()!r}] = {e()}\n",
            lambda: f"globals().update({n()}={e()})\n",
            lambda: f"setattr(sys.modules[__name__], {n()!r}, {e()})\n",
            lambda: f"operator.setitem(globals(), {n()!r}, {e()})\n",
            lambda: f"g = globals\ng()[{n()!r}] = {e()}\n",
            lambda: f"from {self.sibling} import {choice(['P', 'L', 'Q'])} as {n()}\n",
            lambda: f"from {self.sibling} import *\n",
            lambda: f"import {self.sibling}\n",
            lambda: f"{self.sibling}.L.append({e()})\n",
            lambda: f"{self.sibling}.P = {e()}\n",
            lambda: f"from string import *\n{n()} = digits\n",
            lambda: f"{choice(['tuple', 'list', 'str', 'set', 'TYPE_CHECKING', '__name__', 'exit', 'Enum', 'len'])} "
            f"= {choice(['identity', 'True', repr('__main__'), 'list'])}\n",
            lambda: f"typing.TYPE_CHECKING = {choice(['True', 'C()'])}\n",
            lambda: f"builtins.{choice(['tuple', 'list', 'str'])} = identity\n",
            lambda: f"import {choice(['os', 'string'])} as {n()}\n",
            lambda: f"__annotations__[{n()!r}] = {e()}\n",
            lambda: f"__all__ = [{n()!r}]\n",
            lambda: f"assert {self.condition()}\n",
            lambda: f"(lambda: {n()}.append('w'))()\n",
            lambda: f"[{n()}.append(v) for v in {e()}]\n",
            lambda: f"f{self.dice.randint(0, self._functions)}()\n",
            lambda: f"{n()} = f{self.dice.randint(0, self._functions)}\n{n()}()\n",
            lambda: f"globals()['f{self.dice.randint(0, self._functions)}']()\n",
            lambda: f"K.k = {e()}\n",
            lambda: f"{n()} = K.k\n",
            *([lambda: f"type {n()} = {e(1)}\n"] if sys.version_info >= (3, 12) else []),
        ]  # fmt: skip

    def _compound(self, depth: int) -> list[Callable[[], str]]:
        n, e, c, b, choice = self.name, self.expression, self.condition, lambda: self.block(depth), self.dice.choice
        maybe = lambda head: f"{head}:\n{b()}" if self.dice.random() < 0.5 else ""  # noqa: E731
        return [
            lambda: f"if {c()}:\n{b()}{maybe(f'elif {c()}')}{maybe('else')}",
            lambda: f"try:\n{b()}except {choice(['Exception', 'OSError', 'BaseException'])}:\n{b()}{maybe('else')}"
            f"{maybe('finally')}",
            lambda: f"try:\n{b()}except OSError as {n()}:\n{b()}except Exception:\n{b()}",
            lambda: f"try:\n{b()}finally:\n{b()}",
            lambda: f"try:\n{b()}except* OSError:\n{b()}except* Exception:\n{b()}",
            lambda: f"with S() as {n()}:\n{b()}",
            lambda: f"with S():\n{b()}",
            lambda: f"with contextlib.suppress(Exception):\n{b()}",
            lambda: f"for {choice(['i', n()])} in {choice([repr(('p', 'q')), e(1), '()'])}:\n{b()}{maybe('else')}",
            lambda: f"for i in ('p', 'q'):\n{b()}    if C():\n        {choice(['break', 'continue'])}\n{b()}"
            f"{maybe('else')}",
            lambda: f"while C():\n{b()}{maybe('else')}",
            lambda: f"match {e(1)}:\n    case {choice([n(), f'[*{n()}]', repr('a'), '_', f'[{n()}, *_]'])}:\n"
            + textwrap.indent(b(), "    "),
            lambda: f"class K:\n    k = {e(1)}\n{b()}",
            lambda: f"class E({choice(['str, Enum', 'Enum', 'enum.StrEnum', 'Enum', 'enum.Flag'])}):\n"
            f"    A = {choice([repr('a'), e(1)])}\n    B = {choice([repr('b'), repr(('b', 'c')), 'enum.auto()'])}\n",
            lambda: f"class K({choice(['object', 'list', 'K', 'Enum'])}):\n    global {n()}\n    k = 'k'\n"
            f"    {n()} = {e(1)}\n",
            self._function,
            self._function,
            lambda: f"def f0(q=({n()} := {e(1)})):\n{b()}",
            lambda: f"@identity\ndef {choice(['f0', n()])}():\n    global {n()}\n    {n()} = {e(1)}\n",
            lambda: f"class K:\n    def __init_subclass__(cls):\n        global x\n        x = {e(1)}\n"
            "class L(K):\n    pass\n",
            lambda: f"class K:\n    def __add__(self, other):\n        global depends_on\n        depends_on = {e(1)}\n"
            f"K() + 1\n",
        ]  # fmt: skip

    def _function(self) -> str:
        self._functions = self.dice.randint(0, 2)
        name, bound = self.name(), self.name()
        body = self.dice.choice(
            [f"global {bound}\n    {bound} = {self.expression(1)}", f"{name}.append({self.expression(1)})",
             f"return {self.expression(1)}", f"{name}[0] = 'g'", f"global {bound}\n    del {bound}", "R()",
             f"def inner():\n        global {bound}\n        {bound} = 'inner'\n    inner()"]
        )  # fmt: skip
        call = self.dice.choice(["", f"f{self._functions}()\n", f"identity(f{self._functions})()\n"])
        return f"def f{self._functions}():\n    {body}\n{call}"

    def _sibling_statement(self) -> str:
        choice = self.dice.choice
        return choice(
            [f"P = {self.literal()}\n", f"L = [{self.literal()}]\n", "Q = P\n", f"if C():\n    P = {self.literal()}\n",
             f"{self.name()} = {self.literal()}\n", f"__all__ = ['P', {self.name()!r}]\n", "from switches import C\n",
             "from string import *\n", "L += ['s']\n", "def __getattr__(name):\n    return 'got'\n", "_P = 'x'\n",
             "from enum import Enum\nclass E(Enum):\n    A = 'e'\n", "for P in 'a', 'b':\n    pass\n"]
        )  # fmt: skip


def random_module(seed: int, sibling: str) -> RandomModule:
    """The module of that number: the same each time."""
    return Writer(random.Random(seed), sibling).module()
