"""A squash for a project that runs on SQLite and on PostgreSQL: one file, accepted only if it is right on both."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server
from migralint.database.squash.squash import Squashed, squash
from migralint.database.squash.squash_proof import Piece
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
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
from sqlalchemy.dialects import postgresql

revision = "{id}"
down_revision = {parent!r}


def upgrade():
{body}


def downgrade():
    pass
"""
ALIKE = """\
    op.create_table("a", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(9), unique=True))
    op.execute("INSERT INTO a (id, name) VALUES (3, 'x')")
"""
UNLIKE = """\
    op.create_table(
        "a",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.Enum("on", "off", name="state", create_constraint=True), nullable=False),
        sa.Column("uid", sa.CHAR(32).with_variant(postgresql.UUID(), "postgresql")),
        sa.Column("flag", sa.Boolean, server_default=sa.false()),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("b_id", sa.Integer),
    )
    op.create_table(
        "b",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a_id", sa.Integer, sa.ForeignKey("a.id", name="fk_b_a")),
    )
    with op.batch_alter_table("a") as batch:
        batch.create_foreign_key("fk_a_b", "b", ["b_id"], ["id"])
    op.create_index("ix", "a", ["flag"], sqlite_where=sa.text("flag = 1"), postgresql_where=sa.text("flag"))
    op.execute("INSERT INTO a (id, state) VALUES (1, 'on'), (2, 'off')")
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE TABLE only_here (id INTEGER)")
    else:
        op.execute("CREATE VIEW only_there AS SELECT id FROM a")
"""


def squashed(tmp_path: Path, server: Server, body: str) -> Squashed:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (tmp_path / "migrations" / "env.py").write_text(ENV)
    rest = '    op.add_column("a", sa.Column("more", sa.Text))'
    (versions / "a1.py").write_text(REVISION.format(id="a1a1", parent=None, body=body))
    (versions / "b2.py").write_text(REVISION.format(id="b2b2", parent="a1a1", body=rest))
    kept = {f"{versions}/b2.py": REVISION.format(id="b2b2", parent="5qua5h", body=rest).encode()}
    piece = Piece(Header("5qua5h", "Everything", ("a1a1",)), ("a1a1",), f"{versions}/5qua5h.py")
    return squash(the_one(discover(str(tmp_path))), OPTIONS, ["sqlite", server.url()], [piece], kept)


def source(result: Squashed) -> str:
    assert result.refusals == ()
    assert [one.partition(" ")[0] for one in result.proved] == ["sqlite", "postgresql"]
    (data,) = result.files.values()
    return data.decode()


@pytest.mark.slow
def test_what_does_for_both_asks_for_neither(tmp_path: Path, postgresql: Server) -> None:
    text = source(squashed(tmp_path, postgresql, ALIKE.replace("9), unique=True", "9)")))
    assert "on_postgresql" not in text


@pytest.mark.slow
def test_what_does_not_asks_where_it_runs(tmp_path: Path, postgresql: Server) -> None:
    text = source(squashed(tmp_path, postgresql, UNLIKE))
    assert text.count('op.create_table(\n        "a"') == 1
    assert text.count('op.create_table(\n        "b"') == 1
    assert "use_alter=True" in text
    assert "sa.false()" in text
    assert "state_type" in text


def test_what_fails_on_one_is_refused(tmp_path: Path, postgresql: Server) -> None:
    body = ALIKE + '    if op.get_context().dialect.name == "postgresql":\n        raise ValueError("not here")'
    result = squashed(tmp_path, postgresql, body)
    assert result.files == {}
    assert any("not here" in one.message for one in result.refusals)


VOLATILE = """\
    import datetime, uuid
    role, admin = uuid.uuid4(), uuid.uuid4()
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    a = op.create_table(
        "a",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("parent", sa.Uuid, sa.ForeignKey("a.id")),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("seen", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("unix", sa.BigInteger),
        sa.Column("data", sa.JSON),
    )
    op.bulk_insert(a, [
        {"id": role, "raw": role.bytes, "parent": None, "made": now, "until": None, "unix": None, "data": [str(admin)]},
        {"id": admin, "raw": b"", "parent": role, "made": now, "until": now + datetime.timedelta(days=7),
         "unix": int(now.replace(tzinfo=datetime.timezone.utc).timestamp()), "data": {"of": role.hex, "at": str(now)}},
    ])
"""


@pytest.mark.slow
def test_values_of_each_run_on_both(tmp_path: Path, postgresql: Server) -> None:
    result = squashed(tmp_path, postgresql, VOLATILE)
    text = source(result)
    assert result.volatile == tuple(
        f"a.{name}" for name in ("data", "id", "made", "parent", "raw", "seen", "unix", "until")
    )
    # Each UUID is one variable for both, whatever the type is here and there.
    assert text.count("= uuid.uuid4()") == 2
    assert "a_id_1.hex" in text
    assert "a_id_1.bytes" in text
    assert "datetime.timedelta(days=7)" in text
