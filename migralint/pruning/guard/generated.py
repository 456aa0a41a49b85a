"""The text of `migralint_guard.py` for a script directory, and whether a file is an unedited one; pure."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from migralint.loading.script_directory import ScriptDirectory

GUARD_NAME = "migralint_guard.py"
"""The name of the file beside env.py; different from the guard that exists during a prune."""
_HEADER = re.compile(rb"# Written by `migralint guard`[^\n]*\n# sha256 of the lines below: ([0-9a-f]{64})[^\n]*\n")
_HEAD = """\
# Written by `migralint guard`, and yours from now on; `migralint guard` brings it up to date while it is unedited.
# sha256 of the lines below: {}
"""
_UNTOUCHED = """\
# fmt: off
# ruff: noqa
# flake8: noqa
# isort: skip_file
# mypy: ignore-errors
"""
"""A formatter in the project would edit the file, and then migralint would not update it."""
_LOCATIONS = re.compile(r"(?m)^VERSION_LOCATIONS: ([^=]*) = \(\)  #")
_RECURSIVE = "\nRECURSIVE = False\n"
_EXPECTED = "\nLEDGER_EXPECTED = {}  #"


def guard_text(script: ScriptDirectory, *, pruned: bool) -> bytes:
    """Return the bytes of the guard of a script directory; the same directory gives the same bytes everywhere.

    `pruned`: revisions of the directory were pruned, so there is a ledger. A deployment without the ledger is refused
    then: otherwise an empty database would seem upgradable.
    """
    body = _template()
    locations = _relative_locations(script)
    if locations is None:
        written = "None"
    else:  # a tuple as ruff would format it
        written = f"({', '.join(map(json.dumps, locations))}{',' if len(locations) == 1 else ''})"
    body = _LOCATIONS.sub(lambda match: f"VERSION_LOCATIONS: {match[1]} = {written}  #", body)
    if script.recursive:
        body = body.replace(_RECURSIVE, "\nRECURSIVE = True\n")
    if pruned:
        body = body.replace(_EXPECTED.format(False), _EXPECTED.format(True))
    data = (_UNTOUCHED + body).encode()
    return _HEAD.format(sha256(data).hexdigest()).encode() + data


def without_ledger(data: bytes) -> bytes:
    """Return a guard that does not need a ledger, for a directory in which all pruned revisions are restored."""
    return data.replace(_EXPECTED.format(True).encode(), _EXPECTED.format(False).encode())


def is_unedited(data: bytes) -> bool:
    """Whether a file is as some version of migralint wrote it; line ends are ignored, since git may change them."""
    data = data.replace(b"\r\n", b"\n")
    header = _HEADER.match(data)
    return header is not None and sha256(data[header.end() :]).hexdigest() == header[1].decode()


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two guards are equal, except for line ends."""
    return one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


@cache
def _template() -> str:
    return Path(__file__).with_name(GUARD_NAME).read_text(encoding="utf-8").replace("\r\n", "\n")


def _relative_locations(script: ScriptDirectory) -> tuple[str, ...] | None:
    """The version locations relative to the guard; empty: Alembic's default. None: their paths differ on each machine.

    A committed file must not contain paths of one machine.
    """
    if script.version_locations == (os.path.join(script.path, "versions"),):
        return ()
    if script.outside or script.unresolved or not script.version_locations:
        return None
    return tuple(os.path.relpath(one, script.path).replace(os.sep, "/") for one in script.version_locations)
