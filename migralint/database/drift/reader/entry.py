"""Started by path in the project's interpreter: makes migralint's folder importable under a private name."""

from __future__ import annotations

import importlib
import os
import sys
import types

ROOT = "_migralint"
"""The name of the package there: the project may have another version of migralint installed."""


def load() -> None:
    """Make migralint's folder importable as `ROOT`, without running its `__init__`, and without using `sys.path`."""
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]  # a script's folder comes first on the path, and its modules would hide others
    root = types.ModuleType(ROOT)
    root.__path__ = [os.path.dirname(os.path.dirname(os.path.dirname(here)))]
    sys.modules[ROOT] = root


if __name__ == "__main__":
    load()
    importlib.import_module(f"{ROOT}.database.drift.reader.main").main(int(sys.argv[1]))
