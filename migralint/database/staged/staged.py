"""One scratch database that is moved along the history, by one child process per move."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from migralint.database.floor.build import raise_failure
from migralint.database.floor.floor import floors_for
from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Ask, Run
from migralint.database.project.conversation import Progress
from migralint.database.project.process import Ended, Message
from migralint.database.project.site import Site
from migralint.database.server_reader import server_reader
from migralint.database.sqlite.reader import read_sqlite
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.database import Database
from migralint.source.errors import InputError


class Move(Struct, frozen=True):
    """One upgrade or downgrade."""

    targets: tuple[str, ...] = ("heads",)
    """For an upgrade: revision ids or "heads"; empty: only build the state from which the migrations start."""
    down: bool = False
    """Whether to downgrade to the one target, which can be "base"."""


class Place(Struct, frozen=True):
    """The location of the database."""

    kind: str
    """SQLAlchemy's name of its dialect."""
    path: str = ""
    """SQLite: the path of the file."""
    schemas: Mapping[str, str] = {}
    """SQLite: the file of each schema, to be attached."""
    url: str = ""
    """On a server: its URL, with password."""
    database: str = ""
    """On a server: the name of the database."""


class StagedDatabase:
    """The database, which does not exist before the first move."""

    def __init__(
        self, script: ScriptDirectory, options: VerifyOptions, site: Site, folder: Path, floor: Mapping[str, Any]
    ) -> None:
        """`folder`: an existing, empty folder for its files. `floor`: fields of the request for an earlier prune."""
        self._script = script
        self._options = options
        self._site = site
        self._folder = folder
        self._floor = floor
        self._token = os.urandom(6).hex()
        self._message: Message | None = None
        self.heads: tuple[str, ...] = ()
        """The rows of its version table after the last move, sorted."""

    @property
    def place(self) -> Place:
        """The location of the database. Raises LookupError before the first move."""
        if self._message is None:
            raise LookupError("the database does not exist before the first move")
        place = self._message["place"]
        if self._site.url is None:
            return Place("sqlite", path=place["path"], schemas=place["schemas"])
        return Place(self._site.kind, url=self._site.url, database=place["database"])

    def move(self, *moves: Move, progress: Callable[[Progress], None] = lambda step: None) -> None:
        """Execute the moves, in order; runs project code.

        Raises BuildFailedError if a revision fails: the effects of earlier revisions are kept. Raises InputError as
        `build` does, and if env.py configures several databases.
        """
        self._run(moves, progress, lambda ask: None)

    def move_and_read(self, *moves: Move, progress: Callable[[Progress], None] = lambda step: None) -> Database:
        """Do the same, and return the content of the database afterwards, without its version table."""
        databases: list[Database] = []

        def read(ask: Ask) -> None:
            assert self._message is not None
            leave_out = partial(_is, (self._message["version_table_schema"], self._message["version_table"]))
            place = self.place
            if place.kind == "sqlite":
                databases.append(read_sqlite(place.path, place.schemas, leave_out=leave_out))
            else:
                ask_here = partial(ask, self._message["place"]["name"])
                databases.append(server_reader(place.kind)(ask_here, leave_out=leave_out))

        self._run(moves, progress, read)
        return databases[0]

    def discard(self) -> None:
        """Remove it from a server that is not temporary; the caller removes the folder."""
        if self._message is not None and self._site.url is not None:
            run = Run(self._script, self._options, self._site, lambda step: None, token=self._token)
            run.carry_out({"only": "drop"}, work=lambda ask: None, finish=lambda ended: None, databases=self._folder)
        self._message = None

    def _run(self, moves: Sequence[Move], progress: Callable[[Progress], None], work: Callable[[Ask], None]) -> None:
        run = Run(self._script, self._options, self._site, progress, token=self._token)

        def take() -> None:
            if len(run.heard.targets) > 1:
                names = ", ".join(run.heard.targets)
                raise InputError(f"env.py configures several databases ({names}), but only one can be tested at a time")
            for message in run.heard.builds:
                self._message, self.heads = message, tuple(message["heads"])

        def on_server(ask: Ask) -> None:
            take()
            if self._message is not None and not run.heard.failures:
                work(ask)

        def finish(ended: Ended) -> None:
            raise_failure(run, ended)
            if self._site.kind == "sqlite":
                take()
                work(lambda database, sql: [])

        asked = {
            "only": "move",
            "goes_on": self._message is not None,
            "moves": [{"targets": list(move.targets), "down": move.down} for move in moves],
            **self._floor,
        }
        run.carry_out(asked, work=on_server, finish=finish, databases=self._folder)


@contextmanager
def staged_database(
    script: ScriptDirectory, options: VerifyOptions, site: Site, folder: Path
) -> Iterator[StagedDatabase]:
    """Yield a database on `site` for as long as the block runs. Raises InputError if there is no revision."""
    refuse_without_revisions(script, "run")
    with floors_for(script, options, site, lambda step: None) as floors:
        database = StagedDatabase(script, options, site, folder, floors.asked())
        try:
            yield database
        finally:
            database.discard()


def _is(version_table: tuple[str | None, str], schema: str | None, table: str) -> bool:
    return (schema, table) == version_table
