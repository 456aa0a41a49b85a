"""Started by path in the project's interpreter: loads this package under a private name, and runs it."""

from __future__ import annotations

import importlib
import os
import sys
import types

ROOT = "_migralint"
PACKAGE = f"{ROOT}.database.child"
"""The name the package has in the child: migralint itself may be among the project's packages, in another version."""


def load() -> None:
    """Let migralint's own folder be imported as `ROOT`, without running its `__init__`, and not over `sys.path`.

    `database/child` and `sql` keep their places to each other, so that relative imports between them work here too.
    """
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]  # a script's folder comes first on the path, and its modules would shadow the project's
    root = types.ModuleType(ROOT)
    root.__path__ = [os.path.dirname(os.path.dirname(here))]
    sys.modules[ROOT] = root


if __name__ == "__main__":
    if sys.version_info < (3, 9):  # noqa: UP036 -- this is the project's interpreter, whatever it is
        sys.exit("verify needs Python 3.9 or newer; this is " + sys.version.split()[0])
    load()
    importlib.import_module(PACKAGE + ".main").main(sys.argv[1])
