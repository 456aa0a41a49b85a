"""Reads constraints as SQLAlchemy writes them, in a table, at a column, and as the arguments of directives."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.changes.definitions import Constraint, Reference, TableName
from migralint.history.expression import CallText, SourceText


def read_constraint(value: object, *, inline: bool = False) -> Constraint | None:
    """The constraint that a call creates; None for any other call."""
    call = value.call() if isinstance(value, SourceText) else None
    if call is None:
        return None
    match call.name:
        case "ForeignKey":
            return _foreign_key(call)
        case "ForeignKeyConstraint":
            return _foreign_key_constraint(call)
        case "PrimaryKeyConstraint":
            return Constraint("primary key", *_name(call), columns=strings(call.arguments), inline=inline)
        case "UniqueConstraint":
            return Constraint("unique", *_name(call), columns=strings(call.arguments), inline=inline)
        case "CheckConstraint":
            return Constraint("check", *_name(call, 1), text=sql_text(_first(call)), inline=inline)
        case "ExcludeConstraint":
            return Constraint("exclude", *_name(call))
    return None


def _name(call: CallText, position: int | None = None) -> tuple[str | None, bool]:
    """The name, if it is literal, and whether there is one; `position`: its position as a positional argument."""
    name = call.keywords.get("name")
    if position is not None and len(call.arguments) > position:
        name = call.arguments[position]
    return (name if isinstance(name, str) else None), name is not None


def _first(call: CallText) -> object:
    return call.arguments[0] if call.arguments else call.keywords.get("sqltext")


def _foreign_key(call: CallText) -> Constraint:
    target = call.arguments[0] if call.arguments else call.keywords.get("column")
    return Constraint(
        "foreign key",
        *_name(call),
        reference=reference([target], call.keywords),
        inline=True,
        use_alter=call.keywords.get("use_alter") is True,
        deferred=str(call.keywords.get("initially", "")).upper() == "DEFERRED",
    )


def _foreign_key_constraint(call: CallText) -> Constraint:
    columns = call.arguments[0] if call.arguments else call.keywords.get("columns")
    targets = call.arguments[1] if len(call.arguments) > 1 else call.keywords.get("refcolumns")
    name = call.arguments[2] if len(call.arguments) > 2 else call.keywords.get("name")
    return Constraint(
        "foreign key",
        name if isinstance(name, str) else None,
        name is not None,
        columns=strings(columns),
        reference=reference(targets if isinstance(targets, list | tuple) else [], call.keywords),
        use_alter=call.keywords.get("use_alter") is True,
        deferred=str(call.keywords.get("initially", "")).upper() == "DEFERRED",
    )


def reference(targets: Sequence[object], keywords: dict[str, object]) -> Reference:
    """The target of "table.column" texts."""
    table, columns = None, []
    for target in targets:
        if isinstance(target, str) and "." in target:
            *schema, name, column = target.split(".")
            table = TableName(name, ".".join(schema) or None)
            columns.append(column)
    actions = (str(keywords.get(key) or "").upper() for key in ("ondelete", "onupdate"))
    return Reference(table, tuple(columns), *actions)


def strings(value: object) -> tuple[str, ...]:
    """The strings among the items of an argument."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()


def sql_text(value: object) -> str | None:
    """The SQL of a condition: a string, or `sa.text("…")`; None if it is not literal."""
    if isinstance(value, str):
        return value
    call = value.call() if isinstance(value, SourceText) else None
    if call is not None and call.name == "text" and call.arguments and isinstance(call.arguments[0], str):
        return call.arguments[0]
    return None
