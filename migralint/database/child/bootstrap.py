"""Started by path in the project's interpreter: loads this package under a name no project uses, and runs it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

PACKAGE = "_migralint_child"
"""The name the package has in the child: migralint itself may be among the project's packages, in another version."""


def load() -> None:
    """Put the package into `sys.modules` under `PACKAGE`, without its folder on `sys.path`."""
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]  # a script's folder comes first on the path, and its modules would shadow the project's
    spec = importlib.util.spec_from_file_location(
        PACKAGE,
        os.path.join(here, "__init__.py"),
        submodule_search_locations=[here],
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    if sys.version_info < (3, 9):  # noqa: UP036 -- this is the project's interpreter, whatever it is
        sys.exit("migralint needs Python 3.9 or newer to verify, this is " + sys.version.split()[0])
    load()
    importlib.import_module(PACKAGE + ".main").main(sys.argv[1])
