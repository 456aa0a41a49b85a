"""The databases of a project, as operation rules use them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

OLDEST: Mapping[str, tuple[int, ...]] = {
    "postgresql": (14,), "mysql": (8, 0), "mariadb": (10, 6), "sqlite": (3, 35),
}  # fmt: skip
"""The server versions that must be supported if no setting names them."""


class OperationSettings(Struct, frozen=True):
    """What is known about the databases that the project's migrations run on."""

    dialects: frozenset[str] = frozenset()
    """SQLAlchemy's names; empty: not known, only rules for any database run."""
    inferred: bool = False
    """Whether the dialects are only inferred from the revision files: then no finding about them is an error."""
    source: str = ""
    """The source of the dialects, for messages: "the setting dialect", "a URL in alembic.ini"; empty: none."""
    versions: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: dict(OLDEST))
    """The oldest server version that must be supported, by dialect."""
    small_tables: tuple[str, ...] = ()
    """Globs of tables on which locks, rewrites and backfills do not matter."""
    downtime: bool = False
    """Whether the application is stopped during upgrades."""
    offline: bool = False
    """Whether migrations are also rendered to SQL (`alembic upgrade --sql`)."""
    downgrades: bool = True
    """Whether revisions are meant to be downgraded."""

    def at_least(self, dialect: str, *version: int) -> bool:
        """Whether every supported server of a dialect has at least this version."""
        return self.versions.get(dialect, OLDEST.get(dialect, ())) >= version
