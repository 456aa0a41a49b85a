"""Projects of one metadata and a few revisions, for failures that are explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from migralint.database.result import Failure
from tests.support.verification import only_target, verified

ENV = """\
from alembic import context
from models import metadata

context.configure(url="{url}", target_metadata=metadata)
context.run_migrations()
"""
MODELS = "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\n"
A_TABLE = 'sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True))\n'
REVISION = """\
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {down!r}


def upgrade():
    {body}
"""
CREATE_A = 'op.create_table("a", sa.Column("id", sa.Integer, primary_key=True))'
POSTGRESQL, MYSQL, UNKNOWN = "postgresql://h/d", "mysql://h/d", "sqlite://"


def small_project(root: Path, models: str = A_TABLE, *revisions: str, url: str = POSTGRESQL, env: str = ENV) -> Path:
    (root / "migrations/versions").mkdir(parents=True)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = migrations\nprepend_sys_path = .\n")
    (root / "migrations/env.py").write_text(env.replace("{url}", url))
    (root / "models.py").write_text(MODELS + models)
    down: str | None = None
    for number, body in enumerate(revisions or (CREATE_A,), start=1):
        text = REVISION.format(id=f"r{number}", down=down, body=body.replace("\n", "\n    "))
        (root / f"migrations/versions/r{number}.py").write_text(text)
        down = f"r{number}"
    return root


def failure_of(root: Path, **options: Any) -> Failure:
    found = only_target(verified(root, sys_path=(str(root),), **options)).failure
    assert found is not None
    return found
