"""The rewritten files of a prune plan as a unified diff."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from migralint.pruning.applying.file_edits import FileEdit
from migralint.reporting.findings.summary import counted
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.segments import Line, line, visible
from migralint.source.text import SourceFile

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINES = 40
"""The number of lines of a generated file that are shown by default."""
_FILES = 5
"""The number of rewritten files that are shown by default."""
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def diff_lines(request: PruneRequest) -> Iterator[Line]:
    """Yield every generated file, then a title and the diff of every rewritten one, one line of context."""
    for generated in request.generated:
        source = _lines(generated.path, generated.after)
        title = ("Generated" if request.applied else "Generates", "bold underline")
        yield line(title, f"  {request.shown_path(generated.path)}, {counted(len(source), 'line')}")
        if not request.applied:
            yield from _cut_short([line(visible(text)) for text in source], _LINES, "line", request)
        yield line("")
    if not request.edits:
        return
    yield line(("Rewritten" if request.applied else "Rewrites", "bold underline"), f"  {_number(request)}")
    shown = request.edits if request.verbose or len(request.edits) <= _FILES + 1 else request.edits[:_FILES]
    for edit in shown:
        for text in file_diff(edit, request.document_path(edit.path)):
            yield line((visible(text), "bold" if text[:3] in ("---", "+++") else _STYLES.get(text[:1], "")))
    if len(shown) < len(request.edits):
        names = ", ".join(visible(request.shown_path(edit.path)) for edit in request.edits[_FILES : _FILES * 2])
        yield line((f"  … and {counted(len(request.edits) - len(shown), 'more file')} (-v shows them): {names}", "dim"))
    yield line("")


def _cut_short(lines: Sequence[Line], most: int, noun: str, request: PruneRequest) -> Iterator[Line]:
    shown = lines if request.verbose or len(lines) <= most + most // 2 else lines[:most]
    yield from shown
    if len(shown) < len(lines):
        yield line((f"  … and {counted(len(lines) - len(shown), f'more {noun}')} (-v shows them)", "dim"))


def file_diff(edit: FileEdit, name: str, new_name: str | None = None) -> Iterator[str]:
    """Yield the unified diff of one file without line ends; `name` replaces its path, `new_name` that of a new one."""
    before, after = (_lines(edit.path, data) for data in (edit.before, edit.after))
    yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{new_name or name}", lineterm="", n=1)


def _lines(path: str, data: bytes) -> list[str]:
    lines = _LINE_END.split(_decoded(path, data))
    return lines if lines[-1] else lines[:-1]


def _number(request: PruneRequest) -> str:
    return f"{counted(len(request.edits), 'file')}, only these lines:"


def _decoded(path: str, data: bytes) -> str:
    try:
        return SourceFile(path, data).text
    except (SyntaxError, ValueError, LookupError):
        return data.decode("latin-1")
