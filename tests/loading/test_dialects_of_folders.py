"""Folders that are called after databases, beside the setting `dialect`."""

from __future__ import annotations

import pytest

from migralint.findings.project_facts import ProjectFacts
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.file import parse_settings
from migralint.loading.surroundings.dialects import find_dialects

BOTH = 'dialect = ["postgresql", "sqlite"]'


@pytest.mark.parametrize(
    ("settings", "path", "locations", "found"),
    [
        ("", "db", ["db/versions/postgresql"], "postgresql"),
        (BOTH, "db", ["db/versions"], "postgresql sqlite"),
        (BOTH, "db", ["db/versions/postgresql"], "postgresql"),
        (BOTH, "db", ["db/versions/postgresql", "db/versions/sqlite"], "postgresql sqlite"),
        (BOTH, "db/sqlite", ["db/sqlite/versions"], "sqlite"),
        # What lies in a folder without such a name may run on all of them.
        (BOTH, "db", ["db/versions/postgresql", "db/versions/common"], "postgresql sqlite"),
        # Who names a database has the last word.
        ('dialect = "mysql"', "db", ["db/versions/postgresql"], "mysql"),
    ],
)
def test_the_databases(settings: str, path: str, locations: list[str], found: str) -> None:
    script = ScriptDirectory(path, tuple(locations), root="")
    values = parse_settings(settings.encode(), "migralint.toml")
    assert sorted(find_dialects(script, values, ProjectFacts(), ()).names) == found.split()
