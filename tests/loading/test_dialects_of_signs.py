"""The databases of a project that names none: `render_as_batch` in env.py is only a sign of SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.operations import load_folder, write_revisions

ENV = "context.configure(connection=connection, render_as_batch=True)\n"
FREE = 'op.add_column("orders", sa.Column("{}", sa.Text()))'
KEY = 'op.create_foreign_key("fk_{}", "orders", "users", ["u"], ["id"])'
IN_BATCH = 'with op.batch_alter_table("orders") as b:\n    b.create_foreign_key("fk_{}", "users", ["u"], ["id"])'
GUARDED = 'if op.get_bind().dialect.name != "sqlite":\n    op.drop_constraint("uq_{}", "orders", type_="unique")'
CAUGHT = 'try:\n    op.drop_constraint("uq_{}", "orders")\nexcept Exception:\n    pass'
TYPE = 'op.alter_column("orders", "c{}", type_=sa.Text())'
NAME = 'op.alter_column("orders", "c{}", new_column_name="d")'


@pytest.mark.parametrize(
    ("bodies", "found"),
    [
        ([FREE, FREE, FREE], ["sqlite"]),
        ([KEY, FREE, TYPE, FREE], []),
        ([KEY, TYPE], ["sqlite"]),  # nothing is built on the second one: it may be the mistake to report
        ([KEY, FREE, FREE], ["sqlite"]),
        ([IN_BATCH, IN_BATCH, FREE], ["sqlite"]),
        ([GUARDED, GUARDED, FREE], ["sqlite"]),
        ([CAUGHT, CAUGHT, FREE], ["sqlite"]),
        ([NAME, NAME, FREE], ["sqlite"]),
        ([KEY + "\nop.create_table('t', sa.Column('a', sa.Text()), mysql_engine='InnoDB')", TYPE, FREE], ["mysql"]),
        ([KEY + "\nop.create_table('t', sa.Column('a', sa.Text()), sqlite_strict=True)", TYPE, FREE], ["sqlite"]),
    ],
)
def test_a_history_that_cannot_have_run_there_is_not_for_sqlite(
    bodies: list[str], found: list[str], tmp_path: Path
) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENV)
    write_revisions(tmp_path / "versions", [body.format(number) for number, body in enumerate(bodies)])
    settings = load_folder(str(tmp_path), ()).operation_settings
    assert sorted(settings.dialects) == found
    assert settings.inferred


def test_the_setting_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENV)
    write_revisions(tmp_path / "versions", [KEY.format(1), KEY.format(2), FREE.format(3)])
    assert load_folder(str(tmp_path), ["sqlite"]).operation_settings.dialects == {"sqlite"}
