"""Mends rows, as far as migrations should do that."""

from __future__ import annotations

from collections import Counter

from migralint.schema.database import full_name
from migralint.schema.opsource.python import execute, identifier
from migralint.schema.rows import Rows
from migralint.schema.table import Table

_ROWS = 20
"""The maximum number of rows in one statement."""


def mend_rows(table: Table, models: Rows, migrations: Rows) -> str:
    """Insert and update rows that only create_all leaves; add advice on rows that only the migrations leave.

    `table` is the models' table.
    """
    name = full_name(table.schema, table.name)
    if models.kept is None or migrations.kept is None:
        return f"# change the rows of {name} to those of create_all"
    ours, theirs = Counter(models.kept), Counter(migrations.kept)
    missing, extra = list((ours - theirs).elements()), list((theirs - ours).elements())
    keys = _keys(table, models.columns)
    changed = {tuple(row[place] for place in keys) for row in extra} if keys else set()
    updated = [row for row in missing if tuple(row[place] for place in keys) in changed]
    inserted = [row for row in missing if row not in updated]
    lines: list[str] = []
    if len(extra) > len(updated):
        lines.append(
            f"# create_all lacks {len(extra) - len(updated)} of these rows: insert them in a listener of the table's"
        )
        lines.append("# after_create event, or accept the difference with an allow entry")
    if len(missing) > _ROWS:
        lines.append(f"# change {len(missing)} rows of {name} to those of create_all")
        return "\n".join(lines)
    lines += [_update(table, models.columns, keys, row) for row in updated]
    if inserted:
        columns = ", ".join(identifier(None, column) for column in models.columns)
        values = ", ".join(f"({', '.join(row)})" for row in inserted)
        fixed = any(one.identity is not None and one.identity.always for one in table.columns)
        # An identity column with ALWAYS accepts a value only with this clause.
        target = f"{identifier(table.schema, table.name)} ({columns}){' OVERRIDING SYSTEM VALUE' if fixed else ''}"
        lines.append(execute(f"INSERT INTO {target} VALUES {values}"))
    return "\n".join(lines)


def _keys(table: Table, columns: tuple[str, ...]) -> tuple[int, ...]:
    """Return the positions of the primary key's columns in `columns`; empty if one is not there."""
    key_columns = [] if table.primary_key is None else list(table.primary_key.columns)
    places = [columns.index(name) for name in key_columns if name in columns]
    return tuple(places) if len(places) == len(key_columns) else ()


def _update(table: Table, columns: tuple[str, ...], keys: tuple[int, ...], row: tuple[str, ...]) -> str:
    named = [f"{identifier(None, column)} = {value}" for column, value in zip(columns, row, strict=True)]
    changes = ", ".join(part for place, part in enumerate(named) if place not in keys)
    where = " AND ".join(named[place] for place in keys)
    return execute(f"UPDATE {identifier(table.schema, table.name)} SET {changes} WHERE {where}")
