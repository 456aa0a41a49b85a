"""One entry of the manifest as a value: an environment and the stamp sets of its databases."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace


class StampSet(Struct, frozen=True):
    """The rows of one version table, and how many databases have exactly these rows."""

    stamps: frozenset[str]
    """Revision ids as the databases hold them; empty: the databases are unstamped."""
    databases: int = 1
    """How many databases (or tags) carry this set; at least 1."""
    examples: tuple[str, ...] = ()
    """Names of the first few of them, where the source names them."""

    @property
    def key(self) -> str:
        """The set as `counts` in the manifest writes it: "id1+id2", sorted; "" for unstamped."""
        return "+".join(sorted(self.stamps))


class Stamps(Struct, frozen=True):
    """`stamps = […]`: the rows of one database stand in the manifest."""


class Counts(Struct, frozen=True):
    """`counts = {…}`: many databases, grouped by stamp set, stand in the manifest."""


class File(Struct, frozen=True):
    """`file = "…"`: a CSV file with the columns database and version_num."""

    path: str
    """Absolute path."""


class GitTags(Struct, frozen=True):
    """`git-tags = "…"`: the row heads of the revision files at each tag that matches."""

    glob: str


class CreateAll(Struct, frozen=True):
    """`create-all = true`: always built by create_all; never needs an old revision."""


class NeverRecorded(Struct, frozen=True):
    """Only `url-env` is known: nobody has read its version table yet."""


Source = Stamps | Counts | File | GitTags | CreateAll | NeverRecorded


class OneTable(Struct, frozen=True):
    """The database has one version table."""

    version_table: str = "alembic_version"
    schema: str | None = None
    """`version-table-schema`; None: the connection's default schema."""


class Schemas(Struct, frozen=True):
    """Each schema that matches has a version table of its own."""

    glob: str
    version_table: str = "alembic_version"


class Query(Struct, frozen=True):
    """One read-only statement that gives database name and version of a whole fleet."""

    sql: str


class Command(Struct, frozen=True):
    """A program that names the databases of a fleet, one JSON line each, with a version or a URL."""

    arguments: tuple[str, ...]
    """The program and its arguments; no shell reads them."""
    table: OneTable = OneTable()
    """The version table of a database whose line names none."""


class TargetsQuery(Struct, frozen=True):
    """One read-only statement that gives the name and the URL of every database of a fleet."""

    sql: str
    table: OneTable = OneTable()
    """The version table of each of them."""


DatabaseReading = OneTable | Schemas | Query
"""How stamps are read through one connection."""
Reading = DatabaseReading | Command | TargetsQuery
"""How `env record` reads stamps; all but `Command` begin at the URL of `url-env`."""

AT_ONCE = 8
"""How many databases are read at the same time, unless the entry says otherwise."""
PER_HOST = 4
"""How many of them on one host."""


class Environment(Struct, frozen=True):
    """A database, or a group of databases, that somebody runs."""

    name: str
    source: Source
    stamp_sets: tuple[StampSet, ...] = ()
    """The largest group first; never united across databases. Empty is a blocker, unless the source is CreateAll."""
    missing: str = ""
    """Why there are no stamp sets, as the end of a sentence; empty if there are some or none are needed."""
    recorded_at: datetime | None = None
    """With its time zone; None: unknown, or needless (`git-tags`, `create-all`)."""
    url_env: str | None = None
    """The environment variable that holds the URL."""
    reading: Reading = OneTable()
    unread: int = 0
    """Databases of the fleet of which no record exists: their stamps are unknown."""
    sample_of: int | None = None
    """The record is a random sample of so many databases; None: it is of all."""
    concurrency: int = AT_ONCE
    per_host: int = PER_HOST
    keep_records: bool = False
    """Whether the stamps of each database are kept beside the manifest."""
    line: int = 1
    """The line of the entry in the manifest, from 1."""

    @property
    def needs_stamps(self) -> bool:
        """False for `create-all`: such an entry keeps no revision alive."""
        return not isinstance(self.source, CreateAll)

    @property
    def is_recordable(self) -> bool:
        """Whether `env record` knows where to read."""
        return self.url_env is not None or isinstance(self.reading, Command)

    @property
    def is_fleet(self) -> bool:
        """Whether its databases are named by a command or a query, each with its own place."""
        return isinstance(self.reading, Command | TargetsQuery)

    @property
    def is_incomplete(self) -> bool:
        """Whether the stamps of some of its databases are unknown."""
        return self.unread > 0 or self.sample_of is not None

    @property
    def unknown_databases(self) -> int:
        """How many databases of the fleet have stamps that nobody knows, at least."""
        outside = 0 if self.sample_of is None else self.sample_of - self.databases
        return max(self.unread, outside)

    @property
    def noun(self) -> str:
        """What is stamped: a tag stands for installations that nobody counts."""
        return "tag" if isinstance(self.source, GitTags) else "database"

    @property
    def databases(self) -> int:
        """How many databases its stamp sets stand for."""
        return sum(stamp_set.databases for stamp_set in self.stamp_sets)

    def with_stamps(self, stamp_sets: tuple[StampSet, ...], missing: str = "") -> Environment:
        """The same entry with these stamp sets, or with the reason why it has none."""
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
        """The entry of that name, or None."""
        return next((one for one in self.environments if one.name == name), None)
