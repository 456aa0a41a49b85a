"""Proves that edits of a Python file change what they should change, and nothing else."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from migralint.history.file import HeaderField
from migralint.linting.same_meaning import NoMeaningError, meaning
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.source.edits import Edit, apply_edits
from migralint.source.location import Span
from migralint.source.text import SourceFile

_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def why_not(path: str, before: bytes, edits: Sequence[Edit], meant: str | None) -> str:
    """Return why the edits must not be made, as the end of a sentence that begins with the file; empty: they may.

    `before` and the result must parse and have the same header, and the same statements except those that an edit
    touches. A docstring must remain a docstring. The edited statements must be those of the source `meant`, unless it
    is None.
    """
    after = apply_edits(before, edits)
    try:
        meaning(path, before)
    except NoMeaningError as error:
        return f"{error}, and was not changed"
    try:
        meaning(path, after)
        if _header(path, before) != _header(path, after):
            return "would have a different header with the fix"
        kept, edited = _statements(path, before, [edit.span for edit in edits])
        still, touched = _statements(path, after, _written(edits))
    except (NoMeaningError, SyntaxError, ValueError, RecursionError):
        return "could not be parsed with the fix"
    if kept != still or (_are_texts(edited) and not (_are_texts(touched) and len(touched) == len(edited))):
        return "would change in more places than the fix intends"
    if meant is not None and touched != [ast.dump(statement) for statement in ast.parse(meant).body]:
        return "would not mean what the fix intends"
    return ""


def _are_texts(statements: Sequence[str]) -> bool:
    """Whether all statements are docstrings."""
    return all(statement.startswith("Expr(value=Constant(") for statement in statements)


def _header(path: str, data: bytes) -> list[HeaderField]:
    """Return the four header fields that Alembic reads, without their positions."""
    file = read_revision_file(path, data=data)
    fields = (file.revision, file.down_revision, file.depends_on, file.branch_labels)
    return [replace(field, location=None, span=None, statements=()) for field in fields]


def _written(edits: Sequence[Edit]) -> list[Span]:
    """Return the spans of the replacements in the result."""
    spans, shift = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        start = edit.span.start + shift
        spans.append(Span(start, start + len(edit.replacement)))
        shift += len(edit.replacement) - (edit.span.end - edit.span.start)
    return spans


def _statements(path: str, data: bytes, spans: Sequence[Span]) -> tuple[list[object], list[str]]:
    """Return the statements that no span touches, nested as in the source, and those that a span touches."""
    source = SourceFile(path, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about invalid escapes in the file's strings
        tree = ast.parse(data)
    touched: list[str] = []
    return [*_untouched(tree.body, source, spans, touched)], touched


def _untouched(
    body: Sequence[ast.AST], source: SourceFile, spans: Sequence[Span], touched: list[str]
) -> Iterator[object]:
    for node in body:
        span = _span(source, node)
        if span is None or not any(each.start <= span.end and span.start <= each.end for each in spans):
            yield ast.dump(node)
            continue
        inner = {name: getattr(node, name) for name in _BODIES if isinstance(getattr(node, name, None), list)}
        first = min((one.start for each in inner.values() for n in each if (one := _span(source, n))), default=None)
        head = Span(span.start, first if first is not None else span.end)
        if not inner or any(each.start < head.end and head.start <= each.end for each in spans):
            touched.append(ast.dump(node))
            continue
        hollow = type(node)(**{**dict(ast.iter_fields(node)), **{name: [] for name in inner}})
        yield (ast.dump(hollow), [[*_untouched(each, source, spans, touched)] for each in inner.values()])


def _span(source: SourceFile, node: ast.AST) -> Span | None:
    return source.span(node) if isinstance(node, ast.stmt | ast.ExceptHandler) else None
