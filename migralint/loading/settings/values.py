"""The settings of a project, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct, field

from migralint.findings.severity import Severity
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.source.toml import TomlDocument

OWN_FILE = "migralint.toml"
"""A file that only has settings."""

SHARED_FILE = "pyproject.toml"
"""A file that has settings in [tool.migralint]."""

Scalar = str | int | float | bool
"""The values that a TOML file can set in `Config.attributes`."""


class Allowance(Struct, frozen=True):
    """One `[[tool.migralint.verify.allow]]`: a difference between models and migrations that is accepted."""

    aspect: str
    """The kind of difference or its code, as reports show it; `*` and `?` are wildcards, here and below."""
    reason: str
    """Why it is accepted; kept in the ledger when a prune goes ahead with it."""
    table: str = "*"
    """The table, as reports show it."""
    object: str = "*"
    """The column, constraint, index or other object, as reports show it."""
    line: int | None = None
    """Where the entry is in the settings file: an unused entry is a finding there. Not compared."""

    NO_KEYS: ClassVar[frozenset[str]] = frozenset({"line"})

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Allowance) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, ...]:
        return self.aspect, self.reason, self.table, self.object


class VerifySettings(Struct, frozen=True):
    """The table `verify`: how `verify`, and `prune --apply` by it, builds and compares the databases."""

    databases: tuple[str, ...] = ()
    """Where to verify: "sqlite", "postgresql" (a temporary server) or URLs without password of servers on which scratch
    databases are created; empty: SQLite."""
    metadata: str | None = None
    """"package.module:attribute" (a MetaData, a declarative base, or a callable that returns one) instead of what
    env.py declares."""
    imports: tuple[str, ...] = ()
    """Modules, as "package.module", that define models and that env.py does not import; imported after it."""
    app: str | None = None
    """"package:create_app" or "package:app": the Flask application whose context env.py needs."""
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    """Put into Alembic's `Config.attributes`."""
    x: tuple[str, ...] = ()
    """Arguments as `alembic -x` takes them: "key=value"."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Environment variables set for project code."""
    sys_path: tuple[str, ...] = ()
    """Folders, absolute, put in front of `sys.path` for project code."""
    setup_sql: tuple[str, ...] = ()
    """SQL executed on both databases before anything else, such as `CREATE SCHEMA`."""
    start: str | None = None
    """The schema that the first revision builds on: the absolute path of an SQL file, or "package.module:metadata";
    None:
    nothing."""
    timeout: float = 600.0
    """Seconds that one verification may take."""
    strict: bool = False
    """Notes count as drift."""
    strict_sqlite: bool = False
    """What SQLite lacks is not emulated."""
    allow: tuple[Allowance, ...] = ()
    """Accepted differences."""


class PruneSettings(Struct, frozen=True):
    """The table `prune`: what `prune --apply` requires in addition to a verification."""

    require_no_drift: bool = False
    """Every environment with a `url-env` must match its stamp: `drift` is part of the gate."""


