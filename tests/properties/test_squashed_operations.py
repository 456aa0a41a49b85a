"""`prune --squash --apply` on generated directories with real operations, held against real upgrades by Alembic."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from migralint.database.sqlite.reader import read_sqlite
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.schema.compare import compare
from tests.support.alembic_oracle import Oracle
from tests.support.command_line import migralint
from tests.support.histories import histories, stamps
from tests.support.projects import scalar, write_manifest, write_project
from tests.support.single_dependencies import single_dependencies

TEMPLATE = '''\
"""Make {id}

Create Date: 2024-01-02 03:04:05
"""
import sqlalchemy as sa
from alembic import op

revision = {id!r}
down_revision = {down}
depends_on = {depends}
branch_labels = {labels}


def upgrade():
{body}


def downgrade():
    pass
'''


@st.composite
def operations(draw: st.DrawFn, revision: Revision, history: History) -> str:
    """The body of an `upgrade()` that only touches tables of its own and of ancestors in its own piece."""
    own = revision.id
    above = sorted(history.ancestors([own]))
    piece = sorted(history.ancestors([own], with_dependencies=False) - {own})
    target = draw(st.sampled_from(above)) if above else own
    unique = draw(st.booleans())
    default = draw(st.sampled_from(["None", "'x'", "sa.text('CURRENT_TIMESTAMP')"]))
    nullable = draw(st.booleans())
    rows = f"(7, 'it''s {own}'), (3, NULL)" if nullable else f"(7, 'a\\\\:b'), ({draw(st.integers(8, 99))}, 'c')"
    lines = [
        f'op.create_table("{own}", sa.Column("id", sa.Integer(), primary_key=True), '
        f'sa.Column("name", sa.String({draw(st.integers(5, 50))}), nullable={nullable}, server_default={default}), '
        f'sa.Column("up", sa.Integer(), sa.ForeignKey("{target}.id", name="fk_{own}")), '
        f'sa.CheckConstraint("id < 100", name="ck_{own}"), sqlite_autoincrement={draw(st.booleans())})',
        f'op.create_index("ix_{own}", "{own}", ["name"], unique={unique})',
        f'op.execute("INSERT INTO {own} (id, name) VALUES {rows}")',
    ]
    if piece:
        old = draw(st.sampled_from(piece))
        lines += draw(
            st.lists(
                st.sampled_from(
                    [
                        f'op.add_column("{old}", sa.Column("of_{own}", sa.Text(), server_default="{own}"))',
                        f'op.drop_index("ix_{old}", "{old}")',
                        f"op.execute(\"UPDATE {old} SET name = '{own}' WHERE id = 7\")",
                        f'with op.batch_alter_table("{old}") as batch: batch.alter_column("name", type_=sa.Text())',
                        f'op.execute("CREATE VIEW view_{own} AS SELECT id FROM {own}")',
                        f'op.execute("CREATE TRIGGER trigger_{own} AFTER DELETE ON {own} BEGIN SELECT 1; END")',
                    ]
                ),
                max_size=2,
                unique=True,
            )
        )
    return "\n".join(f"    {line}" for line in lines)


def upgraded(root: Path, database: Path, targets: Iterable[str]) -> set[str]:
    """Upgrade a database file and return the rows of its version table."""
    engine = create_engine(f"sqlite:///{database}", poolclass=NullPool)
    with engine.connect() as opened:
        config = Config(str(root / "alembic.ini"))
        config.attributes["connection"] = opened
        for target in targets:
            command.upgrade(config, target)
        opened.commit()
    with sqlite3.connect(database) as connection:
        rows = {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
    connection.close()
    return rows


def check(data: st.DataObject) -> None:
    revisions = single_dependencies(data.draw(histories(max_size=8)))
    history = History(revisions)
    assume(not history.cycles())
    oracle = Oracle(revisions)
    drawn = data.draw(st.lists(stamps(revisions, oracle), min_size=1, max_size=2))
    environments = {f"env{number}": rows for number, rows in enumerate(drawn)}
    assume(all(environments.values()))
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(Path(folder) / "project", revisions)
        for place, one in enumerate(revisions):
            (root / "migrations" / "versions" / f"{place:04}_{one.id}.py").write_text(
                TEMPLATE.format(
                    id=one.id,
                    down=scalar(one.down_revision),
                    depends=scalar(one.depends_on),
                    labels=repr(one.branch_labels or None),
                    body=data.draw(operations(one, history)),
                )
            )
        write_manifest(root, environments)
        before = Path(folder) / "before"
        shutil.copytree(root, before)
        try:
            fresh = upgraded(before, Path(folder) / "fresh-before.db", ["heads"])
            for name, rows in environments.items():
                upgraded(before, Path(folder) / f"{name}.db", sorted(rows))
        except Exception:  # two branches drop the same index, say: there is nothing to squash
            assume(False)

        done = migralint("prune", "--squash", "--apply", "--archive", "../kept.tar.gz", cwd=root)

        assert done.code in (0, 1), done.stderr
        if "removed" not in done.stdout:
            return
        after = Path(folder) / "fresh-after.db"
        assert upgraded(root, after, ["heads"]) == fresh
        assert_same(Path(folder) / "fresh-before.db", after)
        for name in environments:
            was, now = Path(folder) / f"{name}.db", Path(folder) / f"{name}-after.db"
            shutil.copyfile(was, now)
            assert upgraded(before, was, ["heads"]) == upgraded(root, now, ["heads"])
            assert_same(was, now)


def assert_same(one: Path, other: Path) -> None:
    databases = [
        read_sqlite(str(path), leave_out=lambda schema, table: table == "alembic_version") for path in (one, other)
    ]
    assert compare(*databases) == ()


Check = Callable[[st.DataObject], None]


def run(count: int) -> None:
    tried: Check = settings(max_examples=count, deadline=None, derandomize=count < 10)(given(st.data())(check))
    tried()  # type: ignore[call-arg]


def test_nobody_can_tell_the_difference() -> None:
    run(8)


@pytest.mark.slow
def test_nobody_can_tell_the_difference_often() -> None:
    run(60)
