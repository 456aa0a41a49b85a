"""Combines an operation for PostgreSQL and the same one for another database into one that works for both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.schema.opsource.layout import Call, Choice, Code, Node, Starred, call

LONGEST = 63
"""The maximum length of a name on PostgreSQL in bytes."""
_NUMBER = re.compile(r"'?(-?[\d.]+)'?(::[\w ]+)?")
_TEXT = re.compile(r"('(?:[^']|'')*')::[\w ]+(\(\d+\))?")
_GENERIC = {"sa.DateTime": "sa.DateTime", "sa.Time": "sa.Time", "postgresql.DOUBLE_PRECISION": "sa.Float"}
"""PostgreSQL's types, and the type of another database that has the same meaning."""


class _UnlikeError(Exception):
    """The two operations are too different to merge."""


class Merger(Struct):
    """Merges operations, and collects the types that differ between the two databases."""

    used_names: frozenset[str] = frozenset()
    """Names of variables that are already used."""
    types: dict[str, Call] = field(default_factory=dict)
    """The types that differ, by the name of the variable for each."""

    def merged(self, postgresql: Call, other: Call) -> Call | None:
        """Return one operation for both databases; None if there is none."""
        if postgresql == other:
            return other
        try:
            if postgresql.function == other.function == "op.create_table":
                return self._table(postgresql, other)
            if postgresql.function == other.function == "op.create_index":
                return self._index(postgresql, other)
        except _UnlikeError:
            return None
        return None

    def _index(self, postgresql: Call, other: Call) -> Call:
        if postgresql.arguments != other.arguments:
            raise _UnlikeError
        return Call(other.function, other.arguments, _united(postgresql, other))

    def _table(self, postgresql: Call, other: Call) -> Call:
        ours, our_rest = _columns(postgresql)
        theirs, their_rest = _columns(other)
        if [one.arguments[0] for one in ours] != [one.arguments[0] for one in theirs]:
            raise _UnlikeError
        columns = [self._column(one, two) for one, two in zip(ours, theirs, strict=True)]
        constraints = _constraints(our_rest, their_rest)
        return Call(other.function, (other.arguments[0], *columns, *constraints), _united(postgresql, other))

    def _column(self, postgresql: Call, other: Call) -> Call:
        if postgresql.arguments[2:] != other.arguments[2:]:
            raise _UnlikeError
        name, kind = other.arguments[:2]
        ours, theirs = dict(postgresql.keywords or {}), dict(other.keywords or {})
        default = _default(ours.pop("server_default", None), theirs.pop("server_default", None))
        if not theirs.items() <= ours.items() or ours.keys() - theirs.keys() - {"autoincrement"}:
            raise _UnlikeError
        first = {key: ours[key] for key in ours if key == "autoincrement"}
        rest = {key: value for key, value in ours.items() if key != "autoincrement"}
        keywords = {**first, **({} if default is None else {"server_default": default}), **rest}
        return Call(other.function, (name, self._type(postgresql.arguments[1], kind), *other.arguments[2:]), keywords)

    def _type(self, postgresql: Node, other: Node) -> Node:
        if postgresql == other or not isinstance(other, Call):
            return other
        if isinstance(postgresql, Code):  # an enum type already has a variable
            return _variant(other, postgresql)
        if not isinstance(postgresql, Call):
            raise _UnlikeError
        if _GENERIC.get(postgresql.function) == other.function:
            return other if postgresql.function != other.function else postgresql
        if postgresql == Call("postgresql.JSON", (), {}) and other == Call("sa.JSON", (), {}):
            return other
        return Code(self._variable(postgresql.function, _variant(other, postgresql)))

    def _variable(self, function: str, kind: Call) -> str:
        for name, known in self.types.items():
            if known == kind:
                return name
        base = f"{function.rpartition('.')[2].lower()}_type"
        number = 1
        while (name := base if number == 1 else f"{base}_{number}") in self.used_names | self.types.keys():
            number += 1
        self.types[name] = kind
        return name


