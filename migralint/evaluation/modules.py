"""Finds and reads the source files of modules from which revision files take constants; imports nothing."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Container, Iterator
from functools import cached_property

from migralint.evaluation.constants import Module
from migralint.evaluation.expressions import attribute, followed
from migralint.evaluation.names import ANY
from migralint.evaluation.package_path import import_folders
from migralint.evaluation.uncertain_names import find_uncertain_names
from migralint.evaluation.value_size import TOO_LONG, fits
from migralint.evaluation.values import Imported, Unknown
from migralint.source.reading import read_regular

_NEVER_OF_THE_PROJECT = sys.stdlib_module_names | {"alembic", "sqlalchemy"}
_MOST_LEVELS = 12
"""The maximum number of folders above a version location that may contain the imported package."""
_MOST_BYTES = 2_000_000
_MOST_HOPS = 12
"""A constant that is imported through more modules than this is not followed."""


class ModuleFiles:
    """Constants of modules on disk, looked up like an import from one of the given folders."""

    def __init__(
        self, roots: tuple[str, ...], *, projects: tuple[str, ...] = (), trusted: Container[str] = frozenset()
    ) -> None:
        """`roots` are absolute folders that may be on the import path; their order does not matter.

        The names of a star import are also looked up in the packages installed in the virtual environments of
        `projects` and in the active one; a star import from a `trusted` module sets no header names.
        """
        self._projects = projects
        self._trusted = trusted
        self.consulted: dict[str, bool] = {}
        """Every path that a result depends on, and whether a file exists there."""
        self.lookups = 0
        """The number of names that were looked up so far."""
        self._roots = roots
        self._modules: dict[str, Module | None] = {}
        self._hops = 0
        self._answers: dict[tuple[str | None, int, Imported], object] = {}

    def resolver(self, folder: str | None = None) -> Callable[[Imported], object]:
        """A function that looks up names for a module in `folder`; None: for a revision file."""

        def resolve(imported: Imported) -> object:
            if imported.parts[-1:] == ("*",) and not imported.level and self._is_trusted(imported.parts[:-1]):
                return frozenset[str]()
            if imported.level and folder is None:
                return Unknown(f"`{imported}` is a relative import, and Alembic loads revision files outside packages")
            if not imported.level and imported.parts[:1] and imported.parts[0] in _NEVER_OF_THE_PROJECT:
                return Unknown(f"`{imported}` is not part of this project")
            self.lookups += 1
            if self._hops >= _MOST_HOPS:
                return Unknown(f"`{imported}` is imported through too many modules")
            asked = (folder if imported.level else "", self._hops, imported)
            if asked not in self._answers:
                self._hops += 1
                try:
                    value = self._resolve(imported, folder)
                finally:
                    self._hops -= 1
                self._answers[asked] = value if isinstance(value, frozenset) or fits(value) else TOO_LONG
            return self._answers[asked]

        return resolve

    def _resolve(self, imported: Imported, folder: str | None) -> object:
        roots = self._roots
        if imported.level:
            base = folder or ""
            for _ in range(imported.level - 1):
                base = os.path.dirname(base)
            roots = (base,)
        answers: list[object] = []
        seen: set[str] = set()
        for root in roots:
            path, rest = next(self._candidates(root, imported.parts), ("", ()))
            if path and path not in seen:
                seen.add(path)
                hidden = self._hidden_by_package(root, imported.parts, len(imported.parts) - len(rest))
                if hidden:
                    answers.append(Unknown(f"`{imported}` is in a module of the same name as what {hidden} assigns"))
                    continue
                module = self._module(path)
                if module is not None:
                    value = self._attribute(module, rest, imported)
                    answers.append(followed(value, self.resolver(os.path.dirname(path))))
        if not answers and imported.parts[-1:] == ("*",) and not imported.level:
            return self._exported(imported)
        if not answers:
            return Unknown(f"`{imported}` is imported, and no such module was found in the project")
        first = answers[0]
        if any(type(other) is not type(first) or other != first for other in answers[1:]):
            return Unknown(f"`{imported}` is found in several places with different values")
        return first

    def _is_trusted(self, module: tuple[str, ...]) -> bool:
        return any(".".join(module[:length]) in self._trusted for length in range(1, len(module) + 1))

    def _exported(self, imported: Imported) -> object:
        """The names that `import *` binds from an installed module, which must be the first match of the import."""
        for root in self._installed:
            path, rest = next(self._candidates(root, imported.parts), ("", ()))
            if path and rest == ("*",):
                module = self._module(path)
                exported = None if module is None or module.raises else module.exports()
                return Unknown(f"`{imported}` cannot be read") if exported is None else exported
        return Unknown(f"`{imported}` is imported, and no such module was found")

    @cached_property
    def _installed(self) -> tuple[str, ...]:
        own = [folder for folder in sys.path if os.path.basename(folder) in ("site-packages", "dist-packages")]
        return tuple(dict.fromkeys((*import_folders((), self._projects), *own)))

    def _candidates(self, root: str, parts: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The module files that the parts may name, the longest name first, with the remaining attributes."""
        for length in range(len(parts) - 1, -1, -1):
            base = os.path.join(root, *parts[:length])
            if length:
                if self._exists(base + ".py"):
                    yield base + ".py", parts[length:]
                    continue
                base_package = os.path.join(base, "__init__.py")
                if self._exists(base_package):
                    yield base_package, parts[length:]

    def _hidden_by_package(self, root: str, parts: tuple[str, ...], length: int) -> str:
        """The package on the way to the module (the first `length` parts) that binds the next part to another value,
        which then takes precedence over the module; empty if there is none."""
        for depth in range(1, length):
            path = os.path.join(root, *parts[:depth], "__init__.py")
            module = self._module(path) if self._exists(path) else None
            held = module.names.get(parts[depth]) if module is not None else None
            if held is None:
                continue
            value, itself = held.value, (parts[: depth + 1], parts[depth : depth + 1])
            if not isinstance(value, Imported) or value.parts not in itself:
                return "`" + ".".join(parts[:depth]) + "`"
        return ""

    def _exists(self, path: str) -> bool:
        if path not in self.consulted:
            self.consulted[path] = os.path.isfile(path)
        return self.consulted[path]

    def _module(self, path: str) -> Module | None:
        if path not in self._modules:
            self._modules[path] = None  # stops cycles
            try:
                tree = ast.parse(read_regular(path, limit=_MOST_BYTES))
                resolve = self.resolver(os.path.dirname(path))
                uncertain = find_uncertain_names(tree, Module(tree, resolve=resolve).names)
                self._modules[path] = Module(tree, resolve=resolve, uncertain=uncertain)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                pass
        return self._modules[path]

    def _attribute(self, module: Module, names: tuple[str, ...], imported: Imported) -> object:
        if names == ("*",):
            return module.exports()
        if module.raises:
            return Unknown(f"`{imported}` is in a module that raises when it is imported")
        value = module.value(names[0])
        if names[0] not in module.names and ANY not in module.names:
            value = Unknown(f"`{imported}` is imported, but that module does not assign it")
        for position, name in enumerate(names[1:], start=1):
            if isinstance(value, Imported):
                value = Imported((*value.parts, *names[position:]), value.level)
                break
            value = attribute(value, name)
        return value


def import_roots(folder: str, *more: str) -> tuple[str, ...]:
    """The folders that are probably on the import path of revision files in `folder`: those above it up to the top of
    the repository, each with its `src`, and `more` (the project's root, the script directory)."""
    roots: dict[str, None] = {}
    for start in (folder, *more):
        current = start
        for _ in range(_MOST_LEVELS):
            roots[current] = None
            roots[os.path.join(current, "src")] = None
            parent = os.path.dirname(current)
            if parent == current or os.path.exists(os.path.join(current, ".git")):
                break
            current = parent
    return tuple(roots)
