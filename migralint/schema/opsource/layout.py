"""Formats Python source: calls on one line if they fit, otherwise one argument per line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

WIDTH = 99
"""The maximum line length in columns."""
CONDITION = "on_postgresql"
"""The variable that says whether the revision runs on PostgreSQL or on the other database."""


class Code(Struct, frozen=True):
    """An expression that is written unchanged."""

    text: str


class Call(Struct, frozen=True):
    """A function call."""

    function: str
    arguments: tuple[Node, ...] = ()
    keywords: Mapping[str, Node] | None = None
    of: Call | None = None
    """The call whose result has this function as a method."""

    @property
    def name(self) -> str:
        """The text before the parenthesis."""
        return self.function if self.of is None else f"{_on_one_line(self.of)}.{self.function}"


class Choice(Struct, frozen=True):
    """One expression for PostgreSQL, another one for the other database."""

    postgresql: Node
    other: Node


class Starred(Struct, frozen=True):
    """Lists whose items become arguments."""

    lists: Choice


Node: TypeAlias = (
    "Call | Code | Choice | Starred | Sequence[Node] | Mapping[str, Node] | str | bytes | int | float | None"
)
"""Everything that can be laid out: lists in brackets, strings as literals."""


def call(function: str, *arguments: Node, **keywords: Node) -> Call:
    """Return a call with these arguments."""
    return Call(function, arguments, keywords)


def laid_out(node: Node, indent: int = 0, *, before: int = 0, after: int = 0) -> str:
    """Return the source of `node`, whose first line is indented by `indent` columns.

    `before` and `after`: the columns that other text needs on the first and on the last line.
    """
    line = _on_one_line(node)
    if "\n" not in line and indent + before + len(line) + after <= WIDTH:
        return line
    inner = indent + 4
    match node:
        case Call():
            opening, closing, items = f"{node.name}(", ")", _parts(node)
        case str() | bytes() | Code() | None | int() | float():
            return line
        case Starred(lists):
            return "*" + _chosen(lists, indent)
        case Choice():
            return _chosen(node, indent)
        case Mapping():
            opening, closing = "{", "}"
            items = [(f"{literal(key)}: ", value) for key, value in node.items()]
        case _:
            opening, closing, items = "[", "]", [("", item) for item in node]
    if not items:
        return line
    if len(items) == 1 and isinstance(only := items[0][1], str) and not items[0][0] and isinstance(node, Call):
        # As formatters do: a text of several lines starts right after the parenthesis, and a long line gets no comma.
        text = literal(only)
        return f"{opening}{text})" if "\n" in text else f"{opening}\n{' ' * inner}{text}\n{' ' * indent})"
    written = [f"{' ' * inner}{name}{laid_out(item, inner, before=len(name), after=1)}," for name, item in items]
    return "\n".join([opening, *written, f"{' ' * indent}{closing}"])


def _chosen(choice: Choice, indent: int) -> str:
    margin = " " * (indent + 4)
    one, other = laid_out(choice.postgresql, indent + 4), laid_out(choice.other, indent + 4, before=len("else "))
    return "\n".join(["(", f"{margin}{one}", f"{margin}if {CONDITION}", f"{margin}else {other}", f"{' ' * indent})"])


def _parts(node: Call) -> list[tuple[str, Node]]:
    return [("", one) for one in node.arguments] + [(f"{name}=", one) for name, one in (node.keywords or {}).items()]


def _on_one_line(node: Node) -> str:
    match node:
        case Call():
            return f"{node.name}({', '.join(name + _on_one_line(one) for name, one in _parts(node))})"
        case Code():
            return node.text
        case Choice():
            return f"{_on_one_line(node.postgresql)} if {CONDITION} else {_on_one_line(node.other)}"
        case Starred(lists):
            return f"*({_on_one_line(lists)})"
        case str():
            return literal(node)
        case bytes():
            written = repr(node)
            return written if b'"' in node or b"'" in node else f'b"{written[2:-1]}"'
        case None | int() | float():
            return repr(node)
        case Mapping():
            return f"{{{', '.join(f'{literal(key)}: {_on_one_line(value)}' for key, value in node.items())}}}"
    return f"[{', '.join(_on_one_line(item) for item in node)}]"


def literal(text: str) -> str:
    """Return a string literal in double quotes; in triple quotes if it has several lines."""
    plain = text.isprintable() or all(one.isprintable() or one in "\n\t" for one in text)
    if "\n" in text and plain and '"""' not in text and not text.endswith('"'):
        doubled = text.replace("\\", "\\\\")
        return f'"""{doubled}"""'
    written = repr(text)
    if written[0] == "'" and '"' not in text:
        return f'"{written[1:-1]}"'
    return written


_PARAMETER = re.compile(r"(?<![:\w\\]):(?=[\w$]+(?![:\w$])|\w+(?![:\w]))")
_ESCAPED = re.compile(r"\\(?=:[\w$]*(?![:\w$])|:\w*(?![:\w]))")


def without_parameters(sql: str) -> str:
    """Escape `sql` for SQLAlchemy's text(), so that no colon starts a parameter.

    The expressions are those of `sqlalchemy.sql.compiler`, BIND_PARAMS and BIND_PARAMS_ESC, in which names may contain
    a dollar sign (before 2.1) or not.
    """
    return _PARAMETER.sub(r"\\:", _ESCAPED.sub(r"\\\\", sql))


def text(sql: str) -> Call:
    """Return `sa.text("…")` for an expression."""
    return call("sa.text", without_parameters(sql))


def execute(sql: str) -> Call:
    """Return `op.execute("…")` for a statement."""
    return call("op.execute", without_parameters(sql))


def identifier(schema: str | None, name: str) -> str:
    """Return an SQL name, quoted if that may be necessary, with its schema unless that is the default one."""
    return ".".join(_quoted(part) for part in (schema, name) if part is not None)


_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = frozenset(
    """abort action after all alter analyse analyze and any array as asc asymmetric authorization autoincrement before
    begin between binary both by cascade case cast check collate collation column commit concurrently conflict
    constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp
    current_user default deferrable delete desc distinct do drop each else end escape except exists explain false fetch
    for foreign freeze from full glob grant group having if ilike in index initially inner insert instead intersect into
    is isnull join key lateral leading left like limit localtime localtimestamp match natural no not nothing notnull
    null of offset on only or order outer overlaps placing pragma primary raise references replace returning right
    rollback row rows select session_user set similar some symmetric system_user table tablesample temp temporary then
    to trailing transaction trigger true union unique update user using values variadic vacuum verbose view virtual when
    where window with without""".split()  # noqa: SIM905 -- a list would take a page
)
"""Words with another meaning in SQL, on either database."""


def _quoted(name: str) -> str:
    if _PLAIN.fullmatch(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def string(value: str) -> str:
    """Return an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"
