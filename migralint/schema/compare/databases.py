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
    """Return everything in which the two differ, in an order in which mends run; otherwise by table, kind and object.

    `names_used`: the constraint names that code of kept revisions uses; such a name missing on one side is drift,
    not a note. `project_dialect`: what the migrations are written for, if these databases only stand in for it; it
    decides which defaults are the same. `dialects`: all that the project runs on, as far as it says: what none of them
    tells apart is a note. Raises ValueError for databases of two dialects. `schema/mend` writes the mends.
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
    """What `compare` is told, in one value."""
    if models.dialect != migrations.dialect:
        raise ValueError(f"cannot compare {models.dialect} with {migrations.dialect}")
    return Context(models, migrations, project_dialect or models.dialect, frozenset(names_used), frozenset(dialects))


def differences(context: Context) -> tuple[Difference, ...]:
    """Return what `compare` does."""
    found = [*compare_tables(context), *compare_objects(context), *compare_view_rows(context)]
    found += [*compare_access(context, found), *compare_attributes(context, found)]
    other_rows = {one.table for one in found if one.kind == Kind.ROWS.word}
    found += [one for one in compare_positions(context) if one.table not in other_rows]
    return run_order(context, found)


def status(differences: Iterable[Difference], *, strict: bool = False) -> Literal["match", "drift"]:
    """Say "drift" if one of them is more than a note; with `strict` a note suffices."""
    return "drift" if any(strict or not found.note for found in differences) else "match"
