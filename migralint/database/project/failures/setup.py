"""Writes the settings that a project needs before it can be verified, as a block to paste."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from migralint.database.project.failures.circumstances import Circumstances
from migralint.database.project.failures.variables import harmless_value
from migralint.database.result import Failure, FailureKind
from migralint.source.reading import read_regular

_MOST_FILES = 400
_PASSED_OVER = frozenset(("node_modules", "site-packages", "__pycache__", "tests", "test", "versions", "build", "dist"))
_ADVISED = re.compile(r"--database postgresql")
_SYS_PATH = re.compile(r'sys-path = \["([^"]+)"\]')


def setup_block(failure: Failure | None, around: Circumstances) -> str:
    """Return the table [tool.migralint.verify] with what was found; empty if nothing is missing.

    What is only one of several candidates is commented out, unless the failure asks for it.
    """
    kind = None if failure is None else failure.kind
    words = "" if failure is None else failure.explanation
    lines: list[str] = []
    folder = _SYS_PATH.search(words)
    if folder is not None:
        lines.append(f'sys-path = ["{folder.group(1)}"]')
    names = [*dict.fromkeys((*around.unset_variables, *around.kept_back))]
    if names:
        pairs = ", ".join(f'{name} = "{harmless_value(name)}"' for name in names)
        lines.append(f"environment = {{ {pairs} }}")
    lines += [f"# {name} is kept from the project: a real database may be behind it" for name in around.kept_back]
    if around.maybe_unset:
        lines.append(f"# read as well, and None without a value: {', '.join(around.maybe_unset)}")
    if around.on_sqlite and _ADVISED.search(words):
        lines.append('databases = ["postgresql"]')
    if failure is not None and failure.stage in ("env", "application", "metadata", "revisions", "imports"):
        metadata, applications = candidates(around.root)
        wants_app = kind is FailureKind.NEEDS_APPLICATION
        lines += _choice("app", applications, asked=wants_app)
        lines += _choice(
            "metadata", metadata, asked=kind is FailureKind.MODELS_EMPTY or (wants_app and not applications)
        )
    return "\n".join(["[tool.migralint.verify]", *lines]) if lines else ""


def _choice(setting: str, values: list[str], *, asked: bool) -> Iterator[str]:
    for number, value in enumerate(values[:5]):
        yield f'{"" if asked and number == 0 else "# "}{setting} = "{value}"'


def candidates(root: str) -> tuple[list[str], list[str]]:
    """Return what may be the metadata, and what may create the Flask application, each as "package.module:name"."""
    metadata: list[str] = []
    applications: list[str] = []
    for number, (module, path) in enumerate(_modules(root)):
        if number == _MOST_FILES:
            break
        try:
            tree = ast.parse(read_regular(path))
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for node in tree.body:
            match node:
                case ast.ClassDef(name=name, bases=bases) if any(_word(one) == "DeclarativeBase" for one in bases):
                    metadata.append(f"{module}:{name}")
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                    if _word(function) in ("declarative_base", "MetaData", "SQLAlchemy"):
                        metadata.append(f"{module}:{name}")
                    elif _word(function) == "Flask":
                        applications.append(f"{module}:{name}")
                case ast.FunctionDef(name="create_app" | "make_app" as name):
                    applications.append(f"{module}:{name}")
    return metadata, applications


def _word(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _modules(root: str) -> Iterator[tuple[str, str]]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            one
            for one in folders
            if one not in _PASSED_OVER and not one.startswith(".") and not Path(folder, one, "pyvenv.cfg").exists()
        )
        for name in sorted(files):
            if name.endswith(".py") and name != "env.py":
                path = os.path.join(folder, name)  # noqa: PTH118
                parts = list(Path(path).relative_to(root).with_suffix("").parts)
                parts = parts[1:] if parts[0] == "src" else parts
                yield ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts), path
