"""Bytes that were once a good file: mutated as bytes, as tokens and as a syntax tree."""

from __future__ import annotations

import ast
import io
import random
import tokenize
from collections.abc import Callable

REVISION = '''"""Add users

Revision ID: {id}
Revises: {parent}
Create Date: 2024-01-17 10:00:00.123456

"""
from typing import Sequence, Union
from alembic import op
import sqlalchemy as sa

# migralint: ignore[ML209] on purpose
revision: str = "{id}"
down_revision: Union[str, None] = {down}
branch_labels: Union[str, Sequence[str], None] = ("label_{id}",)
depends_on = None
NAMES = ("users", "orders")


def upgrade() -> None:
    for name in NAMES:
        op.create_table(name, sa.Column("id", sa.Integer, primary_key=True), schema=f"s{{name}}")
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("x", sa.String(10), server_default="é"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("""UPDATE users SET x = 'a' WHERE x IS NULL""")
    else:
        try:
            op.bulk_insert(sa.table("users", sa.column("id")), [{{"id": 1}}, {{"id": 2}}])
        except Exception as error:
            raise


def downgrade() -> None:
    helper(op)


def helper(op, *names, key=0x10):
    for name in reversed(NAMES):
        op.drop_table(name)
'''
INI = """[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
version_locations = %(here)s/migrations/versions
file_template = %%(rev)s_%%(slug)s
version_path_separator = os
sqlalchemy.url = driver://user:pass@localhost/dbname

[loggers]
keys = root
"""
SNIPPETS = [
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    "\u2028".encode(),
    "\x85".encode(),
    b"\x1b[31m",
    b"\r",
    b"\r\n",
    b"\n",
    b"\x0c",
    b"\\\n",
    b"\xed\xa0\x80",
    "\u202e".encode(),
    b"::stop-commands::x\n",
    b"%",
    b"%(",
    b"${x}",
    b"<<<<<<< HEAD\n",
    b"\n=======\n",
    b"\n>>>>>>> x\n",
    b"# coding: latin-1\n",
    b"# coding: utf-16\n",
    b"# -*- coding: utf-7 -*-\n",
    b"# coding: idna\n",
    b"# coding: hex\n",
    b"# coding: unicode_escape\n",
    b"# coding: mbcs\n",
    b"# coding: undefined\n",
    b"'''",
    b'"""',
    b"(" * 300,
    b"[" * 99 + b"]" * 99,
    b"0x" + b"f" * 5000,
    b"9" * 5000,
    b"1e999",
    b"-" * 500 + b"1",
    b"lambda: " * 120 + b"0",
    b"revision = 'other'\n",
    b"down_revision = revision\n",
    b"depends_on = ('a', 'zz', None)\n",
    b"Revision ID: a, b\n",
    b"Revises: \xff, (head), \n",
    b"Create Date: 9999-12-31 23:59:59+14:00\n",
    b"Create Date: 0001-01-01 00:00:00+23:59\n",
    b"print 'x'\n",
    b"x = x = \n",
    b"x = yield\n",
    b"await x\n",
    b"nonlocal q\n",
    b"return\n",
    b"break\n",
    b"raise\n",
    b"del revision\n",
    b"from x import *\n",
    b"from . import y\n",
    b"import revision\n",
    b"class revision: pass\n",
    b"exec('x')\n",
    b"globals()['revision'] = 'z'\n",
    b"(revision := 'w')\n",
    b"match revision:\n  case [*depends_on]: pass\n",
    b"x = 'a'\n" + b"x = (x, x)\n" * 40,
    b"branch_labels = {'a', 'b'}\n",
    b"revision = 'a@b'\n",
    b"revision = ''\n",
    b"revision = '\\ud800'\n",
    b"down_revision = '\\ud800\\x00\\x1b'\n",
    b"revision = '" + b"q" * 3000 + b"'\n",
    b"revision = '\\n\\u2028'\n",
    b"# migralint: ignore[\n",
    b"# migralint: ignore-file[ALL]\n",
    b"op.execute('\\ud800')\n",
    b"    op.execute(f'{x!r:>{0x" + b"f" * 4000 + b"}}')\n",
    b"type X = int\n",
    b"1 if 2 else\n",
    b"\t",
    b"    ",
    b"\xc3\xa9",
    b"\\",
]
NAMES = [
    b"\xff\xfe.py",
    "u\u2028v.py".encode(),
    b"a\nb.py",
    b"\x1b[31mred.py",
    b"n" * 240 + b".py",
    b".py",
    b"__init__x.py",
    b"-x.py",
    b" .py",
    b".#lock.py",
    b"%s%(rev)s.py",
    b"a b'c\"d.py",
    b"abc123.py",
    "\u202egnp.py".encode(),
    b"a.py.py",
    b"\xed\xa0\x80.py",
    b"<!--&.py",
    b"::error::.py",
    b"deadbeef.py",
    b"\r.py",
    b"x\x7f.py",
    b"env.py",
    b"a\\b.py",
    b"[ml201].py",
]


