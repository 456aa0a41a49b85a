"""Code that names a database tells that the project runs there."""

from __future__ import annotations

import pytest

from migralint.pruning.repository.mentioned_dialects import mentioned_databases


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("op.create_index('i', 't', ['a'], postgresql_where=sa.text('x'))", {"postgresql"}),
        ("from sqlalchemy.dialects import mysql, postgresql", {"mysql", "postgresql"}),
        ("from sqlalchemy.dialects import (\n    oracle as o,\n    mssql,\n)", {"oracle", "mssql"}),
        ("from sqlalchemy.dialects.postgresql import JSONB", {"postgresql"}),
        ("sa.Text().with_variant(T(), 'mysql')", {"mysql"}),
        ('if bind.dialect.name == "sqlite":', {"sqlite"}),
        ("op.create_table('t', sqlite_autoincrement=True, mysql_engine='x')", {"sqlite", "mysql"}),
        ("if sqlite_where == 1 or postgresql: pass", set()),
        ("op.execute('SELECT 1')", set()),
    ],
)
def test_spoken(code: str, names: set[str]) -> None:
    assert mentioned_databases([("a", code)]).keys() == names


def test_the_first_place_is_told() -> None:
    found = mentioned_databases([("a", "x\ny"), ("b", "\n\nif name == 'mysql':\n"), ("c", "'mysql'")])
    assert found == {"mysql": ("b", 3)}
