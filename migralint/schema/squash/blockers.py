"""What cannot be written as a revision: everything at once, by cause, each with a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.schema.database import Database, full_name
from migralint.schema.naming import Thing
from migralint.schema.rows import KEPT
from migralint.schema.squash.objects import NotWritableError, create
from migralint.schema.squash.seeds.values import unquoted
from migralint.schema.squash.seeds.volatile import FROZEN, LEAVE_OUT, Volatile
from migralint.schema.squash.style import Style

OPTION = "--accept-volatile"
SETTING = "accept-volatile"
KEEP = "keep the revisions that make it with --until, or prune without --squash"
"""The advice if something cannot be written."""
_HEX = re.compile(r"([0-9a-f]{2})+")
_URL_SAFE = re.compile(r"[\w-]{16,}")


class Refusal(Struct, frozen=True):
    """A reason why no squash can be generated."""

    message: str
    """A sentence without its full stop."""
    help: str = ""
    """What to do, without a full stop."""


def row_blockers(databases: Sequence[Database], volatile: Volatile) -> Iterator[Refusal]:
    """Yield the reasons why rows cannot be written.

    `volatile`: the values that differ between two runs of the replaced revisions. Values that the user accepted are no
    blocker.
    """
    tables = {full_name(table.schema, table.name): table for one in databases for table in one.tables}
    open_columns = sorted(
        one for one in volatile.unknown if ".".join(one) not in volatile.accepted and one[0] not in volatile.accepted
    )
    if open_columns:
        named = ", ".join(".".join(one) for one in open_columns)
        values = {one: _values(databases, *one) for one in open_columns}
        tied = _tied(databases, values)
        yield Refusal(
            f"two runs of the old revisions leave different values in {named}, and they are neither random UUIDs nor "
            "times near the run: only you know what a new database should get",
            _ways({".".join(one): FROZEN if one in tied else _expression(values[one]) for one in open_columns}),
        )
    large = [name for name, table in tables.items() if table.rows is not None and table.rows.count > KEPT]
    unstable = [name for name in volatile.unstable if name not in volatile.accepted and name not in large]
    if unstable:
        yield Refusal(
            f"two runs of the old revisions leave different rows in {', '.join(unstable)}",
            _ways(dict.fromkeys(unstable, FROZEN)),
        )
    large = [name for name in large if volatile.accepted.get(name) != LEAVE_OUT]
    if large:
        counted = ", ".join(f"{name} ({_count(tables[name].rows)} rows)" for name in large)
        yield Refusal(
            f"more than {KEPT} rows are too many for a revision file: {counted}",
            f"{_ways(dict.fromkeys(large, LEAVE_OUT))}; or keep the revisions that insert them with --until",
        )


def unwritable(databases: Iterable[Database], style: Style) -> Iterator[Refusal]:
    """Yield a reason for each other object without SQL."""
    for one in databases:
        things: list[Thing] = [*one.domains, *one.types, *one.functions, *one.views, *one.extensions]
        things += [*one.triggers, *one.policies, *one.others, *one.sequences]
        for thing in things:
            try:
                create(thing, style)
            except NotWritableError as error:
                yield Refusal(str(error), KEEP)


def _count(rows: object) -> int:
    return getattr(rows, "count", 0)


def _values(databases: Sequence[Database], table: str, column: str) -> list[str]:
    """Return the values of the column as SQL, without NULL."""
    return [
        value
        for one in databases
        for own in one.tables
        if full_name(own.schema, own.name) == table and own.rows is not None and column in own.rows.columns
        for row in own.rows.kept or ()
        if (value := row[own.rows.columns.index(column)]) != "NULL"
    ]


def _tied(databases: Sequence[Database], values: Mapping[tuple[str, str], Sequence[str]]) -> set[tuple[str, str]]:
    """Return the columns whose values refer to each other: an expression would give each column a different value."""
    holders: dict[str, set[tuple[str, str]]] = {}
    for column, own in values.items():
        for value in own:
            holders.setdefault(value, set()).add(column)
    tied = {column for columns in holders.values() if len(columns) > 1 for column in columns}
    for table in (one for database in databases for one in database.tables):
        for key in table.foreign_keys:
            ends = {(full_name(table.schema, table.name), column) for column in key.columns}
            ends |= {(key.target, column) for column in key.target_columns}
            tied |= ends & values.keys()
    return tied


def _expression(values: Sequence[str]) -> str:
    """Return an expression that might generate such a value."""
    text = unquoted(values[0]) if values else None
    if isinstance(text, str) and _HEX.fullmatch(text):
        return f"secrets.token_hex({len(text) // 2})"
    if isinstance(text, str) and _URL_SAFE.fullmatch(text):
        return f"secrets.token_urlsafe({len(text) * 3 // 4})"
    return FROZEN


def _ways(chosen: Mapping[str, str]) -> str:
    options = " ".join(f"{OPTION} {_shell(f'{name}={value}')}" for name, value in chosen.items())
    return (
        f"choose with {options} ({FROZEN}: use the values of one run for every new database; {LEAVE_OUT}: omit the "
        f"rows; or a Python expression), or permanently in the table {SETTING} of the settings"
    )


def _shell(word: str) -> str:
    return word if re.fullmatch(r"[\w.=/:-]+", word) else "'" + word.replace("'", "'\\''") + "'"
