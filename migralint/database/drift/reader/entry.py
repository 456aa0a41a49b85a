"""Started by path in the project's interpreter: makes migralint's folder importable under a private name."""

from __future__ import annotations

import importlib
import os
import sys
import types

ROOT = "_migralint"
"""Its name there: migralint itself may be among the project's packages, in another version."""


def load() -> None:
    """Let the folder of migralint be imported as `ROOT`, without running its `__init__`, and not over `sys.path`."""
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]  # a script's folder comes first on the path, and its modules would shadow others
    root = types.ModuleType(ROOT)
    root.__path__ = [os.path.dirname(os.path.dirname(os.path.dirname(here)))]
    sys.modules[ROOT] = root


if __name__ == "__main__":
    load()
    importlib.import_module(f"{ROOT}.database.drift.reader.main").main(int(sys.argv[1]))
