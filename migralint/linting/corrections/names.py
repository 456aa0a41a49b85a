"""How a file writes names of SQLAlchemy and Alembic: the names that its own imports bind and nothing rebinds."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_DIALECTS = "sqlalchemy.dialects."
_LITERALS = frozenset({"True", "False", "None"})


class FileNames:
    """The names that the top-level imports of a file bind, if nothing else in the file binds them."""

    def __init__(self, tree: ast.Module) -> None:
        """Collect the names from the syntax tree of the file."""
        counted = Counter(_bound(tree))
        self._imported: dict[str, str] = {}
        if counted["*"]:
            return  # a star import may rebind any of them
        for alias, dotted in _imports(tree):
            if counted[alias] == 1:
                self._imported[alias] = dotted

    def written(self, value: str) -> str | None:
        """Return the source of a value with the file's name for its dotted name; None: the file does not import it.

        Whatever follows the name in `value` must be literal.
        """
        match = _DOTTED.match(value)
        if match is None or match.group() in _LITERALS:
            return value
        name = self.name(match.group())
        return None if name is None else name + value[match.end() :]

    def name(self, dotted: str) -> str | None:
        """Return the file's name for a dotted name, by the shortest import that leads to it; None: there is none."""
        for bound, alias in sorted((bound, alias) for alias, bound in self._imported.items()):
            # `import sqlalchemy` alone does not load its dialects
            loads = not dotted.startswith(_DIALECTS) or len(bound) > len(_DIALECTS)
            if loads and f"{dotted}.".startswith(f"{bound}."):
                return alias + dotted[len(bound) :]
        return None


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            for one in statement.names:
                if one.asname is not None or "." not in one.name:
                    yield one.asname or one.name, one.name
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for one in statement.names:
                yield one.asname or one.name, f"{statement.module}.{one.name}"


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield every name that is bound anywhere, once for each binding; `*` for a star import."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (one.asname or one.name.partition(".")[0] for one in names)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
            case _:
                pass
