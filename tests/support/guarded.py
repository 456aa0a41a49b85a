"""Real `alembic upgrade` in memory: Alembic's own command, environment and book-keeping, with the guard and without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from alembic import command, context
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionMap
from sqlalchemy import Engine, create_engine, pool

from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile
from migralint.history.revision import Revision
from migralint.pruning.planning.rewrites import Rewrite

_FILE = StoredFile("versions/x.py", "0" * 64)


@dataclass
class Upgraded:
    """What a command did."""

    error: BaseException | None = None
    ran: list[str] = field(default_factory=list)
    dump: list[str] = field(default_factory=list)
    """The whole database afterwards."""
    untouched: bool = False
    """The database is what it was before."""


def prune_of(revisions: Iterable[Revision], removed: Iterable[str], rewrites: Iterable[Rewrite]) -> Prune:
    """What the ledger would say of a cut."""
    gone = set(removed)

    def parts(one: Revision) -> tuple[Any, ...]:
        return one.id, _FILE, one.down_revision, one.depends_on, one.branch_labels

    return Prune(
        "2026-11-20T10:00:00Z",
        "0",
        "c0ffee0" * 5,
        None,
        (),
        (),
        (),
        (),
        tuple(PrunedRevision(*parts(one)) for one in revisions if one.id in gone),
        tuple(RewrittenRevision(*parts(one.before)) for one in rewrites),
    )


def ledger_of(prunes: Sequence[Prune]) -> Ledger:
    return Ledger(tuple(prunes))


def script_of(folder: Path, revisions: Sequence[Revision]) -> ScriptDirectory:
    """A script directory of these revisions, that is on no disk."""
    script = ScriptDirectory(str(folder))
    script.revision_map = RevisionMap(lambda: [_script(one) for one in revisions])
    for one in revisions:  # Alembic keeps several dependencies in a set, whose order changes with the hash seed
        made: Any = script.revision_map.get_revision(one.id)
        kept = made._normalized_resolved_dependencies
        made._normalized_resolved_dependencies = tuple(d for d in made._resolved_dependencies if d in kept)
    return script


def run(
    script: ScriptDirectory,
    name: str,
    *arguments: str,
    rows: Iterable[str],
    tables: bool,
    check: Callable[[Any], Any] | None = None,
    **options: Any,
) -> Upgraded:
    """Run `alembic NAME ARGUMENTS` on a new SQLite database with these rows; `check` is called where env.py would.

    `tables`: there is a table besides the version table. Without `rows` there is no version table.
    """
    done = Upgraded()
    engine, raw = _database(rows, tables=tables)
    before = list(raw.iterdump())

    def env() -> None:
        with engine.connect() as connection:
            context.configure(
                connection=connection, on_version_apply=lambda step, **_: done.ran.extend(step.up_revision_ids)
            )
            with context.begin_transaction():
                if check is not None:
                    check(context.get_bind())
                context.run_migrations()
            with suppress(AttributeError):
                connection.commit()

    config = Config(stdout=SimpleNamespace(write=lambda text: None, encoding="utf-8"))  # type: ignore[arg-type]
    with patch.object(ScriptDirectory, "from_config", lambda config: script), patch.object(script, "run_env", env):
        try:
            getattr(command, name)(config, *arguments, **options)
        except Exception as error:
            done.error = error
    done.dump = list(raw.iterdump())
    done.untouched = done.dump == before
    engine.dispose()
    return done


def called(script: ScriptDirectory, check: Callable[..., Any], *, rows: Iterable[str], tables: bool) -> Any:
    """What `check` says to an application that has opened such a database."""
    engine, _ = _database(rows, tables=tables)
    with engine.connect() as connection:
        return check(connection, script=script)


def _database(rows: Iterable[str], *, tables: bool) -> tuple[Engine, Any]:
    engine = create_engine("sqlite://", poolclass=pool.StaticPool)
    raw: Any = engine.raw_connection().driver_connection
    if tables:
        raw.execute("CREATE TABLE something (id INTEGER)")
    if rows := tuple(rows):
        raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        raw.executemany("INSERT INTO alembic_version VALUES (?)", [(row,) for row in rows])
    raw.commit()
    return engine, raw


def _script(one: Revision) -> Script:
    module: Any = SimpleNamespace(
        revision=one.id,
        down_revision=one.down_revision or None,
        depends_on=one.depends_on or None,
        branch_labels=one.branch_labels or None,
        upgrade=lambda: None,
        downgrade=lambda: None,
        __doc__=one.id,
    )
    return Script(module, one.id, f"/nowhere/{one.id}.py")
