"""The items that `--migralint` adds to a run."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from migralint.source.errors import InputError
from migralint.testing import checks
from migralint.testing.seeds import Function, seeds_in
from migralint.testing.target import Target, target_of

Check = Callable[[Target], None]


def our_items(session: pytest.Session) -> Iterator[pytest.Item]:
    """Yield the items, the quickest and most informative first."""
    target = target_of(session.config)
    collector = _Collector.from_parent(session, name="migralint", nodeid="migralint")
    by_name: dict[str, Check] = {
        "check": checks.check,
        "one-head": checks.one_head,
        "verify": checks.verify,
        "up-down-up": checks.up_down_up,
    }
    if target.seeds:
        by_name["seeds"] = _seeds
    for name, work in by_name.items():
        yield _Item.from_parent(collector, name=name, target=target, work=work)


class _Collector(pytest.Collector):
    """The parent of the items in pytest's tree."""

    def collect(self) -> list[pytest.Item]:
        return []


class _Item(pytest.Item):
    """One check of the project."""

    def __init__(self, *, target: Target, work: Check, **options: Any) -> None:
        super().__init__(**options)
        self._target = target
        self._work = work

    def runtest(self) -> None:
        with tempfile.TemporaryDirectory(prefix="migralint-") as folder, self._target.serving(Path(folder)):
            self._work(self._target)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message for humans; a traceback only for errors that are not a result of the check."""
        error = excinfo.value
        if isinstance(error, InputError):
            return f"{error}\n  {error.hint}" if error.hint else str(error)
        inside = excinfo.traceback[-1].path if excinfo.traceback else None
        if isinstance(error, AssertionError) and inside is not None and _is_ours(str(inside)):
            return str(error)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.config.rootpath, None, f"migralint: {self.name}"


def _seeds(target: Target) -> None:
    checks.with_seeds(target, _from_file(target.seeds))


def _from_file(path: str) -> list[Function]:
    """Import the file under its own name. Raises InputError if it has no seeds."""
    spec = importlib.util.spec_from_file_location("migralint_seeds", path)
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise InputError("does not exist, but migralint_seeds names it", path=path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    functions = seeds_in(module)
    if not functions:
        raise InputError("has no seeds", path=path, hint="mark a function with @migralint.testing.seed(REV)")
    return functions


def _is_ours(path: str) -> bool:
    return path.startswith(os.path.dirname(os.path.abspath(__file__)) + os.sep)
