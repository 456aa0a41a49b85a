"""Runs many modules in a process that can do little harm, and tells what each of them binds; started by a test."""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import resource
import signal
import sys
import typing
from collections.abc import Iterable

HEADER = ("revision", "down_revision", "depends_on", "branch_labels")


class Stop(BaseException):
    """Ends a run that takes too long."""


def main() -> None:
    """Read lines of JSON, [path, bits]; answer each with a line: null, or the four header values."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGVTALRM, _stop)
    builtins = sys.modules["builtins"]
    kept, held, of_typing, search = dict(sys.modules), dict(vars(builtins)), dict(vars(typing)), sys.path[:]
    for line in sys.stdin.read().splitlines():  # at once: `exit()` closes it
        path, bits = json.loads(line)
        module = _run(path, bits)
        for namespace, names in ((vars(builtins), held), (vars(typing), of_typing)):
            namespace.clear()
            namespace.update(names)
        sys.modules.clear()
        sys.modules.update(kept)
        sys.path[:] = search
        answers.write(json.dumps(None if module is None else [_plain(module, name) for name in HEADER]) + "\n")
        answers.flush()


def _run(path: str, bits: int) -> object:
    """The module, or None if it cannot be loaded."""
    folder = os.path.dirname(path)
    sys.path[:0] = [folder, os.path.dirname(folder)]
    import switches  # written by the test

    switches.start(bits)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2)
    try:
        spec = importlib.util.spec_from_file_location("revision_py", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except BaseException:  # Alembic could not load it
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return module


def _plain(module: object, name: str) -> object:
    """As Alembic takes it: None where it is missing, a list of strings, or the name of a type."""
    missing = object()
    value = getattr(module, name, missing)
    if value is missing:
        return None
    if name == "revision":
        return [value] if isinstance(value, str) else type(value).__name__
    if value is None:
        return []
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, Iterable):
        return type(value).__name__
    items = list(itertools.islice(value, 1000))
    if items == [None] and name != "branch_labels":
        return []
    if name == "depends_on" and items == [""]:
        return []
    return [str.__str__(item) for item in items] if all(isinstance(item, str) for item in items) else "mixed"


def _stop(*_: object) -> None:
    raise Stop


if __name__ == "__main__":
    main()
