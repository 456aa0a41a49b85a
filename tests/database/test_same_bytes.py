"""What a prune writes is the same in each run, also where Alembic's batch mode works in an order of chance."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migralint.database.floor.build import BuildRequest, build
from migralint.database.floor.floor import written_down
from migralint.database.options import VerifyOptions
from migralint.database.project.site import Site
from migralint.database.squash.squash import squash
from migralint.database.squash.squash_proof import Piece
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.squash.source import Header

OPTIONS = VerifyOptions(python=sys.executable, dialect="sqlite")
ENV = """\
from alembic import context
from sqlalchemy import MetaData

context.configure(url="sqlite://", target_metadata=MetaData())
context.run_migrations()
"""
REVISION = """\
import sqlalchemy as sa
from alembic import op

revision = "a1a1"
down_revision = None


def upgrade():
    names = [f"c{number}" for number in range(8)]
    op.create_table(
        "t",
        sa.Column("odd", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(9)) for name in names),
        *(sa.UniqueConstraint(name, name=f"uq_{name}") for name in names),
    )
    for name in names:
        op.create_index(f"ix_{name}", "t", [name])
    with op.batch_alter_table("t") as batch:
        batch.drop_column("odd")


def downgrade():
    op.drop_table("t")
"""


@pytest.fixture
def script(tmp_path: Path) -> ScriptDirectory:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (tmp_path / "migrations" / "env.py").write_text(ENV)
    (versions / "a1a1.py").write_text(REVISION)
    return the_one(discover(str(tmp_path)))


def test_floor(script: ScriptDirectory) -> None:
    floors = {
        data
        for _ in range(3)
        for data in build(script, OPTIONS, Site(), [BuildRequest("floor")], written_down).results.values()
    }
    assert len(floors) == 1


@pytest.mark.slow
def test_squash(script: ScriptDirectory) -> None:
    piece = Piece(Header("5qua5h", "All", ("a1a1",)), ("a1a1",), f"{script.version_locations[0]}/5qua5h.py")
    first, *others = (squash(script, OPTIONS, ["sqlite"], [piece], {}) for _ in range(3))
    assert first.refusals == ()
    assert others == [first, first]
