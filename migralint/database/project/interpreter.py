"""Chooses the Python interpreter for project code; starts nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from migralint.source.errors import InputError


def choose_interpreter(named: str | None, folder: str, environment: Mapping[str, str]) -> str:
    """Return the path of a Python interpreter.

    The order is: `named` (a file, the folder of a virtual environment, or a command); the active virtual environment;
    `.venv` in `folder` or above it, up to the top of the repository; the present interpreter. Under pre-commit the
    active environment is that of the hook, and is ignored. Raises InputError if `named` is no interpreter.
    """
    if named is not None:
        return _named(named)
    active = environment.get("VIRTUAL_ENV")
    if active and not (environment.get("PRE_COMMIT") and os.path.realpath(active) == os.path.realpath(sys.prefix)):
        python = _of_environment(Path(active))
        if python is not None:
            return str(python)
    for parent in (Path(folder), *Path(folder).parents):
        python = _of_environment(parent / ".venv")
        if python is not None:
            return str(python)
        if (parent / ".git").exists():
            break
    return sys.executable


def _named(named: str) -> str:
    path = Path(named)
    if os.sep not in named and not path.exists():
        path = next((Path(part, named) for part in os.get_exec_path() if Path(part, named).is_file()), path)
    if path.is_dir():
        python = _of_environment(path)
        if python is None:
            raise InputError(
                "is not a virtual environment",
                path=str(path),
                hint="--python must be a Python interpreter or its virtual environment",
            )
        return os.path.abspath(python)
    if not path.is_file() or not os.access(path, os.X_OK):
        raise InputError(
            "is not an interpreter", path=str(path), hint="--python must be the project's Python interpreter"
        )
    return os.path.abspath(path)  # noqa: PTH100 -- resolving the link would leave the virtual environment


def _of_environment(folder: Path) -> Path | None:
    python = folder / "bin" / "python"
    return python if os.access(python, os.X_OK) else None
