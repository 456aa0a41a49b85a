"""Alembic projects on disk, written from revisions, and real upgrades of real SQLite databases in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from migralint.history.revision import Revision

ENV = """\
from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
with context.begin_transaction():
    context.run_migrations()
"""
UPGRADE = """\


def upgrade():
    op.execute("INSERT INTO ran (id) VALUES ('{id}')")


def downgrade():
    op.execute("DELETE FROM ran WHERE id = '{id}'")
"""


def scalar(names: Sequence[str]) -> str:
    """None, a string, or a tuple: as Alembic's template writes a header value."""
    return repr(None if not names else names[0] if len(names) == 1 else tuple(names))


def revision_text(revision: Revision, style: int = 0) -> str:
    """A revision file; `style` picks one of several ways in which people write the header."""
    down, depends = scalar(revision.down_revision), scalar(revision.depends_on)
    labels = repr(revision.branch_labels or None)
    head = f'"""Make {revision.id}\n\nRevision ID: {revision.id}\nRevises: {", ".join(revision.down_revision)}\n"""\n'
    imports = "from alembic import op\n\n"
    match style % 4:
        case 0:
            header = (
                f"revision = {revision.id!r}\ndown_revision = {down}  # the parent\n"
                f"branch_labels = {labels}\ndepends_on = {depends}\n"
            )
        case 1:
            header = (
                f"revision: str = {revision.id!r}\ndown_revision: str | tuple[str, ...] | None = {down}\n"
                f"branch_labels: object = {labels}\ndepends_on: object = {depends}\n"
            )
        case 2:
            lines = "".join(f"    {name!r},  # one of them\n" for name in revision.down_revision)
            parents = f"(\n{lines})" if revision.down_revision else "()"
            header = f"revision = {revision.id!r}\ndown_revision = {parents}\n"
            header += f"branch_labels = {list(revision.branch_labels)!r}\ndepends_on = {list(revision.depends_on)!r}\n"
        case _:
            header = f"revision = {revision.id!r}\nif True:\n    pass\ndown_revision = {down}\n"
            header += f"depends_on = {depends}\n" if revision.depends_on else ""
            header += f"branch_labels = {labels}\n" if revision.branch_labels else ""
    return head + imports + header + UPGRADE.format(id=revision.id)


def write_project(root: Path, revisions: Iterable[Revision], *, line_end: str = "\n", bom: bool = False) -> Path:
    """Write alembic.ini, env.py and one file per revision, whose names sort in the order given."""
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text(ENV)
    for place, revision in enumerate(revisions):
        text = revision_text(revision, place).replace("\n", line_end)
        data = text.encode("utf-8-sig" if bom else "utf-8")
        (versions / f"{place:04}_{revision.id}.py").write_bytes(data)
    return root


def write_manifest(root: Path, environments: dict[str, frozenset[str]]) -> None:
    """Write the manifest: one database per environment."""
    entries = [
        f"[environments.{name}]\nstamps = {sorted(stamps)!r}\nrecorded-at = 2026-11-20T10:00:00Z\n".replace("'", '"')
        for name, stamps in environments.items()
    ]
    text = "version = 1\n\n" + "\n".join(entries)
    (root / "migrations" / "migralint-environments.toml").write_text(text)


def upgrade(root: Path, stamps: Iterable[str], target: str = "heads") -> tuple[list[str], set[str]]:
    """Run a real `alembic upgrade` on a new SQLite database stamped so: what ran, in order, and the rows afterwards."""
    database = root / "upgrade.db"
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE ran (id TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(stamp,) for stamp in stamps])
    connection.close()
    engine = create_engine(f"sqlite:///{database}", poolclass=NullPool)
    with engine.connect() as opened:
        config = Config(str(root / "alembic.ini"))
        config.attributes["connection"] = opened
        command.upgrade(config, target)
        opened.commit()
    with sqlite3.connect(database) as connection:
        ran = [row[0] for row in connection.execute("SELECT id FROM ran ORDER BY rowid")]
        rows = {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
    connection.close()
    return ran, rows
