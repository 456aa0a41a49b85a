"""Which variables and parameters hold text from outside, and which functions return it; only needed for SQL with holes.

Text from outside is text of the environment, the command line or the configuration.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from migralint.evaluation.nodes import walk
from migralint.evaluation.values import Binding, Imported
from migralint.loading.operations.definitions import all_parameters
from migralint.loading.operations.foreign_code import is_foreign
from migralint.loading.operations.held.flows import captures
from migralint.source.text import SourceFile

_OUTSIDE = re.compile(
    r"\benviron(?:b|\b)|\bgetenvb?\b|\bget_x_argument\b|\b(?:raw_)?input\(|\bsys\.(?:argv|stdin)\b|\bgetpass\b|\bprompt\("
    r"|\bget_main_option\(|\bget_section(?:_option)?\(|(?:app|context|get_context\(\))\.config\b|\bdotenv_values\("
)
_WORDS = (
    *(b"environ", b"getenv", b"get_x_argument", b"input(", b"sys.argv", b"sys.stdin", b"getpass", b"prompt("),
    *(b"get_main_option", b"get_section", b".config", b"dotenv_values"),
)
"""In a file without any of these words, only the settings of the project are text from outside."""
_CONFIGURATION = re.compile(r"(?i)(?:.*_)?(?:settings?|config|configuration|conf|cfg|env)\Z")
"""Names of modules, objects and classes that contain settings."""
_ENVIRONMENT = frozenset({"environ", "environb", "getenv", "getenvb"})
_NUMBERS = frozenset({"int", "float", "bool", "len", "Decimal"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Pair = tuple[list[str], ast.expr]
_ASSIGNING = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)


class OutsideText:
    """Recognises text from outside by names in the whole file; two variables with the same name count as one."""

    def __init__(self, tree: ast.Module, source: SourceFile, names: Mapping[str, Binding]) -> None:
        """`names`: the names that the module binds."""
        self._tree, self._source, self._names = tree, source, names
        self._holding: set[str] | None = None
        self._possible = False
        """Whether any expression of the file may be text from outside."""

    def close(self) -> None:
        """Forget the syntax tree."""
        del self._tree, self._names

    def gives(self, node: ast.expr) -> bool:
        """Whether an expression is text from outside, which may be any text but not a number."""
        if self._holding is None:
            data = self._source.data
            self._holding = {name for name, held in self._names.items() if _is_configured(held.value)}
            taken = any(word in data for word in _WORDS) and _OUTSIDE.search(data.decode("latin-1")) is not None
            self._possible = bool(self._holding) or taken
            if self._possible:
                self._follow(self._holding)
        return self._possible and self._is_of(node, self._holding)

    def _follow(self, holding: set[str]) -> None:
        pairs = [*self._pairs()]
        before = -1
        while before != len(holding):
            before = len(holding)
            for targets, value in pairs:
                if not holding.issuperset(targets) and self._is_of(value, holding):
                    holding.update(targets)

    def _pairs(self) -> Iterator[_Pair]:
        """Yield pairs of names and an expression: variables that may hold its value, functions that may return it."""
        nodes = walk(self._tree)
        functions = _functions(nodes)
        for node in nodes:
            if isinstance(node, _ASSIGNING) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield [*_names(targets)], node.value
            elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                yield [*_names([node.target])], node.iter
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                yield [*_names([node.optional_vars])], node.context_expr
            elif isinstance(node, _Function):
                yield from _given_back(node)
            elif isinstance(node, ast.ClassDef):
                assigned = [one for one in node.body if isinstance(one, ast.Assign | ast.AnnAssign)]
                yield from (([node.name], one.value) for one in assigned if one.value is not None)
            elif isinstance(node, ast.Match):
                yield [name for case in node.cases for name in captures(case.pattern)], node.subject
            elif isinstance(node, ast.Call) and functions:
                direct = functions.get(node.func.id, []) if isinstance(node.func, ast.Name) else []
                for function in direct:
                    yield from _handed(function, node)
                for name in {one.id for one in walk(node) if isinstance(one, ast.Name)}:
                    for function in functions.get(name, ()):
                        if function not in direct:  # `partial(drop, x)()`, `map(drop, xs)`
                            yield from _handed(function, node, anywhere=True)

    def _is_of(self, node: ast.expr, holding: set[str]) -> bool:
        if isinstance(node, ast.Constant | ast.Compare):
            return False
        if isinstance(node, ast.IfExp):
            return self._is_of(node.body, holding) or self._is_of(node.orelse, holding)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
            return any(self._is_of(one, holding) for one in node.value.values)  # one of the literal's values
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _NUMBERS:
            return False
        text = self._source.segment(node)
        return _OUTSIDE.search(text) is not None or (bool(holding) and not holding.isdisjoint(re.findall(r"\w+", text)))


def _is_configured(value: object) -> bool:
    """Whether a value is an import of settings (`from app.config import conf`) or of the environment."""
    if not isinstance(value, Imported) or not value.parts:
        return False
    if value.parts[0] == "os":
        return value.parts[-1] in _ENVIRONMENT
    return is_foreign(value) and _CONFIGURATION.match(value.parts[-1]) is not None


def _names(targets: Iterable[ast.expr]) -> Iterator[str]:
    """Yield the variables that targets bind or change: `config` of `config["x"] = …`."""
    for target in targets:
        if isinstance(target, ast.Tuple | ast.List):
            yield from _names(target.elts)
            continue
        while isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
            target = target.value
        if isinstance(target, ast.Name):
            yield target.id


def _given_back(function: _Function) -> Iterator[_Pair]:
    given = function.args
    pairs = [*zip(reversed([*given.posonlyargs, *given.args]), reversed(given.defaults), strict=False)]
    pairs += [(one, value) for one, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is not None]
    yield from (([one.arg], value) for one, value in pairs)
    for inner in walk(function):
        if isinstance(inner, ast.Return) and inner.value is not None:
            yield [function.name], inner.value


def _functions(nodes: Sequence[ast.AST]) -> dict[str, list[_Function]]:
    """Return the functions of a file by their names, and by the variables to which they are assigned."""
    found: dict[str, list[_Function]] = {}
    for node in nodes:
        if isinstance(node, _Function):
            found.setdefault(node.name, []).append(node)
    for node in nodes:
        if isinstance(node, _ASSIGNING) and isinstance(node.value, ast.Name) and node.value.id in found:
            for name in _names(node.targets if isinstance(node, ast.Assign) else [node.target]):
                found[name] = [*found.get(name, ()), *found[node.value.id]]
    return found


def _handed(function: _Function, call: ast.Call, *, anywhere: bool = False) -> Iterator[_Pair]:
    """Yield the parameters that may get each argument of a call.

    `anywhere`: the call is not one of the function, but may lead to one, so each parameter may get each argument.
    """
    plain = [] if anywhere else [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    every = [one.arg for one in all_parameters(function)]
    for index, given in enumerate(call.args):
        yield plain[index : index + 1] or every, given
    for keyword in call.keywords:
        named = not anywhere and keyword.arg in every
        yield ([keyword.arg] if named and keyword.arg else every), keyword.value
