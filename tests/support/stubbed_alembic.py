"""Alembic's own loading of a script directory, run as a program of its own with every import but Alembic's stubbed.

Arguments: the script directory, then the version locations; `module=FILE` names a module to import after all (constants
that headers take from it). Prints JSON: what each revision says, in load order.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
import types
import warnings
from collections.abc import Iterator, Sequence

REAL = {*sys.stdlib_module_names, "alembic"}


class StubType(type):
    """The type of anything: a class that can be called, subclassed, iterated, compared, and has every attribute."""

    def __getattr__(cls, name: str) -> StubType:
        if name.startswith("__") and name.endswith("__") and not name.startswith("__table"):
            raise AttributeError(name)
        return stub()

    def __call__(cls, *_arguments: object, **_keywords: object) -> StubType:
        return stub()

    def __len__(cls) -> int:
        return 0

    def __bool__(cls) -> bool:
        return True

    def __iter__(cls) -> Iterator[object]:
        return iter(())

    def __getitem__(cls, _key: object) -> StubType:
        return stub()

    def __or__(cls, _other: object) -> StubType:
        return stub()

    __ror__ = __add__ = __radd__ = __mod__ = __truediv__ = __or__


def stub() -> StubType:
    """A new anything."""
    return StubType("Stub", (), {})


class StubModule(types.ModuleType):
    """A module with every attribute."""

    __path__: list[str] = []  # noqa: RUF012 - makes it a package

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return stub()


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds everything that is not real."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return None if name.partition(".")[0] in REAL else importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return StubModule(spec.name)

    def exec_module(self, _module: types.ModuleType) -> None:
        pass


def import_real(name: str, file: str) -> None:
    """Import one module for real, where the packages around it are stubs."""
    parent, _, last = name.rpartition(".")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    setattr(importlib.import_module(parent), last, module)


def main() -> None:
    warnings.simplefilter("ignore")
    from alembic import command, op  # noqa: F401 - Alembic keeps the SQLAlchemy that it has now
    from alembic.script import ScriptDirectory

    for name in [name for name in sys.modules if name.partition(".")[0] == "sqlalchemy"]:
        del sys.modules[name]  # models of other versions of SQLAlchemy do not run on this one
    sys.meta_path.insert(0, StubFinder())
    folders = [argument for argument in sys.argv[1:] if "=" not in argument]
    for argument in sys.argv[1:]:
        if "=" in argument:
            import_real(*argument.split("="))
    script = ScriptDirectory(folders[0], version_locations=folders[1:] or None)
    revisions = list(script._load_revisions())

    def plural(value: object) -> list[str]:
        return [] if value is None else [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]

    result = {
        "revisions": [
            [r.revision, plural(r.down_revision), plural(r.dependencies), list(r._orig_branch_labels), r.doc]
            for r in revisions
        ],
        "heads": list(script.revision_map.heads),
        "bases": list(script.revision_map.bases),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
