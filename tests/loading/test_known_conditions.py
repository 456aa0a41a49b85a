"""A condition, a base class or a call is known only if the name means what it seems to: else the value is unknown."""

from __future__ import annotations

import pytest

from migralint.loading.revisions.revision_file import read_revision_file

HEADER = "revision = 'r'\ndown_revision = 'a'\n"
BRANCH = "if {}:\n    depends_on = 'b'\n"


@pytest.mark.parametrize(
    ("before", "condition"),
    [
        ("from typing import TYPE_CHECKING\n", "TYPE_CHECKING"),
        ("import typing\n", "typing.TYPE_CHECKING"),
        ("import typing as t\n", "t.TYPE_CHECKING"),
        ("from typing import TYPE_CHECKING as checking\n", "checking"),
        ("import typing_extensions\n", "typing_extensions.TYPE_CHECKING"),
        ("TYPE_CHECKING = False\n", "TYPE_CHECKING"),
        ("", "__name__ == '__main__'"),
        ("", "not __name__ != '__main__'"),
    ],
)
def test_the_branch_that_never_runs_is_left_out(before: str, condition: str) -> None:
    file = read_revision_file("/x/r.py", data=(before + HEADER + BRANCH.format(condition)).encode())
    assert (file.depends_on.unknown, file.depends_on.location) == ("", None)


UNSURE = {
    "TYPE_CHECKING of something else": ("from app import settings\n", "settings.TYPE_CHECKING"),
    "TYPE_CHECKING of a class": ("class K:\n    TYPE_CHECKING = f()\n", "K.TYPE_CHECKING"),
    "TYPE_CHECKING that nobody binds": ("", "TYPE_CHECKING"),
    "TYPE_CHECKING of a project": ("from app import TYPE_CHECKING\n", "TYPE_CHECKING"),
    "TYPE_CHECKING that is assigned": ("from typing import TYPE_CHECKING\nTYPE_CHECKING = f()\n", "TYPE_CHECKING"),
    "an attribute of typing that is assigned": ("import typing\ntyping.TYPE_CHECKING = f()\n", "typing.TYPE_CHECKING"),
    "a name like that of typing": ("import app as typing\n", "typing.TYPE_CHECKING"),
    "__name__ that is assigned": ("__name__ = f()\n", "__name__ == '__main__'"),
    "__name__ in another comparison": ("", "__name__ < '__main__'"),
    "__name__ that a function sets": (
        "def g():\n    global __name__\n    __name__ = 'x'\ng()\n",
        "__name__ == '__main__'",
    ),
}


@pytest.mark.parametrize(("before", "condition"), UNSURE.values(), ids=UNSURE.keys())
def test_a_condition_that_may_go_either_way_is_unknown(before: str, condition: str) -> None:
    file = read_revision_file("/x/r.py", data=(before + HEADER + BRANCH.format(condition)).encode())
    assert file.depends_on.unknown
    assert file.depends_on.values == ()


GUESSES = {
    "exit() of the project": "def exit(): pass\nexit()\ndepends_on = f()\n",
    "sys of the project": "from app import sys\nsys.exit()\ndepends_on = f()\n",
    "tuple of the project": "tuple = f\ndepends_on = tuple(['b'])\n",
    "Enum of the project": "class Enum: A = 'b'\nclass E(Enum): A = 'c'\ndepends_on = E.A\n",
    "StrEnum of the project": "from app import StrEnum\nclass E(StrEnum): A = 'c'\ndepends_on = E.A\n",
    "a tuple that makes a string": "from enum import Enum\nclass E(str, Enum): A = ('b',)\ndepends_on = E.A.value\n",
    "a set of two": "depends_on = {'b', 'c'}\n",
    "the first of a set": "depends_on, x = {'b', 'c'}\n",
    "a list of a set": "depends_on = [*{'b', 'c'}]\n",
    "a tuple of a set": "depends_on = tuple({'b', 'c'})\n",
    "the last of a set": "for depends_on in {'b', 'c'}:\n    pass\n",
    "else under try": "depends_on = 'b'\ntry:\n    if f():\n        pass\n    else:\n        depends_on = 'c'\n"
    "        g()\nexcept E:\n    pass\n",
    "two handlers": "try:\n    f()\nexcept* E:\n    depends_on = 'b'\nexcept* F:\n    depends_on = 'c'\n",
    "a name space in a loop": "while f():\n    globals()['depends_on'] = 'b'\n",
    "a name space behind a loop": "while f():\n    pass\nelse:\n    locals()['depends_on'] = 'b'\n",
    "a star import in a loop": "depends_on = 'b'\nwhile f():\n    from nowhere import *\n",
    "a star import on the same line": "depends_on = 'b'; from nowhere import *\n",
    "a function called by its name": "def g():\n    global depends_on\n    depends_on = 'b'\nglobals()['g']()\n",
    "a module by another way": "m = __import__('sys').modules[f()]\nm.depends_on = 'b'\n",
    "builtins by another way": "import builtins\ngetattr(builtins, f())('depends_on = 1')\n",
    "an interrupted extend": "depends_on = ['b']\ntry:\n    depends_on += f()\nexcept E:\n    depends_on\n",
    "a number of many digits": "depends_on = 0x" + "f" * 5000 + "\n",
    "a call of a number of many digits": "depends_on = f(0x" + "f" * 5000 + ")[0x" + "f" * 5000 + "]\n",
}


@pytest.mark.parametrize("body", GUESSES.values(), ids=GUESSES.keys())
def test_where_two_readings_are_possible_none_is_taken(body: str) -> None:
    file = read_revision_file("/x/r.py", data=(HEADER + body).encode())
    assert file.depends_on.unknown
    assert file.depends_on.values == ()
