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
    """One place for scratch databases."""

    url: str | None = None
    """The server's, password included; None: SQLite files."""
    throw_away: bool = False
    """The server is our own and goes anyway: nothing on it has to be tidied up."""
    binaries: Path | None = None
    """The folder of the programs of a server of our own."""

    def __repr__(self) -> str:
        return f"Site(kind={self.kind!r})"  # without the password

    @property
    def kind(self) -> str:
        """The database's, by SQLAlchemy's name."""
        return "sqlite" if self.url is None else self.url.partition(":")[0].partition("+")[0]


@contextmanager
def site_of(database: str, progress: Callable[[Progress], None]) -> Iterator[Site]:
    """Give the site that "sqlite", "postgresql" or a server's URL means, for as long as the block lasts.

    Raises InputError if a temporary server cannot be started.
    """
    if database == "sqlite":
        yield Site()
    elif database == "postgresql":
        from migralint.database.postgresql.server.server import throw_away_server  # sockets and more, for servers alone

        progress(Progress("server"))
        with throw_away_server() as server:
            yield Site(server.url(), throw_away=True, binaries=server.binaries)
    else:
        yield Site(with_password(database, os.environ))
