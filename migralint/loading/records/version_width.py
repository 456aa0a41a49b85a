"""The width of the version table, from the text of revision files and of files beside env.py: runs nothing."""

from __future__ import annotations

import io
import os
import re
import tokenize
from collections.abc import Iterable, Mapping
from typing import Any

from migralint.findings.version_width import UNLIMITED, UNREADABLE, VersionWidth
from migralint.loading.records.ledger import floor_files
from migralint.loading.revisions.listing import list_files
from migralint.loading.script_directory import ScriptDirectory

PLAIN = 32
"""Alembic's own `version_num VARCHAR(32)`."""
_LARGEST_FILE = 1024 * 1024
_CHANGED = re.compile(
    rb"alter_column\s*\(.{0,120}?version_num|\bALTER\b.{0,120}?version_num|\b(?:MODIFY|CHANGE)\b.{0,40}?version_num"
    rb"|Column\s*\(\s*(?:name\s*=\s*)?[\"']version_num[\"']|CREATE\s+TABLE.{0,120}?version_num"
    rb"|version_num\.type|version_table_impl",
    re.IGNORECASE | re.DOTALL,
)
_ALTERED = re.compile(rb"\bALTER\b.{0,120}?version_num|\b(?:MODIFY|CHANGE)\b.{0,40}?version_num", re.DOTALL)
_LENGTH = re.compile(
    rb"(?:String|Unicode|N?VARCHAR2?|CHARACTER\s+VARYING)\s*\(\s*(?:length\s*=\s*)?(\d{1,5})|\.length\s*=\s*(\d{1,5})",
    re.IGNORECASE,
)
_TEXT = re.compile(rb"\bTEXT\b|\bsa\.Text\b|\bText\s*\(|type_\s*=\s*Text\b")
_WINDOW = 500
_NEXT = re.compile(rb"\bop\.|^\s*(?:async\s+)?def\s", re.MULTILINE)
"""Matches the start of another operation, whose lengths belong to something else."""
_NAMES_THE_TABLE = rb"alembic_version|version_table|\._version\b"
_CALLED = re.compile(rb"\bversion_table\s*=\s*(?:[\"'](?P<name>[^\"']+)[\"'])?")
_GENEROUS = 255


def version_width(script: ScriptDirectory, ids: Mapping[str, str]) -> VersionWidth:
    """Return the known widths; `ids` maps the absolute path of each file to its revision.

    Only files that contain the names of the version table and its column are read, without comments. A width that
    cannot be read counts as wide enough.
    """
    table = _table(script)
    everywhere = _widest((*_beside_env(script), *floor_files(script.path)), table)
    revisions = {}
    for path, revision in ids.items():
        width = _widest((path,), table)
        if width is not None:
            revisions[revision] = width
    return VersionWidth(everywhere or PLAIN, revisions)


def columns_from_text(script: ScriptDirectory) -> tuple[Mapping[str, Any], ...]:
    """The columns of the version table if revisions or a floor change its width, as `TargetResult.version_columns`.

    Empty if they do not; changes by env.py happen when it runs, except for code in a callback. A width that cannot be
    read becomes a generous one.
    """
    table = _table(script)
    widths = [_widest((*floor_files(script.path), *list_files(script).loaded), table)]
    widths += [max(_widths(_read(path), table, _ALTERED), default=None) for path in _beside_env(script)]
    width = max((one for one in widths if one is not None), default=None)
    if width is None or width <= PLAIN:
        return ()
    length = {UNLIMITED: None, UNREADABLE: _GENEROUS}.get(width, width)
    return ({"name": "version_num", "type": "String", "length": length, "nullable": False, "default": None},)


def _beside_env(script: ScriptDirectory) -> tuple[str, ...]:
    try:
        names = sorted(name for name in os.listdir(script.path) if name.endswith(".py"))
    except OSError:
        return ()
    return tuple(os.path.join(script.path, name) for name in names)


def _table(script: ScriptDirectory) -> re.Pattern[bytes]:
    """The text of a file that mentions the version table; any text matches if env.py computes the table's name."""
    names = [_NAMES_THE_TABLE]
    for path in _beside_env(script):
        for match in _CALLED.finditer(_read(path)):
            if match["name"] is None:
                return re.compile(b"")
            names.append(rb"\b" + re.escape(match["name"]) + rb"\b")
    return re.compile(b"|".join(names))


def _widest(paths: Iterable[str], table: re.Pattern[bytes]) -> int | None:
    """The largest width in the files; None: none of them changes the version table."""
    widths = [width for path in paths for width in _widths(_read(path), table)]
    return max(widths, default=None)


def _widths(data: bytes, table: re.Pattern[bytes], changed: re.Pattern[bytes] = _CHANGED) -> Iterable[int]:
    if b"version_num" not in data and b"version_table_impl" not in data:
        return
    data = _without_comments(data)
    if not table.search(data):
        return
    for match in changed.finditer(data):
        after = data[match.end() : match.end() + _WINDOW]
        text = match[0] + (after[: end.start()] if (end := _NEXT.search(after)) else after)
        lengths = [int(one or other) for one, other in _LENGTH.findall(text)]
        if max(lengths, default=0) > PLAIN:
            yield max(lengths)
        elif _TEXT.search(text):
            yield UNLIMITED
        elif not lengths:
            yield UNREADABLE


def _without_comments(data: bytes) -> bytes:
    """The same Python source without its comments; unchanged if Python cannot read it."""
    if b"#" not in data:
        return data
    lines = io.BytesIO(data).readlines()
    try:
        text = [line.decode() for line in lines]
        for token in tokenize.generate_tokens(iter(text).__next__):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                text[row - 1] = text[row - 1][:column] + "\n"
    except (tokenize.TokenError, SyntaxError, UnicodeDecodeError):
        return data
    return "".join(text).encode()


def _read(path: str) -> bytes:
    try:
        if os.path.getsize(path) > _LARGEST_FILE or not os.path.isfile(path):
            return b""
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""
