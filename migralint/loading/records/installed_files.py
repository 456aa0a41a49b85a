"""What an installed package consists of, as its installer recorded it."""

from __future__ import annotations

import os

from migralint.loading.repository import ancestors

_ENDING = ".dist-info"
_MOST_BYTES = 50_000_000


def record_of(path: str) -> str | None:
    """The RECORD that lists the file at `path` (absolute) with its present content; None if there is none.

    The format: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for folder in ancestors(os.path.dirname(path)):
        records = _records(folder)
        if records:
            name = os.path.relpath(path, folder).replace(os.sep, "/")
            return next((record for record in records if _lists(record, name, path)), None)
    return None


def _records(folder: str) -> list[str]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(_ENDING))
    except OSError:
        return []
    return [path for name in names if os.path.isfile(path := os.path.join(folder, name, "RECORD"))]


def _lists(record: str, name: str, path: str) -> bool:
    import base64  # most projects are not installed packages
    import csv
    import hashlib

    try:
        if os.path.getsize(record) > _MOST_BYTES:
            return False
        with open(record, encoding="utf-8", newline="") as stream:
            row = next((row for row in csv.reader(stream) if row and row[0] == name), None)
        if row is None or len(row) < 2:
            return False
        with open(path, "rb") as stream:
            digest = hashlib.sha256(stream.read()).digest()
    except (OSError, ValueError, csv.Error):
        return False
    return row[1] == "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
