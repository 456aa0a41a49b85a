"""What running a file would change behind the back of its plain statements is unknown, never guessed."""

from __future__ import annotations

# ruff: noqa: E501 - one source file per line reads best
import types
from pathlib import Path

import pytest
from alembic.util import to_tuple

from migralint.loading.revisions.revision_file import read_revision_file

SET = "def f():\n    global down_revision\n    down_revision = 'z'\n"
LIST = "down_revision = ['a']\n"
CHANGES_BEHIND_THE_BACK = {
    "a function that a function calls": SET + "def g(): f()\ng()\n",
    "a function under another name": SET + "h = f\nh()\n",
    "a function handed on": SET + "import functools\nfunctools.partial(f)()\n",
    "a decorator": "def f(g):\n    global down_revision\n    down_revision = 'z'\n    return g\n@f\ndef h(): pass\n",
    "a call in a class": SET + "class X:\n    f()\n",
    "a call in a default": SET + "def g(x=f()): pass\n",
    "a class that declares it global": "class X:\n    global down_revision\n    down_revision = 'z'\n",
    "global with a line break": "def f():\n    global x, \\\n        down_revision\n    down_revision = 'z'\nf()\n",
    "a function under a condition": "if True:\n    def f():\n        global down_revision\n        down_revision = 'z'\n    f()\n",
    "a walrus with a comment": "(down_revision  # so\n    := 'z')\n",
    "a walrus in a default": "def f(x=(down_revision := 'z')): pass\n",
    "eval": "eval('globals().__setitem__(\"down_revision\", \"z\")')\n",
    "exec under another name": "e = exec\ne('down_revision = \"z\"')\n",
    "exec for its value": "x = exec('down_revision = \"z\"')\n",
    "exec of builtins": "import builtins\nbuiltins.exec('down_revision = \"z\"')\n",
    "globals under another name": "g = globals()\ng['down_revision'] = 'z'\n",
    "globals of a function": "def f(): pass\nf.__globals__['down_revision'] = 'z'\n",
    "the frame": "import sys\nsys._getframe().f_globals['down_revision'] = 'z'\n",
    "a star in a pattern": "match ['y', 'z']:\n    case [*down_revision]: pass\n",
    "the rest of a pattern": "match {'z': 1}:\n    case {**down_revision}: pass\n",
    "an exception": "try:\n    1 / 0\nexcept Exception as down_revision:\n    pass\ndown_revision = locals().get('down_revision')\n",
    "a changed constant": "P = 'a'\ndef f():\n    global P\n    P = 'z'\nf()\ndown_revision = P\n",
    "a constant in a walrus": "P = 'a'\nlist([P := 'z'])\ndown_revision = P\n",
    "a pattern that binds a constant": "P = 'a'\nmatch 'z':\n    case str() as P: pass\ndown_revision = P\n",
    "a list changed in a function": LIST + "def f(): down_revision.append('z')\nf()\n",
    "a list handed to a function": LIST + "def f(x): x.append('z')\nf(down_revision)\n",
    "a list changed by its class": LIST + "list.append(down_revision, 'z')\n",
    "a bound method": LIST + "f = down_revision.append\nf('z')\n",
    "a list in a list": LIST + "x = [down_revision]\nx[0].append('z')\n",
    "a list in a tuple": LIST + "x = (down_revision,)\nx[0].append('z')\n",
    "a list out of a list": "x = [['a']]\ndown_revision = x[0]\nx[0][0] = 'z'\n",
    "a second name augmented": LIST + "x = down_revision\nx += ['z']\n",
    "a second name in a loop": LIST + "x = down_revision\nfor i in range(2): x.append('z')\n",
    "a list that grows while it is read": "x = ['a']\nfor i in x:\n    down_revision = i\n    if len(x) < 3: x.append('z')\n",
    "an item augmented": LIST + "down_revision[0] += 'z'\n",
    "a change for its value": "down_revision = ['c', 'a']\nx = down_revision.pop()\n",
    "a change in a condition": "down_revision = ['c', 'a']\nif down_revision.pop(): pass\n",
    "a change in a comprehension": LIST + "[down_revision.append(i) for i in 'xy']\n",
    "a condition on a changed list": "x = []\ndef f(): x.append(1)\nf()\nif x: down_revision = 'z'\n",
    "a dict changed": "d = {'a': 'a'}\nd.update(a='z')\ndown_revision = d['a']\n",
    "a dict changed in a function": "d = {'a': 'a'}\ndef f(): d['a'] = 'z'\nf()\ndown_revision = d['a']\n",
    "an attribute of a class": "class X: a = 'a'\nX.a = 'z'\ndown_revision = X.a\n",
    "an attribute set by name": "class X: a = 'a'\nsetattr(X, 'a', 'z')\ndown_revision = X.a\n",
    "a class under another name": "class X: a = 'a'\nY = X\nY.a = 'z'\ndown_revision = X.a\n",
    "a condition in a class": "class X:\n    a = 'a'\n    if True: a = 'z'\ndown_revision = X.a\n",
    "an augmented attribute": "class X:\n    a = 'a'\n    a += 'z'\ndown_revision = X.a\n",
    "a loop in a class": "class X:\n    a = 'a'\n    for a in ['z']: pass\ndown_revision = X.a\n",
    "the locals of a class": "class X:\n    a = 'a'\n    locals()['a'] = 'z'\ndown_revision = X.a\n",
    "a decorated class": "def d(c):\n    c.a = 'z'\n    return c\n@d\nclass X: a = 'a'\ndown_revision = X.a\n",
    "a base with a hook": "class P:\n    def __init_subclass__(cls): cls.a = 'z'\nclass X(P): a = 'a'\ndown_revision = X.a\n",
    "an instance": "class X:\n    a = ['a']\n    def f(self): self.a.append('z')\nX().f()\ndown_revision = X.a\n",
    "an enum with a hook": "import enum\nclass X(enum.Enum):\n    A = 'a'\n    @property\n    def value(self): return 'z'\ndown_revision = X.A.value\n",
    "a built-in replaced": "import builtins\nold = builtins.tuple\nbuiltins.tuple = lambda x: 'z'\ndown_revision = tuple(['a'])\nbuiltins.tuple = old\n",
}  # fmt: skip


