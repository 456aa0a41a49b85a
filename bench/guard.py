"""What the guard costs an `alembic upgrade`: milliseconds beyond its queries, and what it imports. Prints markdown.

    python bench/guard.py [REVISIONS...]

For each size (344 and 5,000 unless given) a line of revisions whose older half was pruned; a SQLite database at the
head, and one that lacks ten revisions. Timed (CPU, the least of all rounds) is Alembic's plan of the upgrade, alone and
with the guard's line of env.py before it: loading the file, reading the rows, judging. Where Python may not write byte
code, compiling the file each time comes on top: the last line.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import load_python_file
from sqlalchemy import Engine, create_engine, event, text

sys.path.insert(0, str(Path(__file__).parent))

from environments import WORK

import migralint

ROUNDS = 40
ENV = "from alembic import context\n\ncontext.configure(connection=None)\ncontext.run_migrations()\n"
REVISION = (
    "revision = {id!r}\ndown_revision = {parent!r}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
)


def identity(number: int) -> str:
    """Return an id of twelve digits, as Alembic makes them."""
    return f"{number * 2654435761 % 16**12:012x}"


def project(size: int) -> Path:
    """Write the newer half of the revisions, the ledger of the older one, and the guard."""
    root = WORK / f"guard-{size}"
    shutil.rmtree(root, ignore_errors=True)
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    floor = size // 2
    for number in range(floor, size):
        parent = None if number == floor else identity(number - 1)
        (versions / f"{number:05}.py").write_text(REVISION.format(id=identity(number), parent=parent))
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text(ENV)
    (root / "migrations" / "migralint-pruned.json").write_text(json.dumps(ledger(floor), indent=2))
    migralint.guard(migralint.load(str(root)))
    return root


def ledger(floor: int) -> object:
    """The record of a prune of that many revisions."""

    def entry(number: int) -> dict[str, object]:
        file = {"path": f"versions/{number:05}.py", "sha256": "0" * 64, "git_blob": "0" * 40}
        parents = [identity(number - 1)] if number else []
        return {"id": identity(number), "file": file, "down_revision": parents, "depends_on": [], "branch_labels": []}

    return {
        "version": 1,
        "prunes": [
            {
                "pruned_at": "2026-11-20T10:00:00Z",
                "tool_version": "0",
                "commit": "0" * 40,
                "archive": None,
                "new_bases": [identity(floor)],
                "squashed_into": [],
                "verified": [],
                "accepted_losses": [],
                "removed": [entry(number) for number in range(floor)],
                "rewritten": [entry(floor)],
            }
        ],
    }


def database(root: Path, row: str) -> Engine:
    """A database stamped so."""
    path = root / f"{row}.db"
    path.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:row)"), {"row": row})
    return engine


def measure(root: Path, row: str) -> tuple[float, float, float, set[str]]:
    """Return milliseconds, the least of all rounds: with the guard, of that its queries, without it; and what it
    imports."""
    engine = database(root, row)
    spent: list[float] = []
    started: list[float] = []
    event.listen(engine, "before_cursor_execute", lambda *_: started.append(time.thread_time()))
    event.listen(engine, "after_cursor_execute", lambda *_: spent.append(time.thread_time() - started.pop()))
    config = Config(str(root / "alembic.ini"))
    script = ScriptDirectory.from_config(config)
    script.get_heads()  # Alembic has loaded the revisions before, or does so afterwards
    guarded: list[tuple[float, float]] = []
    plain: list[float] = []
    imported: set[str] = set()

    def env() -> None:
        with engine.connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                running: Any = context.get_context()
                rows = running.get_current_heads()
                start = time.thread_time()
                running._migrations_fn(rows, running)
                plain.append(time.thread_time() - start)
                spent.clear()
                before = set(sys.modules)
                start = time.thread_time()
                load_python_file(context.script.dir, "migralint_guard.py").check_database(context.get_bind())
                running._migrations_fn(rows, running)
                guarded.append((time.thread_time() - start, sum(spent)))
                imported.update(set(sys.modules) - before)

    script.run_env = env  # type: ignore[method-assign]
    original = ScriptDirectory.from_config
    ScriptDirectory.from_config = lambda config: script  # type: ignore[method-assign,assignment]
    try:
        for _ in range(ROUNDS):
            command.upgrade(config, "heads")
    finally:
        ScriptDirectory.from_config = original  # type: ignore[method-assign]
        engine.dispose()
    whole, queries = min(guarded)
    return whole * 1000, queries * 1000, min(plain) * 1000, imported


def main() -> None:
    """Print the table."""
    sys.dont_write_bytecode = False  # as it is by default; the last line says what it costs without
    sizes = [int(one) for one in sys.argv[1:]] or [344, 5_000]
    print("| revisions | of them pruned | database | plan, ms | with the guard | of it queries | beyond | imported |")
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        root = project(size)
        for name, row in (("at the head", identity(size - 1)), ("ten behind", identity(size - 11))):
            whole, queries, plain, imported = measure(root, row)
            print(
                f"| {size:,} | {size // 2:,} | {name} | {plain:.1f} | {whole:.1f} | {queries:.1f} "
                f"| {whole - queries - plain:.1f} | {', '.join(sorted(imported)) or 'nothing'} |"
            )
    source = (root / "migrations" / "migralint_guard.py").read_bytes()
    spent = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        compile(source, "migralint_guard.py", "exec")
        spent.append(time.thread_time() - start)
    print(f"\ncompiling it: {min(spent) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
