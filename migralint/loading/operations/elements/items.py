"""Reads `sa.Index(…)`, constraints, sequences and tables as objects, with the arguments of what creates them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from migralint.evaluation.symbols import Item, MadeTable, Table
from migralint.evaluation.values import Binding

Arguments = tuple[object, ...]
Keywords = dict[str, object]
Names = Mapping[str, Binding]

_COLUMN = re.compile(r"(\w+)\.(?:c|columns)(?:\.(\w+)|\[([\"'])(\w+)\3\])\Z")
_OF_TABLE = re.compile(r"(?<![\w.])(\w+)\.(?:c|columns)\b")
_NOT_OF_A_DIRECTIVE = frozenset({"name", "_table", "table", "info", "quote", "_column_flag", "metadata"})
_LOOKED_UP = frozenset(
    {"autoload", "autoload_with", "autoload_replace", "extend_existing", "keep_existing", "include_columns"}
)
"""Keywords of a table whose columns are not all in its call."""
UNKNOWN_PART = {"**": None}
"""Keywords of a directive whose arguments are not all known."""


def item(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    """What a call of SQLAlchemy's makes, by the name of its class; arguments and keywords as a row holds them."""
    return _ITEMS[kind](kind, arguments, keywords, names)


def is_item(kind: str) -> bool:
    """Whether a class of SQLAlchemy makes what can be created and dropped by itself."""
    return kind in _ITEMS


def made_table(table: Table, arguments: Arguments, keywords: Keywords) -> Table:
    """A table object with what its call says of it; `arguments` come behind the name and the MetaData."""
    if "**" in keywords or not arguments or not _LOOKED_UP.isdisjoint(keywords):
        return table
    options = {key: value for key, value in keywords.items() if key not in _NOT_OF_A_DIRECTIVE}
    return MadeTable(table.name, table.schema, arguments, options)


def without_indexes(table: MadeTable) -> MadeTable:
    """The table as `CreateTable(…)` makes it: indexes are statements of their own."""
    parts = tuple([_without_index(one) for one in table.parts if _called(one) != "Index"])
    return MadeTable(table.name, table.schema, parts, table.options)


def inside_table(made: Item, node: object) -> object:
    """An index or a constraint that belongs to a table by its columns, as if it stood among the arguments of the table;
    `node`: its call, as a row holds it."""
    if not isinstance(node, dict) or ... not in node:
        return node
    text, function, _, keywords, receiver = node[...]
    if made.kind == "Index":
        arguments = (made.arguments[0], *_listed(made.arguments[2]))
    elif made.kind in ("UniqueConstraint", "PrimaryKeyConstraint"):
        arguments, keywords = tuple(_listed(made.arguments[2])), {**keywords, "name": made.arguments[0]}
    else:
        return node
    return {...: (text, function, arguments, keywords, receiver)}


