"""The databases of a project, as operation rules use them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

OLDEST: Mapping[str, tuple[int, ...]] = {
    "postgresql": (14,), "mysql": (8, 0), "mariadb": (10, 6), "sqlite": (3, 35),
}  # fmt: skip
"""The server versions that are served where no setting names them."""


class OperationSettings(Struct, frozen=True):
    """What the project says of the databases that its migrations run on."""

    dialects: frozenset[str] = frozenset()
    """SQLAlchemy's names; empty: not known, only rules for any database are asked."""
    inferred: bool = False
    """Whether only signs in the revision files tell the dialects: then nothing about them is an error."""
    source: str = ""
    """What tells the dialects, for people: "the setting dialect", "a URL in alembic.ini"; empty: nothing does."""
    versions: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: dict(OLDEST))
    """The oldest server that must be served, by dialect."""
    small_tables: tuple[str, ...] = ()
    """Globs of tables on which locks, rewrites and backfills do not matter."""
    downtime: bool = False
    """The application is stopped during upgrades."""
    offline: bool = False
    """Migrations are also rendered to SQL (`alembic upgrade --sql`)."""
    downgrades: bool = True
    """Whether revisions are meant to be taken back."""

    def at_least(self, dialect: str, *version: int) -> bool:
        """Whether every server of a dialect that must be served has this version."""
        return self.versions.get(dialect, OLDEST.get(dialect, ())) >= version
