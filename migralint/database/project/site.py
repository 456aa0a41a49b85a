"""Where scratch databases are created: SQLite files, a temporary server, or a server that the user named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from migralint.database.project.conversation import Progress
from migralint.database.project.environment import with_password


class Site(Struct, frozen=True):
    """A place for scratch databases."""

    url: str | None = None
    """The URL of the server, with password; None: SQLite files."""
    throw_away: bool = False
    """Whether the server is a temporary one that will be removed: its databases need not be dropped."""
    binaries: Path | None = None
    """The folder with the programs of a temporary server."""

    def __repr__(self) -> str:
        return f"Site(kind={self.kind!r})"  # without the password

    @property
    def kind(self) -> str:
        """SQLAlchemy's name of the kind of database."""
        return "sqlite" if self.url is None else self.url.partition(":")[0].partition("+")[0]


@contextmanager
def site_of(database: str, progress: Callable[[Progress], None]) -> Iterator[Site]:
    """Yield the site for "sqlite", "postgresql" or the URL of a server, for as long as the block runs.

    Raises InputError if a temporary server cannot be started.
    """
    if database == "sqlite":
        yield Site()
    elif database == "postgresql":
        from migralint.database.postgresql.server.server import throw_away_server  # sockets and more, only for servers

        progress(Progress("server"))
        with throw_away_server() as server:
            yield Site(server.url(), throw_away=True, binaries=server.binaries)
    else:
        yield Site(with_password(database, os.environ))
