"""What counts as another `upgrade`, and what does not: pairs of files."""

from __future__ import annotations

import pytest

from migralint.loading.git.published.upgrades import differences, read_upgrade

UP = "def upgrade():\n    op.execute('A')\n"

SAME = {
    "a comment": (UP, "# why\ndef upgrade():  # what\n    op.execute('A')\n"),
    "a docstring": (UP, "'''File.'''\ndef upgrade():\n    '''Function.'''\n    op.execute('A')\n"),
    "quotes, breaks and joined strings": (
        "def upgrade():\n    op.execute('AB')\n",
        'def upgrade():\n    op.execute(\n        "A"\n        "B",\n    )\n',
    ),
    "annotations": (
        "X = 1\ndef upgrade():\n    f(X)\ndef f(a): op.execute(a)\n",
        "X: int = 1\ndef upgrade() -> None:\n    f(X)\ndef f(a: int) -> None: op.execute(a)\n",
    ),
    "a pass too many": (UP, "def upgrade():\n    pass\n    op.execute('A')\n    pass\n"),
    "downgrade": (UP + "def downgrade(): pass\n", UP + "def downgrade(): op.execute('B')\n"),
    "what only downgrade uses": (
        UP + "def drop(): pass\ndef downgrade(): drop()\n",
        UP + "def drop(): op.execute('B')\ndef downgrade(): drop()\n",
    ),
    "an import that nothing uses": (UP, f"import os\n{UP}"),
    "the order of functions": (
        "def f(): op.execute('B')\ndef upgrade(): f()\n",
        "def upgrade(): f()\ndef f(): op.execute('B')\n",
    ),
    "how op is imported": (f"from alembic import op\n{UP}", f"import alembic.op as op\n{UP}"),
    "several imports in one": (f"from alembic import op, context\n{UP}", f"from alembic import op\n{UP}"),
    "header values": (f"down_revision = 'a'\n{UP}", f"down_revision = 'b'\n{UP}"),
    "line ends": (UP, UP.replace("\n", "\r\n")),
}
OTHER = {
    "a string": (UP, "def upgrade():\n    op.execute('B')\n", ["upgrade changed"]),
    "a helper": (
        "def f(): op.execute('B')\ndef upgrade(): f()\n",
        "def f(): op.execute('C')\ndef upgrade(): f()\n",
        ["f changed"],
    ),
    "a helper of a helper": (
        "def g(): A\ndef f(): g()\ndef upgrade(): f()\n",
        "def g(): B\ndef f(): g()\ndef upgrade(): f()\n",
        ["g changed"],
    ),
    "a default": ("def upgrade(x=1): op.execute(x)\n", "def upgrade(x=2): op.execute(x)\n", ["upgrade changed"]),
    "a constant": ("X = 1\ndef upgrade(): op.execute(X)\n", "X = 2\ndef upgrade(): op.execute(X)\n", ["X changed"]),
    "a constant that is added to": (
        "X = [1]\ndef upgrade(): op.execute(X)\n",
        "X = [1]\nX.append(2)\ndef upgrade(): op.execute(X)\n",
        ["X changed"],
    ),
    "an entry of a table": (
        "X = {}\ndef upgrade(): op.execute(X)\n",
        "X = {}\nX['a'] = 2\ndef upgrade(): op.execute(X)\n",
        ["X changed"],
    ),
    "a constant under a condition": (
        "if a:\n    X = 1\ndef upgrade(): op.execute(X)\n",
        "if a:\n    X = 2\ndef upgrade(): op.execute(X)\n",
        ["X changed"],
    ),
    "a model": (
        "class T(Base):\n    x = Column(Integer)\ndef upgrade(): T.go()\n",
        "class T(Base):\n    x = Column(Text)\ndef upgrade(): T.go()\n",
        ["T changed"],
    ),
    "where a helper comes from": (
        "from a import f\ndef upgrade(): f()\n",
        "from b import f\ndef upgrade(): f()\n",
        ["f changed"],
    ),
    "a star import": (
        "from a import *\ndef upgrade(): f()\n",
        "from b import *\ndef upgrade(): f()\n",
        ["import * changed"],
    ),
    "a decorator": (UP, f"@once\n{UP}", ["upgrade changed"]),
    "no upgrade any more": (UP, "def upgrad():\n    op.execute('A')\n", ["upgrade removed"]),
    "bound by assignment": ("upgrade = make(1)\n", "upgrade = make(2)\n", ["upgrade changed"]),
    "by name": (
        "def upgrade(name): globals()['upgrade_' + name]()\ndef upgrade_a(): A\n",
        "def upgrade(name): globals()['upgrade_' + name]()\ndef upgrade_a(): B\n",
        ["upgrade_a changed"],
    ),
    "a helper that came": (UP, "def f(): A\ndef upgrade():\n    f()\n", ["upgrade changed", "f added"]),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_it_is_the_same(pair: tuple[str, str]) -> None:
    one, other = (read_upgrade(text.encode()) for text in pair)
    assert one is not None and other is not None
    assert one.same_as(other)
    assert differences(one, other, "x.py") == ()


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_it_is_another(pair: tuple[str, str, list[str]]) -> None:
    one, other = (read_upgrade(text.encode()) for text in pair[:2])
    assert one is not None and other is not None
    assert not one.same_as(other)
    found = differences(one, other, "x.py")
    assert [f"{part.name} {part.change}" for part in found] == pair[2]


@pytest.mark.parametrize("text", ["print 'a'\n", "def upgrade(:\n", "\0", "# coding: nonsense\n", "x = " + "(" * 5000])
def test_what_cannot_be_parsed_is_not_compared(text: str) -> None:
    assert read_upgrade(text.encode()) is None
