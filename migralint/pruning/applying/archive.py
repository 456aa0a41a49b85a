"""Keeps removed files if version control does not: one tar archive, written before anything changes."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import tarfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from migralint.source.atomic import write_atomically
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out
from migralint.source.reading import read_regular, reason, unreadable

_LARGEST = 256 * 1024 * 1024
"""The maximum size of an archive in bytes."""
_LARGEST_MEMBER = 64 * 1024 * 1024
"""The maximum size of one archived file in bytes."""
_LARGEST_UNPACKED = 1024 * 1024 * 1024
"""The maximum size of all archived files together in bytes: some kilobytes can unpack to any size."""


def write_archive(archive: str, files: Mapping[str, bytes]) -> None:
    """Write `files` (path relative to the script directory, with `/`, to bytes) as a tar.gz, durably.

    The same files give the same bytes. Raises InputError if the archive exists (it may be the only copy of an earlier
    prune) or cannot be written.
    """
    path = Path(archive)
    if os.path.lexists(path):
        raise InputError(
            "already exists, and may contain the files of an earlier prune", path=archive, hint="name another"
        )
    refuse_links_out(path)
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name in sorted(files):
            member = tarfile.TarInfo(_member(name))
            member.size = len(files[name])
            member.mode = 0o644
            tar.addfile(member, io.BytesIO(files[name]))
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as error:
        raise InputError(f"the archive cannot be written: {reason(error)}", path=archive) from error


def read_archive(archive: str, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of the archived files `names`; names that the archive does not contain are missing in the result.

    Raises InputError if it cannot be read.
    """
    names_by_member = {_member(name): name for name in names}
    contents: dict[str, bytes] = {}
    unpacked = 0
    try:
        packed = io.BytesIO(read_regular(archive, limit=_LARGEST))
        with tarfile.open(fileobj=packed, mode="r:*") as tar:
            for member in tar:
                unpacked += member.size
                if max(member.size, unpacked - _LARGEST_UNPACKED) > _LARGEST_MEMBER:
                    raise InputError("unpacks to more data than any prune archives", path=archive)
                if (
                    member.name in names_by_member
                    and member.isreg()
                    and (stream := tar.extractfile(member)) is not None
                ):
                    contents[names_by_member[member.name]] = stream.read()
    except OSError as error:
        raise unreadable(error, archive, limit=_LARGEST) from error
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError, OverflowError) as error:
        raise InputError(f"is not a readable archive: {error}", path=archive) from error
    return contents


def _member(name: str) -> str:
    # A version location beside the script directory has "../" in its path, which an archive should not contain.
    return name.replace("../", "__up__/")
