"""Compares where counters stand: AUTOINCREMENT, identity columns, sequences."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.schema.compare.context import Context, difference, pair, pair_sequences
from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.opsource.layout import string
from migralint.schema.opsource.python import execute, identifier
from migralint.schema.table import Table


def compare_positions(context: Context) -> Iterator[Difference]:
    """Yield the counters that do not stand alike. Those of a table whose rows differ say nothing new.

    A counter that is ahead in the migrations only skips numbers: a note. One that is behind gives numbers out again.
    """
    paired = pair(
        context.models.tables, context.migrations.tables, lambda table: (table.schema, context.key(table.name))
    )
    for ours, theirs in paired.both:
        yield from _table(context, ours, theirs)
    sequences = pair_sequences(context.models.sequences, context.migrations.sequences)
    for one, other in sequences.both:
        if one.start != other.start:
            continue  # reported already; a new start leaves the counter where it stands
        owner = one.owner.rpartition(".")[0] or None
        name = full_name(one.schema, one.name)
        sequence = string(identifier(one.schema, one.name))
        yield from _position(owner, name, one.position, other.position, f"SELECT setval({sequence}, {{}})")


def _table(context: Context, ours: Table, theirs: Table) -> Iterator[Difference]:
    table = full_name(ours.schema, ours.name)
    counter = f"UPDATE sqlite_sequence SET seq = {{}} WHERE name = {string(ours.name)}"
    if theirs.position is None:
        counter = f"INSERT INTO sqlite_sequence (name, seq) VALUES ({string(ours.name)}, {{}})"
    yield from _position(table, None, ours.position, theirs.position, counter)
    for one, other in pair(ours.columns, theirs.columns, lambda column: context.key(column.name)).both:
        if one.identity is not None and other.identity is not None and one.identity.start == other.identity.start:
            column = f"{string(identifier(ours.schema, ours.name))}, {string(one.name)}"
            counter = f"SELECT setval(pg_get_serial_sequence({column}), {{}})"
            yield from _position(table, one.name, one.identity.position, other.identity.position, counter)


def _position(
    table: str | None, name: str | None, ours: int | None, theirs: int | None, mend: str
) -> Iterator[Difference]:
    """`mend`: the statement, with braces for the number."""
    if ours != theirs:
        ahead = (theirs or 0) > (ours or 0)
        mended = "" if ahead else execute(mend.format(ours))
        yield difference(Kind.SEQUENCE_POSITION, table, name, _said(ours), _said(theirs), mended, note=ahead)


def _said(position: int | None) -> str:
    return "not used yet" if position is None else f"counts on from {position}"
