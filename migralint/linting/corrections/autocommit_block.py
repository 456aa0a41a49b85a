"""Puts the one statement of a function into an `autocommit_block()`."""

from __future__ import annotations

import ast
import copy

from migralint.linting.corrections.layout import added_keywords
from migralint.source.edits import Edit
from migralint.source.location import Span
from migralint.source.text import SourceFile


def put_in_block(
    source: SourceFile, tree: ast.Module, statement: ast.Expr, call: ast.Call, name: str, value: str
) -> tuple[tuple[Edit, ...], str] | None:
    """Return the edits that add a keyword to a call and put its statement into the block, and the resulting statement.

    None if the statement is not the only one of a top-level function, if it shares a line with other code, or if it
    does not call a method of a plain name, on which `get_context()` can be called as well.
    """
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return None
    if any(keyword.arg == name for keyword in call.keywords) or not _is_alone(tree, statement):
        return None
    first, last = source.lines[statement.lineno - 1], source.lines[(statement.end_lineno or 0) - 1]
    indent, after = first[: statement.col_offset], last[statement.end_col_offset :].strip()
    if not indent or indent.strip(b" \t") or (after and not after.startswith(b"#")):
        return None
    deeper = indent.decode()  # one level, because the function is not indented
    end = first[len(first.rstrip(b"\r\n")) :].decode() or "\n"
    head = f"with {call.func.value.id}.get_context().autocommit_block():"
    start = source.offset(statement.lineno, statement.col_offset)
    edits = [_insert(source, start, f"{head}{end}{deeper}{deeper}")]
    further = range(statement.lineno + 1, (statement.end_lineno or 0) + 1)
    edits += [_insert(source, source.offset(each, 0), deeper) for each in further if source.lines[each - 1].strip()]
    edits += added_keywords(source, call, [f"{name}={value}"], deeper=deeper)
    result = copy.deepcopy(statement)
    assert isinstance(result.value, ast.Call)
    result.value.keywords.append(ast.keyword(name, ast.parse(value, mode="eval").body))
    return tuple(edits), f"{head}\n    {ast.unparse(result)}"


def _is_alone(tree: ast.Module, statement: ast.Expr) -> bool:
    """Whether the statement is, apart from a docstring, the whole body of a top-level function."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and statement in node.body:
            return all(one is statement or _is_text(one) for one in node.body)
    return False


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _insert(source: SourceFile, offset: int, text: str) -> Edit:
    return Edit(Span(offset, offset), text.encode(source.encoding))
