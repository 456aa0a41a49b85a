"""Started by path in the project's interpreter: loads this package under a private name, and runs it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

PACKAGE = "_migralint_stamp_reader"
"""The name of the package there: the project may have another version of migralint installed."""


def load() -> None:
    """Put the package into `sys.modules` as `PACKAGE`, without its folder on `sys.path`."""
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]  # a script's folder comes first on the path, and its modules would hide others
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(here, "__init__.py"), submodule_search_locations=[here]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    load()
    importlib.import_module(PACKAGE + ".main").main(int(sys.argv[1]))