def _variant(other: Call, postgresql: Node) -> Call:
    return Call("with_variant", (postgresql, "postgresql"), {}, of=other)


def _columns(table: Call) -> tuple[list[Call], list[Call]]:
    """Return the columns and the constraints."""
    parts = [one for one in table.arguments[1:] if isinstance(one, Call)]
    columns = [one for one in parts if one.function == "sa.Column"]
    return columns, [one for one in parts if one.function != "sa.Column"]


def _united(postgresql: Call, other: Call) -> Mapping[str, Node]:
    """Return the keywords of both: options of one dialect, and keywords that are equal."""
    ours, theirs = postgresql.keywords or {}, other.keywords or {}
    for key in ours.keys() ^ theirs.keys():
        if not key.startswith(("postgresql_", "sqlite_")):
            raise _UnlikeError
    if any(ours[key] != theirs[key] for key in ours.keys() & theirs.keys()):
        raise _UnlikeError
    return {**theirs, **ours}


def _default(postgresql: Node, other: Node) -> Node:
    if postgresql == other:
        return other
    ours, theirs = _text_of(postgresql), _text_of(other)
    if ours is None or theirs is None:
        return Choice(postgresql, other)
    if (ours, theirs.strip("'")) in (("false", "0"), ("true", "1")):
        return call(f"sa.{ours}")
    if (ours, theirs) == ("now()", "CURRENT_TIMESTAMP"):
        return call("sa.func.now")
    number = _NUMBER.fullmatch(ours)
    text = _TEXT.fullmatch(ours)
    if (number and number[1] == theirs.strip("'")) or (text and text[1] == theirs):
        return other
    return call("sa.text", Choice(ours, theirs))


def _text_of(default: Node) -> str | None:
    """Return the SQL in `sa.text("…")`."""
    return default.arguments[0] if isinstance(default, Call) and isinstance(default.arguments[0], str) else None


def _constraints(postgresql: Sequence[Call], other: Sequence[Call]) -> list[Node]:
    """Return the constraints of both, in the other database's order, then the constraints that only PostgreSQL has."""
    waiting = list(postgresql)
    written: list[Node] = []
    for theirs in other:
        ours = next((one for one in waiting if one == theirs), None)
        ours = ours or next((one for one in waiting if _alike(one, theirs)), None)
        if ours is not None:
            waiting.remove(ours)
            written.append(_constraint(ours, theirs))
        elif theirs.function == "sa.ForeignKeyConstraint":
            # It is created separately if tables form a cycle; if that is impossible, use_alter has no effect.
            written.append(replace(theirs, keywords={**(theirs.keywords or {}), "use_alter": True}))
        else:
            written.append(Starred(Choice([], [theirs])))
    return [*written, *(Starred(Choice([one], [])) for one in waiting)]


def _alike(postgresql: Call, other: Call) -> bool:
    """Whether both are the same constraint, except for its name or the way PostgreSQL prints an expression."""
    if postgresql.function != other.function:
        return False
    ours, theirs = dict(postgresql.keywords or {}), dict(other.keywords or {})
    our_name, their_name = ours.pop("name", None), theirs.pop("name", None)
    if ours != theirs or not (their_name is None or our_name == their_name or _is_short_for(our_name, their_name)):
        return False
    if postgresql.function == "sa.CheckConstraint":
        return their_name is not None
    return postgresql.arguments == other.arguments


def _is_short_for(name: Node, whole: Node) -> bool:
    """Whether SQLAlchemy shortens the conventional name `whole`, too long for PostgreSQL, to `name`."""
    if not (isinstance(name, Call) and isinstance(whole, Call)):
        return False
    short, long = str(name.arguments[0]), str(whole.arguments[0])
    return len(long) > LONGEST and short[-5:-4] == "_" and long.startswith(short[:-5])


def _constraint(postgresql: Call, other: Call) -> Call:
    """Return one constraint for both databases. Without a name, PostgreSQL generates its usual one."""
    if postgresql.arguments == other.arguments:
        return other
    return replace(other, arguments=(Choice(postgresql.arguments[0], other.arguments[0]),))
