"""One entry of the manifest as a value: an environment and the stamp sets of its databases."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace


class StampSet(Struct, frozen=True):
    """The rows of one version table, and the number of databases that have exactly these rows."""

    stamps: frozenset[str]
    """The revision ids in the databases; empty: the databases are unstamped."""
    databases: int = 1
    """The number of databases (or tags) with this set; at least 1."""
    examples: tuple[str, ...] = ()
    """Names of some of these databases, if the source names them."""

    @property
    def key(self) -> str:
        """The stamp set as a key of `counts` in the manifest: "id1+id2", sorted; "" for unstamped."""
        return "+".join(sorted(self.stamps))


class Stamps(Struct, frozen=True):
    """`stamps = […]`: the manifest contains the rows of one database."""


class Counts(Struct, frozen=True):
    """`counts = {…}`: the manifest contains the stamp sets of many databases, and the number of databases with each."""


class File(Struct, frozen=True):
    """`file = "…"`: a CSV file with the columns database and version_num."""

    path: str
    """Absolute path."""


class GitTags(Struct, frozen=True):
    """`git-tags = "…"`: the row heads of the revision files at each matching tag."""

    glob: str


class CreateAll(Struct, frozen=True):
    """`create-all = true`: every database is built by create_all; it never needs an old revision."""


class NeverRecorded(Struct, frozen=True):
    """The entry has only `url-env`: its version table has never been read."""


Source = Stamps | Counts | File | GitTags | CreateAll | NeverRecorded


class OneTable(Struct, frozen=True):
    """The database has one version table."""

    version_table: str = "alembic_version"
    schema: str | None = None
    """`version-table-schema`; None: the connection's default schema."""


class Schemas(Struct, frozen=True):
    """Each matching schema has its own version table."""

    glob: str
    version_table: str = "alembic_version"


class Query(Struct, frozen=True):
    """One read-only statement that returns the database names and versions of a whole fleet."""

    sql: str


class Command(Struct, frozen=True):
    """A program that lists the databases of a fleet, one line of JSON per database, with its version or its URL."""

    arguments: tuple[str, ...]
    """The program and its arguments; no shell is involved."""
    table: OneTable = OneTable()
    """The default version table, for databases whose line names none."""


class TargetsQuery(Struct, frozen=True):
    """One read-only statement that returns the name and the URL of every database of a fleet."""

    sql: str
    table: OneTable = OneTable()
    """The version table of each database."""


DatabaseReading = OneTable | Schemas | Query
"""How stamps are read over one connection."""
Reading = DatabaseReading | Command | TargetsQuery
"""How `env record` reads stamps. All kinds except `Command` start with the URL in `url-env`."""

AT_ONCE = 8
"""The default number of databases that are read at the same time."""
PER_HOST = 4
"""The default number of databases on one host that are read at the same time."""


class Environment(Struct, frozen=True):
    """A database in use, or a group of such databases."""

    name: str
    source: Source
    stamp_sets: tuple[StampSet, ...] = ()
    """The largest set first; sets of several databases are never united. Empty blocks a prune, except with
    CreateAll."""
    missing: str = ""
    """Why there are no stamp sets, as the end of a sentence; empty if there are some or none are needed."""
    recorded_at: datetime | None = None
    """Has a time zone; None: unknown, or not needed (`git-tags`, `create-all`)."""
    url_env: str | None = None
    """The environment variable that holds the URL."""
    reading: Reading = OneTable()
    unread: int = 0
    """The number of databases of the fleet without a record: their stamps are unknown."""
    sample_of: int | None = None
    """The number of databases from which the recorded sample was drawn at random; None: the record is no sample."""
    concurrency: int = AT_ONCE
    per_host: int = PER_HOST
    keep_records: bool = False
    """Whether a file beside the manifest keeps the stamps of each database."""
    line: int = 1
    """The line of the entry in the manifest, 1-based."""

    @property
    def needs_stamps(self) -> bool:
        """False for `create-all`: such an entry does not need any old revision."""
        return not isinstance(self.source, CreateAll)

    @property
    def is_recordable(self) -> bool:
        """Whether the entry tells `env record` where to read the stamps."""
        return self.url_env is not None or isinstance(self.reading, Command)

    @property
    def is_fleet(self) -> bool:
        """Whether a command or a query lists the databases, each with its own URL."""
        return isinstance(self.reading, Command | TargetsQuery)

    @property
    def is_incomplete(self) -> bool:
        """Whether the stamps of some of its databases are unknown."""
        return self.unread > 0 or self.sample_of is not None

    @property
    def unknown_databases(self) -> int:
        """The minimum number of databases in the fleet whose stamps are unknown."""
        outside = 0 if self.sample_of is None else self.sample_of - self.databases
        return max(self.unread, outside)

    @property
    def noun(self) -> str:
        """The noun for what is stamped: "tag" for `git-tags`, because a tag stands for any number of databases."""
        return "tag" if isinstance(self.source, GitTags) else "database"

    @property
    def databases(self) -> int:
        """The number of databases that all stamp sets stand for."""
        return sum(stamp_set.databases for stamp_set in self.stamp_sets)

    def with_stamps(self, stamp_sets: tuple[StampSet, ...], missing: str = "") -> Environment:
        """Return the same entry with these stamp sets, or with the reason why it has none."""
        return replace(self, stamp_sets=stamp_sets, missing=missing)


class Manifest(Struct, frozen=True):
    """The environments of one script directory, in the order of the file."""

    path: str
    """Absolute path of the file."""
    environments: tuple[Environment, ...] = ()
    max_age_days: int | None = None
    """A record older than this many days is stale; None: records do not age."""
    sha256: str = ""
    """Hex digest of the file's bytes."""

    def get(self, name: str) -> Environment | None:
        """Return the entry of that name, or None."""
        return next((one for one in self.environments if one.name == name), None)
