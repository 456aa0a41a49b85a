"""Every fixture that Alembic can load has the same revisions for us, from finding the folder to reading the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory as AlembicDirectory

from migralint.loading.discovery.discovery import discover
from migralint.loading.revisions.directory import load_directory

FIXTURES = Path(__file__).parents[2] / "fixtures"
NAMES = [
    *("flask_migrate", "pyproject_only", "script_location_in_code", "script_location_in_package"),
    *("several_version_locations", "two_sections", "two_services", "versions_without_env"),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_revisions_are_alembics(name: str) -> None:
    for script in discover(str(FIXTURES / name)):
        loaded = load_directory(script)
        theirs = AlembicDirectory(
            script.path,
            version_locations=list(script.version_locations),
            recursive_version_locations=script.recursive,
            sourceless=script.sourceless,
        )
        ours = {id: revision.down_revision for id, revision in loaded.history.revisions.items()}
        assert ours, "nothing read"
        assert ours == {each.revision: each._versioned_down_revisions for each in theirs.walk_revisions()}
