"""The records of a fleet, `migralint-records/NAME.jsonl` beside the manifest: one line per database with its time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import msgspec
from msgspec import Struct

from migralint.source.atomic import refuse_unsafe_target, write_atomically
from migralint.source.errors import InputError
from migralint.source.reading import MOST_BYTES, read_input, reason

FOLDER = "migralint-records"
_LONGEST_FILE_NAME = 240


class DatabaseRecord(Struct, frozen=True):
    """The stamp of one database, and when it was read."""

    stamps: frozenset[str]
    """Empty: it was unstamped."""
    at: datetime
    """With its time zone."""


class _Row(Struct, forbid_unknown_fields=True):
    database: str
    stamps: list[str]
    recorded_at: datetime


def records_path(manifest: str, environment: str) -> str:
    """The path of the records of an entry of the manifest. Raises InputError for a name that cannot be a file name."""
    name = quote(environment, safe=" @+=,~")
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    if len(name) > _LONGEST_FILE_NAME:
        hint = "keep-records needs a shorter environment name"
        raise InputError(f'environment "{environment[:40]}…" has a name that is too long', path=manifest, hint=hint)
    return os.path.join(os.path.dirname(manifest), FOLDER, f"{name}.jsonl")


class RecordsFile:
    """The records of one entry: read at the start, appended to as databases are read, sorted at the end.

    If the process is killed, at most the line that was being written is lost.
    """

    def __init__(self, path: str) -> None:
        """Read the file at `path`; a missing file has no records. Raises InputError, with the line, for anything that
        is not a record.

        If a database has several lines, the last one counts; a line without its end was cut off and is ignored.
        """
        self.path = path
        self.records: dict[str, DatabaseRecord] = {}
        self._stream: BinaryIO | None = None
        self._torn = False
        if os.path.lexists(path):
            self._read(read_input(path, limit=MOST_BYTES))

    def append(self, database: str, record: DatabaseRecord) -> None:
        """Add the record of a database and write it to disk at once. Raises InputError if that fails."""
        self.records[database] = record
        try:
            if self._stream is None:
                self._stream = self._opened()
            self._stream.write(_line(database, record))
            self._stream.flush()
        except OSError as error:
            raise InputError(f"cannot be written: {reason(error)}", path=self.path) from None

    def replace(self, records: Mapping[str, DatabaseRecord]) -> None:
        """Replace the contents of the file by these records, all or none. Raises InputError if it cannot be written."""
        self.close()
        self.records = dict(records)
        try:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            write_atomically(Path(self.path), b"".join(_line(name, record) for name, record in records.items()))
        except OSError as error:
            raise InputError(f"cannot be written: {reason(error)}", path=self.path) from None

    def close(self) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _opened(self) -> BinaryIO:
        if self._torn:
            self.replace(self.records)
            self._torn = False
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        refuse_unsafe_target(self.path)
        return open(self.path, "ab")

    def _read(self, data: bytes) -> None:
        decoder = msgspec.json.Decoder(_Row)
        sets: dict[frozenset[str], frozenset[str]] = {}
        *lines, rest = data.split(b"\n")
        self._torn = bool(rest)
        for number, line in enumerate(lines, 1):
            try:
                row = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                raise self._error("is not a record of a database", number) from None
            if row.recorded_at.tzinfo is None:
                raise self._error('has a "recorded_at" without a time zone', number)
            if not row.database.strip():
                raise self._error("names no database", number)
            stamps = frozenset(row.stamps)
            if any(not one.strip() or "+" in one for one in stamps):
                raise self._error('has "stamps" that are not revision ids', number)
            self.records[row.database] = DatabaseRecord(sets.setdefault(stamps, stamps), row.recorded_at)

    def _error(self, what: str, line: int) -> InputError:
        hint = "remove the line, or the file: then its databases count as never read"
        return InputError(f"this line {what}", path=self.path, line=line, hint=hint)


def _line(database: str, record: DatabaseRecord) -> bytes:
    return msgspec.json.encode(_Row(database, sorted(record.stamps), record.at)) + b"\n"
