"""What reading costs grows with the file: sizes at which anything else would not end while somebody waits."""

from __future__ import annotations

import pytest

from migralint.evaluation.value_size import MOST_ITEMS, fits
from migralint.history.file import FileKind
from migralint.loading.revisions.revision_file import read_revision_file

pytestmark = pytest.mark.slow

HEADER = "revision = 'r'\ndown_revision = 'a'\n"
DOUBLING = {
    "tuples": "x = ('a',)\n" + "x = (x, x)\n" * 60 + "depends_on = x\nf(x)\n",
    "two tuples that are compared": "x = ('a',)\ny = ('a',)\n"
    + "x = (x, x)\ny = (y, y)\n" * 60
    + "depends_on = x if f() else y\n",
    "lists": "x = ['a']\n" + "x = [x, x]\n" * 60 + "f(x)\ndepends_on = x\n",
    "lists joined": "x = ['a']\n" + "x = [*x, *x]\n" * 60 + "depends_on = x\n",
    "dicts": "x = {'k': 'a'}\n" + "x = {'k': x, 'l': x}\n" * 60 + "f(x)\ndepends_on = x\n",
    "classes": "class K:\n    k = 'a'\n" + "class K:\n    k = K\n    l = K\n" * 60 + "f(K)\ndepends_on = K\n",
    "strings": "x = 'a'\n" + "x = x + x\n" * 60 + "depends_on = x\n",
    "f-strings": "x = 'a'\n" + "x = f'{x}{x}'\n" * 60 + "depends_on = x\n",
    "products": "depends_on = 'x' * 10 ** 9\n",
    "powers": "depends_on = 10 ** 10 ** 10\n",
    "shifts": "depends_on = 1 << 10 ** 12\n",
    "widths": "x = 'a'\ndepends_on = f'{x:1000000000}'\n",
    "widths of %": "depends_on = '%1000000000s' % 'a'\n",
    "joined strings": "x = 'a' * 10 ** 9\ndepends_on = x.join(x)\n",
    "levels": "x = ()\n" + "x = (x,)\n" * 3_000 + "f(x)\ndepends_on = x\n",
}


@pytest.mark.parametrize("body", DOUBLING.values(), ids=DOUBLING.keys())
def test_a_value_that_doubles_becomes_unknown(body: str) -> None:
    operations = "def upgrade():\n" + "".join(f"    {line}\n" for line in body.splitlines()) + "    op.f(x)\n"
    file = read_revision_file("/x/r.py", data=(HEADER + body + operations).encode())
    assert (file.kind, file.error) == (FileKind.REVISION, "")
    assert file.depends_on.unknown
    assert file.down_revision.values == ("a",)


def numbered(line: str, count: int) -> str:
    return "".join(line.replace("#", str(number)) for number in range(count))


LONG = {
    "conditions that assign": numbered("if C():\n    v# = 'x'\n", 8_000),
    "attempts": numbered("try:\n    v# = f()\nexcept E:\n    v# = 'x'\n", 4_000),
    "one attempt": "try:\n" + numbered("    v# = f#()\n", 8_000) + "except E:\n    pass\n",
    "loops over a list": "x = ['a']\n" + numbered("while f():\n    v# = x\n", 6_000),
    "classes": numbered("class K#:\n    k = 'a'\n", 6_000),
    "names of one list": "v0 = ['a']\n" + numbered("w# = v0\nv0 = w#\n", 6_000) + "v0.append('q')\n",
    "calls of exec": numbered("v# = 1\nexec('x')\n", 6_000),
    "star imports": numbered("v# = 1\nfrom nowhere import *\n", 6_000),
    "a list that grows": "x = []\n" + numbered("x.append('#')\n", MOST_ITEMS),
    "branches of upgrade()": "def upgrade():\n" + numbered("    v# = f()\n    if c:\n        w# = v#\n", 4_000),
    "loops of upgrade()": "def upgrade():\n" + numbered("    for i in 'a', 'b':\n        v# = i\n", 4_000),
    "statements of another Python": numbered("print '#'\n", 6_000),
    "open brackets of another Python": "print 'x'\n" + "f(\n" * 6_000,
    "begun strings of another Python": "print 'x'\n" + "'''\\'\n" * 6_000,
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG.keys())
def test_a_long_file_is_read(body: str) -> None:
    file = read_revision_file("/x/r.py", data=(HEADER + body).encode())
    assert file.kind is FileKind.REVISION
    assert "r" in file.revision.values or file.revision.unknown


def test_fits_counts_what_is_held_as_often_as_it_is_held() -> None:
    shared: object = ("a",) * 100
    assert fits((shared,) * 99)
    assert not fits((shared,) * 100)
