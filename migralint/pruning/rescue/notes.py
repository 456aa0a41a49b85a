"""What may be different for files in a rescue directory, in sentences."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping, Sequence

from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.configuration import VERSIONS
from migralint.pruning.rescue.neighbours import Import
from migralint.pruning.rescue.restored import RestoredHistory, RestoredRevision
from migralint.source.reading import MOST_BYTES, read_input


def place_notes(
    directory: str, script: ScriptDirectory, restored: RestoredHistory, contents: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield notes on files that use their own path; `contents` are the revision files by name."""
    moved = os.path.dirname(os.path.realpath(directory)) != os.path.dirname(os.path.realpath(script.path))
    env = read_input(os.path.join(script.path, "env.py"), limit=MOST_BYTES)
    if moved and (lines := _lines_with_file(env)):
        beside = os.path.join(os.path.dirname(script.path), "…")
        yield (
            f"env.py uses __file__ ({_numbered(lines)}), which is a different path there; if it fails, write the "
            f"rescue directory beside the live one ({beside})"
        )
    for name, data in contents.items():
        deep = _depth(restored.files[name], script) != 1
        if (moved or deep) and (lines := _lines_with_file(data)):
            yield (
                f"{VERSIONS}/{name} uses __file__ ({_numbered(lines)}); the files of its own folder"
                f"{'' if deep else ' and of the script directory'} are there, but other files that it reads are not"
            )


def import_notes(imported: Sequence[Import]) -> Iterator[str]:
    """Yield notes on revisions that import others."""
    packages = dict.fromkeys(one.package for one in imported if one.package)
    if packages:
        yield (
            f"env.py starts with lines with which revisions still find others in {', '.join(packages)}, where "
            f"{len({one.imported for one in imported if one.package})} of them were imported from"
        )
    for one in imported:
        if not one.package:
            yield f"{VERSIONS}/{one.name}, line {one.line}, names {one.imported}, which is now in another folder"


def _depth(one: RestoredRevision, script: ScriptDirectory) -> int:
    """The number of folders below the script directory where the file was; -1 outside it."""
    path = one.path if one.stored is not None else os.path.relpath(one.path, script.path)
    return -1 if path.startswith("..") else path.replace(os.sep, "/").count("/")


def _numbered(lines: Sequence[int]) -> str:
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def _lines_with_file(data: bytes) -> list[int]:
    if b"__file__" not in data:
        return []
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return [data[: data.index(b"__file__")].count(b"\n") + 1]
    return sorted({node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "__file__"})