def _index(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    name = arguments[0] if arguments else keywords.get("name")
    columns, table = _columns(arguments[1:], keywords, names)
    return _made(kind, table, (name, _name_of(table), columns), keywords)


def _key(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    columns, table = _columns(arguments, keywords, names)
    return _made(kind, table, (keywords.get("name"), _name_of(table), columns), keywords)


def _foreign_key(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    given = dict(zip(("columns", "refcolumns", "name", "onupdate", "ondelete"), arguments, strict=False)) | keywords
    local, table = _columns(_listed(given.pop("columns", None)), given, names)
    targets = [_target(one, names) for one in _listed(given.pop("refcolumns", None))]
    first = targets[0][0] if targets else None
    if any(target != first for target, _ in targets):
        first = None
    remote = [column for _, column in targets]
    if first is not None and first.schema is not None:
        given["referent_schema"] = first.schema
    return _made(kind, table, (given.get("name"), _name_of(table), _name_of(first), local, remote), given)


def _check(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    given = dict(zip(("sqltext", "name"), arguments, strict=False)) | keywords
    condition = given.pop("sqltext", None)
    _, table = _columns((condition,), given, names)
    return _made(kind, table, (given.get("name"), _name_of(table), condition), given)


def _exclude(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    _, table = _columns((one[0] for one in arguments if isinstance(one, tuple) and one), keywords, names)
    return _made(kind, table, (keywords.get("name"), _name_of(table)), keywords)


def _sequence(kind: str, arguments: Arguments, keywords: Keywords, names: Names) -> Item:
    name = arguments[0] if arguments else keywords.get("name")
    return Item(kind, None, (name if isinstance(name, str) else None,), keywords)


def _made(kind: str, table: Table | None, arguments: Arguments, keywords: Keywords) -> Item:
    kept = {key: value for key, value in keywords.items() if key not in _NOT_OF_A_DIRECTIVE}
    return Item(kind, table, arguments, kept)


def _name_of(table: Table | None) -> str | None:
    return table.name if table is not None else None


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else () if value is None else (value,)


def _columns(values: Iterable[object], keywords: Keywords, names: Names) -> tuple[list[object], Table | None]:
    """Columns and expressions, and the table whose they are: None if it is not known, or if they are of several."""
    found: list[object] = []
    tables: list[Table | None] = []
    for value in values:
        column, table = _column(value, names)
        found.append(column)
        tables += [table] if table is not None else []
    for key in ("_table", "table"):
        if (table := _table_of(keywords.get(key), names)) is not None:
            tables.append(table)
    one = tables[0] if tables else None
    same = one is not None and all((other.name, other.schema) == (one.name, one.schema) for other in tables if other)
    return found, one if same else None


def _column(value: object, names: Names) -> tuple[object, Table | None]:
    """A column by its name, anything else as it is; and the table that it names."""
    if isinstance(value, str):
        return value, None
    text = _source(value)
    match = _COLUMN.match(text)
    if match is not None:
        table = _held(match[1], names)
        return (match[2] or str(match[4]), table) if table is not None else (value, None)
    if _called(value).lower() == "column":
        arguments = value[...][2]  # type: ignore[index]
        return (arguments[0] if arguments and isinstance(arguments[0], str) else value), None
    named = [_held(name, names) for name in _OF_TABLE.findall(text)]
    return value, named[0] if named and all(one == named[0] for one in named) else None


def _target(value: object, names: Names) -> tuple[Table | None, object]:
    """What a column of a foreign key points to: the table and the column."""
    if isinstance(value, str) and "." in value:
        *schema, table, name = value.split(".")
        return Table(table, ".".join(schema) or None), name
    column, known = _column(value, names)
    return (Table(known.name, known.schema) if known is not None else None), column


def _table_of(value: object, names: Names) -> Table | None:
    if _called(value).lower() == "table":
        name = value[...][2][:1]  # type: ignore[index]
        schema = value[...][3].get("schema")  # type: ignore[index]
        if name and isinstance(name[0], str) and isinstance(schema, str | None):
            return Table(name[0], schema)
    return _held(_source(value), names)


def _held(name: str, names: Names) -> Table | None:
    held = names.get(name)
    return held.value if held is not None and isinstance(held.value, Table) else None


def _source(value: object) -> str:
    """The source text of an argument that is not literal."""
    if isinstance(value, frozenset):
        return str(next(iter(value), ""))
    return str(value[...][0]) if isinstance(value, dict) and ... in value else ""


def _called(value: object) -> str:
    """The name of the class or function that an argument calls."""
    return str(value[...][1]).rpartition(".")[2] if isinstance(value, dict) and ... in value else ""


def _without_index(part: object) -> object:
    if not isinstance(part, dict) or _called(part) != "Column" or part[...][3].get("index") is not True:
        return part
    text, function, arguments, keywords, receiver = part[...]
    kept = {key: value for key, value in keywords.items() if key not in ("index", "unique")}
    return {...: (text, function, arguments, kept, receiver)}


_ITEMS: dict[str, Callable[[str, Arguments, Keywords, Names], Item]] = {
    "Index": _index,
    "UniqueConstraint": _key,
    "PrimaryKeyConstraint": _key,
    "ForeignKeyConstraint": _foreign_key,
    "CheckConstraint": _check,
    "ExcludeConstraint": _exclude,
    "Sequence": _sequence,
}
