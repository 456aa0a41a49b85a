"""A generated directory of a hundred revisions, with branches, merges, a second base, labels and dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from migralint.history.revision import Revision

SUBJECTS = (
    "author names",
    "prices in cents",
    "titles",
    "orders",
    "Größentabelle",
    "レビュー",
    "customer addresses",
    "stock",
)
VERBS = ("Add", "Index", "Drop", "Rename", "Widen", "Split")


def hundred_revisions() -> Iterator[Revision]:
    """The revisions, oldest first; ids are made of their number, so that they stay the same for ever."""
    start = datetime(2019, 2, 3, 9, 30)
    tip = side = older = ""
    for number in range(100):
        message = f"{VERBS[number % 6]} {SUBJECTS[number % 8]}"
        identifier = f"{number * 2654435761 % 2**48:012x}"
        down: tuple[str, ...] = (tip,) if tip else ()
        depends: tuple[str, ...] = ()
        labels: tuple[str, ...] = ()
        match number:
            case 30 | 55 | 72:  # a branch begins
                older, side = tip, identifier
            case 31 | 32 | 56:  # and goes on
                down, side = (side,), identifier
            case 36 | 60:  # and is merged
                down, side = (tip, side), ""
            case 80:
                down, depends, labels, older = (), (tip,), ("reporting",), tip
            case _ if 80 < number < 88:
                down = (tip,)
            case 88:
                down = (older,)
        if number == 33 or number == 57 or number == 73:  # the trunk goes on beside it
            down = (older,)
        yield Revision(identifier, down, depends, labels, message, start + timedelta(days=29 * number))
        if number not in (30, 31, 32, 55, 56, 72):
            tip = identifier


def write_hundred(root: Path) -> Path:
    """Write them with an alembic.ini and a manifest of three environments."""
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text("")
    revisions = list(hundred_revisions())
    for revision in revisions:
        (versions / f"{revision.id}_change.py").write_text(
            f'"""{revision.message}\n\nRevision ID: {revision.id}\nCreate Date: {revision.create_date}\n"""\n\n'
            "from alembic import op\n\n"
            f"revision = {revision.id!r}\ndown_revision = {_scalar(revision.down_revision)}\n"
            f"branch_labels = {_scalar(revision.branch_labels)}\ndepends_on = {_scalar(revision.depends_on)}\n\n\n"
            "def upgrade() -> None:\n    op.execute('SELECT 1')\n\n\n"
            "def downgrade() -> None:\n    op.execute('SELECT 1')\n",
            "utf-8",
        )
    heads = [revisions[number].id for number in (72, 87, 99)]
    (root / "migrations" / "migralint-environments.toml").write_text(
        "version = 1\n\n"
        f'[environments.production]\nstamps = ["{heads[0]}", "{heads[1]}", "{heads[2]}"]\n'
        "recorded-at = 2026-11-20T10:00:00Z\n\n"
        "[environments.tenants]\nrecorded-at = 2026-11-20T10:00:00Z\n"
        f'counts = {{ "{revisions[90].id}+{heads[1]}" = 1009, "{revisions[66].id}" = 35 }}\n'
    )
    return root


def _scalar(names: tuple[str, ...]) -> str:
    return repr(None if not names else names[0] if len(names) == 1 else names)