@pytest.mark.parametrize("source", CHANGES_BEHIND_THE_BACK.values(), ids=CHANGES_BEHIND_THE_BACK.keys())
def test_a_value_that_something_else_changes_is_unknown(source: str) -> None:
    source = "revision = 'b'\ndown_revision = 'a'\n" + source
    module = types.ModuleType("x")
    exec(compile(source, "x.py", "exec"), module.__dict__)
    assert to_tuple(module.down_revision, default=()) != ("a",), "the file does not do what its name says"
    assert read_revision_file("/versions/x.py", data=source.encode()).down_revision.unknown


KNOWN = {
    "a function that only upgrade calls": SET + "def upgrade(): f()\n",
    "a local variable": "def f():\n    down_revision = 'z'\nf()\n",
    "a global of another name": "def f():\n    global other\n    other = 'z'\nf()\n",
    "reading globals": "x = globals()['down_revision']\n",
    "a string handed to a function": "print(down_revision, end='')\n",
    "exec in a function that nobody calls": "def upgrade(): exec('x')\n",
    "eval in a text": "'''eval, exec and globals'''\n",
    "a changed list of something else": "x = []\nx.append('z')\nx[:] = []\n",
    "a list in a length": LIST + "x = len(down_revision)\n",
    "a class with methods": "class X:\n    a = 'a'\n    def f(self): return self.a\ndown_revision = X.a\n",
}


@pytest.mark.parametrize("source", KNOWN.values(), ids=KNOWN.keys())
def test_what_cannot_change_it_leaves_it_known(source: str) -> None:
    source = "revision = 'b'\ndown_revision = 'a'\n" + source
    field = read_revision_file("/versions/x.py", data=source.encode()).down_revision
    assert (field.unknown, field.values) == ("", ("a",))


MODULES = {
    "a function sets it": ("DOWN = 'a'\ndef f():\n    global DOWN\n    DOWN = 'z'\nf()\n", "import app\ndown_revision = app.DOWN"),
    "the file sets it": ("DOWN = 'a'\n", "import app\napp.DOWN = 'z'\ndown_revision = app.DOWN"),
    "the file changes its list": ("DOWN = ['a']\n", "import app\ndown_revision = app.DOWN\napp.DOWN.append('z')"),
    "the file changes its list by name": ("DOWN = ['a']\n", "from app import DOWN\ndown_revision = DOWN\nDOWN.append('z')"),
    "a star under a condition": ("down_revision = 'z'\n", "import os\nif os.name == '?':\n    from app import *"),
    "a star that brings another tuple()": ("def tuple(x): return 'z'\n", "from app import *\ndown_revision = tuple(['a'])"),
}  # fmt: skip


@pytest.mark.parametrize(("module", "source"), MODULES.values(), ids=MODULES.keys())
def test_a_constant_of_a_module_that_something_changes_is_unknown(tmp_path: Path, module: str, source: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app.py").write_text(module)
    path = tmp_path / "x.py"
    path.write_text("revision = 'b'\ndown_revision = 'a'\n" + source)
    assert read_revision_file(str(path)).down_revision.unknown


def test_a_package_that_binds_the_name_of_its_module_hides_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "ids.py").write_text("DOWN = 'a'\n")
    path = tmp_path / "x.py"
    path.write_text("revision = 'b'\nfrom app import ids\ndown_revision = ids.DOWN\n")
    for text, unknown in (("from . import ids\n", False), ("class ids: DOWN = 'z'\n", True)):
        (tmp_path / "app" / "__init__.py").write_text(text)
        assert bool(read_revision_file(str(path)).down_revision.unknown) is unknown
