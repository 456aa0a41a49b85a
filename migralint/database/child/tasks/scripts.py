"""Loads the revision files as every Alembic command does, and returns what Alembic reads; builds nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from typing import Any

from alembic.script import ScriptDirectory
from alembic.script.base import Script

from ..base.error_details import StageError
from .project_task import ProjectTask


class Scripts(ProjectTask):
    """Loads the script directory once, without env.py, as `alembic heads` does.

    If that fails, it loads it with env.py, as `alembic upgrade` does.
    """

    def run(self) -> None:
        """Execute the task. Raises StageError if the files cannot be loaded either way, and FreshStartError."""
        sys.dont_write_bytecode = True  # so that no file is written into the project
        _pass_over(self._request.without)
        script = self._opened()
        try:
            revisions = _described(script)
        except BaseException as error:
            failure = StageError("revisions", error, self._request.root)
            revisions = self._with_environment(failure)
        self._channel.send("scripts", revisions=revisions)

    def _opened(self) -> Any:
        self._close_doors()
        self._stage("revisions")
        return self._scripts()[1]

    def _with_environment(self, failure: StageError) -> list[dict[str, Any]]:
        try:
            config, script = self._scripts()
            self._targets(config, script)
        except StageError:
            raise failure from None
        self._stage("revisions")
        try:
            return _described(self._scripts()[1])
        except BaseException as error:
            raise StageError("revisions", error, self._request.root) from error


def _pass_over(names: Iterable[str]) -> None:
    """Make Alembic ignore the files that stop it while a prune is in progress."""
    if not names:
        return
    listing: Any = Script._list_py_dir.__func__  # type: ignore[attr-defined]

    def without(cls: Any, scriptdir: Any, path: Any) -> list[Any]:
        return [one for one in listing(cls, scriptdir, path) if os.path.basename(str(one)) not in names]

    Script._list_py_dir = classmethod(without)  # type: ignore[method-assign, assignment]


def _described(script: ScriptDirectory) -> list[dict[str, Any]]:
    return [
        {
            "revision": one.revision,
            "path": one.path,
            "down_revision": _strings(getattr(one.module, "down_revision", None)),
            "depends_on": _strings(getattr(one.module, "depends_on", None)),
            "branch_labels": _strings(getattr(one.module, "branch_labels", None)),
            "foreign": _foreign_byte_code(one.path),
        }
        for one in list(script._load_revisions())
    ]


def _strings(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]


def _foreign_byte_code(path: str) -> str:
    """Return the byte code that Python runs instead of this source although it has another origin; otherwise empty."""
    try:
        compiled = cache_from_source(path)
        if not path.endswith(".py") or not os.path.exists(compiled):
            return ""
        loader = SourceFileLoader("revision", path)
        code = loader.get_code("revision")
        return "" if code == loader.source_to_code(loader.get_data(path), path) else compiled
    except Exception:  # it was loaded a moment ago
        return ""
