"""Python code that runs `alembic upgrade`: through Alembic's and Flask-Migrate's functions, or as a process."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from migralint.pruning.repository.upgrade_commands import UNKNOWN, argument_command, simple_commands, upgrade_command

_UPGRADES = {
    "alembic.command.upgrade": "command.upgrade()",
    "flask_migrate.upgrade": "flask_migrate.upgrade()",
}
_MAINS = frozenset({"alembic.config.main", "alembic.config.CommandLine"})
_RUNNERS = frozenset({"migrate_up_to", "migrate_up_before"})
"""Methods of pytest-alembic's runner."""
_STARTS = re.compile(
    r"(?:.*_)?(?:system|p?open|call|run|spawn\w*|exec\w*|shell|sh|bash|sudo|local|cmd|command|getoutput|getstatusoutput"
    r"|split|invoke|process|subprocess|output|Popen|Process|CommandTask|BashOperator)(?:_.*)?"
)
"""Names of functions that accept a command line."""
_TEXTUAL = re.compile(r"\bcommand\.upgrade\(|\bflask_migrate\.upgrade\(")


def upgrade_calls(source: bytes) -> Iterator[tuple[int, str]]:
    """Yield the line and the command of every place that upgrades a database; a line at most once, in order.

    A string counts if a function accepts it as a command line, or if it starts with the command; text in messages does
    not. A file that cannot be parsed is searched as text.
    """
    by_line: dict[int, str] = {}
    try:
        for line, what in _Calls(ast.parse(source)).places():
            by_line.setdefault(line, what)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        for line, text in enumerate(source.decode("utf-8", "replace").split("\n"), 1):
            if _TEXTUAL.search(text.partition("#")[0]):
                by_line.setdefault(line, "alembic upgrade")
    yield from sorted(by_line.items())


class _Calls:
    def __init__(self, tree: ast.Module) -> None:
        self.nodes = list(ast.walk(tree))
        self.names = dict(self._imported())
        self.has_main = any(self._full_name(node) in _MAINS for node in self.nodes)
        self.without_upgrade = {
            id(node.func) for node in self.nodes if isinstance(node, ast.Call) and _only_writes_sql(node)
        }

    def places(self) -> Iterator[tuple[int, str]]:
        for node in self.nodes:
            name = self._full_name(node)
            if name in _UPGRADES and id(node) not in self.without_upgrade:
                yield node.lineno, _UPGRADES[name]  # type: ignore[attr-defined]
            match node:
                case ast.Call():
                    yield from self._called(node)
                case ast.List(elts=elements) | ast.Tuple(elts=elements):
                    words = _words(elements)
                    what = upgrade_command(words) or (argument_command(words) if self.has_main else None)
                    if what is None and words[:2] == ["db", "upgrade"]:
                        what = upgrade_command(["flask", *words])
                    if what is not None:
                        yield node.lineno, what
                case (
                    ast.Assign(value=ast.Constant() | ast.JoinedStr() as value)
                    | ast.AnnAssign(value=ast.Constant() | ast.JoinedStr() as value)
                    | ast.keyword(value=ast.Constant() | ast.JoinedStr() as value)
                ):
                    for what in _begins_with_command(_text(value)):
                        yield value.lineno, what

    def _called(self, node: ast.Call) -> Iterator[tuple[int, str]]:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _RUNNERS:
            yield node.lineno, f"{name}()"
        if not _STARTS.fullmatch(name) and name != "main":
            return
        if what := upgrade_command(_words(node.args)):
            yield node.lineno, what
        values = [one.value if isinstance(one, ast.keyword) else one for one in (*node.args, *node.keywords)]
        if name == "split" and isinstance(function, ast.Attribute):
            values.append(function.value)  # "alembic upgrade head".split()
        for text in map(_text, values):
            for command in (one for line in text.split("\n") for one in simple_commands(line)):
                if what := upgrade_command(command) or (argument_command(command) if self.has_main else None):
                    yield node.lineno, what

    def _imported(self) -> Iterator[tuple[str, str]]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.partition(".")[0]
                    yield alias.asname or whole, whole
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    yield alias.asname or alias.name, f"{node.module}.{alias.name}"

    def _full_name(self, node: ast.AST) -> str:
        """The dotted name of an expression, with imports resolved; empty for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.names:
            return ""
        return ".".join([self.names[node.id], *reversed(parts)])


def _only_writes_sql(call: ast.Call) -> bool:
    return any(
        one.arg == "sql" and not (isinstance(one.value, ast.Constant) and not one.value.value) for one in call.keywords
    )


def _begins_with_command(text: str) -> Iterator[str]:
    for command in simple_commands(text):
        what = upgrade_command(command)
        if what is not None:
            first = command[0].lower()
            begins = "alembic" in first or first.startswith(("python", "flask"))
            if begins or command[1:3] == ["db", "upgrade"]:
                yield what


def _words(nodes: Sequence[ast.expr]) -> list[str]:
    """Strings as they are, anything else as an unknown word; a string with blanks is a command line."""
    words: list[str] = []
    for node in nodes:
        text = _text(node)
        words += [text] if text and " " not in text else [UNKNOWN]
    return words


def _text(node: ast.AST | None) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) if isinstance(part, ast.Constant) else UNKNOWN for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (_text(left) or UNKNOWN) + (_text(right) or UNKNOWN)
    return ""