class Settings(Struct, frozen=True):
    """Everything a project can set. In the file the names have hyphens; paths there are relative to its folder."""

    paths: tuple[str, ...] = ()
    """What to read if the command line names nothing: project folders, ini files, script directories; absolute."""
    config: str | None = None
    """Alembic's configuration file if neither the command line nor ALEMBIC_CONFIG names one; absolute."""
    name: str | None = None
    """The section of the ini file; None: every section that names a script directory."""
    manifest: str | None = None
    """The list of environments, absolute; None: `migralint-environments.toml` in the script directory."""
    select: tuple[str, ...] = ()
    """The rules to run, by code, prefix or name, instead of those that are on by default; empty: those."""
    extend_select: tuple[str, ...] = ()
    """Rules to run as well."""
    ignore: tuple[str, ...] = ()
    """Rules not to run."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """Another severity for rules, by code, prefix or name; the most specific one is used."""
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules not to report in files whose path (relative to the settings file's folder) or name matches a glob."""
    fail_on: Severity = Severity.WARNING
    """`check` fails on findings at or above this."""
    baseline: str | None = None
    """The file with accepted findings; absolute."""
    against: str | None = None
    """The git ref with the published revisions: file and operation rules only check revisions that are new since it."""
    since: str | None = None
    """File and operation rules only check revisions after this one."""
    heads: int = 1
    """How many heads one piece of the history may have."""
    trusted_star_imports: tuple[str, ...] = ()
    """Modules, with their submodules, of which `import *` sets none of `revision`, `down_revision`, `depends_on` and
    `branch_labels`: headers under such an import are known, also in git's past."""
    dialect: tuple[str, ...] = ()
    """The databases the project runs on, by SQLAlchemy's names; empty: inferred from the files."""
    postgresql_version: str = "14"
    """The oldest PostgreSQL server in use, as "14"; operation rules use this and the following versions."""
    mysql_version: str = "8.0"
    """The oldest MySQL server, as "8.0" or "8.0.29"."""
    mariadb_version: str = "10.6"
    """The oldest MariaDB server, as "10.6"."""
    sqlite_version: str = "3.35"
    """The oldest SQLite library, as "3.35"."""
    small_tables: tuple[str, ...] = ()
    """Globs of tables that are so small that locks, rewrites and backfills do not matter."""
    downtime: bool = False
    """The application is stopped during upgrades: rules about locks and running code are off."""
    offline: bool = False
    """Migrations are also rendered to SQL (`alembic upgrade --sql`): code that needs a connection is a finding."""
    downgrades: bool = True
    """Whether revisions should be reversible; false: a missing `downgrade()` is not reported."""
    deep: bool = False
    """`prune` removes all removable revisions, even if several bases remain."""
    keep: int = 0
    """How many steps below the new bases `prune` keeps."""
    keep_since: date | None = None
    """`prune` keeps revisions that were created on this day or later."""
    until: str | None = None
    """`prune` removes only strict ancestors of this revision."""
    protect_refs: tuple[str, ...] = ()
    """Globs of git branches: `prune` keeps what their unmerged revisions build on."""
    squash: bool = False
    """`prune` replaces the removed revisions with one generated revision."""
    accept_volatile: Mapping[str, str] = field(default_factory=dict)
    """What a squash writes for values that differ in each run, by table or "table.column": "frozen" (the values of one
    run), "leave-out" (omit these rows) or a Python expression."""
    python: str | None = None
    """The interpreter for project code: an absolute path, or the name of a command; None: searched."""
    verify: VerifySettings = VerifySettings()
    """The table `verify`."""
    prune: PruneSettings = PruneSettings()
    """The table `prune`."""
    document: TomlDocument | None = None
    """The file this was read from; None: nothing is set. Not a key."""
    table: tuple[str, ...] = ()
    """Where in the file the settings are: ("tool", "migralint") or (). Not a key."""

    NO_KEYS: ClassVar[frozenset[str]] = frozenset({"document", "table"})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self._values == other._values

    __hash__ = None  # type: ignore[assignment]  # holds mappings

    @property
    def _values(self) -> list[object]:
        """The keys, which are compared; where they were read from is not."""
        return [getattr(self, name) for name in self.__struct_fields__ if name not in self.NO_KEYS]

    @property
    def path(self) -> str | None:
        """The settings file, None if there is none."""
        return None if self.document is None else self.document.path

    def line(self, *keys: str | int) -> int | None:
        """Return the line (from 1) of a key as the file spells it, such as ("severity", "ML301"); None if unknown."""
        return None if self.document is None else self.document.line(*self.table, *keys)

    def error(self, message: str, *keys: str | int, hint: str = "") -> InputError:
        """Return (not raise) an InputError at a key: for values that only their user can judge, as a rule's code."""
        return InputError(message, path=self.path, line=self.line(*keys), hint=hint)
