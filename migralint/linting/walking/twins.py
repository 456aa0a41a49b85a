"""Files of one step for several databases, `015_mysql.py` beside `015_sqlite.py`: each runs on its database only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from migralint.history.file import RevisionFile

_ENDING = re.compile(r"^(.*)_(postgres|postgresql|mysql|mariadb|sqlite)((?:_\d+)?)\.py$", re.IGNORECASE)


def dialects_of_twins(files: Iterable[RevisionFile]) -> dict[str, frozenset[str]]:
    """Return the dialect of each file that has a twin for another database, by the path of the file."""
    steps: dict[tuple[str, str], dict[str, list[str]]] = {}
    for file in files:
        folder, name = os.path.split(file.path)
        match = _ENDING.match(name)
        if match is not None:
            stem, word, _ = match.groups()
            dialect = "postgresql" if word.lower() == "postgres" else word.lower()
            steps.setdefault((folder, stem.lower()), {}).setdefault(dialect, []).append(file.path)
    return {
        path: frozenset((dialect,))
        for twins in steps.values()
        if len(twins) > 1
        for dialect, paths in twins.items()
        for path in paths
    }
