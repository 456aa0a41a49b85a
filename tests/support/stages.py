"""The folders in which the transcripts of README and documentation are run, each made anew for a session."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.support.broken_projects import BROKEN
from tests.support.drawn_project import write_hundred
from tests.support.git import repository
from tests.support.public_squash import write_public_squash
from tests.support.transcripts import REPOSITORY, Session

_IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".cache")


def bookshop(root: Path) -> Session:
    """The example of the repository, committed; the session starts in it."""
    shutil.copytree(REPOSITORY / "examples/bookshop", root / "migralint/examples/bookshop", ignore=_IGNORED)
    repository(root / "migralint")
    return Session(root, root / "migralint/examples/bookshop")


def callers(root: Path) -> Session:
    """The example with a container and tests that upgrade empty databases, and tests that name removed revisions."""
    session = bookshop(root)
    (session.folder / "Dockerfile").write_text('FROM python:3.12\nCMD ["alembic", "upgrade", "head"]\n')
    (session.folder / "tests").mkdir()
    (session.folder / "tests/conftest.py").write_text(
        "from alembic import command\n\n\ndef database(config):\n    command.upgrade(config, 'head')\n"
    )
    for number in range(1, 8):
        (session.folder / f"tests/test_{number}.py").write_text('BEFORE = "3c7e90d5f403"\n')
    repository(root / "migralint")
    return session


def tutorial(root: Path) -> Session:
    """A clone of the repository, with its examples."""
    shutil.copytree(REPOSITORY / "examples", root / "migralint/examples", ignore=_IGNORED)
    repository(root / "migralint")
    return Session(root, root / "migralint")


def pruned(root: Path) -> Session:
    """The example after a prune, with a database that was left behind."""
    session = bookshop(root)
    for command in ("alembic upgrade 1f0c5a7be201", "migralint prune --apply", "git add -A", "git commit -qm Prune"):
        printed, status = session.run(command)
        assert status == 0, printed
    return session


def guarded(root: Path) -> Session:
    """The same with a guard."""
    session = pruned(root)
    printed, status = session.run("migralint guard --write && git add -A && git commit -qm Guard")
    assert status == 0, printed
    return session


def hundred(root: Path) -> Session:
    """A directory of a hundred revisions, with branches, merges, labels and dependencies."""
    return Session(root, write_hundred(root / "shop"))


def squashed_in_public(root: Path) -> Session:
    """The releases of a real project before and after a squash by hand."""
    return Session(root, write_public_squash(root))


def _broken(write: Callable[[Path], Path]) -> Callable[[Path], Session]:
    return lambda root: Session(root, write(root), {"DATABASE_URL": "sqlite:///shop.db"})


STAGES: dict[str, Callable[[Path], Session]] = {
    "bookshop": bookshop,
    "callers": callers,
    "pruned": pruned,
    "guarded": guarded,
    "hundred": hundred,
    "tutorial": tutorial,
    "squashed-in-public": squashed_in_public,
    **{name: _broken(write) for name, write in BROKEN.items()},
}
SLOW = {"tutorial", "pruned", "guarded", *BROKEN}
"""Stages whose sessions take long, or are many."""
CORPUS = {"squashed-in-public"}
"""Stages that install packages from the index."""
