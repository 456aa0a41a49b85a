"""Reads a fleet's inventory, a CSV file of database and version, in one pass."""

from __future__ import annotations

import csv
import errno
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from migralint.environments.environment import StampSet
from migralint.environments.stamp_sets import EXAMPLES, largest_first
from migralint.source.errors import InputError
from migralint.source.reading import open_regular, unreadable

SIZE_LIMIT = 256 * 1024 * 1024
"""The size limit of the file in bytes; enough for a fleet of several million databases."""
COLUMNS = ("database", "version_num")
_UNSTAMPED: frozenset[str] = frozenset()


class _FlawError(Exception):
    """A flaw in the row that was just read."""


def read_inventory(path: Path) -> tuple[StampSet, ...]:
    """Return the stamp sets of the databases listed in the CSV file, the largest first; empty if it lists none.

    The header contains the columns `database` and `version_num`, in any order, possibly among others. All rows of one
    database, wherever they are, form one stamp set; an empty version is an unstamped database. Raises InputError, with
    the line, for anything else, and FileNotFoundError if there is no such file.
    """
    try:
        with _opened(path) as stream:
            rows = csv.reader(stream, strict=True)
            try:
                return _group(_stamps_by_database(rows))
            except _FlawError as flaw:
                raise InputError(str(flaw), path=str(path), line=max(rows.line_num, 1)) from None
            except csv.Error as error:
                raise InputError(f"is not valid CSV: {error}", path=str(path), line=max(rows.line_num, 1)) from None
            except UnicodeDecodeError:
                raise InputError("is not UTF-8 text", path=str(path), line=rows.line_num + 1) from None
    except FileNotFoundError:
        raise
    except OSError as error:
        raise unreadable(error, str(path), limit=SIZE_LIMIT) from None


def _opened(path: Path) -> TextIO:
    descriptor = open_regular(path)
    size = os.fstat(descriptor).st_size
    if size > SIZE_LIMIT:
        os.close(descriptor)
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return open(descriptor, newline="", encoding="utf-8-sig")


def _stamps_by_database(rows: Iterator[list[str]]) -> dict[str, frozenset[str]]:
    # The file can have a million rows: equal sets share one object, so that most rows cost two look-ups and no
    # allocation.
    database, version = _columns(next(rows, []))
    read: dict[str, frozenset[str]] = {}
    sets: dict[frozenset[str], frozenset[str]] = {}
    by_database: dict[str, frozenset[str]] = {}
    for row in rows:
        try:
            name, text = row[database], row[version]
        except IndexError:
            if not row:
                continue
            raise _FlawError(f"this row has {len(row)} columns, fewer than the header") from None
        stamps = read.get(text)
        if stamps is None:
            stamps = frozenset({text.strip()} - {""})
            stamps = read[text] = sets.setdefault(stamps, stamps)
        before = by_database.setdefault(name, stamps)
        if before is not stamps:
            if not before or not stamps:
                raise _FlawError(f'the database "{name}" has a version in one row and none in another')
            both = before | stamps
            by_database[name] = sets.setdefault(both, both)
    if "" in by_database:
        raise _FlawError("a row above has no database name")
    return by_database


def _columns(header: list[str]) -> tuple[int, int]:
    names = [name.strip() for name in header]
    for column in COLUMNS:
        if names.count(column) != 1:
            expected = ",".join(COLUMNS)
            raise _FlawError(f'the first line must name the column "{column}" once, as in "{expected}"')
    return names.index(COLUMNS[0]), names.index(COLUMNS[1])


def _group(by_database: dict[str, frozenset[str]]) -> tuple[StampSet, ...]:
    databases = Counter(by_database.values())
    examples: dict[frozenset[str], list[str]] = {stamps: [] for stamps in databases}
    waiting = len(examples)
    for name, stamps in by_database.items():
        names = examples[stamps]
        if len(names) < EXAMPLES:
            names.append(name)
            waiting -= len(names) == min(EXAMPLES, databases[stamps])
            if not waiting:
                break
    return largest_first(StampSet(stamps, count, tuple(examples[stamps])) for stamps, count in databases.items())
