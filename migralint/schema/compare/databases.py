"""Compares two databases: the one of create_all and the one of the migrations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from migralint.schema.compare.access import compare_access, compare_attributes
from migralint.schema.compare.context import Context
from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.compare.objects import compare_objects
from migralint.schema.compare.positions import compare_positions
from migralint.schema.compare.rows import compare_view_rows
from migralint.schema.compare.run_order import run_order
from migralint.schema.compare.tables import compare_tables
from migralint.schema.database import Database


def compare(
    models: Database,
    migrations: Database,
    *,
    names_used: Collection[str] = (),
    project_dialect: str | None = None,
    dialects: Collection[str] = (),
) -> tuple[Difference, ...]:
    """Return all differences, in the order in which their mends must run; otherwise by table, kind and object.

    `names_used`: the constraint names in the code of kept revisions; such a name is drift, not a note, if one side
    lacks it. `project_dialect`: the dialect of the migrations, if these databases only replace it; it decides which
    defaults are the same. `dialects`: all dialects that the project declares; a difference that none of them can
    distinguish is a note. Raises ValueError if the databases have different dialects. `schema/mend` writes the mends.
    """
    return differences(
        context_of(models, migrations, names_used=names_used, project_dialect=project_dialect, dialects=dialects)
    )


def context_of(
    models: Database,
    migrations: Database,
    *,
    names_used: Collection[str],
    project_dialect: str | None,
    dialects: Collection[str],
) -> Context:
    """Return the arguments of `compare` as one value."""
    if models.dialect != migrations.dialect:
        raise ValueError(f"cannot compare {models.dialect} with {migrations.dialect}")
    return Context(models, migrations, project_dialect or models.dialect, frozenset(names_used), frozenset(dialects))


def differences(context: Context) -> tuple[Difference, ...]:
    """Return the differences, as described in `compare`."""
    result = [*compare_tables(context), *compare_objects(context), *compare_view_rows(context)]
    result += [*compare_access(context, result), *compare_attributes(context, result)]
    other_rows = {one.table for one in result if one.kind == Kind.ROWS.word}
    result += [one for one in compare_positions(context) if one.table not in other_rows]
    return run_order(context, result)


def status(differences: Iterable[Difference], *, strict: bool = False) -> Literal["match", "drift"]:
    """Return "drift" if one of them is more than a note; with `strict`, also if one is a note."""
    return "drift" if any(strict or not one.note for one in differences) else "match"
