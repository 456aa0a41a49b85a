"""The version table of a generated revision: as wide as the replaced revisions made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_UPGRADE = "\n\ndef upgrade():\n"
_SA = "import sqlalchemy as sa\n"
_OP = "from alembic import op\n"

Columns = Sequence[Mapping[str, Any]]
"""As `TargetResult.version_columns`."""


def can_be_widened(columns: Columns) -> bool:
    """Whether only the width of the single column was changed: a squash cannot write any other shape."""
    return not columns or ([one["name"] for one in columns] == ["version_num"] and columns[0]["type"] == "String")


def same(one: Columns, other: Columns, dialect: str) -> bool:
    """Whether two version tables are alike; SQLite has no widths."""
    return _meaning(one, dialect) == _meaning(other, dialect)


def widened(source: str, table: tuple[str | None, str], columns: Columns, *, guarded: bool) -> str:
    """Return the source of a revision that first widens the version table.

    `guarded`: it also runs on SQLite, where this is neither possible nor necessary.
    """
    (column,) = columns
    kind = "sa.Text()" if column["length"] is None else f"sa.String(length={column['length']})"
    schema = f', schema="{table[0]}"' if table[0] is not None else ""
    lines = [
        "op.alter_column(",
        f'    "{table[1]}",',
        f'    "{column["name"]}",',
        "    existing_type=sa.String(length=32),",
        f"    type_={kind},",
        f"    existing_nullable={column['nullable']}{schema},",
        ")",
    ]
    if guarded:
        lines = ['if op.get_context().dialect.name != "sqlite":', *(f"    {line}" for line in lines)]
    code = "".join(f"    {line}\n" for line in lines)
    head, separator, rest = source.partition(_UPGRADE)
    rest = rest.removeprefix("    pass\n")
    if _SA not in head:
        head = head.replace(_OP, _SA + _OP, 1)
    return f"{head}{separator}{code}{'' if rest.startswith(chr(10)) or not rest else chr(10)}{rest}"


def _meaning(columns: Columns, dialect: str) -> list[tuple[object, ...]]:
    if not columns:
        return [("version_num", None if dialect == "sqlite" else ("String", 32))]
    return [(one["name"], None if dialect == "sqlite" else (one["type"], one["length"])) for one in columns]
