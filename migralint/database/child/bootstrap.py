"""Started by path in the project's interpreter: loads this package under a private name, and runs it."""

from __future__ import annotations

import importlib
import os
import sys
import types

ROOT = "_migralint"
PACKAGE = f"{ROOT}.database.child"
"""The name of the package in the child: the project may have another version of migralint installed."""


def load() -> None:
    """Make migralint's own folder importable as `ROOT`, without running its `__init__`, and without using `sys.path`.

    `database/child` and `sql` keep their relative positions, so that relative imports between them also work here.
    """
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]  # a script's folder comes first on the path, and its modules would hide those of the project
    root = types.ModuleType(ROOT)
    root.__path__ = [os.path.dirname(os.path.dirname(here))]
    sys.modules[ROOT] = root


if __name__ == "__main__":
    if sys.version_info < (3, 9):  # noqa: UP036 -- this is the project's interpreter, whatever it is
        sys.exit("verify needs Python 3.9 or newer; this is " + sys.version.split()[0])
    load()
    importlib.import_module(PACKAGE + ".main").main(sys.argv[1])
