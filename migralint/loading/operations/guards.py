"""Reads the conditions around an operation: for which dialect it runs, and whether the database was queried."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, MutableMapping, Sequence

from migralint.evaluation.classes import stored_names
from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import DIALECT, DIALECT_NAME, DialectTest, Narrowing
from migralint.evaluation.values import Binding

_KNOWN = ("postgresql", "mysql", "mariadb", "sqlite", "oracle", "mssql", "cockroachdb", "redshift", "snowflake")
_ASKING = re.compile(
    r"\b(?:has_table|has_column|has_index|has_sequence|has_schema|has_constraint|get_columns|get_table_names|get_indexes"
    r"|get_foreign_keys|get_unique_constraints|get_check_constraints|get_pk_constraint|get_view_names|get_enums"
    r"|get_sequence_names|get_schema_names|inspect|Inspector|from_engine|reflect|information_schema|pg_catalog"
    r"|sqlite_master|pg_\w+|\w*_exists?|table_names|checkfirst)\b"
)
_ASKING_WORDS = (
    b"inspect", b"Inspector", b"exist", b"has_", b"get_columns", b"get_table", b"get_index", b"get_foreign", b"get_un",
    b"get_check", b"get_pk", b"get_view", b"get_enum", b"get_seq", b"get_schema", b"information_schema", b"pg_",
    b"sqlite_master", b"table_names", b"checkfirst", b"reflect", b"from_engine",
)  # fmt: skip
"""A file without any of these words does not query the schema; searching for the pattern costs more than the rest."""
_ROWS = re.compile(
    r"\.(?:execute|exec_driver_sql|query|fetchall|fetchone|fetchmany|scalars?|mappings|first|one|one_or_none|all)\s*\("
)
_PARTIAL = re.compile(r"\b(?:yield_per|partitions|fetchmany|limit|LIMIT|slice|stream_results|where|WHERE|filter\w*)\b")
_THROUGH_METADATA = re.compile(rb"\b(?:create_all|drop_all)\(|\.(?:create|drop|execute|scalar)\(\s*(?:\)|checkfirst)")
_CATCHING = frozenset(
    {
        "Exception", "BaseException", "SQLAlchemyError", "DBAPIError", "DatabaseError", "OperationalError",
        "ProgrammingError", "InternalError", "IntegrityError", "NotSupportedError", "CompileError", "Error",
        "NoSuchTableError", "InvalidRequestError", "StatementError", "InterfaceError", "CommandError",
        "UndefinedTable", "UndefinedObject", "DuplicateObject", "DuplicateTable", "DuplicateColumn", "KeyError",
        "ValueError", "NotImplementedError",
    }
)  # fmt: skip


def compared(left: object, operator: ast.cmpop, right: object) -> DialectTest | None:
    """Return the dialect test that a comparison is; None if it does not test the dialect."""
    if right is DIALECT_NAME and isinstance(left, str) and isinstance(operator, ast.In | ast.NotIn) and left:
        test = among(name for name in _KNOWN if left.lower() in name)  # "sqlite" in dialect.name
        return test if isinstance(operator, ast.In) else inverted(test)
    if left is not DIALECT_NAME:
        left, right = right, left
        if left is not DIALECT_NAME or not isinstance(operator, ast.Eq | ast.NotEq):
            return None
    names = [right] if isinstance(right, str) else right
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        return None
    if isinstance(right, str) and isinstance(operator, ast.In | ast.NotIn):
        return None  # it tests for a part of a string
    test = among(str(name) for name in names)
    if isinstance(operator, ast.Eq | ast.In | ast.Is):
        return test
    return inverted(test) if isinstance(operator, ast.NotEq | ast.NotIn | ast.IsNot) else None


def literals(pattern: ast.pattern) -> tuple[object, ...]:
    """Return the constants of a `case` pattern; empty for any other pattern."""
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant):
        return (pattern.value.value,)
    if isinstance(pattern, ast.MatchOr):
        inner = [literals(one) for one in pattern.patterns]
        return tuple(value for one in inner for value in one) if all(inner) else ()
    return ()


def among(names: Iterable[str]) -> DialectTest:
    """Return the test whether the dialect is one of these."""
    meant = set()
    for name in names:
        plain = name.lower().partition("+")[0]
        meant.add("postgresql" if plain == "postgres" else plain)
    if "mysql" in meant:
        meant.add("mariadb")  # a MariaDB server can have a mysql:// URL
    every = tuple(sorted(meant))
    return DialectTest(Narrowing(every, ()), Narrowing(None, every))


def by_prefix(prefix: object) -> DialectTest | None:
    """Return the test `dialect.name.startswith(prefix)`; None if the prefix is not known."""
    return among(name for name in _KNOWN if name.startswith(prefix)) if isinstance(prefix, str) and prefix else None


def is_instance(value: object, kind: str) -> DialectTest | None:
    """Return the test `isinstance(bind.dialect, SQLiteDialect)`; None if it is not one.

    `kind`: the source of the class.
    """
    if value is not DIALECT:
        return None
    last = kind.lower().replace(" ", "")
    names = [name for name in _KNOWN if name in last or (name == "postgresql" and "pgdialect" in last)]
    return among(names) if names else None


def inverted(test: DialectTest) -> DialectTest:
    """Return `not test`."""
    return DialectTest(test.no, test.yes)


def conjunction(values: Sequence[object]) -> DialectTest | None:
    """Return `a and b` for values of which some are tests; None if none is a test."""
    tests = [value for value in values if isinstance(value, DialectTest)]
    if not tests:
        return None
    yes = tests[0].yes
    for test in tests[1:]:
        yes = _both(yes, test.yes)
    no = Narrowing(None, ())
    if len(tests) == len(values):
        no = tests[0].no
        for test in tests[1:]:
            no = _either(no, test.no)
    return DialectTest(yes, no)


def disjunction(values: Sequence[object]) -> DialectTest | None:
    """Return `a or b` for values of which some are tests; None if none is a test."""
    flipped = [inverted(value) if isinstance(value, DialectTest) else value for value in values]
    test = conjunction(flipped)
    return None if test is None else inverted(test)


def narrowed(only: tuple[str, ...] | None, without: tuple[str, ...], by: Narrowing) -> Narrowing:
    """Return the dialects that are possible inside a test, of those that `only` and `without` allow."""
    return _both(Narrowing(only, without), by)


def _both(one: Narrowing, other: Narrowing) -> Narrowing:
    if one.only is None or other.only is None:
        only = one.only if other.only is None else other.only
    else:
        only = tuple(sorted({*one.only} & {*other.only}))
    return Narrowing(only, tuple(sorted({*one.without, *other.without})))


def _either(one: Narrowing, other: Narrowing) -> Narrowing:
    if one.only is not None and other.only is not None:
        return Narrowing(tuple(sorted({*one.only, *other.only})), ())
    if one.only is None and other.only is None:
        return Narrowing(None, tuple(sorted({*one.without} & {*other.without})))
    limited, open_ = (one, other) if one.only is not None else (other, one)
    return Narrowing(None, tuple(sorted({*open_.without} - {*(limited.only or ())})))


_HELPERS = re.compile(r"_?is_(sqlite|mysql|mariadb|postgres(?:ql)?|oracle)(?:_dialect)?")


def by_helper(name: str) -> DialectTest | None:
    """What a function of another module tests that is called `is_sqlite` or the like."""
    found = _HELPERS.fullmatch(name)
    if found is None:
        return None
    dialect = "postgresql" if found[1].startswith("postgres") else found[1]
    return compared(DIALECT_NAME, ast.Eq(), dialect)


NOWHERE = Narrowing((), ())
"""The dialects inside a condition that never holds: none."""


def only_looped(statement: ast.For | ast.AsyncFor) -> frozenset[str]:
    """Return the variables of a loop that nothing in its body assigns."""
    targets = {one.id for one in walk(statement.target) if isinstance(one, ast.Name)}
    return frozenset(targets.difference(stored_names(statement.body)))


def holds(test: ast.expr, names: MutableMapping[str, Binding], looped: frozenset[str]) -> bool | None:
    """Whether a comparison of a loop variable with literals holds in the current iteration; None if unknown."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = holds(test.operand, names, looped)
        return None if inner is None else not inner
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    root, operator = test.left, test.ops[0]
    while isinstance(root, ast.Subscript):
        root = root.value
    if not isinstance(root, ast.Name) or root.id not in looped:
        return None
    try:
        right = ast.literal_eval(test.comparators[0])
    except (ValueError, TypeError, RecursionError):
        return None
    left = Evaluator().evaluate(test.left, names)
    if not isinstance(left, str | int | None):
        return None
    if isinstance(operator, ast.In | ast.NotIn):
        if not isinstance(right, list | tuple | set | dict):
            return None
        return (left in right) is isinstance(operator, ast.In)
    if isinstance(operator, ast.Eq | ast.NotEq):
        return (left == right) is isinstance(operator, ast.Eq)
    return None


