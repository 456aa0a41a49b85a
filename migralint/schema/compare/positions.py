"""Compares the positions of counters: AUTOINCREMENT, identity columns, sequences."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.schema.compare.context import Context, difference, pair, pair_sequences
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.table import Table


def compare_positions(context: Context) -> Iterator[Difference]:
    """Yield the counters that have different positions.

    A counter that is ahead in the migrations only skips numbers: a note. One that is behind would return numbers again.
    """
    paired = pair(
        context.models.tables, context.migrations.tables, lambda table: (table.schema, context.key(table.name))
    )
    for ours, theirs in paired.both:
        yield from _table(context, ours, theirs)
    sequences = pair_sequences(context.models.sequences, context.migrations.sequences)
    for one, other in sequences.both:
        if one.start != other.start:
            continue  # reported already; a new start does not change the position
        owner = one.owner.rpartition(".")[0] or None
        name = full_name(one.schema, one.name)
        yield from _position(owner, name, one.position, other.position, (one,))


def _table(context: Context, ours: Table, theirs: Table) -> Iterator[Difference]:
    table = full_name(ours.schema, ours.name)
    yield from _position(table, None, ours.position, theirs.position, (ours,))
    for one, other in pair(ours.columns, theirs.columns, lambda column: context.key(column.name)).both:
        if one.identity is not None and other.identity is not None and one.identity.start == other.identity.start:
            yield from _position(table, one.name, one.identity.position, other.identity.position, (ours, one))


def _position(
    table: str | None, name: str | None, ours: int | None, theirs: int | None, counter: tuple[object, ...]
) -> Iterator[Difference]:
    """Yield a difference in positions. `counter`: the sequence, the table, or the table and its identity column."""
    if ours != theirs:
        ahead = (theirs or 0) > (ours or 0)
        about = About(ours, theirs, more=counter)
        yield difference(
            Kind.SEQUENCE_POSITION, table, name, _position_text(ours), _position_text(theirs), about, note=ahead
        )


def _position_text(position: int | None) -> str:
    return "not used yet" if position is None else f"continues from {position}"
