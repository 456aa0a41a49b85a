"""Follows what MODIFY and CHANGE of MySQL and MariaDB take away from a column."""

from __future__ import annotations

from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import ColumnState, Made
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.tables import BatchTable

_MYSQL = frozenset({"mysql", "mariadb"})


def note_batch(change: BatchTable, state: SchemaState, made: Made) -> None:
    """A batch that copies its table modifies no column."""
    state.copying = change.number if change.recreate == "always" else None


def reset_by(change: AlterColumn, held: ColumnState, *, copied: bool) -> frozenset[str]:
    """Which attributes the servers have taken away after a call; one that is repeated or given anew is there again."""
    if change.redefines:
        return frozenset()
    given = {*change.keywords, *change.existing.given}
    repeated = {
        "nullable": change.nullable is not None or not given.isdisjoint(("nullable", "existing_nullable", "**")),
        "default": change.default != "keep"
        or not given.isdisjoint(("server_default", "existing_server_default", "**")),
        "comment": change.comment is not False or not given.isdisjoint(("comment", "existing_comment", "**")),
    }
    lost = set(held.reset)
    if is_modify(change) and not copied and _runs_there(change):
        lost |= {name for name, is_said in repeated.items() if not is_said}
    return frozenset(lost - {name for name, is_said in repeated.items() if is_said})


def is_modify(change: AlterColumn) -> bool:
    """Whether MODIFY or CHANGE comes of it; a new default alone is its own statement."""
    if change.redefines:
        return True
    if change.origin.form == "sql":
        return False
    changed = (change.type, change.nullable, change.new_name, change.autoincrement)
    return any(one is not None for one in changed) or change.comment is not False


def _runs_there(change: AlterColumn) -> bool:
    around = change.origin.operation.around
    return (around.only is None or not _MYSQL.isdisjoint(around.only)) and not {*around.without} >= _MYSQL