def leaves_round(body: Iterable[ast.stmt]) -> bool:
    """Whether the body of a loop contains a `break` or `continue` of this loop."""
    for statement in body:
        if isinstance(statement, ast.Break | ast.Continue):
            return True
        if isinstance(statement, ast.For | ast.AsyncFor | ast.While):
            blocks = [statement.orelse]
        elif isinstance(statement, ast.Match):
            blocks = [case.body for case in statement.cases]
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            blocks = []
        else:
            blocks = [getattr(statement, part, []) for part in ("body", "orelse", "finalbody")]
            blocks += [handler.body for handler in getattr(statement, "handlers", [])]
        if any(leaves_round(block) for block in blocks):
            return True
    return False


def catches(statement: ast.Try) -> bool:
    """Whether an error inside the `try` may not end the upgrade, because a handler catches it and does not raise."""
    for handler in statement.handlers:
        last = handler.body[-1]
        if isinstance(last, ast.Raise):
            continue
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for kind in kinds:
            name = getattr(kind, "attr", None) or getattr(kind, "id", "")
            if kind is None or name in _CATCHING:
                return True
    return False


def exits(body: Sequence[ast.stmt]) -> bool:
    """Whether the block always ends with a `return`, `raise`, `continue` or `break`."""
    last = body[-1] if body else None
    if isinstance(last, ast.If):
        return exits(last.body) and exits(last.orelse)
    return isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break)


def may_exit(statement: ast.If) -> bool:
    """Whether a function may end somewhere in the branches of a condition."""
    waiting: list[ast.AST] = [*statement.body, *statement.orelse]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return False


def may_ask(data: bytes) -> bool:
    """Whether a file may query the schema of a database."""
    return any(word in data for word in _ASKING_WORDS)


def works_through_metadata(data: bytes) -> bool:
    """Whether a file may change the database through a MetaData with a connection."""
    return _THROUGH_METADATA.search(data) is not None


def asks(text: str, names: Iterable[str]) -> bool:
    """Whether an expression queries the schema of the database, directly or by one of `names`."""
    return _ASKING.search(text) is not None or names_any(text, names)


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether a source text contains one of `names` as a word."""
    known = names if isinstance(names, set | frozenset) else set(names)
    return bool(known) and not known.isdisjoint(re.findall(r"\w+", text))


def gives_rows(text: str) -> bool:
    """Whether an expression returns rows of a query."""
    return _ROWS.search(text) is not None


def is_partial(text: str) -> bool:
    """Whether a query is read a few rows at a time, or selects only some rows of the table."""
    return _PARTIAL.search(text) is not None
