"""Folders of files for tests, written as one mapping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

REVISION = 'revision = "{id}"\ndown_revision = {parent!r}\n\n\ndef upgrade():\n    pass\n'


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files`, relative path to contents, below `root`; a path that ends with / is an empty folder."""
    for name, contents in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return root


def revision_file(id: str, parent: str | None = None) -> str:
    """The text of the smallest revision file."""
    return REVISION.format(id=id, parent=parent)
