"""Reads `sa.Column(…)` and its arguments."""

from __future__ import annotations

from migralint.changes.definitions import Column, Constraint, Default
from migralint.changes.reading.constraints import read_constraint
from migralint.changes.reading.defaults import read_default
from migralint.changes.reading.types import read_type
from migralint.changes.types import UNKNOWN_TYPE, Type
from migralint.history.expression import CallText, SourceText

_PARTS = frozenset(
    {"ForeignKey", "CheckConstraint", "Computed", "Identity", "Sequence", "UniqueConstraint", "FetchedValue"}
)


def read_column(value: object) -> Column | None:
    """The column that an argument defines; None unless it is a call of `Column`, or of a function with that name."""
    if not isinstance(value, SourceText):
        return None
    call = value.call()
    if call is None or (call.name != "Column" and not call.name.endswith("Column")):
        return None
    return _column(call, value.text)


def _column(call: CallText, text: str) -> Column:
    arguments, keywords = list(call.arguments), call.keywords
    name = keywords.get("name")
    if arguments and (isinstance(arguments[0], str) or _is_name(arguments[0])):
        name = arguments.pop(0)
    kind = UNKNOWN_TYPE
    constraints: list[Constraint] = []
    default: Default | None = None
    complete = "**" not in keywords and call.name == "Column"
    python_default = "default" in keywords
    if "type_" in keywords:
        kind = read_type(keywords["type_"])
    for position, argument in enumerate(arguments):
        part = argument.call() if isinstance(argument, SourceText) else None
        if part is not None and part.name in _PARTS:
            if part.name in ("Computed", "Identity"):
                default = read_default(argument)
            elif part.name == "Sequence":  # SQLAlchemy reads the value from it; the server gets no default
                python_default = True
            elif (constraint := read_constraint(argument, inline=True)) is not None:
                constraints.append(constraint)
        elif position == 0 and "type_" not in keywords:
            kind = read_type(argument)
        elif isinstance(argument, SourceText) and part is None:
            complete = False
    if keywords.get("server_default") is not None:
        default = read_default(keywords["server_default"])
    nullable = keywords.get("nullable")
    comment = keywords.get("comment")
    autoincrement = keywords.get("autoincrement")
    return Column(
        name if isinstance(name, str) else None,
        kind if isinstance(kind, Type) else UNKNOWN_TYPE,
        nullable if isinstance(nullable, bool) else None,
        "nullable" not in keywords or isinstance(nullable, bool) or nullable is None,
        default,
        python_default,
        keywords.get("primary_key") is True,
        keywords.get("unique") is True,
        keywords.get("index") is True,
        autoincrement if isinstance(autoincrement, bool) else None,
        comment if isinstance(comment, str) else None,
        tuple(constraints),
        text,
        complete,
    )


def _is_name(value: object) -> bool:
    """Whether a first argument is a column name that cannot be read: a plain name, an attribute."""
    if not isinstance(value, SourceText) or value.call() is not None:
        return False
    return read_type(value).family == "" and not value.text.startswith("*")
