"""Resolves `package.module:folder` by looking at folders; imports nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from migralint.source.reading import read_head

_ENVIRONMENTS = (".venv", "venv")


def is_package_path(location: str) -> bool:
    """Whether Alembic reads `location` as `package:folder` and not as a path."""
    return ":" in location and not os.path.isabs(location)


def find_package_path(location: str, import_folders: Iterable[str]) -> str | None:
    """Return the folder that `package.module:sub:folder` names, searched in `import_folders` in order.

    As in Python's import, a folder with `__init__.py` (or a module) anywhere takes precedence over one without.
    """
    package, *tokens = location.split(":")
    parts = package.split(".")
    without_init: str | None = None
    for folder in import_folders:
        place = os.path.join(folder, *parts)
        regular = os.path.isfile(os.path.join(place, "__init__.py"))
        if not regular and os.path.isfile(f"{place}.py"):
            place, regular = os.path.dirname(place), True
        target = os.path.join(place, *tokens)
        if os.path.isdir(target):
            if regular:
                return target
            without_init = without_init or target
    return without_init


def import_folders(prepended: Iterable[str], projects: Iterable[str]) -> tuple[str, ...]:
    """Return the folders in which packages are searched, each once, in order of precedence.

    First `prepend_sys_path`, then each project folder and its `src`, then the installed packages of their virtual
    environments and of the active one.
    """
    projects = tuple(projects)
    folders = [*prepended]
    for project in projects:
        folders += (project, os.path.join(project, "src"))
    environments = [os.path.join(project, name) for project in projects for name in _ENVIRONMENTS]
    if active := os.environ.get("VIRTUAL_ENV"):
        environments.insert(0, active)
    for environment in environments:
        library = os.path.join(environment, "lib")
        for python in _names(library, "python3", ""):
            installed = os.path.join(library, python, "site-packages")
            folders += (installed, *_path_files(installed))
    return tuple(dict.fromkeys(folders))


def enclosing_folders(location: str, folder: str) -> tuple[str, ...]:
    """Return the folders that contain the package of `location`, if `folder` itself is inside that package.

    So an ini file that is installed with its package can be read wherever the package is.
    """
    top = location.partition(":")[0].partition(".")[0]
    folders: list[str] = []
    while (parent := os.path.dirname(folder)) != folder:
        if os.path.basename(folder) == top and os.path.isfile(os.path.join(folder, "__init__.py")):
            folders.append(parent)
        folder = parent
    return tuple(folders)


def _path_files(installed: str) -> Iterator[str]:
    """Yield the folders that `.pth` files add, as an editable installation does; their code is not run."""
    for name in _names(installed, "", ".pth"):
        try:
            lines = read_head(os.path.join(installed, name), 65536).decode("utf-8", "replace").split("\n")
        except OSError:
            continue
        for line in map(str.strip, lines):
            if line and not line.startswith(("#", "import ", "import\t")):
                yield os.path.join(installed, line)


def _names(folder: str, start: str, end: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name.startswith(start) and name.endswith(end))
    except OSError:
        return []