class Mutator:
    """Changes good files; every choice comes from `dice`."""

    def __init__(self, dice: random.Random) -> None:
        """The same dice, the same mutants."""
        self.dice = dice

    def revision(self, name: str, parent: str | None) -> bytes:
        """A good revision file."""
        return REVISION.format(id=name, parent=parent or "", down=repr(parent)).encode()

    def mutant(self, data: bytes, *, python: bool = True) -> bytes:
        """The file with a few changes."""
        ways: list[Callable[[bytes], bytes]] = [self._insert, self._delete, self._flip, self._repeat, self._move]
        if python:
            ways += [self._tokens, self._tree, self._tree, self._line]
        for _ in range(self.dice.randint(1, 4)):
            data = self.dice.choice(ways)(data)
        return data[:200_000]

    def _place(self, data: bytes) -> int:
        return self.dice.randint(0, len(data))

    def _insert(self, data: bytes) -> bytes:
        at, snippet = self._place(data), self.dice.choice(SNIPPETS)
        if self.dice.random() < 0.6:  # where a line begins
            at = data.rfind(b"\n", 0, at) + 1
        return data[:at] + snippet + data[at:]

    def _delete(self, data: bytes) -> bytes:
        at = self._place(data)
        return data[:at] + data[at + self.dice.choice([1, 2, 10, 100, 10_000]) :]

    def _flip(self, data: bytes) -> bytes:
        at = self._place(data)
        return data[:at] + bytes([self.dice.randrange(256)]) + data[at + 1 :]

    def _repeat(self, data: bytes) -> bytes:
        at = self._place(data)
        snippet = data[at : at + self.dice.choice([1, 5, 50])]
        return data[:at] + snippet * self.dice.choice([2, 3, 200]) + data[at:]

    def _move(self, data: bytes) -> bytes:
        start, to = self._place(data), self._place(data)
        snippet = data[start : start + self.dice.randint(1, 80)]
        return data[:to] + snippet + data[to:]

    def _line(self, data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        self.dice.shuffle(lines)
        return b"".join(lines) if self.dice.random() < 0.2 else data.replace(b"\n", self.dice.choice([b"\r\n", b"\r"]))

    def _tokens(self, data: bytes) -> bytes:
        try:
            tokens = [token.string for token in tokenize.tokenize(io.BytesIO(data).readline)][1:]
        except (SyntaxError, tokenize.TokenError, LookupError, ValueError):  # LookupError: a coding of no texts
            return data
        known = [token for token in tokens if token.strip()]
        if not known:
            return data
        one, other = (self.dice.choice(known).encode(errors="replace") for _ in range(2))
        return data.replace(one, other, self.dice.choice([1, 3, -1]))

    def _tree(self, data: bytes) -> bytes:
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return data
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
        holders = [
            (node, field, value)
            for node in ast.walk(tree)
            for field, value in ast.iter_fields(node)
            if isinstance(value, ast.expr) or (isinstance(value, list) and field in ("body", "orelse", "elts", "args"))
        ]
        if not holders or not nodes:
            return data
        holder, field, value = self.dice.choice(holders)
        if isinstance(value, ast.expr):
            setattr(holder, field, self.dice.choice(nodes))
        elif value:
            self.dice.shuffle(value)
            value += value[: self.dice.randint(0, 2)]
        try:
            return ast.unparse(tree).encode(errors="surrogatepass")
        except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
            return data
