"""Calls a function on a module right after its import, or at once if it is already imported."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from typing import Any, Callable

_waiting: dict[str, list[Callable[[Any], None]]] = {}


def after(module: str, call: Callable[[Any], None]) -> None:
    """Call `call(module object)` as soon as `module` is in `sys.modules`, before its importers can use it."""
    if module in sys.modules:
        call(sys.modules[module])
        return
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    _waiting.setdefault(module, []).append(call)


class _Finder:
    """Finds nothing itself: it wraps the loader that the other finders return for an awaited module."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name not in _waiting:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        if spec.loader is not None and hasattr(spec.loader, "exec_module"):
            _wrap(spec.loader, name)
        return spec


def _wrap(loader: Any, name: str) -> None:
    execute = loader.exec_module

    def exec_module(module: Any) -> None:
        execute(module)
        for call in _waiting.pop(name, ()):
            call(module)

    loader.exec_module = exec_module
