"""The variables that statements assign; does not look into expressions."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from migralint.evaluation.nodes import walk
from migralint.loading.operations.held.flows import captures


def assigned(body: Sequence[ast.stmt]) -> list[str]:
    """Return the variables that statements (not expressions) assign in their own function, once for each assignment."""
    found: list[str] = []
    waiting: list[Sequence[ast.stmt]] = [body]
    while waiting:
        for statement in waiting.pop():
            found += of_statement(statement)
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if isinstance(statement, ast.Match):
                waiting += [case.body for case in statement.cases]
                continue
            for block in ("body", "orelse", "finalbody"):
                inner = getattr(statement, block, None)
                if inner:
                    waiting.append(inner)
            for handler in getattr(statement, "handlers", ()):
                found += [handler.name] if handler.name else []
                waiting.append(handler.body)
    return found


def of_statement(statement: ast.stmt) -> Iterator[str]:
    """Yield the variables that one statement assigns, without those of its blocks."""
    if isinstance(statement, ast.Assign | ast.Delete):
        yield from of_targets(statement.targets)
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign | ast.For | ast.AsyncFor):
        yield from of_targets([statement.target])
    elif isinstance(statement, ast.With | ast.AsyncWith):
        yield from of_targets(item.optional_vars for item in statement.items if item.optional_vars is not None)
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.Match):
        yield from (name for case in statement.cases for name in captures(case.pattern))


def of_targets(targets: Iterable[ast.expr]) -> Iterator[str]:
    """Yield the variables among assignment targets."""
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            yield from of_targets(target.elts)
        elif isinstance(target, ast.Starred):
            yield from of_targets([target.value])


def given_twice(body: Sequence[ast.stmt]) -> list[str]:
    """Return the variables that the statements of a function may assign more than once."""
    count = Counter(assigned(body))
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.For | ast.AsyncFor | ast.While):
                count.update(assigned([node]))
    return [name for name, times in count.items() if times > 1]
