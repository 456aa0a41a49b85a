"""Builds what some revisions of a project build, on scratch databases, and yields each while it exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from msgspec import Struct

from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Ask, Run
from migralint.database.project.conversation import ChildMessages, Progress
from migralint.database.project.failure import explain
from migralint.database.project.failures.collect_circumstances import circumstances
from migralint.database.project.general_failure import general_failure
from migralint.database.project.process import Ended, Message
from migralint.database.project.site import Site
from migralint.database.project.version_row import own_columns
from migralint.database.result import Emulated, Failure
from migralint.database.server_reader import server_reader
from migralint.database.sqlite.reader import read_sqlite
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.database import Database

Result = TypeVar("Result")


class BuildRequest(Struct, frozen=True):
    """One database to build."""

    name: str
    """A name of migralint's choice; short, letters and digits."""
    targets: tuple[str, ...] = ("heads",)
    """The revisions to upgrade to, with everything that they need."""
    later: bool = False
    """Begin in another second than the previous database."""
    downgrade: bool = False
    """Downgrade to nothing afterwards."""

    def asked(self) -> dict[str, Any]:
        """Return the request in the format of the child."""
        return {
            "name": self.name,
            "targets": list(self.targets),
            "later": self.later,
            "downgrade": self.downgrade,
        }


class BuiltDatabase(Struct, frozen=True):
    """A database that was built and still exists."""

    target: str
    """The engine's name in a multidb env.py, otherwise "default"."""
    request: str
    """The name in its `BuildRequest`."""
    site: Site
    path: str
    """SQLite: the path of the file."""
    schemas: Mapping[str, str]
    """SQLite: the file of each attached schema."""
    database: str
    """On a server: the name of the database."""
    version_table: tuple[str | None, str]
    """The schema and the name."""
    version_columns: tuple[Mapping[str, Any], ...]
    """The columns of the version table, if they differ from those that Alembic creates; otherwise empty."""
    version_sql: str | None
    """The statement that creates an empty version table like it."""
    heads: tuple[str, ...]
    """The rows of the version table after the upgrade."""
    dialect: str | None
    """The project's dialect, by SQLAlchemy's name."""
    names_by_convention: bool
    """Whether the models' naming convention names constraints."""
    ask: Callable[[str], Any]
    """Runs a SELECT in it (on a server)."""

    def leaves_out(self, schema: str | None, table: str) -> bool:
        """Return whether it is the version table."""
        if self.site.kind == "postgresql":
            return (schema, table) == self.version_table
        own_schema, own = self.version_table
        return schema == own_schema and table.lower() == own.lower()

    def read(self) -> Database:
        """Read the database, without the version table."""
        if self.site.kind == "sqlite":
            return read_sqlite(self.path, self.schemas, leave_out=self.leaves_out)
        return server_reader(self.site.kind)(self.ask, leave_out=self.leaves_out)


class BuildFailedError(Exception):
    """The revisions could not be run."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.explanation)
        self.failure = failure


class Build(Struct, Generic[Result], frozen=True):
    """The results of all builds."""

    results: Mapping[tuple[str, str], Result]
    """The result of `take` for each database, by target and the name in `BuildRequest`."""
    emulated: tuple[Emulated, ...]
    """Features that SQLite lacks and that were emulated."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets, in the order of env.py."""
        return tuple(dict.fromkeys(target for target, _ in self.results))


def build(
    script: ScriptDirectory,
    options: VerifyOptions,
    site: Site,
    requests: Sequence[BuildRequest],
    take: Callable[[BuiltDatabase], Result],
    *,
    asked: Mapping[str, Any] | None = None,
    progress: Callable[[Progress], None] = lambda step: None,
) -> Build[Result]:
    """Build every database in `requests` for every target of env.py, and call `take` with each while it exists.

    `asked`: further fields of the request, such as the floors. Raises BuildFailedError for an error of the project, and
    InputError as `verify` does.
    """
    run = Run(script, options, site, progress)
    results: dict[tuple[str, str], Result] = {}
    messages: list[Message] = run.heard.builds

    def work(ask: Ask) -> None:
        for message in messages:
            built = built_database(message, site, partial(ask, message["place"]["name"]))
            results[built.target, built.request] = take(built)

    def finish(ended: Ended) -> None:
        raise_failure(run, ended)
        if site.kind == "sqlite":
            work(lambda database, sql: [])

    run.carry_out(
        {"only": "build", "builds": [one.asked() for one in requests], **(asked or {})}, work=work, finish=finish
    )
    emulated = tuple(one for entries in run.heard.emulated.values() for one in entries)
    return Build(results, emulated)


def built_database(message: Message, site: Site, ask: Callable[[str], Any]) -> BuiltDatabase:
    """Return the database that the child reports as built in `message`; `ask` runs a SELECT in it."""
    place = message["place"]
    return BuiltDatabase(
        target=message["target"],
        request=message["build"],
        site=site,
        path=place.get("path", ""),
        schemas=place.get("schemas", {}),
        database=place.get("database", ""),
        version_table=(message["version_table_schema"], message["version_table"]),
        version_columns=own_columns(message["versions"]),
        version_sql=message["versions"].get("sql"),
        heads=tuple(message["heads"]),
        dialect=message["dialect"],
        names_by_convention=bool(message["naming_convention"]),
        ask=ask,
    )


def raise_failure(run: Run, ended: Ended) -> None:
    """Raise BuildFailedError if the child has reported an error of the project."""
    heard: ChildMessages = run.heard
    on_sqlite = run.site.kind == "sqlite"
    for target, facts in heard.failures.items():
        around = circumstances(run.script, run.options, run.python, run.folder, heard, target, on_sqlite=on_sqlite)
        raise BuildFailedError(explain(facts, around))
    failure = general_failure(run.script, run.options, heard, ended, run.python, run.folder, on_sqlite=on_sqlite)
    if failure is not None:
        raise BuildFailedError(failure)
